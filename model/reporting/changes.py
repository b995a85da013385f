"""What a posture changes from today, and a plan from phase to phase, in columns and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.data.instance import Instance
from model.delay.posture import Posture
from model.delay.transitions import Transition, transitions
from model.study.runs import RunRecord
from model.tables.column import Cell, Column, Row, Table, choice, integer, plans_only
from model.tables.common import PHASE, VARIANT, plan_cells

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
        plans_only(
            Column("before", "how it is before the phase: in the phase before, in the first one today; rows tell what changes from that")
        ),
    ),
)
NOBODY = "nobody"
Change = dict[str, Cell]


def changes(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each thing that differs from before the phase, which of the first is today; `counted` adds up to the run's `changes`."""
    rows: list[Row] = []
    for run in runs:
        if run.outcome.posture is not None:
            found = (change for way in _ways(run.instance, run.outcome.posture) for change in way.changes())
            rows += [{"variant": run.variant, **change} for change in found]
    return rows


def _ways(instance: Instance, posture: Posture) -> list[_Way]:
    ways: list[_Way] = []
    sizes = {desk: _officers_today(instance, desk) for desk in instance.desks}
    teams = instance
    for way in transitions(instance, posture):
        view = instance.at(way.phase)
        after = {desk: posture.officers.get((way.phase, desk), size) for desk, size in sizes.items()}
        ways.append(_Way(instance, view, teams, way, sizes, after))
        sizes, teams = after, view
    return ways


def _officers_today(instance: Instance, desk: str) -> int:
    """A desk that only planned headquarters share has nobody today, whatever it would have."""
    existing = any(about.desk == desk and about.status == "existing" for about in instance.headquarters.values())
    return instance.desks[desk].officers_now if existing else 0


@dataclass(frozen=True)
class _Way:
    """The way into a phase: `view` is the instance as it is in it, `earlier` as it is before; officers of each desk before and in it."""

    instance: Instance
    view: Instance
    earlier: Instance
    way: Transition
    officers_before: Mapping[str, int]
    officers: Mapping[str, int]

    def changes(self) -> Iterator[Change]:
        yield from self._holders()
        yield from self._grades()
        yield from self._headquarters()
        yield from self._liaison()
        yield from self._desks()

    def _change(
        self, kind: str, subject: str, today: str, before: str, then: str, counted: int, says: str, conditions: Iterable[str] = ()
    ) -> Change:
        return {
            "phase": self.way.phase,
            "kind": kind,
            "subject": subject,
            "conditions": "|".join(conditions),
            "today": today,
            "then": then,
            "counted": counted,
            "says": says,
            **plan_cells(self.instance, before=before),
        }

    def _holders(self) -> Iterator[Change]:
        """Conditions in which an authority goes from and to the same holders share a row."""
        for authority, about in self.view.authorities.items():
            by_holders: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
            for condition in self.view.conditions:
                held, holds = (tuple(sorted(state.holders.get((condition, authority), ()))) for state in (self.way.before, self.way.after))
                if set(held) != set(holds):
                    by_holders.setdefault((holds, held), []).append(condition)
            for (holds, held), conditions in sorted(by_holders.items()):
                new = sum(hq not in held for hq in holds)
                today, then = "|".join(about.holder_now) or NOBODY, "|".join(holds) or NOBODY
                before = today if set(held) == set(about.holder_now) else "|".join(held) or NOBODY
                when = "in every condition" if len(conditions) == len(self.view.conditions) else "in " + ", ".join(conditions)
                says = f"{about.name} ({about.relation}) goes from {before} to {then} {when}"
                yield self._change("holder", authority, today, before, then, new * len(conditions), says, conditions)

    def _grades(self) -> Iterator[Change]:
        for hq in self.way.regraded:
            about, before, then = self.view.headquarters[hq], self.way.before.grades[hq], self.way.after.grades[hq]
            today = "" if about.grade_now is None else f"O-{about.grade_now}"
            says = f"{about.name} is commanded by grade O-{then} instead of O-{before}"
            yield self._change("grade", hq, today, f"O-{before}", f"O-{then}", 1, says)

    def _headquarters(self) -> Iterator[Change]:
        for hq in sorted((*self.way.opened, *self.way.closed)):
            about, opens = self.view.headquarters[hq], hq in self.way.opened
            today = "planned" if about.status == "planned" else "open"
            before, then, does = ("closed", "open", "opens") if opens else ("open", "closed", "closes")
            yield self._change("headquarters", hq, today, before, then, int(opens or not self.way.first), f"{about.name} {does}")

    def _liaison(self) -> Iterator[Change]:
        for ends in self.way.relevelled:
            today, (before, then) = self.view.channels[ends].level_now, (state.levels[ends] for state in (self.way.before, self.way.after))
            teams = self.earlier.liaison_levels[before], self.view.liaison_levels[then]
            from_team, to_team = (f"{team.name} ({team.staff})" for team in teams)
            says = f"the team between {ends[0]} and {ends[1]} goes from {from_team} to {to_team}"
            yield self._change("liaison", " / ".join(ends), str(today), str(before), str(then), 1, says)

    def _desks(self) -> Iterator[Change]:
        for desk, before in self.officers_before.items():
            officers = self.officers[desk]
            if officers != before:
                says = f"the desk {desk} has {officers} officers instead of {before}"
                today = str(_officers_today(self.instance, desk))
                yield self._change("desk", desk, today, str(before), str(officers), 0, says)
