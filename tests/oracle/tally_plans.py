"""What drawn plans had in them that one phase has not, and whether it mattered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from model.data.instance import Instance, PhaseValue
from model.data.mandates import MayUndoMandate
from model.delay.posture import Posture
from tests.oracle.oracle import Answer
from tests.oracle.plans import enumerate_plans

LIMITS = ("transfers_max", "openings_max", "teams_max")
# What of phases is to matter to some drawn plan.
TIES = {
    *LIMITS,
    "transition_loss",
    "not undone",
    "may_undo",
    "mandate of a phase",
    "available_from",
    *(f"number headquarters{column}" for column in ("", ".site", ".decision_factor")),
    *(f"number {table}" for table in ("rules", "demand", "authorities", "channels", "desks", "conditions", "parameters")),
    *(f"number {table}" for table in ("utilisation_bands", "liaison_levels", "threads")),
}
EVERY_HQ = MayUndoMandate(id="all", says="all", kind="may_undo", hq=("*",))


def ties_with_effect(instance: Instance, answer: Answer, wanted: Counter[str], enough: int) -> Iterator[str]:
    """What of phases the best plan would be another without (by delay or counts), or would exist. What has been seen `enough` times
    is not tried again."""
    for what, without in reductions(instance):
        if wanted[what] < enough:
            other = enumerate_plans(without)
            if (other.feasible, round(other.delay, 5), other.rest) != (answer.feasible, round(answer.delay, 5), answer.rest):
                yield what


def reductions(instance: Instance) -> Iterator[tuple[str, Instance]]:
    """(what, the instance without it) for all of phases that can be left out."""
    for limit in LIMITS:
        if any(getattr(phase, limit) is not None for phase in instance.phases):
            yield limit, replace(instance, phases=tuple(phase.model_copy(update={limit: None}) for phase in instance.phases))
    none = instance.parameters["transition_loss"].model_copy(update={"value": 0.0})
    others = tuple(one for one in instance.phase_values if one.key != "transition_loss")
    yield "transition_loss", replace(instance, parameters={**instance.parameters, "transition_loss": none}, phase_values=others)
    yield "not undone", replace(instance, mandates=(*instance.mandates, EVERY_HQ))
    if any(isinstance(row, MayUndoMandate) for row in instance.mandates):
        yield "may_undo", replace(instance, mandates=tuple(row for row in instance.mandates if not isinstance(row, MayUndoMandate)))
    if any(row.phase for row in instance.mandates):
        yield "mandate of a phase", replace(instance, mandates=tuple(row.model_copy(update={"phase": ()}) for row in instance.mandates))
    first = {name: row.model_copy(update={"available_from": None}) for name, row in instance.headquarters.items()}
    if first != instance.headquarters:
        yield "available_from", replace(instance, headquarters=first)
    for what in dict.fromkeys(number(one) for one in instance.phase_values):
        values = tuple(one for one in instance.phase_values if number(one) != what)
        yield f"number {what}", replace(instance, phase_values=values)


def number(one: PhaseValue) -> str:
    """What kind of number a phase sets: its table, and the two columns of HQs that matter most."""
    return f"{one.table}.{one.column}" if one.column in ("site", "decision_factor") else one.table


def moves(instance: Instance, posture: Posture) -> set[str]:
    """What happens in the best plan after its first phase."""
    phases = [phase.id for phase in instance.phases]
    found = {"three phases"} if len(phases) > 2 else set()
    for old, new in pairwise(phases):
        active = {hq: (posture.active[old, hq], is_open) for (t, hq), is_open in posture.active.items() if t == new}
        grades = {hq: (posture.grades.get((old, hq), grade), grade) for (t, hq), grade in posture.grades.items() if t == new}
        held = [(posture.holders[old, c, a], holders) for (t, c, a), holders in posture.holders.items() if t == new]
        happened = {
            "opens later": (False, True) in active.values(),
            "closes again": (True, False) in active.values(),
            "grade raised later": any(before < after for before, after in grades.values()),
            "grade lowered": any(before > after for before, after in grades.values()),
            "holder changes later": any(before != after for before, after in held),
            "team changes later": any(posture.levels[old, key] != level for (t, key), level in posture.levels.items() if t == new),
            "desk changes later": any(
                posture.officers.get((old, key), size) != size for (t, key), size in posture.officers.items() if t == new
            ),
        }
        found |= {name for name, holds in happened.items() if holds}
    return found
