"""Tables of who holds, commands and staffs what: authorities, commanders, liaison, desks, people. One function each."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.data.instance import Instance
from model.delay.people import pool_uses
from model.delay.posture import DeskLoad, Posture
from model.reporting.cells import Row
from model.study.records import RunRecord


def phase_order(instance: Instance) -> dict[str, int]:
    """Position of each phase: reports list phases in calendar order, not by name."""
    return {phase.id: position for position, phase in enumerate(instance.phases)}


def solved(runs: Sequence[RunRecord]) -> list[tuple[RunRecord, Posture]]:
    """The runs that have a posture, with it."""
    return [(run, run.outcome.posture) for run in runs if run.outcome.posture is not None]


def authorities(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each holder of each authority, by phase, condition, authority and holder."""
    rows: list[Row] = []
    for run, posture in solved(runs):
        order = phase_order(run.instance)
        for key in sorted(posture.holders, key=lambda key: (order[key[0]], *key[1:])):
            rows += [_holder_row(run, posture, key, holder) for holder in sorted(posture.holders[key])]
    return rows


def _holder_row(run: RunRecord, posture: Posture, key: tuple[str, str, str], holder: str) -> Row:
    phase, condition, authority = key
    about = run.instance.authorities[authority]
    return {
        "variant": run.variant,
        "phase": phase,
        "condition": condition,
        "authority": authority,
        "holder": holder,
        "holder_now": "|".join(about.holder_now),
        "changed": holder not in about.holder_now,
        "relation": about.relation,
        "nation": about.nation,
        "holder_nation": run.instance.headquarters[holder].nation,
        "holder_grade": posture.grades.get((phase, holder)),
        "authority_name": about.name,
    }


def commanders(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each headquarters and phase, open or closed."""
    rows: list[Row] = []
    for run, posture in solved(runs):
        for phase in run.instance.phases:
            for hq, about in run.instance.headquarters.items():
                rows.append(
                    {
                        "variant": run.variant,
                        "phase": phase.id,
                        "hq": hq,
                        "active": bool(posture.active.get((phase.id, hq), False)),
                        "grade": posture.grades.get((phase.id, hq)),
                        "grade_now": about.grade_now,
                        "nation": about.nation,
                        "status_now": about.status,
                        "hq_name": about.name,
                    }
                )
    return rows


def liaison(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each channel and phase, with its level and team."""
    rows: list[Row] = []
    for run, posture in solved(runs):
        order = phase_order(run.instance)
        for phase, ends in sorted(posture.levels, key=lambda key: (order[key[0]], key[1])):
            channel = run.instance.channels[ends]
            level = run.instance.liaison_levels[posture.levels[phase, ends]]
            rows.append(
                {
                    "variant": run.variant,
                    "phase": phase,
                    "from_hq": ends[0],
                    "to_hq": ends[1],
                    "level": level.level,
                    "staff": level.staff,
                    "level_now": channel.level_now,
                    "changed": level.level != channel.level_now,
                    "kind": channel.kind,
                    "pool": channel.pool,
                    "level_name": level.name,
                }
            )
    return rows


def desks(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each desk, phase and condition, with its load and waits."""
    rows: list[Row] = []
    for run in runs:
        if run.outcome.evaluation is None:
            continue
        order = phase_order(run.instance)
        loads = sorted(run.outcome.evaluation.desks, key=lambda load: (order[load.phase], load.condition, load.desk))
        rows += [_desk_row(run, load) for load in loads]
    return rows


def _desk_row(run: RunRecord, load: DeskLoad) -> Row:
    capacity = load.capacity_hours_per_day
    used = load.load_hours_per_day / capacity if capacity > 0 else math.inf
    waits_forever = math.isinf(load.wait_hours) or math.isinf(load.exact_wait_hours)
    return {
        "variant": run.variant,
        "phase": load.phase,
        "condition": load.condition,
        "desk": load.desk,
        "officers": load.officers,
        "band": load.band,
        "load_hours_per_day": load.load_hours_per_day,
        "capacity_hours_per_day": capacity,
        "wait_hours": load.wait_hours,
        "exact_wait_hours": load.exact_wait_hours,
        "wait_overstated_hours": None if waits_forever else load.wait_hours - load.exact_wait_hours,
        "utilisation": used if math.isfinite(used) else None,
        "officers_now": run.instance.desks[load.desk].officers_now,
        "headquarters": "|".join(sorted(hq for hq, about in run.instance.headquarters.items() if about.desk == load.desk)),
    }


def people(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each pool, with what the posture takes of it."""
    return [
        {
            "variant": run.variant,
            "phase": use.pool.phase,
            "nation": use.pool.nation,
            "resource": use.pool.resource,
            "used": use.used,
            "amount": use.pool.amount,
            "slack": use.slack,
        }
        for run, posture in solved(runs)
        for use in pool_uses(run.instance, posture)
    ]
