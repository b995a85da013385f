"""Stress: postures in thousands of futures at once, as they were solved at the base values.

Unlike `regret`, nothing is solved in a future: the postures of the variants are found once and then evaluated in as many futures as are
asked for, in each of which every assumption of the register has another value (see `study.futures`). Lots of futures are questions like
any other: they go over the runners, are kept, and are not asked again. A posture satisfices in a future where it is at most so many
percent slower than the quickest there of those that keep every law. Hours are those of the posture's own routes and bands; how often a
future asks more of a desk is told beside them (see `study.fragility`). Where the study says so, routes and bands are chosen anew in each
future (see `study.rerouted`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from model.data.instance import Instance
from model.delay.moved import Array
from model.study.experiment import Experiment, GivenPosture, ManyFutures, Result
from model.study.factor_places import factors_of
from model.study.lots import Lot, all_lots, lot_in
from model.study.many_futures import PART, futures_of
from model.study.methods import Steps
from model.study.methods.discovery import DISCOVERY, check_depth, leaves
from model.study.methods.refusals import Refuse, needs, needs_share
from model.study.studyfile import Study
from model.study.whole import posture_within
from model.tables.column import Column, Row, Table, flag, integer, number
from model.tables.common import STATUS

USES = ("seed",)
# `futures`: how many; `within`: a variant satisfices where it is at most so many percent behind; `tail`: the share of the worst futures
# over which CVaR averages; `depth`: how many questions scenario discovery asks in a row; `postures`: the folder of a report of a run or
# of alternatives, from the instance's folder, whose postures are evaluated and not solved; `reroute`: whether routes and bands are
# chosen anew in each future.
SETTINGS: dict[str, Any] = {"futures": 10_000, "within": 5.0, "tail": 0.1, "depth": 3, "postures": "", "reroute": False}
MOST_FUTURES = 1_000_000
MOST_REROUTED = 10_000  # a posture takes a tenth of a second or two in each
LOT = 5 * PART  # futures of one question
LOT_REROUTED = 20  # the same with routes chosen anew
LOOKED_AT = 2 * LOT  # futures from which boxes are found
STRESS = Table(
    "stress",
    "a variant's posture over all futures",
    (
        Column("variant", "policy variant; of postures that a report of alternatives gives with their numbers behind the best one's"),
        STATUS,
        integer("futures", "futures in which the posture is evaluated", "futures"),
        number("within_percent", "a posture satisfices where it is at most so much slower than the quickest that competes", "%"),
        number("tail", "share of the worst futures over which means of the worst are taken", "1"),
        flag("competes", "whether it keeps every law of the instance; one that does not is compared with those that do, and cannot lead"),
        number("share_first", "share of the futures in which no competing variant has fewer weighted hours; equals lead together", "1"),
        number("satisficing_share", "share of the futures in which it satisfices", "1"),
        number("mean_delay", "mean weighted delay", "h/day"),
        number("cvar_delay", "mean weighted delay over its worst futures", "h/day"),
        number("mean_regret", "mean regret, the weighted hours more than the least of a competing variant there", "h/day"),
        number("cvar_regret", "mean regret over the futures in which it is largest", "h/day"),
        number("most_regret", "largest regret", "h/day"),
        number("regret_percent_p50", "regret in percent of that least: median", "%"),
        number("regret_percent_p90", "regret in percent of that least: 90 % quantile", "%"),
        number("regret_percent_cvar", "regret in percent of that least: mean over the futures in which it is largest", "%"),
        number("regret_percent_worst", "regret in percent of that least: largest", "%"),
        number("beyond_bands", "share of the futures in which some desk has more work than its band holds, so that it waits longer", "1"),
        number("overloaded", "share of the futures in which some desk has more work than it can ever do", "1"),
    ),
    ("variant",),
    together=(
        *(
            "futures",
            "within_percent",
            "tail",
            "share_first",
            "satisficing_share",
            "mean_delay",
            "cvar_delay",
            "mean_regret",
            "cvar_regret",
        ),
        *("most_regret", *(f"regret_percent_{name}" for name in ("p50", "p90", "cvar", "worst")), "beyond_bands", "overloaded"),
    ),
)
TABLES = (STRESS, DISCOVERY)
_EMPTY: dict[str, Any] = {column.name: None for column in STRESS.columns if column.name not in ("variant", "status")} | {"competes": False}


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses more futures than can be looked at, and settings that say nothing."""
    settings, reroute = {**SETTINGS, **study.settings}, _reroutes(study)
    most = MOST_REROUTED if reroute else MOST_FUTURES
    why = " where routes are chosen anew, which takes a thousand times as long" if reroute else ""
    needs(refuse, 1 <= settings["futures"] <= most, "futures", settings["futures"], f"must be a whole number from 1 to {most}{why}")
    needs_share(refuse, "tail", settings["tail"])
    needs(refuse, settings["within"] >= 0, "within", settings["within"], "must not be negative")
    check_depth(refuse, settings["depth"])


def steps(study: Study, base: Instance) -> Steps:
    """The posture of each variant, unless postures are given; then lots of futures, all at once."""
    results: Mapping[Experiment, Result] = {}
    if not study.given:
        results = yield [Experiment(variant, whole=True) for variant in study.variants]
    if asked := _lots(study, _postures(study, results)):
        yield asked


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`stress`, and `discovery` of where each variant does not satisfice."""
    postures = _postures(study, results)
    answers = [(asked.many, results.get(asked)) for asked in _lots(study, postures)]
    known = [(many, lot_in(result.lot)) for many, result in answers if many is not None and result is not None and result.lot is not None]
    whole = all_lots([lot for _, lot in known]) if known else None
    at = {one.name: number for number, one in enumerate(one for one in postures if one.text)}
    rows: list[Row] = []
    boxes: list[Row] = []
    for one in postures:
        told = _EMPTY if whole is None or not one.text else _row(study, whole, at[one.name])
        rows.append({"variant": one.name, "status": one.status, **told})
    if whole is not None:
        names = [factor.name for factor in factors_of(base)]
        levers = np.concatenate([_levers(base, many) for many, _ in known])
        depth = int(_number(study, "depth"))
        boxes = [row for name, place in at.items() for row in leaves(name, names, levers, whole.behind[place].tolist(), depth, study.seed)]
    return {"stress": rows, "discovery": boxes}


def _reroutes(study: Study) -> bool:
    return bool(study.setting("reroute", SETTINGS))


def _number(study: Study, name: str) -> float:
    return float(study.setting(name, SETTINGS))


def _postures(study: Study, results: Mapping[Experiment, Result]) -> tuple[GivenPosture, ...]:
    """The postures that are given, or that of each variant, as far as there is one."""
    if study.given:
        return study.given
    found = ((variant, results.get(Experiment(variant, whole=True))) for variant in study.variants)
    return tuple(
        GivenPosture(
            variant,
            variant,
            "no answer" if result is None else result.status,
            "" if result is None or result.outcome is None else posture_within(result.outcome),
        )
        for variant, result in found
    )


def _lots(study: Study, postures: Sequence[GivenPosture]) -> list[Experiment]:
    """The futures as questions about the postures there are; none where there is none."""
    evaluated, futures = tuple(one for one in postures if one.text), int(_number(study, "futures"))
    size = LOT_REROUTED if _reroutes(study) else LOT
    if not evaluated:
        return []
    return [
        Experiment(
            many=ManyFutures(
                evaluated,
                first,
                min(size, futures - first),
                study.seed,
                _number(study, "within"),
                _number(study, "tail"),
                singly=first < LOOKED_AT,
                reroute=_reroutes(study),
            )
        )
        for first in range(0, futures, size)
    ]


def _levers(base: Instance, many: ManyFutures) -> Array:
    """What may be looked at for boxes: the value of each factor's first path, in the futures that are told one by one."""
    firsts = [factor.paths[0] for factor in factors_of(base)]
    if not many.singly or not firsts:
        return np.zeros((many.number if many.singly else 0, len(firsts)))
    drawn = futures_of(base, many.first, many.number, many.seed)
    return np.concatenate([np.column_stack([part.column(path) for path in firsts]) for part in drawn])


def _row(study: Study, lot: Lot, at: int) -> dict[str, Any]:
    tail = _number(study, "tail")
    hours, regret, percents = (lot.sketches[name][at] for name in ("hours", "regret", "percents"))
    shares = {name: counts[at] / lot.futures for name, counts in lot.counts.items()}
    return {
        "futures": lot.futures,
        "within_percent": _number(study, "within"),
        "tail": tail,
        "competes": lot.competes[at],
        "share_first": shares["first"],
        "satisficing_share": shares["near"],
        "mean_delay": hours.mean,
        "cvar_delay": hours.worst_mean(tail),
        "mean_regret": regret.mean,
        "cvar_regret": regret.worst_mean(tail),
        "most_regret": regret.most,
        "regret_percent_p50": percents.quantile(0.5),
        "regret_percent_p90": percents.quantile(0.9),
        "regret_percent_cvar": percents.worst_mean(tail),
        "regret_percent_worst": percents.most,
        "beyond_bands": shares["beyond"],
        "overloaded": shares["overloaded"],
    }
