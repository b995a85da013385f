"""From what is asked of `run` to its runs. Everything that can be wrong with the input is found before anything is solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from model.data.digest import digest
from model.data.instance import BASE, Instance
from model.data.mandates import KeepDeskMandate, KeepHolderMandate
from model.data.reader import load_instance
from model.data.settings import set_twice
from model.data.stated import Stated
from model.data.variants import apply
from model.errors import Finding, InputError, nearest
from model.solving.outcome import Outcome, Status
from model.solving.task import MYOPIC
from model.study.engine import Engine
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.runs import RunRecord
from model.study.whole import outcome_of


class ForesightAsked(str, Enum):
    """How plans of several phases are made: all phases together, phase after phase, or both ways to tell them apart."""

    PERFECT = "perfect"
    MYOPIC = "myopic"
    BOTH = "both"


@dataclass(frozen=True)
class Plan:
    """The runs that are asked for: by variant name the instance with the variant and the settings applied, and the experiment to
    ask about `base`, the instance without a variant; `others` are the same with the other foresight, where plans are to be made both
    ways; `stated` are decisions of the command line, `unstated` the same experiments without them, where their price is asked for."""

    base: Instance
    instances: Mapping[str, Instance]
    experiments: Mapping[str, Experiment]
    others: Mapping[str, Experiment] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()
    unstated: Mapping[str, Experiment] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """The finished runs in the plan's order, how many results were known before, and whether the other runs were interrupted;
    `lost` says how, where what answers them was lost."""

    runs: tuple[RunRecord, ...]
    known: int
    interrupted: bool
    lost: str = ""


def make_plan(
    folder: Path,
    variants: Sequence[str],
    settings: Sequence[tuple[str, str]],
    baseline: str | None = None,
    foresight: ForesightAsked = ForesightAsked.PERFECT,
    stated: Sequence[Stated] = (),
    price: bool = False,
) -> Plan:
    """The plan for these variants of the instance in a folder, as `plan_of` makes it. Raises InputError with everything that is wrong in
    the folder, the variants, the settings and what is stated."""
    return plan_of(load_instance(folder), variants, settings, baseline, foresight, stated, price)


def plan_of(
    base: Instance,
    variants: Sequence[str | None],
    settings: Sequence[tuple[str, str]],
    baseline: str | None = None,
    foresight: ForesightAsked = ForesightAsked.PERFECT,
    stated: Sequence[Stated] = (),
    price: bool = False,
) -> Plan:
    """The plan for these variants, of which None is the instance as it stands (none named: all variants; where there are none, the
    instance as it stands), with decisions that are `stated` on the command line; `price`: without these, too.

    Raises InputError with everything that is wrong in the variants, the settings and what is stated.
    """
    names: list[str | None] = sorted(set(variants), key=lambda name: name or BASE) if variants else [*base.variants] or [None]
    if baseline is not None and baseline not in names:
        why = "is not among the variants of this run, so nothing can be compared with it"
        raise InputError([Finding("--baseline", 0, "", baseline, why, nearest(baseline, [name for name in names if name]))])
    findings = set_twice(base, settings)
    instances: dict[str, Instance] = {}
    experiments: dict[str, Experiment] = {}
    for name in names:
        try:
            instances[name or BASE] = apply(base, name, settings, stated)
        except InputError as error:
            findings += error.findings
        experiments[name or BASE] = Experiment(name, tuple(settings), whole=True, stated=tuple(stated))
    if findings:
        raise InputError(findings)
    return _with_foresight(Plan(base, instances, experiments, stated=tuple(stated)), foresight, price)


def _with_foresight(plan: Plan, foresight: ForesightAsked, price: bool) -> Plan:
    """The plan with the foresight that is asked for and, where the price of what is stated is, the same without that."""
    if foresight is not ForesightAsked.PERFECT and plan.base.is_plan:
        myopic = {name: replace(experiment, task=MYOPIC) for name, experiment in plan.experiments.items()}
        plan = replace(plan, others=myopic) if foresight is ForesightAsked.BOTH else replace(plan, experiments=myopic)
    if not price:
        return plan
    return replace(plan, unstated={name: replace(experiment, stated=()) for name, experiment in plan.experiments.items()})


def run_plan(plan: Plan, engine: Engine) -> Batch:
    """Carry the plan out, the longest expected run first, so that no long run is left alone at the end."""
    by_effort = sorted(plan.experiments, key=lambda name: (-expected_effort(plan.instances[name]), name))
    asked = (plan.experiments, plan.others, plan.unstated)
    study = engine.run(_one_round([group[name] for group in asked for name in by_effort if name in group]))
    found, others, unstated = (
        {name: study.results[experiment] for name, experiment in group.items() if experiment in study.results} for group in asked
    )
    runs = tuple(_record(name, plan.instances[name], result, others.get(name), unstated.get(name)) for name, result in found.items())
    # Variants of the same content share a result.
    results = len({key for experiment, key in study.planned if experiment in study.results})
    return Batch(runs, results - study.fresh, study.interrupted, study.lost)


def expected_effort(instance: Instance) -> float:
    """A rough rank of how long a run takes: routes to choose, times headquarters, less by each mandate that keeps holders or desks
    as they are today. Only the order counts."""
    routes = len(instance.phases) * sum(row.requests_per_day > 0 for row in instance.demand.values())
    kept = sum(isinstance(mandate, KeepHolderMandate | KeepDeskMandate) for mandate in instance.mandates)
    return routes * len(instance.headquarters) / (1 + kept)


def _one_round(experiments: list[Experiment]) -> Steps:
    yield experiments


def _record(name: str, instance: Instance, result: Result, other: Result | None, unstated: Result | None) -> RunRecord:
    seconds = sum(one.seconds for one in (result, other, unstated) if one is not None)
    ended = _outcome(instance, result)
    return RunRecord(name, instance, digest(instance), ended, seconds, None if other is None else _outcome(instance, other), unstated)


def _outcome(instance: Instance, result: Result) -> Outcome:
    ended = Outcome(Status(result.status), reason=result.reason)
    return ended if result.outcome is None else outcome_of(result.outcome, instance)
