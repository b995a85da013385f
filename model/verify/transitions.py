"""Checks of the way from phase to phase: the limits of each phase, and the tables that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields

from model.verify.claim import Claim
from model.verify.recompute import recomputed
from model.verify.rows import THE_INSTANCE, Found, Row, Violation, compare, violation
from model.verify.steps import PhaseStep, steps

ALL_CONDITIONS = "all"


def limits(claim: Claim) -> Found:
    """No more authorities change hands, no more HQs open and no more teams change in a phase than may."""
    for step in steps(claim):
        phase, moved, opened, teams = step.phase, step.moved(), step.opened(), step.relevelled()
        if _over(phase.transfers_max, moved):
            yield violation(_first_new(step, moved[0]), "holder", _told(step, "authorities change hands", phase.transfers_max, moved))
        if _over(phase.openings_max, opened):
            row = claim.commanders[phase.id, opened[0]]
            yield violation(row, "active", _told(step, "headquarters open", phase.openings_max, opened))
        if _over(phase.teams_max, teams):
            row = claim.liaison[phase.id, *teams[0]]
            yield violation(row, "level", _told(step, "teams change", phase.teams_max, ["@".join(ends) for ends in teams]))


def _over(most: int | None, found: Sequence[object]) -> bool:
    return most is not None and len(found) > most


def _told(step: PhaseStep, what: str, most: int | None, names: Sequence[str]) -> str:
    return f"{len(names)} {what} in {step.phase.id}, at most {most} may: {', '.join(names)}"


def _first_new(step: PhaseStep, authority: str) -> Row:
    """The row in which an authority has a new holder, or one of those that it is left with."""
    rows = [row for condition in step.view.conditions for row in step.claim.holders[step.phase.id, condition, authority]]
    new = [row for row in rows if row.text("holder") not in step.held_before(row.text("condition"), authority)]
    return (new or rows)[0]


# The table of transitions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A row that is due: its cells by columns, but for `old` and `new`, which are `from` and `to`."""

    phase: str
    kind: str
    what: str
    old: str
    new: str
    conditions: str
    waits_for: str
    what_name: str


COLUMNS = tuple({"old": "from", "new": "to"}.get(part.name, part.name) for part in fields(Due))


def transitions(claim: Claim) -> Found:
    """Every change from phase to phase has its row, said rightly, and nothing else has one."""
    if not claim.instance.is_plan:
        return
    due = [row for at, step in enumerate(steps(claim)) for row in _due(step, steps(claim)[at - 1] if at else None)]
    told = list(claim.transitions)
    for row in claim.transitions:
        alike = next((one for one in due if astuple(one) == row.key(COLUMNS)), None)
        if alike is not None:
            due.remove(alike)
            told.remove(row)
    for row in told:
        meant = max(due, key=lambda one: _shared(one, row), default=None)
        if meant is None or (meant.phase, meant.kind, meant.what) != row.key(COLUMNS[:3]):
            yield violation(row, "what", "nothing of the kind changes there, or another row tells of it")
            continue
        due.remove(meant)
        for column, wanted in zip(COLUMNS, astuple(meant), strict=True):
            yield from compare(row, column, wanted, "the other tables and the instance say so")
    for one in due:
        why = f"variant {claim.variant} has no row for {one.kind} {one.what} in {one.phase}: from {one.old!r} to {one.new!r}"
        yield Violation("transitions", 0, "what", "", one.what, why)


def _shared(due: Due, row: Row) -> tuple[bool, int]:
    """How much of a row is as it is due: first of all of what it tells."""
    cells, wanted = row.key(COLUMNS), astuple(due)
    return cells[:3] == wanted[:3], sum(cell == want for cell, want in zip(cells, wanted, strict=True))


def _due(step: PhaseStep, earlier: PhaseStep | None) -> Iterator[Due]:
    headquarters, phase = step.view.headquarters, step.phase.id
    for authority in step.view.authorities:
        yield from _authority(step, earlier, authority)
    for hq in step.opened():
        reasons = (_full(earlier, "openings_max"), _absent(step, earlier, [hq]))
        yield Due(phase, "opening", hq, "closed", "open", "", _joined(reasons), headquarters[hq].name)
    for hq in step.closed():
        yield Due(phase, "closing", hq, "open", "closed", "", "", headquarters[hq].name)
    for hq, old, new in step.regraded():
        yield Due(phase, "grade", hq, str(old), str(new), "", "", headquarters[hq].name)
    for ends in step.relevelled():
        old, new = step.level_before(ends), step.claim.level(phase, ends)
        reasons = (_full(earlier, "teams_max"), _absent(step, earlier, ends))
        name = f"{headquarters[ends[0]].name} and {headquarters[ends[1]].name}"
        yield Due(phase, "team", f"{ends[0]}@{ends[1]}", str(old), str(new), "", _joined(reasons), name)


def _authority(step: PhaseStep, earlier: PhaseStep | None, authority: str) -> Iterator[Due]:
    """A row for all conditions in which it goes from the same to the same holders."""
    pairs = {condition: (step.held_before(condition, authority), step.held(condition, authority)) for condition in step.view.conditions}
    full = _full(earlier, "transfers_max") if authority in step.moved() else ""
    for old, new in dict.fromkeys(pair for pair in pairs.values() if pair[0] != pair[1]):
        where = [condition for condition, pair in pairs.items() if pair == (old, new)]
        conditions = ALL_CONDITIONS if len(where) == len(pairs) else "|".join(where)
        waits_for = _joined((full, _absent(step, earlier, new - old)))
        sides = ("|".join(sorted(old)), "|".join(sorted(new)))
        yield Due(step.phase.id, "authority", authority, *sides, conditions, waits_for, step.view.authorities[authority].name)


def _full(earlier: PhaseStep | None, limit: str) -> str:
    """The limit of the phase before, where all of it was used."""
    if earlier is None:
        return ""
    phase = earlier.phase
    most, used = {
        "transfers_max": (phase.transfers_max, len(earlier.moved())),
        "openings_max": (phase.openings_max, len(earlier.opened())),
        "teams_max": (phase.teams_max, len(earlier.relevelled())),
    }[limit]
    return f"{limit} of {phase.id}: {used} of {most}" if most is not None and used >= most else ""


def _absent(step: PhaseStep, earlier: PhaseStep | None, hqs: Iterable[str]) -> str:
    """Said where one of the HQs can be open from this phase on and could not before."""
    new = earlier is not None and any(step.view.headquarters[hq].available_from == step.phase.id for hq in hqs)
    return f"not there before {step.phase.id}" if new else ""


def _joined(reasons: Sequence[str]) -> str:
    return "; ".join(filter(None, reasons))


# The table of phases --------------------------------------------------------------------------------------------------


def by_phase(claim: Claim) -> Found:
    """The delay of each phase, what waiting for a later one loses, and how much changes in it."""
    made, later = recomputed(claim), float("inf")
    for step in reversed(steps(claim) if claim.by_phase else ()):
        phase, row = step.phase, claim.by_phase[step.phase.id]
        share = sum(made.weights[key] * parts.total for key, parts in made.routes.items() if key[0] == phase.id)
        delay = share / phase.weight
        later = min(later, delay)
        yield from compare(row, "start", phase.start.isoformat(), THE_INSTANCE)
        yield from compare(row, "weight", phase.weight, THE_INSTANCE)
        yield from compare(row, "weighted_delay", delay, "the routes of the phase add up to it, by its weight")
        yield from compare(row, "contribution", share, "the routes of the phase add up to it")
        yield from compare(row, "lost_by_waiting", delay - later, "what the phase is slower than the best from it on")
        yield from compare(row, "transfers", len(step.moved()), "the rows of authorities.csv say so")
        yield from compare(row, "openings", len(step.opened()), "the rows of commanders.csv say so")
        yield from compare(row, "teams", len(step.relevelled()), "the rows of liaison.csv say so")


CHECKS = (limits, transitions, by_phase)
