"""An exhaustive solver for tiny instances: tries every posture and keeps the best.

It shares the hours of single hops and services with the program (the delay package has tests of its own), and nothing else:
no variable, row, bound or preselected path. Aims one after the other: weighted delay, people, fourth stars, changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeVar

from model.data.instance import Instance
from tests.oracle import rules
from tests.oracle.routes import Router
from tests.oracle.rules import Design, Holders
from tests.oracle.rules import stars as stars_of

# Delays within this, relative (absolute below 1 h), are one delay to the later aims: the program's own promise.
SAME_DELAY = 1e-6


@dataclass(frozen=True)
class Answer:
    """What enumeration found. `rest` is the best (people, four stars, changes) among postures of the best delay, `clear` tells that
    it is the same whether "of the best delay" means to 1e-8 or to 1e-5; `tried` counts the decisions tried."""

    feasible: bool
    delay: float = 0.0
    rest: tuple[int, int, int] = (0, 0, 0)
    clear: bool = True
    tried: int = 0


Name = TypeVar("Name")
Option = TypeVar("Option")
# (delay, changes, holders) of one condition
Choice = tuple[float, int, Holders]


def enumerate_all(instance: Instance, prune: bool = True) -> Answer:
    """The best posture of an instance by trying them all. `prune=False` does so without leaving out any route."""
    router = Router(instance, prune)
    found: list[tuple[tuple[int, int, int], list[list[Choice]]]] = []
    best: float | None = None
    tried = 0
    allowed: dict[tuple[object, ...], list[Holders]] = {}
    for design in designs(instance):
        choices = []
        for condition in instance.conditions:
            key = (condition, design.active, tuple(design.grades.items()))
            if key not in allowed:
                every = all_holders(instance, design.active)
                allowed[key] = [held for held in every if rules.holders_allowed(instance, condition, design.grades, held)]
            costs = [(router.best(condition, design, held), held_changes(instance, held), held) for held in allowed[key]]
            tried += len(costs)
            choices.append(sorted(((delay, moved, held) for delay, moved, held in costs if delay is not None), key=lambda c: c[:2]))
        choices = choices if rules.couples(instance) else [without_dominated(choice) for choice in choices]
        window = None if best is None else best + 2e-5 * max(1.0, best)
        delay = min((delay for delay, _ in combined(instance, choices, window)), default=None)
        if delay is not None:
            best = delay if best is None else min(best, delay)
            found.append((design_counts(instance, design), choices))
    if best is None:
        return Answer(False, tried=tried)
    rests = [least_rest(instance, found, best + slack * max(1.0, best)) for slack in (1e-8, SAME_DELAY, 1e-5)]
    return Answer(True, best, rests[1], rests[0] == rests[1] == rests[2], tried)


def delay_of(instance: Instance, design: Design, holders: Mapping[str, Holders]) -> float | None:
    """Least weighted delay when all but the routes is fixed; None where rules, mandates, pools or routes forbid it."""
    router = Router(instance)
    fine = (
        rules.active_allowed(instance, design.active)
        and rules.grades_allowed(instance, design.grades)
        and rules.levels_allowed(instance, design.levels)
        and rules.officers_allowed(instance, design.active, design.officers)
        and all(rules.holders_allowed(instance, condition, design.grades, held) for condition, held in holders.items())
        and rules.together_allowed(instance, holders)
    )
    delays = [router.best(condition, design, held) for condition, held in holders.items()] if fine else [None]
    return None if None in delays else sum(delay for delay in delays if delay is not None)


# What can be decided ------------------------------------------------------------------------------------------------


def designs(instance: Instance) -> Iterator[Design]:
    """Every allowed set of decisions that all conditions share."""
    planned = [name for name, hq in instance.headquarters.items() if hq.status == "planned"]
    always = frozenset(instance.headquarters) - frozenset(planned)
    for number in range(len(planned) + 1):
        for opened in combinations(planned, number):
            active = always | frozenset(opened)
            if rules.active_allowed(instance, active):
                yield from _designs_of(instance, active)


def _designs_of(instance: Instance, active: frozenset[str]) -> Iterator[Design]:
    military = {hq: row.grades for hq, row in instance.headquarters.items() if hq in active and row.grades}
    ranks = [grades for grades in _each(military) if rules.grades_allowed(instance, grades)]
    # A team needs two open ends.
    channels = {key: row.levels if set(key) <= active else (0,) for key, row in instance.channels.items()}
    teams = [levels for levels in _each(channels) if rules.levels_allowed(instance, levels)]
    working = {instance.headquarters[hq].desk for hq in active}
    used = sorted({hq.desk for hq in instance.headquarters.values() if hq.desk is not None})
    desks = {desk: instance.desks[desk].officers if desk in working else (0,) for desk in used}
    sizes = [officers for officers in _each(desks) if rules.officers_allowed(instance, active, officers)]
    for grades, levels, officers in product(ranks, teams, sizes):
        yield Design(active, grades, levels, officers)


def _each(options: Mapping[Name, tuple[Option, ...] | list[Option]]) -> list[dict[Name, Option]]:
    """Every way to take one option of each."""
    return [dict(zip(options, choice, strict=True)) for choice in product(*options.values())]


def all_holders(instance: Instance, active: frozenset[str]) -> Iterator[Holders]:
    """Every way to give each authority to 1..holders_max open HQs."""
    ranked = sorted(active)
    options = {
        name: [group for number in range(1, row.holders_max + 1) for group in combinations(ranked, number)]
        for name, row in instance.authorities.items()
    }
    yield from _each(options)


# Aims ---------------------------------------------------------------------------------------------------------------


def design_counts(instance: Instance, design: Design) -> tuple[int, int, int]:
    """(people, four stars, changes) of what is decided once."""
    people = sum(instance.liaison_levels[level].staff for level in design.levels.values()) + sum(design.officers.values())
    changes = sum(instance.headquarters[hq].status == "planned" for hq in design.active)
    changes += sum(grade != (instance.headquarters[hq].grade_now or grade) for hq, grade in design.grades.items())
    changes += sum(level != instance.channels[key].level_now for key, level in design.levels.items())
    return people, stars_of(instance, design.grades), changes


def held_changes(instance: Instance, holders: Holders) -> int:
    """Holders that are not today's."""
    return sum(hq not in instance.authorities[name].holder_now for name, held in holders.items() for hq in held)


def without_dominated(choices: list[Choice]) -> list[Choice]:
    """Of choices sorted by delay, those with fewer changes than every quicker one: enough where conditions do not interact."""
    kept: list[Choice] = []
    for choice in choices:
        if not kept or choice[1] < kept[-1][1]:
            kept.append(choice)
    return kept


def combined(instance: Instance, choices: list[list[Choice]], most: float | None) -> Iterator[tuple[float, int]]:
    """(delay, changes) of every allowed combination of the conditions' choices that is not slower than `most` (None: any)."""
    if not all(choices):
        return
    least = [options[0][0] for options in choices]

    def extend(place: int, delay: float, changes: int, taken: tuple[Holders, ...]) -> Iterator[tuple[float, int]]:
        if place == len(choices):
            if rules.together_allowed(instance, dict(zip(instance.conditions, taken, strict=True))):
                yield delay, changes
            return
        for hours, moved, held in choices[place]:
            if most is not None and delay + hours + sum(least[place + 1 :]) > most:
                break
            yield from extend(place + 1, delay + hours, changes + moved, (*taken, held))

    yield from extend(0, 0.0, 0, ())


def least_rest(instance: Instance, found: list[tuple[tuple[int, int, int], list[list[Choice]]]], most: float) -> tuple[int, int, int]:
    """Least (people, four stars, changes) among postures not slower than `most`."""
    best: tuple[int, int, int] | None = None
    for (people, stars, changes), choices in sorted(found, key=lambda entry: entry[0]):
        if best is not None and (people, stars, changes) >= best:
            break
        moved = min((moved for _, moved in combined(instance, choices, most)), default=None)
        if moved is not None and (best is None or (people, stars, changes + moved) < best):
            best = (people, stars, changes + moved)
    assert best is not None, "the best posture itself is not slower than that"
    return best
