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
    ways."""

    base: Instance
    instances: Mapping[str, Instance]
    experiments: Mapping[str, Experiment]
    others: Mapping[str, Experiment] = field(default_factory=dict)


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
) -> Plan:
    """The plan for these variants of the instance in a folder, as `plan_of` makes it. Raises InputError with everything that is wrong in
    the folder, the variants and the settings."""
    return plan_of(load_instance(folder), variants, settings, baseline, foresight)


def plan_of(
    base: Instance,
    variants: Sequence[str | None],
    settings: Sequence[tuple[str, str]],
    baseline: str | None = None,
    foresight: ForesightAsked = ForesightAsked.PERFECT,
) -> Plan:
    """The plan for these variants, of which None is the instance as it stands (none named: all variants; where there are none, the
    instance as it stands).

    Raises InputError with everything that is wrong in the variants and the settings.
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
            instances[name or BASE] = apply(base, name, settings)
        except InputError as error:
            findings += error.findings
        experiments[name or BASE] = Experiment(name, tuple(settings), whole=True)
    if findings:
        raise InputError(findings)
    if foresight is ForesightAsked.PERFECT or not base.is_plan:
        return Plan(base, instances, experiments)
    myopic = {name: replace(experiment, task=MYOPIC) for name, experiment in experiments.items()}
    return Plan(base, instances, experiments, myopic) if foresight is ForesightAsked.BOTH else Plan(base, instances, myopic)


def run_plan(plan: Plan, engine: Engine) -> Batch:
    """Carry the plan out, the longest expected run first, so that no long run is left alone at the end."""
    by_effort = sorted(plan.experiments, key=lambda name: (-expected_effort(plan.instances[name]), name))
    asked = [*(plan.experiments[name] for name in by_effort), *(plan.others[name] for name in by_effort if name in plan.others)]
    study = engine.run(_one_round(asked))
    found = {name: study.results[experiment] for name, experiment in plan.experiments.items() if experiment in study.results}
    others = {name: study.results[experiment] for name, experiment in plan.others.items() if experiment in study.results}
    runs = tuple(_record(name, plan.instances[name], result, others.get(name)) for name, result in found.items())
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


def _record(name: str, instance: Instance, result: Result, other: Result | None) -> RunRecord:
    seconds = result.seconds + (other.seconds if other else 0.0)
    ended = _outcome(instance, result)
    return RunRecord(name, instance, digest(instance), ended, seconds, None if other is None else _outcome(instance, other))


def _outcome(instance: Instance, result: Result) -> Outcome:
    ended = Outcome(Status(result.status), reason=result.reason)
    return ended if result.outcome is None else outcome_of(result.outcome, instance)
