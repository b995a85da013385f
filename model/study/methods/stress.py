"""Stress: every variant's posture in thousands of futures at once, as it was solved at the base values.

Unlike `regret`, nothing is solved in a future: the postures of the variants are found once and then evaluated in as many futures as are
asked for, in each of which every assumption of the register has another value (see `study.futures`). A variant satisfices in a future
where it is at most so many percent slower than the quickest there of those that keep every law. Hours are those of the posture's own
bands; how often a future asks more of a desk is told beside them (see `study.fragility`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.data.digest import digest
from model.data.instance import Instance
from model.delay.moved import Array
from model.study.ensemble import Contender, Ensemble, contenders_of, evaluated
from model.study.evaluate import instance_for
from model.study.experiment import Experiment, Result
from model.study.factor_places import factors_of
from model.study.fragility import HELD
from model.study.futures import sample
from model.study.methods import Steps
from model.study.methods.discovery import DISCOVERY, leaves
from model.study.methods.factors import fault
from model.study.runs import RunRecord
from model.study.studyfile import Study
from model.study.whole import outcome_of
from model.tables.column import Row, Table, flag, integer, number
from model.tables.common import STATUS, VARIANT

# `futures`: how many; `within`: a variant satisfices where it is at most so many percent behind; `tail`: the share of the worst futures
# over which CVaR averages; `depth`: how many questions scenario discovery asks in a row.
SETTINGS: dict[str, Any] = {"futures": 10_000, "within": 5.0, "tail": 0.1, "depth": 3}
MOST_FUTURES = 1_000_000
PART = 2_000  # futures drawn and evaluated together: a Latin hypercube each, small enough for the memory of a processor
LOOKED_AT = 20_000  # futures from which boxes are found
STRESS = Table(
    "stress",
    "a variant's posture over all futures",
    (
        VARIANT,
        STATUS,
        integer("futures", "futures in which the posture is evaluated", "futures"),
        flag("competes", "whether it keeps every law of the instance; one that does not is compared with those that do, and cannot lead"),
        number("share_first", "share of the futures in which no competing variant has fewer weighted hours; equals lead together", "1"),
        number("satisficing_share", "share of the futures in which it is within the study's percentage of the least", "1"),
        number("mean_delay", "mean weighted delay", "h/day"),
        number("cvar_delay", "mean weighted delay over its worst futures, the study's share of all", "h/day"),
        number("mean_regret", "mean regret, the weighted hours more than the least of a competing variant there", "h/day"),
        number("cvar_regret", "mean regret over the futures in which it is largest, the study's share of all", "h/day"),
        number("most_regret", "largest regret", "h/day"),
        number("beyond_bands", "share of the futures in which some desk has more work than its band holds, so that it waits longer", "1"),
        number("overloaded", "share of the futures in which some desk has more work than it can ever do", "1"),
    ),
    ("variant",),
)
TABLES = (STRESS, DISCOVERY)


@dataclass(frozen=True)
class _Lot:
    """All contenders in all futures: hours and regret (contenders x futures), and in how many futures each leads or has too much work;
    `levers` are the values of what may be looked at for boxes, of the first futures."""

    hours: Array
    regret: Array
    percents: Array
    first: Array
    beyond: Array
    overloaded: Array
    levers: Array


def steps(study: Study, base: Instance) -> Steps:
    """One round: the posture of each variant."""
    _check(study)
    yield [Experiment(variant, whole=True) for variant in study.variants]


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`stress`, and `discovery` of where each variant does not satisfice."""
    _check(study)
    found = {variant: results.get(Experiment(variant, whole=True)) for variant in study.variants}
    contenders = contenders_of(base, [_run(base, name, result) for name, result in found.items() if result is not None and result.outcome])
    lot = _evaluated(study, base, contenders) if contenders else None
    rows: list[Row] = []
    boxes: list[Row] = []
    at = {one.variant: number for number, one in enumerate(contenders)}
    for variant, result in found.items():
        told = _row(study, lot, contenders, at[variant]) if lot is not None and variant in at else _EMPTY
        rows.append({"variant": variant, "status": result.status if result else "no answer", **told})
        if lot is not None and variant in at:
            failed = lot.percents[at[variant], : len(lot.levers)] > _number(study, "within")
            names = [factor.name for factor in factors_of(base)]
            boxes += leaves(variant, names, lot.levers, failed.tolist(), int(_number(study, "depth")), study.seed)
    return {"stress": rows, "discovery": boxes}


_EMPTY: dict[str, Any] = {column.name: None for column in STRESS.columns if column.name not in ("variant", "status")} | {"competes": False}


def _check(study: Study) -> None:
    futures = _number(study, "futures")
    if not (1 <= futures <= MOST_FUTURES and float(futures).is_integer()):
        raise fault(study, "settings.futures", f"{futures:g}", f"must be a whole number from 1 to {MOST_FUTURES}")
    if not 0 < _number(study, "tail") <= 1:
        raise fault(study, "settings.tail", f"{_number(study, 'tail'):g}", "must be a share above 0 and at most 1")
    if _number(study, "within") < 0:
        raise fault(study, "settings.within", f"{_number(study, 'within'):g}", "must not be negative")


def _number(study: Study, name: str) -> float:
    return float(study.settings.get(name, SETTINGS[name]))


def _run(base: Instance, variant: str, result: Result) -> RunRecord:
    instance = instance_for(base, Experiment(variant))
    assert result.outcome is not None  # asked only of whole results
    return RunRecord(variant, instance, digest(instance), outcome_of(result.outcome, instance))


def _parts(study: Study, base: Instance, contenders: tuple[Contender, ...]) -> Iterator[Ensemble]:
    """The futures in parts, each a sample of its own, so that a longer study begins with the futures of a shorter one."""
    left, part = int(_number(study, "futures")), 0
    while left > 0:
        drawn = sample(base, PART, (study.seed, part))
        ensemble = evaluated(base, contenders, drawn)
        yield ensemble
        left, part = left - PART, part + 1


def _evaluated(study: Study, base: Instance, contenders: tuple[Contender, ...]) -> _Lot:
    wanted = int(_number(study, "futures"))
    firsts = [factor.paths[0] for factor in factors_of(base)]
    kept: dict[str, list[Array]] = {name: [] for name in ("hours", "regret", "percents", "first", "beyond", "over")}
    levers: list[Array] = []
    for ensemble in _parts(study, base, contenders):
        kept["hours"].append(ensemble.hours)
        kept["regret"].append(ensemble.regret)
        kept["percents"].append(100 * ensemble.regret / np.where(ensemble.least > 0, ensemble.least, 1.0))
        kept["first"].append(ensemble.leads.astype(float))
        kept["beyond"].append(np.array([(one.fullest > 1 + HELD).astype(float) for one in ensemble.many]))
        kept["over"].append(np.array([(one.busiest >= 1 - HELD).astype(float) for one in ensemble.many]))
        if len(levers) * PART < LOOKED_AT:
            levers.append(np.column_stack([ensemble.futures.column(path) for path in firsts]) if firsts else np.zeros((PART, 0)))

    whole = {name: np.concatenate(parts, axis=1)[:, :wanted] for name, parts in kept.items()}
    first, beyond, over = (whole[name].sum(axis=1) for name in ("first", "beyond", "over"))
    return _Lot(whole["hours"], whole["regret"], whole["percents"], first, beyond, over, np.concatenate(levers)[:wanted])


def _row(study: Study, lot: _Lot, contenders: Sequence[Contender], at: int) -> dict[str, Any]:
    futures, tail = lot.hours.shape[1], _number(study, "tail")
    return {
        "futures": futures,
        "competes": contenders[at].keeps_law,
        "share_first": float(lot.first[at] / futures),
        "satisficing_share": float((lot.percents[at] <= _number(study, "within")).mean()),
        "mean_delay": float(lot.hours[at].mean()),
        "cvar_delay": worst_mean(lot.hours[at], tail),
        "mean_regret": float(lot.regret[at].mean()),
        "cvar_regret": worst_mean(lot.regret[at], tail),
        "most_regret": float(lot.regret[at].max()),
        "beyond_bands": float(lot.beyond[at] / futures),
        "overloaded": float(lot.overloaded[at] / futures),
    }


def worst_mean(values: Array, tail: float) -> float:
    """CVaR of values of one weight: the mean of the largest over a share `tail` (0 < tail <= 1); a value may count in part."""
    falling = -np.sort(-values)
    room = tail * len(values)
    taken = int(room)
    rest = falling[taken] * (room - taken) if taken < len(values) else 0.0
    return float((falling[:taken].sum() + rest) / room)
