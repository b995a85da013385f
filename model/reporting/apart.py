"""What two postures decide differently, as rows and in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.delay.measure import Decision, Slots, by_slot, differing

# First word of a decision -> kind of difference, as in `changes`.
KINDS = {"opened": "headquarters", "graded": "grade", "holds": "holder", "level": "liaison", "sized": "desk"}
NOBODY = "nobody"


@dataclass(frozen=True)
class Apart:
    """Something decided as `first` in one posture and as `second` in another, in a phase and, for holders, in these conditions."""

    kind: str
    phase: str
    conditions: tuple[str, ...]
    subject: str
    first: str
    second: str


def apart(one: Iterable[Decision], other: Iterable[Decision], among: Slots = None) -> list[Apart]:
    """What differs, `among` these decisions where they are given. Conditions in which an authority differs alike share a row."""
    mine, theirs = by_slot(one), by_slot(other)
    found: dict[tuple[str, str, str, str, str], list[str]] = {}
    for key in differing(one, other, among):
        kind, phase, *rest = map(str, key)
        values = [_value(kind, chosen.get(key)) for chosen in (mine, theirs)]
        conditions, named = (rest[:1], rest[1:]) if kind == "holds" else ([], rest)
        found.setdefault((KINDS[kind], phase, " / ".join(named), values[0], values[1]), []).extend(conditions)
    return [Apart(kind, phase, tuple(conditions), *rest) for (kind, phase, *rest), conditions in found.items()]


def _value(kind: str, chosen: frozenset[Decision] | None) -> str:
    if kind == "opened":
        return "open" if chosen else "closed"
    values = sorted(str(decision[-1]) for decision in chosen or ())
    if not values:
        return NOBODY if kind == "holds" else "none"
    return {"graded": f"O-{values[0]}", "level": f"level {values[0]}", "sized": f"{values[0]} officers"}.get(kind, "|".join(values))


def in_words(found: Sequence[Apart], phases: Sequence[str], conditions: Sequence[str]) -> list[str]:
    """A sentence for each thing that differs, phases and conditions in which it differs alike together; `second` is told instead of
    `first`."""
    alike: dict[tuple[str, str, str, str, tuple[str, ...]], list[str]] = {}
    for one in found:
        alike.setdefault((one.kind, one.subject, one.first, one.second, one.conditions), []).append(one.phase)
    return [
        f"{subject}: {second} instead of {first}{_where(where, conditions)}{_where(when, phases)}"
        for (_, subject, first, second, where), when in alike.items()
    ]


def _where(some: Sequence[str], every: Sequence[str]) -> str:
    """In which conditions or phases; nothing where in all there are, or where there are none to tell."""
    return f" in {', '.join(name for name in every if name in some)}" if some and len(set(some)) < len(every) else ""
