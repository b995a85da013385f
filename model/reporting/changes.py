"""What a posture changes from today, in columns and in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.data.instance import Instance
from model.delay.posture import Posture
from model.study.runs import RunRecord
from model.tables.column import Cell, Column, Row, Table, choice, integer
from model.tables.common import PHASE, VARIANT

CHANGES = Table(
    "changes",
    "something that differs from today",
    (
        VARIANT,
        PHASE,
        choice("kind", "holder, grade, liaison, headquarters or desk", "holder", "grade", "liaison", "headquarters", "desk"),
        Column("subject", "authority, headquarters, channel or desk that changes"),
        Column("conditions", "conditions in which it does (a|b); empty: all alike"),
        Column("today", "how it is today"),
        Column("then", "how it would be"),
        integer("counted", "how many of the run's `changes` the row stands for; desks count as people, not as changes", "changes"),
        Column("says", "the change in words"),
    ),
)
NOBODY = "nobody"
Change = dict[str, Cell]


def changes(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each thing that differs from today; `counted` adds up to the run's `changes`."""
    rows: list[Row] = []
    for run in runs:
        if (posture := run.outcome.posture) is None:
            continue
        for phase in run.instance.phases:
            found = [
                *_holders(run.instance, posture, phase.id),
                *_grades(run.instance, posture, phase.id),
                *_headquarters(run.instance, posture, phase.id),
                *_liaison(run.instance, posture, phase.id),
                *_desks(run.instance, posture, phase.id),
            ]
            rows += [{"variant": run.variant, "phase": phase.id, **change} for change in found]
    return rows


def _change(kind: str, subject: str, today: str, then: str, counted: int, says: str, conditions: Iterable[str] = ()) -> Change:
    return {
        "kind": kind,
        "subject": subject,
        "conditions": "|".join(conditions),
        "today": today,
        "then": then,
        "counted": counted,
        "says": says,
    }


def _holders(instance: Instance, posture: Posture, phase: str) -> list[Change]:
    """Conditions in which an authority goes to the same holders share a row."""
    found = []
    for authority, about in instance.authorities.items():
        by_holders: dict[tuple[str, ...], list[str]] = {}
        for condition in instance.conditions:
            held_by = posture.holders.get((phase, condition, authority), ())
            if set(held_by) != set(about.holder_now):
                by_holders.setdefault(tuple(sorted(held_by)), []).append(condition)
        for held_by, conditions in sorted(by_holders.items()):
            new = sum(hq not in about.holder_now for hq in held_by)
            today, then = "|".join(about.holder_now) or NOBODY, "|".join(held_by) or NOBODY
            when = "in every condition" if len(conditions) == len(instance.conditions) else "in " + ", ".join(conditions)
            says = f"{about.name} ({about.relation}) goes from {today} to {then} {when}"
            found.append(_change("holder", authority, today, then, new * len(conditions), says, conditions))
    return found


def _grades(instance: Instance, posture: Posture, phase: str) -> list[Change]:
    found = []
    for hq, about in instance.headquarters.items():
        grade = posture.grades.get((phase, hq))
        if grade is not None and about.grade_now is not None and grade != about.grade_now:
            says = f"{about.name} is commanded by grade O-{grade} instead of O-{about.grade_now}"
            found.append(_change("grade", hq, f"O-{about.grade_now}", f"O-{grade}", 1, says))
    return found


def _headquarters(instance: Instance, posture: Posture, phase: str) -> list[Change]:
    found = []
    for hq, about in instance.headquarters.items():
        if posture.active.get((phase, hq)) and about.status == "planned":
            found.append(_change("headquarters", hq, "planned", "open", 1, f"{about.name} opens"))
    return found


def _liaison(instance: Instance, posture: Posture, phase: str) -> list[Change]:
    found = []
    for ends, channel in instance.channels.items():
        level = posture.levels.get((phase, ends), channel.level_now)
        if level != channel.level_now:
            today, then = instance.liaison_levels[channel.level_now], instance.liaison_levels[level]
            says = f"the team between {ends[0]} and {ends[1]} goes from {today.name} ({today.staff}) to {then.name} ({then.staff})"
            found.append(_change("liaison", " / ".join(ends), str(today.level), str(then.level), 1, says))
    return found


def _desks(instance: Instance, posture: Posture, phase: str) -> list[Change]:
    """A desk that only planned headquarters share has nobody today, whatever it would have."""
    found = []
    existing = {about.desk for about in instance.headquarters.values() if about.status == "existing"}
    for desk, about in instance.desks.items():
        today = about.officers_now if desk in existing else 0
        officers = posture.officers.get((phase, desk), today)
        if officers != today:
            says = f"the desk {desk} has {officers} officers instead of {today}"
            found.append(_change("desk", desk, str(today), str(officers), 0, says))
    return found
