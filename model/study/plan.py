"""From what is asked to the jobs to run. Everything that can be wrong with the input is found here, before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.data.instance import Instance
from model.data.mandates import KeepDeskMandate, KeepHolderMandate
from model.data.paths import set_twice
from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import Finding, InputError, nearest
from model.solving.options import SolveOptions
from model.study.records import BASE, Job


@dataclass(frozen=True)
class Plan:
    """The jobs of a run, by variant name; `base` is the instance without a variant."""

    base: Instance
    jobs: tuple[Job, ...]


def make_plan(
    folder: Path, variants: Sequence[str], settings: Sequence[tuple[str, str]], options: SolveOptions, baseline: str | None = None
) -> Plan:
    """The plan for these variants (none named: all of the instance; where it has none, the instance as it stands).

    Raises InputError with everything that is wrong in the folder, the variants and the settings.
    """
    base = load_instance(folder)
    names: list[str | None] = [*sorted(set(variants))] if variants else [*base.variants] or [None]
    if baseline is not None and baseline not in names:
        why = "is not among the variants of this run, so nothing can be compared with it"
        raise InputError([Finding("--baseline", 0, "", baseline, why, nearest(baseline, [name for name in names if name]))])
    findings = set_twice(base, settings)
    jobs: list[Job] = []
    for name in names:
        try:
            jobs.append(Job(BASE if name is None else name, apply(base, name, settings), options))
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return Plan(base, tuple(jobs))


def expected_effort(instance: Instance) -> float:
    """A rough rank of how long a run takes: routes to choose, times headquarters, less by each mandate that keeps holders or desks
    as they are today. Only the order counts."""
    routes = len(instance.phases) * sum(row.requests_per_day > 0 for row in instance.demand.values())
    kept = sum(isinstance(mandate, KeepHolderMandate | KeepDeskMandate) for mandate in instance.mandates)
    return routes * len(instance.headquarters) / (1 + kept)
