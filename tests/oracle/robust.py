"""One posture for many futures by complete enumeration: every design with the best routes of each future."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from model.data.instance import Instance
from tests.oracle import rules
from tests.oracle.oracle import all_holders, design_counts, designs, held_changes
from tests.oracle.routes import Router
from tests.oracle.rules import Design, Holders

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Tried:
    """A posture: its delay in each future, and people, fourth stars and changes by the numbers of the first."""

    delays: Vector
    rest: tuple[int, int, int]


def every_posture(futures: Sequence[Instance]) -> Iterator[Tried]:
    """Every design that all futures allow and through which each of them has routes."""
    first, routers = futures[0], [Router(future) for future in futures]
    for design in designs(first):
        if not all(_allowed(future, design) for future in futures):
            continue
        people, stars, moved = design_counts(first, design)
        for choice in product(*(_choices(futures, routers, condition, design) for condition in first.conditions)):
            holders = {condition: held for condition, (_, _, held) in zip(first.conditions, choice, strict=True)}
            if all(rules.together_allowed(future, holders) for future in futures):
                delays = tuple(sum(parts) for parts in zip(*(delay for delay, _, _ in choice), strict=True))
                yield Tried(delays, (people, stars, moved + sum(changes for _, changes, _ in choice)))


def _allowed(instance: Instance, design: Design) -> bool:
    return (
        rules.active_allowed(instance, design.active)
        and rules.grades_allowed(instance, design.grades)
        and rules.levels_allowed(instance, design.levels)
        and rules.officers_allowed(instance, design.active, design.officers)
    )


def _choices(futures: Sequence[Instance], routers: Sequence[Router], condition: str, design: Design) -> list[tuple[Vector, int, Holders]]:
    """(delays by future, changes, holders) of one condition; where rules do not couple conditions, without what is no better in any."""
    found = []
    for held in all_holders(futures[0], design.active):
        if all(rules.holders_allowed(future, condition, design.grades, held) for future in futures):
            delays = [router.best(condition, design, held) for router in routers]
            if None not in delays:
                found.append((tuple(delay for delay in delays if delay is not None), held_changes(futures[0], held), held))
    if any(rules.couples(future) for future in futures):
        return found
    kept: list[tuple[Vector, int, Holders]] = []
    for one in sorted(found, key=lambda choice: (choice[0], choice[1])):
        if not any(all(mine <= own for mine, own in zip((*other[0], other[1]), (*one[0], one[1]), strict=True)) for other in kept):
            kept.append(one)
    return kept
