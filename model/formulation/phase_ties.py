"""Which decisions of a phase are tied to those of the phase before it, as far as domains tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from model.data.selectors import may_undo
from model.formulation.domains import Domains

KeptIndex = tuple[Any, ...]  # kind of decision, phase, and of what


def movable(domains: Domains) -> tuple[tuple[str, str], ...]:
    """(phase, authority) of the authorities for which it is open whether they change hands, in phases that limit how many do."""
    return tuple(
        (phase.id, authority)
        for phase in domains.instance.phases
        if phase.transfers_max is not None
        for authority in domains.instance.authorities
        if any(_may_change_hands(domains, phase.id, condition, authority) for condition in domains.instance.conditions)
    )


def _may_change_hands(domains: Domains, phase: str, condition: str, authority: str) -> bool:
    """One that nobody held before is new and does not change hands."""
    options, before = domains.holders[phase, condition, authority], domains.before(phase)
    held = domains.standing.holders.get((condition, authority), ()) if before is None else domains.holders[before, condition, authority]
    return bool(held) and (len(options) > 1 or options != held)


def keepable(domains: Domains) -> tuple[KeptIndex, ...]:
    """The decisions that are open in a phase and in the one before it."""
    return tuple(index for phase in domains.worlds if (before := domains.before(phase)) for index in _open_in_both(domains, before, phase))


def _open_in_both(domains: Domains, before: str, phase: str) -> Iterator[KeptIndex]:
    for (t, *what), options in domains.holders.items():
        if t == phase:
            yield from (("holds", t, *what, hq) for hq in _both(options, domains.holders[before, what[0], what[1]]))
    for (t, channel), levels in domains.levels.items():
        if t == phase:
            yield from (("level", t, *channel, level) for level in _both(levels, domains.levels[before, channel]))
    for (t, hq), grades in domains.grades.items():
        if t == phase and all(_grade_is_open(domains, one, hq) for one in (before, phase)):
            yield from (("graded", t, hq, grade) for grade in grades if grade in domains.grades[before, hq])
    for hq in domains.instance.headquarters:
        # What is not undone was open before and is open now where it was open before.
        if may_undo(domains.worlds[phase].instance, hq) and all(len(domains.open_options[one, hq]) == 2 for one in (before, phase)):
            yield "opened", phase, hq


def _both(options: Sequence[Any], before: Sequence[Any]) -> list[Any]:
    """The options of a decision that is open in both phases."""
    return [option for option in options if option in before] if len(options) > 1 and len(before) > 1 else []


def _grade_is_open(domains: Domains, phase: str, hq: str) -> bool:
    """Whether an HQ's grade is a variable: a single one is taken where the HQ opens."""
    return len(domains.grades[phase, hq]) > 1 or len(domains.open_options[phase, hq]) == 2
