"""What the drawn instances had in them, and whether it mattered: a comparison proves nothing about what never took part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from model.data.instance import Instance
from model.delay.posture import Evaluation, Posture
from tests.oracle.oracle import Answer, enumerate_all


def kinds_with_effect(instance: Instance, answer: Answer, wanted: Counter[str], enough: int) -> Iterator[str]:
    """Kinds of rules, mandates and pools without one of which the best posture would be another (by delay or counts), or would
    exist. Kinds already seen `enough` times are not tried again."""
    for what, without in _reductions(instance):
        if wanted[what] < enough:
            other = enumerate_all(without)
            if (other.feasible, round(other.delay, 5), other.rest) != (answer.feasible, round(answer.delay, 5), answer.rest):
                yield what


def _reductions(instance: Instance) -> Iterator[tuple[str, Instance]]:
    for name, rule in instance.rules.items():
        yield f"rule {rule.kind}", replace(instance, rules={key: row for key, row in instance.rules.items() if key != name})
    for mandate in instance.mandates:
        yield f"mandate {mandate.kind}", replace(instance, mandates=tuple(row for row in instance.mandates if row is not mandate))
    for key in instance.pools:
        yield f"pool {key[2]}", replace(instance, pools={other: row for other, row in instance.pools.items() if other != key})
    if instance.phases[0].transfers_max is not None:
        phase = instance.phases[0].model_copy(update={"transfers_max": None})
        yield "transfers_max", replace(instance, phases=(phase,))


def features(instance: Instance, posture: Posture, evaluation: Evaluation) -> set[str]:
    """What the best posture makes use of."""
    parts = {f"part {name}" for route in evaluation.routes for name, hours in vars(route.parts).items() if hours > 0}
    return parts | _of_routes(instance, posture) | _of_design(instance, posture) | _of_desks(instance, evaluation)


def _of_routes(instance: Instance, posture: Posture) -> set[str]:
    steps = [step for route in posture.routes for step in route.steps]
    levels = [instance.liaison_levels[step.level] for step in steps if step.level is not None]
    approvers = [instance.headquarters[step.hq] for step in steps if step.approvals]
    found = {
        "hop continuous": any(level.continuous for level in levels),
        "two approvals in a row": any(step.approvals > 1 for step in steps),
        "an HQ twice on a route": any(len({step.hq for step in route.steps}) < len(route.steps) for route in posture.routes),
        "civil approver": any(not hq.grades for hq in approvers),
        "HQ without desk": any(instance.headquarters[step.hq].desk is None for step in steps),
    }
    return {f"hop {step.via}" for step in steps if step.via} | _true(found)


def _of_design(instance: Instance, posture: Posture) -> set[str]:
    planned = {name for name, hq in instance.headquarters.items() if hq.status == "planned"}
    found = {
        "planned HQ opened": any(is_open and hq in planned for (_, hq), is_open in posture.active.items()),
        "planned HQ closed": not all(posture.active.values()),
        "grade changed": any(grade != (instance.headquarters[hq].grade_now or grade) for (_, hq), grade in posture.grades.items()),
        "level changed": any(level != instance.channels[key].level_now for (_, key), level in posture.levels.items()),
        "two holders": any(len(holders) > 1 for holders in posture.holders.values()),
        "desk above its least size": any(size > min(instance.desks[desk].officers) for (_, desk), size in posture.officers.items()),
        "channel with hours": any(channel.hours is not None for channel in instance.channels.values()),
    }
    return _true(found)


def _of_desks(instance: Instance, evaluation: Evaluation) -> set[str]:
    lowest = min(instance.utilisation_bands)
    busy = [load for load in evaluation.desks if load.load_hours_per_day > 0]
    found = {
        "band above the lowest": any(load.band is not None and load.band > lowest for load in busy),
        "explicit capacity used": any(instance.desks[load.desk].capacity_hours_per_day is not None for load in busy),
    }
    return _true(found)


def _true(found: dict[str, bool]) -> set[str]:
    return {name for name, holds in found.items() if holds}
