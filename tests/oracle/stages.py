"""One phase of a plan, for the exhaustive solver: what the instance is like in it and everything that can stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from model.data.instance import Instance
from tests.oracle import rules
from tests.oracle.oracle import all_holders, designs
from tests.oracle.routes import Router
from tests.oracle.rules import Design, Holders, Key

# Who holds what: a tuple of HQs for each authority, for each condition.
Profile = tuple[tuple[tuple[str, ...], ...], ...]
Option = tuple[float, int]  # delay and people


@dataclass(frozen=True)
class Frame:
    """What the neighbours of a phase see of its design: open HQs, commanders' grades and liaison levels, not sizes of desks."""

    active: frozenset[str]
    grades: tuple[tuple[str, int], ...]
    levels: tuple[tuple[Key, int], ...]


def frame_of(design: Design) -> Frame:
    """The part of a design that ties phases."""
    return Frame(design.active, tuple(sorted(design.grades.items())), tuple(sorted(design.levels.items())))


@dataclass
class Stage:
    """A phase: `view` is the instance as it is in it, `staffings` the designs that share a frame, `profiles` who may hold what then.
    `tried` counts the decisions tried."""

    view: Instance
    router: Router
    staffings: Mapping[Frame, list[Design]]
    profiles: Mapping[Frame, list[Profile]]
    tried: int = 0
    _hours: dict[Any, float | None] = field(default_factory=dict)
    _options: dict[Any, list[Option]] = field(default_factory=dict)

    @property
    def every_profile(self) -> list[Profile]:
        """The profiles allowed in some frame."""
        return list(dict.fromkeys(profile for profiles in self.profiles.values() for profile in profiles))

    def desk(self, hq: str) -> str | None:
        """The desk an HQ has in this phase."""
        return self.view.headquarters[hq].desk

    def options(self, frame: Frame, profile: Profile, absorbing: frozenset[str]) -> list[Option]:
        """(delay, people) of the ways to staff a state while these desks absorb transfers: the slower, the fewer people."""
        key = (frame, profile, absorbing)
        if key not in self._options:
            tried = ((self.hours(design, profile, absorbing), _people(self.view, design)) for design in self.staffings[frame])
            self._options[key] = _falling([(delay, people) for delay, people in tried if delay is not None])
        return self._options[key]

    def hours(self, design: Design, profile: Profile, absorbing: frozenset[str]) -> float | None:
        """Least weighted delay of the phase, routes being all that is free; None where no routes will do."""
        total = 0.0
        for condition, held in zip(self.view.conditions, profile, strict=True):
            key = (condition, id(design), held, absorbing)
            if key not in self._hours:
                self.tried += 1
                self._hours[key] = self.router.best(condition, design, self.named(held), absorbing)
            delay = self._hours[key]
            if delay is None:
                return None
            total += delay
        return total

    def named(self, held: tuple[tuple[str, ...], ...]) -> Holders:
        """The holders of one condition by authority."""
        return dict(zip(self.view.authorities, held, strict=True))


def stage_of(instance: Instance, at: int) -> Stage:
    """The phase at that place in the order, with everything that can stand in it."""
    view = view_of(instance, at)
    # With one phase there is no way to tell of, and no loss.
    loss = view.parameter("transition_loss") if len(instance.phases) > 1 else 0.0
    staffings: dict[Frame, list[Design]] = {}
    for design in designs(view):
        staffings.setdefault(frame_of(design), []).append(design)
    held: dict[tuple[Any, ...], list[Profile]] = {}
    profiles: dict[Frame, list[Profile]] = {}
    for frame in staffings:
        # Teams have no say in who may hold what.
        key = (frame.active, frame.grades)
        if key not in held:
            held[key] = _profiles(view, frame)
        profiles[frame] = held[key]
    return Stage(view, Router(view, loss=loss), staffings, profiles)


def view_of(instance: Instance, at: int) -> Instance:
    """The instance as it is in one phase, as an instance of that phase alone: numbers set by it and by those before it, rules and
    mandates in force, its pools, and `available_from` left only where that is still to come. Limits on what changes are left out."""
    phase, order = instance.phases[at], [row.id for row in instance.phases]
    tables: dict[str, Any] = {}
    for one in sorted((one for one in instance.phase_values if order.index(one.phase) <= at), key=lambda one: order.index(one.phase)):
        if not one.column:
            tables[one.table] = one.value
            continue
        rows = dict(tables.get(one.table) or getattr(instance, one.table))
        rows[one.key] = rows[one.key].model_copy(update={one.column: one.value})
        tables[one.table] = rows
    now = replace(instance, **tables, phase_values=())
    free = phase.model_copy(update={"transfers_max": None, "openings_max": None, "teams_max": None})
    come = {hq.hq: hq.available_from is None or order.index(hq.available_from) <= at for hq in now.headquarters.values()}
    return replace(
        now,
        phases=(free,),
        headquarters={hq: row.model_copy(update={"available_from": None}) if come[hq] else row for hq, row in now.headquarters.items()},
        rules={name: rule for name, rule in now.rules.items() if rule.active},
        mandates=tuple(row.model_copy(update={"phase": ()}) for row in now.mandates if not row.phase or {"*", phase.id} & set(row.phase)),
        pools={key: pool for key, pool in now.pools.items() if key[0] == phase.id},
    )


def _profiles(view: Instance, frame: Frame) -> list[Profile]:
    every, grades = list(all_holders(view, frame.active)), dict(frame.grades)
    allowed = [[held for held in every if rules.holders_allowed(view, condition, grades, held)] for condition in view.conditions]
    return [
        tuple(tuple(held.values()) for held in choice)
        for choice in product(*allowed)
        if rules.together_allowed(view, dict(zip(view.conditions, choice, strict=True)))
    ]


def _people(view: Instance, design: Design) -> int:
    return sum(view.liaison_levels[level].staff for level in design.levels.values()) + sum(design.officers.values())


def _falling(options: list[Option]) -> list[Option]:
    kept: list[Option] = []
    for delay, people in sorted(options):
        if not kept or people < kept[-1][1]:
            kept.append((delay, people))
    return kept
