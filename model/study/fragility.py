"""How fragile the answer of a run is: its postures in many futures, who leads in how many, and what decides it.

Everything is judged by the hours of fixed postures under their own bands, as `evaluate` has them. A future may ask more of a desk than
its band holds; then its hours are too few, and how often that is so is told beside them: no future is left out for it, since a
posture would else look the better the more futures are too much for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.data.instance import Instance
from model.study.drivers import DRIVERS, MOST, along, driver_rows, drivers
from model.study.ensemble import Ensemble, contenders_of, evaluated
from model.study.futures import sample
from model.study.runs import RunRecord
from model.study.sliders import SLIDER_HOURS, SLIDER_PATHS, path_rows, slider_rows, sliders_of
from model.tables.column import Row, Table, flag, integer, number
from model.tables.common import VARIANT

NUMBER, SEED = 1000, 0
HELD = 1e-9  # relative room for rounding where a load just fills a desk
QUANTILES = {"p50": 0.5, "p90": 0.9, "worst": 1.0}
FRAGILITY = Table(
    "fragility",
    "a variant's posture over a sample of futures, in each of which every assumption has another value of its range",
    (
        VARIANT,
        integer("futures", "futures in the sample", "futures"),
        flag("competes", "whether it keeps every law of the instance; one that does not is compared with those that do, and cannot lead"),
        number("share_first", "share of the futures in which no competing variant has fewer weighted hours; equals lead together", "1"),
        number("share_alone", "share of the futures in which every competing variant has more", "1"),
        number("mean_delay", "mean weighted delay", "h/day"),
        *(
            column
            for name, words in (("p50", "median"), ("p90", "90 % quantile"), ("worst", "largest"))
            for column in (
                number(f"regret_{name}", f"regret, the weighted hours more than the least of a competing variant there: {words}", "h/day"),
                number(f"regret_percent_{name}", f"regret in percent of that least: {words}", "%"),
            )
        ),
        number("beyond_bands", "share of the futures in which some desk has more work than its band holds, so that it waits longer", "1"),
        number("overloaded", "share of the futures in which some desk has more work than it can ever do", "1"),
    ),
    ("variant",),
    filled=(
        *("futures", "share_first", "share_alone", "mean_delay", "beyond_bands", "overloaded"),
        *(f"{lag}_{name}" for lag in ("regret", "regret_percent") for name in QUANTILES),
    ),
)
TABLES = (FRAGILITY, DRIVERS, SLIDER_PATHS, SLIDER_HOURS)


def fragility(base: Instance, runs: Sequence[RunRecord], number: int, seed: int, held: Sequence[str] = ()) -> dict[str, list[Row]]:
    """The tables of so many futures, drawn with a seed; empty without futures or without a posture. `held` are paths that the command
    line sets, which stay as they are set."""
    contenders = contenders_of(base, runs)
    if not number or not contenders:
        return {table.name: [] for table in TABLES}
    ensemble = evaluated(base, contenders, sample(base, number, seed), held)
    found = drivers(ensemble)
    told = [one.factor for one in found[:MOST]]
    hours = along(ensemble, told)
    sliders = sliders_of(ensemble, told, hours)
    return {
        "fragility": fragility_rows(ensemble),
        "drivers": driver_rows(ensemble, found, hours, {slider.factor.name: slider for slider in sliders}),
        "slider_paths": path_rows(ensemble, sliders),
        "slider_hours": slider_rows(ensemble, sliders),
    }


def fragility_rows(ensemble: Ensemble) -> list[Row]:
    """The table `fragility`, a row a contender."""
    percents = 100 * ensemble.regret / np.where(ensemble.least > 0, ensemble.least, 1.0)
    together = (ensemble.leads & ensemble.competing[:, None]).sum(axis=0)
    rows: list[Row] = []
    for at, one in enumerate(ensemble.contenders):
        leads, many = ensemble.leads[at], ensemble.many[at]
        quantiles: dict[str, float] = {}
        for name, share in QUANTILES.items():
            quantiles[f"regret_{name}"] = float(np.quantile(ensemble.regret[at], share))
            quantiles[f"regret_percent_{name}"] = float(np.quantile(percents[at], share))
        rows.append(
            {
                "variant": one.variant,
                "futures": ensemble.futures.number,
                "competes": one.keeps_law,
                "share_first": float(leads.mean()),
                "share_alone": float((leads & (together == int(one.keeps_law))).mean()),
                "mean_delay": float(ensemble.hours[at].mean()),
                **quantiles,
                "beyond_bands": float((many.fullest > 1 + HELD).mean()),
                "overloaded": float((many.busiest >= 1 - HELD).mean()),
            }
        )
    return rows
