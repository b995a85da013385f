"""What a posture costs: the delay of every route, part by part, the load of every desk, and the totals.

Reads only the instance and the posture, through the physics; the optimiser's variables and coefficients play no part,
so an evaluation is a check on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from model.data.instance import Instance
from model.data.records import Channel, Phase
from model.delay.people import four_stars, liaison_staff
from model.delay.physics import Physics
from model.delay.posture import DeskLoad, Evaluation, HopDelay, Parts, Posture, Route, RouteDelay, Step
from model.delay.transitions import absorbing_desks, transitions

Desks = frozenset[tuple[str, str]]  # phase, desk


def phase_by_id(instance: Instance, phase: str) -> Phase:
    """The phase with that id."""
    return next(row for row in instance.phases if row.id == phase)


def objective_weight(instance: Instance, phase: str, condition: str, thread: str) -> float:
    """Weight of one hour of a thread's delay in the objective: phase weight x share x requests a day x urgency."""
    view = instance.at(phase)
    demand = view.demand[thread, condition]
    share = view.conditions[condition].share
    return phase_by_id(instance, phase).weight * share * demand.requests_per_day * demand.urgency


def demands(instance: Instance) -> tuple[tuple[str, str], ...]:
    """(condition, thread) pairs whose requests occur, sorted. The instance is one as it is in a phase."""
    return tuple(sorted((row.condition, row.thread) for row in instance.demand.values() if row.requests_per_day > 0))


def find_channel(instance: Instance, step: Step, sender: str) -> Channel:
    """The channel on which `step` was reached from `sender`. Raises KeyError where the instance has none of its kind."""
    keys = [(sender, step.hq)] if step.via == "direct" else [(sender, step.hq), (step.hq, sender)]
    for key in keys:
        channel = instance.channels.get(key)
        if channel is not None and channel.kind == step.via:
            return channel
    raise KeyError(f"no {step.via} channel from {sender} to {step.hq}")


def evaluate(instance: Instance, posture: Posture) -> Evaluation:
    """Delay of every route and load of every desk under `posture`.

    The wait of a desk is that of its band (an upper bound within the band); the wait at the exact load is reported
    beside it. Raises KeyError where the posture names what the instance does not have.
    """
    worlds = {phase.id: Physics(instance, phase) for phase in instance.phases}
    work = work_at_desks(worlds, posture.routes)
    absorbing = absorbing_desks(instance, posture)
    delays = tuple(_route_delay(worlds[route.phase], posture, route, absorbing) for route in sorted(posture.routes))
    weights = {
        (route.phase, route.condition, route.thread): objective_weight(instance, route.phase, route.condition, route.thread)
        for route in posture.routes
    }
    weighted = sum(weights[d.route.phase, d.route.condition, d.route.thread] * d.parts.total for d in delays)
    desks = tuple(
        _desk_load(worlds[phase.id], posture, condition, desk, work.get((phase.id, condition, desk), 0.0), (phase.id, desk) in absorbing)
        for phase in instance.phases
        for condition in instance.conditions
        for desk in instance.desks
        if worlds[phase.id].desk_members.get(desk)
    )
    changes = sum(transition.changes for transition in transitions(instance, posture))
    counts = people(instance, posture), four_stars(instance, posture), changes
    return Evaluation(delays, desks, weighted, *counts, weights)


def route_delay(world: Physics, posture: Posture, route: Route, absorbing: Desks = frozenset()) -> RouteDelay:
    """The delay of one route of the world's phase, whether or not its requests occur; `absorbing` are the desks that absorb a transfer."""
    return _route_delay(world, posture, route, absorbing)


def work_at_desks(worlds: Mapping[str, Physics], routes: Iterable[Route]) -> dict[tuple[str, str, str], float]:
    """Officer-hours a day that the routes ask of each desk (phase, condition, desk); `worlds` by phase."""
    work: dict[tuple[str, str, str], float] = {}
    for route in routes:
        world = worlds[route.phase]
        requests = world.instance.demand[route.thread, route.condition].requests_per_day
        for desk, hours in world.services(route):
            key = (route.phase, route.condition, desk)
            work[key] = work.get(key, 0.0) + requests * hours
    return work


@dataclass(frozen=True)
class _Leg:
    """A step of a route with how it was entered: the parts of the hop, and the HQ it came from."""

    step: Step
    sender: str
    hop: Parts


def _route_delay(world: Physics, posture: Posture, route: Route, absorbing: Desks) -> RouteDelay:
    hops: list[HopDelay] = []
    previous: str | None = None
    for position, leg in enumerate(_legs(world, route)):
        parts = leg.hop + _stay(world, posture, route, position, absorbing)
        for _ in range(leg.step.approvals):
            if previous is not None:
                parts += _referral(world, posture, route, previous, leg.step.hq)
            parts += world.decision(route.condition, leg.step.hq)
            previous = leg.step.hq
        if position or leg.step.approvals or len(route.steps) == 1:
            hops.append(HopDelay(position, leg.sender, leg.step.hq, leg.step.via or "origin", leg.step.level, parts))
    total = Parts()
    for hop in hops:
        total += hop.parts
    return RouteDelay(route, total, tuple(hops))


def _legs(world: Physics, route: Route) -> list[_Leg]:
    legs = [_Leg(route.steps[0], "", Parts())]
    for before, step in pairwise(route.steps):
        if step.via == "command":
            hop = world.command_hop(route.condition, before.hq, step.hq)
        else:
            channel = find_channel(world.instance, step, before.hq)
            hop = world.channel_hop(route.condition, channel, step.level or 0, before.hq, step.hq)
        legs.append(_Leg(step, before.hq, hop))
    return legs


def _stay(world: Physics, posture: Posture, route: Route, position: int, absorbing: Desks) -> Parts:
    """Services at one HQ and their queue: an approval each, or one relay; the origin serves only what it approves."""
    step = route.steps[position]
    services = step.approvals or (1 if position else 0)
    parts = Parts()
    if step.approvals:
        parts = world.staff_work(route.condition, route.thread, step.hq).scaled(step.approvals)
    elif position:
        parts = world.relay(route.condition, step.hq)
    desk = world.instance.headquarters[step.hq].desk
    wait = 0.0
    if desk is not None:
        band = posture.bands.get((route.phase, route.condition, desk), 0.0)
        officers = posture.officers.get((route.phase, desk), 0)
        wait = services * world.desk_wait(route.condition, desk, officers, band, (route.phase, desk) in absorbing)
    return parts + Parts(desk_queue=wait)


def _referral(world: Physics, posture: Posture, route: Route, first: str, second: str) -> Parts:
    grades = posture.grades
    hours = world.referral(route.condition, first, grades.get((route.phase, first)), second, grades.get((route.phase, second)))
    return Parts(referral=hours)


def _desk_load(world: Physics, posture: Posture, condition: str, desk: str, work: float, absorbing: bool) -> DeskLoad:
    phase = world.phase.id
    officers = posture.officers.get((phase, desk), 0)
    is_open = any(posture.active[phase, hq] for hq in world.desk_members[desk])
    load = work + (world.instance.desks[desk].background_hours_per_day if is_open else 0.0)
    capacity = world.capacity_hours_per_day(condition, desk, officers, absorbing)
    band = posture.bands.get((phase, condition, desk))
    if band is None:
        wait = exact = world.desk_wait(condition, desk, officers, 0.0, absorbing)
    else:
        wait = world.desk_wait(condition, desk, officers, band, absorbing)
        exact = world.desk_wait(condition, desk, officers, load / capacity if capacity else 0.0, absorbing)
    return DeskLoad(phase, condition, desk, officers, band, load, capacity, wait, exact)


def people(instance: Instance, posture: Posture) -> int:
    """Liaison staff of all teams plus officers of all desks, summed over phases."""
    return liaison_staff(instance, posture) + sum(posture.officers.values())
