"""What one run's tables claim, read as decisions; or everything that keeps them from being read.

Nothing can be re-computed from tables with a missing row or an unknown headquarters, so these are found first and alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from model.data.instance import Instance
from model.verify.rows import Found, Row, Violation, violation

Place = tuple[str, str, str]  # phase, condition, and an authority, desk or thread
STOP = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*)(\**)")
ORIGIN = "origin"
COMMAND = ("OPCON", "TACON")  # relations that are a command chain


@dataclass(frozen=True)
class PathStop:
    """An HQ on a route: the approvals given there, and the row of the hop that enters it (None: none is due)."""

    hq: str
    approvals: int
    hop: Row | None


@dataclass(frozen=True, eq=False)
class Claim:
    """The tables of one run, equal only to itself. Each mapping holds every key the instance asks for.

    `holders` lists a row for each holder. `people`, `by_condition` and `by_function` only add up the others, and so, of plans, do
    `by_phase` and the rows of `transitions`; `gap` is the relative gap up to which a run of the study counts as optimal (None: not known).
    """

    variant: str
    instance: Instance
    run: Row
    holders: Mapping[Place, tuple[Row, ...]]
    commanders: Mapping[tuple[str, str], Row]
    liaison: Mapping[tuple[str, str, str], Row]
    desks: Mapping[Place, Row]
    routes: Mapping[Place, Row]
    stops: Mapping[Place, tuple[PathStop, ...]]
    people: Mapping[Place, Row]
    by_condition: Mapping[tuple[str, str], Row]
    by_function: Mapping[tuple[str, str], Row]
    by_phase: Mapping[str, Row]
    transitions: tuple[Row, ...]
    gap: float | None = None

    def at(self, phase: str) -> Instance:
        """The instance as it is in a phase."""
        return self.instance.at(phase)

    def held_by(self, phase: str, condition: str, authority: str) -> tuple[str, ...]:
        """The holders of an authority."""
        return tuple(row.text("holder") for row in self.holders[phase, condition, authority])

    def is_open(self, phase: str, hq: str) -> bool:
        """Whether an HQ is said to be open."""
        return self.commanders[phase, hq].flag("active")

    def grade(self, phase: str, hq: str) -> int | None:
        """The grade said of an HQ's commander (None: closed, or civil)."""
        return self.commanders[phase, hq].whole("grade")

    def level(self, phase: str, channel: tuple[str, str]) -> int:
        """The liaison level said of a channel."""
        return self.liaison[phase, *channel].whole("level") or 0


def occurring(instance: Instance) -> list[tuple[str, str]]:
    """(condition, thread) pairs that have requests, sorted; the instance, here and below, is one as it is in a phase."""
    return sorted((row.condition, row.thread) for row in instance.demand.values() if row.requests_per_day > 0)


def expected_requests(instance: Instance, condition: str, thread: str) -> float:
    """Requests a day of a thread in a condition, by the share of the condition."""
    return instance.demand[thread, condition].requests_per_day * instance.conditions[condition].share


def members(instance: Instance, desk: str) -> list[str]:
    """HQs that a desk works for, sorted."""
    return sorted(hq.hq for hq in instance.headquarters.values() if hq.desk == desk)


def read_claim(
    variant: str, instance: Instance, run: Row, tables: Mapping[str, tuple[Row, ...]], gap: float | None = None
) -> tuple[Claim | None, list[Violation]]:
    """The claim of one run with a posture, or what keeps its tables from being read."""
    found: list[Violation] = []
    phases = [phase.id for phase in instance.phases]
    places = [(t, c) for t in phases for c in instance.conditions]
    keyed = _Keyed(variant, tables, found)
    holders = keyed.many("authorities", ("phase", "condition", "authority"), {(t, c, a) for t, c in places for a in instance.authorities})
    for row in (row for rows in holders.values() for row in rows):
        if row.text("holder") not in instance.headquarters:
            found.append(violation(row, "holder", "the instance has no such headquarters"))
    commanders = keyed.one("commanders", ("phase", "hq"), {(t, hq) for t in phases for hq in instance.headquarters})
    liaison = keyed.one("liaison", ("phase", "from_hq", "to_hq"), {(t, *ends) for t in phases for ends in instance.channels})
    staffed = {(t, desk) for t in phases for desk in instance.desks if members(instance.at(t), desk)}
    desks = keyed.one("desks", ("phase", "condition", "desk"), {(t, c, desk) for t, desk in staffed for c in instance.conditions})
    expected = {(t, c, thread) for t in phases for c, thread in occurring(instance.at(t))}
    routes = keyed.one("routes", ("phase", "condition", "thread"), expected)
    hops = keyed.many("hops", ("phase", "condition", "thread"), expected, may_lack=True)
    people = keyed.one("people", ("phase", "nation", "resource"), instance.pools)
    by_condition = keyed.one("delay_by_condition", ("phase", "condition"), {key[:2] for key in expected})
    functions = {(t, instance.at(t).threads[name].function) for t, c, name in expected if expected_requests(instance.at(t), c, name) > 0}
    by_function = keyed.one("delay_by_function", ("phase", "function"), functions)
    by_phase = keyed.one("delay_by_phase", ("phase",), {(t,) for t in phases} if instance.is_plan else ())
    stops = {key: _stops(instance, row, hops.get(key, ()), found) for key, row in routes.items()}
    if found:
        return None, found
    of_phases = {key[0]: row for key, row in by_phase.items()}
    sums = (people, by_condition, by_function, of_phases, tables.get("transitions", ()), gap)
    claim = Claim(variant, instance, run, holders, commanders, liaison, desks, routes, stops, *sums)  # type: ignore[arg-type]
    return claim, []


@dataclass(frozen=True)
class _Keyed:
    """Finds the rows of each expected key, and writes down what is missing, unknown or there twice."""

    variant: str
    tables: Mapping[str, tuple[Row, ...]]
    found: list[Violation]

    def many(
        self, table: str, columns: tuple[str, ...], expected: Iterable[tuple[str, ...]], may_lack: bool = False
    ) -> dict[tuple[str, ...], tuple[Row, ...]]:
        """The rows of each key."""
        rows: dict[tuple[str, ...], tuple[Row, ...]] = dict.fromkeys(sorted(expected), ())
        for row in self.tables.get(table, ()):
            key = row.key(columns)
            if key in rows:
                rows[key] = (*rows[key], row)
            else:
                self.found.append(_stranger(row, columns, rows))
        for key, some in rows.items():
            if not some and not may_lack:
                why = f"variant {self.variant} has no row for {', '.join(key)}"
                self.found.append(Violation(table, 0, columns[-1], "", key[-1], why))
        return rows

    def one(self, table: str, columns: tuple[str, ...], expected: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Row]:
        """The one row of each key."""
        rows = self.many(table, columns, expected)
        for key, some in rows.items():
            for row in some[1:]:
                self.found.append(violation(row, columns[-1], f"{', '.join(key)} stands in line {some[0].line} already"))
        return {key: some[0] for key, some in rows.items() if some}


def _stranger(row: Row, columns: tuple[str, ...], known: Mapping[tuple[str, ...], object]) -> Violation:
    """A row whose key the instance does not ask for, placed at the first column that no expected key shares."""
    key = row.key(columns)
    for length, column in enumerate(columns, start=1):
        if not any(other[:length] == key[:length] for other in known):
            return violation(row, column, f"no row is due for {', '.join(key)}")
    return violation(row, columns[-1], f"no row is due for {', '.join(key)}")


def _stops(instance: Instance, route: Row, hops: tuple[Row, ...], found: list[Violation]) -> tuple[PathStop, ...]:
    """The stops of a route, from its path and the rows of its hops; what does not fit goes to `found`."""
    stops: list[tuple[str, int]] = []
    for part in route.text("path").split(" > "):
        match = STOP.fullmatch(part)
        if match is None or match[1] not in instance.headquarters:
            found.append(violation(route, "path", f"{part!r} is no headquarters of the instance, with or without stars"))
            return ()
        stops.append((match[1], len(match[2])))
    by_step: dict[int, Row] = {}
    for row in hops:
        step = row.whole("step") or 0
        if step in by_step:
            other = by_step[step]
            found += [violation(one, "step", f"lines {other.line} and {row.line} have the same step") for one in (other, row)]
        by_step[step] = row
    due = {number for number in range(len(stops)) if number or stops[0][1] or len(stops) == 1}
    for step in sorted(by_step.keys() - due):
        found.append(violation(by_step[step], "step", f"the path in routes.csv line {route.line} has no such hop"))
    for step in sorted(due - by_step.keys()):
        found.append(violation(route, "path", f"hops.csv has no row for step {step}"))
    for step in sorted(due & by_step.keys()):
        found.extend(_hop_fits_path(by_step[step], stops, step, route))
    return tuple(PathStop(hq, approvals, by_step.get(number)) for number, (hq, approvals) in enumerate(stops))


def _hop_fits_path(row: Row, stops: list[tuple[str, int]], step: int, route: Row) -> Found:
    why = f"the path in routes.csv line {route.line} says otherwise"
    sender = stops[step - 1][0] if step else ""
    if row.text("from_hq") != sender:
        yield violation(row, "from_hq", why, sender)
    if row.text("to_hq") != stops[step][0]:
        yield violation(row, "to_hq", why, stops[step][0])
    if (row.text("channel") == ORIGIN) != (step == 0):
        yield violation(row, "channel", f"only step 0 is at the {ORIGIN}", ORIGIN if step == 0 else None)


Check = Callable[[Claim], Found]
