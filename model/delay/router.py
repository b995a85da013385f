"""The best route of a request under a fixed design.

Who is open, who holds what, which teams there are and how busy each desk may be are given; what is looked for is the way. Of two
ways the one of fewer hours is better, rounded so that sums of floats in another order are the same; of as many hours the one with
fewer services at scarce desks, then fewer hops, then the one that the best teams there might be would make the quickest, then the
names that come first. Ways between two HQs are found by Dijkstra's method, routes approval by approval.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from model.delay.physics import COMMAND, Physics
from model.delay.posture import ChannelKind, Posture, Route, Step

# Hours are compared to this many decimals: nearer than that, two ways are equally long.
HOURS_DECIMALS = 7
SAME = 10.0**-HOURS_DECIMALS

# What ways are compared by: rounded hours, scarce services, hops, rounded hours with the best teams, and names.
Order = tuple[float, int, int, float, tuple[str, ...], tuple[str, ...]]
FIRST: Order = (0.0, 0, 0, 0.0, (), ())


class Hop(NamedTuple):
    """A hop that the design leaves open; `spare` are the hours of it that a better team would save."""

    head: str
    hours: float
    via: ChannelKind
    level: int | None
    spare: float


Hops = Mapping[str, tuple[Hop, ...]]  # by the HQ they start from
Teams = Mapping[tuple[str, tuple[str, str]], tuple[int, ...]]  # liaison levels of each phase and channel


@dataclass(frozen=True)
class Desks:
    """What requests meet at the desks of a phase and condition: the utilisation that each works at (0 where none is given), those that
    pass on nothing, the scarce ones, which requests spare where that costs no time, and those that absorb a transfer."""

    bands: Mapping[str, float]
    closed: frozenset[str] = frozenset()
    scarce: frozenset[str] = frozenset()
    absorbing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class GivenLeg:
    """The way from one approver (or the origin) to the next (or the destination), where that is not left to choose."""

    sender: str
    heads: tuple[str, ...]
    vias: tuple[ChannelKind, ...]


class _Way(NamedTuple):
    """A way from one HQ to another, without the services at its ends; `spare` are the hours that better teams would save."""

    order: Order = FIRST
    hours: float = 0.0
    spare: float = 0.0
    hops: tuple[Hop, ...] = ()


class _Trail(NamedTuple):
    """A route as far as some approval, or to its end: the ways of its legs one after the other, with all services."""

    order: Order = FIRST
    hours: float = 0.0
    spare: float = 0.0
    legs: tuple[tuple[Hop, ...], ...] = ()


def open_hops(world: Physics, condition: str, design: Posture, teams: Teams | None = None) -> Hops:
    """Every hop that the design leaves open; `teams` are the liaison levels that each channel might have had."""
    instance, phase = world.instance, world.phase.id
    hops: dict[str, list[Hop]] = {hq: [] for hq in instance.headquarters}
    for one, other in sorted(_command_pairs(world, condition, design)):
        for tail, head in ((one, other), (other, one)):
            hops[tail].append(Hop(head, world.command_hop(condition, tail, head).total, "command", None, 0.0))
    for key, channel in instance.channels.items():
        level = design.levels[phase, key]
        if not all(design.active[phase, hq] for hq in key) or (level == 0 and not channel.open_without_team):
            continue
        for tail, head in (key,) if channel.kind == "direct" else (key, key[::-1]):
            levels = [option for option in (teams or {}).get((phase, key), ()) if option > 0 or channel.open_without_team]
            hours = [world.channel_hop(condition, channel, option, tail, head).total for option in (level, *levels)]
            hops[tail].append(Hop(head, hours[0], channel.kind, level, hours[0] - min(hours)))
    return {hq: tuple(out) for hq, out in hops.items()}


def _command_pairs(world: Physics, condition: str, design: Posture) -> set[tuple[str, str]]:
    """Pairs of open HQs of which one commands the other, by the static chain or by what it holds."""
    instance, phase = world.instance, world.phase.id
    pairs = {(hq.hq, hq.superior) for hq in instance.headquarters.values() if hq.superior is not None}
    for authority in instance.authorities.values():
        if authority.relation in COMMAND and authority.component is not None:
            holders = design.holders[phase, condition, authority.authority]
            pairs |= {(hq, authority.component) for hq in holders if hq != authority.component}
    return {(min(pair), max(pair)) for pair in pairs if all(design.active[phase, hq] for hq in pair)}


class Router:
    """Finds routes in one phase and condition under a design (its own routes and bands are not looked at)."""

    def __init__(self, world: Physics, condition: str, design: Posture, hops: Hops, desks: Desks) -> None:
        self._world, self._condition, self._design, self._hops = world, condition, design, hops
        headquarters = world.instance.headquarters.values()
        waits = {desk: self._wait(desk, desks.bands.get(desk, 0.0), desk in desks.absorbing) for desk in world.desk_members}
        self._waits = {hq.hq: waits[hq.desk] if hq.desk else 0.0 for hq in headquarters}
        self._scarce = {hq.hq: int(hq.desk in desks.scarce) for hq in headquarters}
        self._served = {hq.hq: world.relay(condition, hq.hq).total + self._waits[hq.hq] for hq in headquarters}
        self._onward = {hq.hq: () if hq.desk in desks.closed else hops[hq.hq] for hq in headquarters}
        # Caches live as long as the object.
        self._decision = cache(lambda hq: world.decision(condition, hq).total)
        self._ways = cache(self._search)

    def _wait(self, desk: str, band: float, absorbing: bool) -> float:
        officers = self._design.officers.get((self._world.phase.id, desk), 0)
        return self._world.desk_wait(self._condition, desk, officers, band, absorbing)

    def route(self, thread: str, given: Mapping[int, GivenLeg] | None = None) -> Route | None:
        """The best route of a thread's requests through holders of its authorities, over the legs `given` by number; None where there
        is none, as where its origin or destination is closed."""
        row, place = self._world.instance.threads[thread], (self._world.phase.id, self._condition)
        if not all(self._design.active[self._world.phase.id, hq] for hq in (row.origin, row.destination)):
            return None
        stops = [*(self._design.holders[(*place, authority)] for authority in row.approvals), (row.destination,)]
        best = {row.origin: _Trail()}
        for number, receivers in enumerate(stops):
            leg = (given or {}).get(number)
            arriving = {receiver: self._arriving(thread, number, receiver, best, leg) for receiver in receivers}
            best = {receiver: min(trails) for receiver, trails in arriving.items() if trails}
        return Route(*place, thread, _steps(row.origin, best[row.destination].legs)) if row.destination in best else None

    def _arriving(self, thread: str, number: int, receiver: str, best: Mapping[str, _Trail], leg: GivenLeg | None) -> list[_Trail]:
        """The best trail from each sender to the receiver, served there."""
        trails = []
        for sender, trail in best.items():
            way = self._ways(sender).get(receiver) if leg is None else self._given(leg, sender, receiver)
            if way is not None:
                trails.append(_on(trail, way, receiver, *self._service(thread, number, sender, receiver, way)))
        return trails

    def _service(self, thread: str, number: int, sender: str, receiver: str, way: _Way) -> tuple[float, int]:
        """Hours and scarce services at a stop: an approval with its decision and referral, or the last relay of what has moved."""
        world, condition, grades = self._world, self._condition, self._design.grades
        if number == len(world.instance.threads[thread].approvals):
            return (self._served[receiver], self._scarce[receiver]) if way.hops else (0.0, 0)
        hours = world.staff_work(condition, thread, receiver).total + self._waits[receiver] + self._decision(receiver)
        if number > 0:
            mine, theirs = grades.get((world.phase.id, sender)), grades.get((world.phase.id, receiver))
            hours += world.referral(condition, sender, mine, receiver, theirs)
        return hours, self._scarce[receiver]

    # Ways between two HQs ---------------------------------------------------------------------------------------

    def _search(self, source: str) -> dict[str, _Way]:
        """The best way from an HQ to each other. Of hops only those are looked at that no quicker way leads past."""
        least = self._least(source)
        best: dict[str, _Way] = {}
        pushed = 0
        queue = [(FIRST, pushed, source, _Way())]
        while queue:
            _, _, hq, way = heapq.heappop(queue)
            if hq in best:
                continue
            best[hq] = way
            here = least[hq] + (0.0 if hq == source else self._served[hq])
            for hop in self._hops[hq] if hq == source else self._onward[hq]:
                if hop.head not in best and here + hop.hours <= least[hop.head] + SAME:
                    pushed += 1
                    longer = self._over(way, source, hq, hop)
                    heapq.heappush(queue, (longer.order, pushed, hop.head, longer))
        return best

    def _least(self, source: str) -> dict[str, float]:
        """The least hours from an HQ to each other, by Dijkstra's method."""
        found: dict[str, float] = {}
        queue = [(0.0, source)]
        while queue:
            hours, hq = heapq.heappop(queue)
            if hq not in found:
                found[hq] = hours
                hours += 0.0 if hq == source else self._served[hq]
                for head, more, *_ in self._hops[hq] if hq == source else self._onward[hq]:
                    if head not in found:
                        heapq.heappush(queue, (hours + more, head))
        return found

    def _over(self, way: _Way, source: str, hq: str, hop: Hop) -> _Way:
        """The way with a hop more; the HQ that is left relays, unless it is where the way starts."""
        _, scarce, hops, _, heads, vias = way.order
        hours, spare = way.hours + hop.hours, way.spare + hop.spare
        if hq != source:
            hours, scarce = hours + self._served[hq], scarce + self._scarce[hq]
        return _Way(_order(hours, scarce, hops + 1, spare, (*heads, hop.head), (*vias, hop.via)), hours, spare, (*way.hops, hop))

    def _given(self, leg: GivenLeg, sender: str, receiver: str) -> _Way | None:
        """The leg as a way from sender to receiver; None where it is another's, or one of its hops is not open."""
        here, way = sender, _Way()
        for head, via in zip(leg.heads, leg.vias, strict=True):
            hop = next((hop for hop in self._hops[here] if (hop.head, hop.via) == (head, via)), None)
            if hop is None:
                return None
            here, way = head, self._over(way, sender, here, hop)
        return way if (leg.sender, here) == (sender, receiver) else None


def _order(hours: float, scarce: int, hops: int, spare: float, names: tuple[str, ...], vias: tuple[str, ...] = ()) -> Order:
    return (round(hours, HOURS_DECIMALS), scarce, hops, round(hours - spare, HOURS_DECIMALS), names, vias)


def _on(trail: _Trail, way: _Way, receiver: str, hours: float, scarce: int) -> _Trail:
    """The trail with a way to the receiver more and the service there, of so many hours and scarce services."""
    _, before, hops, _, names, _ = trail.order
    _, more, further, _, heads, vias = way.order
    hours, spare = trail.hours + way.hours + hours, trail.spare + way.spare
    order = _order(hours, before + more + scarce, hops + further, spare, (*names, *(heads or (receiver,)), *vias))
    return _Trail(order, hours, spare, (*trail.legs, way.hops))


def _steps(origin: str, legs: tuple[tuple[Hop, ...], ...]) -> tuple[Step, ...]:
    """The steps of a route: a stop at each HQ, with the approvals it gives; the last leg ends without one."""
    steps = [Step(origin)]
    for number, hops in enumerate(legs):
        steps += [Step(hop.head, 0, hop.via, hop.level) for hop in hops]
        if number < len(legs) - 1:
            steps[-1] = replace(steps[-1], approvals=steps[-1].approvals + 1)
    return tuple(steps)
