"""Desk options: which (officers, utilisation band) choices of each desk are worth a variable, from bounds on its load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.delay.physics import ROUNDING, Physics
from model.formulation.domains import Domains

ABSORBING = "absorbing"
# Officers and utilisation band, None for an explicit capacity; a third part tells that the desk is absorbing a transfer.
Choice = tuple[int, float | None] | tuple[int, float | None, str]


@dataclass(frozen=True)
class DeskOptions:
    """The options of one desk in one phase and condition.

    `choices` are officers with a band, and whether the desk is absorbing a transfer; `limits` the load each allows and `waits`
    the hours a service waits under each; `background` officer-hours a day of other work. `binding` tells whether some choice could be
    too small for the work.
    """

    desk: str
    choices: tuple[Choice, ...]
    limits: tuple[float, ...]
    waits: tuple[float, ...]
    background: float
    binding: bool

    @property
    def wait_range(self) -> tuple[float, float]:
        """Least and most hours one service can wait here."""
        return (min(self.waits), max(self.waits)) if self.waits else (0.0, 0.0)

    @property
    def wait_is_open(self) -> bool:
        """Whether the wait depends on a decision."""
        return len(set(self.waits)) > 1

    @property
    def told_apart(self) -> tuple[Choice, ...]:
        """The choices that a service must be told apart by; none where its wait and room are fixed."""
        return self.choices if len(self.choices) > 1 and (self.wait_is_open or self.binding) else ()


def options_of_desk(domains: Domains, phase: str, condition: str, desk: str, least: float, most: float) -> DeskOptions:
    """The choices of `desk` when requests bring at least `least` and at most `most` officer-hours a day.

    A band that even the least load exceeds is left out; so is every band above the first that holds the most load, as
    it could only wait longer.
    """
    world = domains.worlds[phase]
    background = world.instance.desks[desk].background_hours_per_day
    choices = [
        (choice, absorbing)
        for absorbing in domains.absorption(phase, desk)
        for officers in domains.officers[phase, desk]
        for choice in _choices(world, condition, desk, officers, absorbing, background + least, background + most)
    ]
    choices.sort(key=lambda one: (one[0][0], one[1]))
    limits = tuple(
        world.capacity_hours_per_day(condition, desk, officers, absorbing) * (1.0 if band is None else band)
        for (officers, band), absorbing in choices
    )
    waits = tuple(world.desk_wait(condition, desk, officers, band or 0.0, absorbing) for (officers, band), absorbing in choices)
    binding = not choices or any(background + most > limit for limit in limits)
    marked: tuple[Choice, ...] = tuple((*choice, ABSORBING) if absorbing else choice for choice, absorbing in choices)
    return DeskOptions(desk, marked, limits, waits, background, binding)


def _choices(
    world: Physics, condition: str, desk: str, officers: int, absorbing: bool, least: float, most: float
) -> Iterator[tuple[int, float | None]]:
    capacity = world.capacity_hours_per_day(condition, desk, officers, absorbing)
    slack = ROUNDING * max(1.0, capacity)
    if world.instance.desks[desk].capacity_hours_per_day is not None:
        if least <= capacity + slack:
            yield officers, None
        return
    for band in world.instance.utilisation_bands:
        if least <= band * capacity + slack:
            yield officers, band
        if most <= band * capacity:
            break


def crude_load_bounds(domains: Domains, phase: str, condition: str) -> dict[str, tuple[float, float]]:
    """(least, most) officer-hours a day that requests can bring to each desk, from the candidates alone.

    At least: approvals that nobody outside the desk could give. At most: every approval that someone of the desk could
    give, and one relay a leg at each of its HQs.
    """
    world = domains.worlds[phase]
    instance = world.instance
    least, most = (dict.fromkeys(world.desk_members, 0.0) for _ in range(2))
    usable = {desk: sum(domains.may_open(phase, hq) for hq in members) for desk, members in world.desk_members.items()}
    # The desks of those who could give an approval; None stands for HQs without one.
    desks_of = {
        authority: [instance.headquarters[hq].desk for hq in holders]
        for (t, c, authority), holders in domains.holders.items()
        if (t, c) == (phase, condition)
    }
    relayed = 0.0
    for (thread, where), demand in instance.demand.items():
        if where != condition or demand.requests_per_day == 0:
            continue
        approvals = instance.threads[thread].approvals
        work = demand.requests_per_day * world.work_hours(condition, thread)
        relayed += demand.requests_per_day * world.relay_hours(condition) * (len(approvals) + 1)
        for authority in approvals:
            desks = set(desks_of[authority])
            for desk in desks:
                if desk is not None:
                    most[desk] += work
                    least[desk] += work if len(desks) == 1 else 0.0
    return {desk: (least[desk], most[desk] + relayed * usable[desk]) for desk in world.desk_members}


def options_of_desks(domains: Domains, phase: str, condition: str, bounds: Mapping[str, tuple[float, float]]) -> dict[str, DeskOptions]:
    """The options of every desk of the phase and condition."""
    return {desk: options_of_desk(domains, phase, condition, desk, *bounds[desk]) for desk in sorted(bounds)}
