"""From a design to a whole posture: each request takes the quickest way, each desk the lowest band that holds its work.

Waits at desks depend on the bands, bands on the loads, loads on the ways. Bands start at the lowest and are only raised, so
that this ends; a desk that even its highest band cannot hold passes on no more requests than those that must end there.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

from model.data.instance import Instance
from model.data.selectors import rule_conditions, rule_threads
from model.delay.evaluate import demands
from model.delay.physics import COMMAND, ROUNDING, Physics
from model.delay.posture import ChannelKind, Evaluation, Posture, Route, Step

HOURS_DECIMALS = 7


@dataclass(frozen=True)
class _Hop:
    """A hop that the design leaves open."""

    head: str
    hours: float
    via: ChannelKind
    level: int | None


# Rounded hours, hops and names: the order in which ways are preferred.
_Rank = tuple[float, int, tuple[str, ...]]


@dataclass(frozen=True)
class _Way:
    """A way on from some HQ: what it takes, and its hops."""

    rank: _Rank
    hops: tuple[_Hop, ...]


def settle(instance: Instance, design: Posture) -> Posture | None:
    """The posture of a design (routes and bands of `design` are not looked at); None where its desks cannot hold the work, or where
    a request finds no way."""
    routes: list[Route] = []
    bands: dict[tuple[str, str, str], float] = {}
    for phase in instance.phases:
        world = Physics(instance, phase)
        for condition in instance.conditions:
            place = _Place(instance, design, world, condition)
            settled = place.settle()
            if settled is None:
                return None
            routes += settled
            bands.update({(phase.id, condition, desk): band for desk, band in place.bands.items()})
    return replace(design, routes=tuple(sorted(routes)), bands=bands)


def keeps_deadlines(instance: Instance, evaluation: Evaluation) -> bool:
    """Whether every request arrives in the time that the rules in force give it."""
    late = {
        (delay.route.condition, delay.route.thread)
        for delay in evaluation.routes
        if (limit := _deadline(instance, delay.route)) is not None and delay.parts.total > limit
    }
    rules = [rule for rule in instance.rules.values() if rule.kind == "deadline"]
    return not any(
        condition in rule_conditions(rule, instance) and thread in rule_threads(rule, instance)
        for rule in rules
        for condition, thread in late
    )


def _deadline(instance: Instance, route: Route) -> float | None:
    return instance.demand[route.thread, route.condition].deadline_hours


class _Place:
    """One phase and condition under a design."""

    def __init__(self, instance: Instance, design: Posture, world: Physics, condition: str) -> None:
        self.instance, self.design, self.world, self.condition = instance, design, world, condition
        self.phase = world.phase.id
        self.threads = [thread for where, thread in demands(instance) if where == condition]
        self.hops = self._hops()
        # Desks in bands: those with officers whose number is not given as a capacity.
        self.bands = {
            desk: instance.utilisation_bands[0]
            for desk, members in world.desk_members.items()
            if instance.desks[desk].capacity_hours_per_day is None and any(self._open(hq) for hq in members)
        }
        self.closed: set[str] = set()
        self._found: dict[str, dict[str, _Way]] = {}

    def settle(self) -> list[Route] | None:
        """Routes that fit their desks, or None."""
        while True:
            self._found = {}
            routes = [self._route(thread) for thread in self.threads]
            if any(route is None for route in routes):
                return None
            whole = [route for route in routes if route is not None]
            loads = self._loads(whole)
            needed = {desk: self._band(desk, load) for desk, load in loads.items()}
            over = {desk for desk, band in needed.items() if band is None}
            if over <= self.closed:
                if over:
                    return None
                raised = {desk: band for desk, band in needed.items() if desk in self.bands and (band or 0) > self.bands[desk]}
                if not raised:
                    # What is lower now than it once had to be waits less; the routes hold either way.
                    self.bands = {desk: needed[desk] or 0.0 for desk in self.bands}
                    return whole
                self.bands |= {desk: band or 0.0 for desk, band in raised.items()}
            self.closed |= over

    def _open(self, hq: str) -> bool:
        return self.design.active[self.phase, hq]

    def _loads(self, routes: list[Route]) -> dict[str, float]:
        loads = {desk: self.instance.desks[desk].background_hours_per_day for desk in self.bands}
        for route in routes:
            requests = self.instance.demand[route.thread, self.condition].requests_per_day
            for desk, hours in self.world.services(route):
                loads[desk] = loads.get(desk, 0.0) + requests * hours
        return loads

    def _band(self, desk: str, load: float) -> float | None:
        """The lowest band that holds the load; 0 for a desk with an explicit capacity that does; None where none does."""
        officers = self.design.officers.get((self.phase, desk), 0)
        capacity = self.world.capacity_hours_per_day(self.condition, desk, officers)
        slack = ROUNDING * max(1.0, capacity)
        if desk not in self.bands:
            return 0.0 if load + self.instance.desks[desk].background_hours_per_day <= capacity + slack else None
        return next((band for band in self.instance.utilisation_bands if load <= band * capacity + slack), None)

    # Ways --------------------------------------------------------------------------------------------------------

    def _hops(self) -> dict[str, list[_Hop]]:
        """Every hop the design leaves open, by its tail."""
        hops: dict[str, list[_Hop]] = {hq: [] for hq in self.instance.headquarters}
        for one, other in sorted(self._command_pairs()):
            for tail, head in ((one, other), (other, one)):
                hours = self.world.command_hop(self.condition, tail, head).total
                hops[tail].append(_Hop(head, hours, "command", None))
        for key, channel in self.instance.channels.items():
            level = self.design.levels[self.phase, key]
            if not all(self._open(hq) for hq in key) or (level == 0 and not channel.open_without_team):
                continue
            for tail, head in (key,) if channel.kind == "direct" else (key, key[::-1]):
                hours = self.world.channel_hop(self.condition, channel, level, tail, head).total
                hops[tail].append(_Hop(head, hours, channel.kind, level))
        return hops

    def _command_pairs(self) -> set[tuple[str, str]]:
        headquarters = self.instance.headquarters.values()
        pairs = {(hq.hq, hq.superior) for hq in headquarters if hq.superior is not None}
        for authority in self.instance.authorities.values():
            if authority.relation in COMMAND and authority.component is not None:
                holders = self.design.holders[self.phase, self.condition, authority.authority]
                pairs |= {(hq, authority.component) for hq in holders if hq != authority.component}
        both = {tuple(sorted(pair)) for pair in pairs if all(self._open(hq) for hq in pair)}
        return {(one, other) for one, other in both}

    def _wait(self, hq: str) -> float:
        desk = self.instance.headquarters[hq].desk
        if desk is None:
            return 0.0
        officers = self.design.officers.get((self.phase, desk), 0)
        return self.world.desk_wait(self.condition, desk, officers, self.bands.get(desk, 0.0))

    def _ways(self, source: str) -> dict[str, _Way]:
        """The best way from an HQ to each other; an HQ on the way relays, the ends do not."""
        if source in self._found:
            return self._found[source]
        best: dict[str, _Way] = {}
        queue: list[tuple[_Rank, int, str, tuple[_Hop, ...], float]] = [((0.0, 0, ()), 0, source, (), 0.0)]
        pushed = 0
        while queue:
            rank, _, hq, hops, hours = heapq.heappop(queue)
            if hq in best:
                continue
            best[hq] = _Way(rank, hops)
            if hq != source:
                if self.instance.headquarters[hq].desk in self.closed:
                    continue
                hours += self.world.relay_hours(self.condition) + self._wait(hq)
            for hop in self.hops[hq]:
                if hop.head not in best:
                    pushed += 1
                    longer = hours + hop.hours
                    on = (round(longer, HOURS_DECIMALS), len(hops) + 1, (*rank[2], hop.head, hop.via))
                    heapq.heappush(queue, (on, pushed, hop.head, (*hops, hop), longer))
        self._found[source] = best
        return best

    def _route(self, thread: str) -> Route | None:
        """The best route of a thread's requests through holders of its authorities."""
        row, design = self.instance.threads[thread], self.design
        place = (self.phase, self.condition)
        stops = [(row.origin,), *(design.holders[(*place, authority)] for authority in row.approvals), (row.destination,)]
        best: dict[str, _Way] = {row.origin: _Way((0.0, 0, ()), ())}
        trail: dict[str, tuple[tuple[str, tuple[_Hop, ...]], ...]] = {row.origin: ()}
        for number, receivers in enumerate(stops[1:], start=1):
            approves = number < len(stops) - 1
            further: dict[str, _Way] = {}
            trails = {}
            for receiver in receivers:
                for sender, sofar in best.items():
                    way = self._ways(sender).get(receiver)
                    if way is None:
                        continue
                    hours = sofar.rank[0] + way.rank[0] + self._stop_hours(thread, sender, receiver, approves, number, way)
                    rank = (round(hours, HOURS_DECIMALS), sofar.rank[1] + way.rank[1], (*sofar.rank[2], *way.rank[2]))
                    if receiver not in further or rank < further[receiver].rank:
                        further[receiver] = _Way(rank, ())
                        trails[receiver] = (*trail[sender], (receiver, way.hops))
            best, trail = further, trails
        if row.destination not in best:
            return None
        return Route(*place, thread, _steps(row.origin, trail[row.destination]))

    def _stop_hours(self, thread: str, sender: str, receiver: str, approves: bool, number: int, way: _Way) -> float:
        """Hours at a stop: an approval with its decision and referral, or the last relay."""
        world, condition = self.world, self.condition
        if not approves:
            return world.relay_hours(condition) + self._wait(receiver) if way.hops else 0.0
        hours = world.work_hours(condition, thread) + self._wait(receiver) + world.decision(condition, receiver).total
        if number > 1:
            grades = self.design.grades
            mine, theirs = grades.get((self.phase, sender)), grades.get((self.phase, receiver))
            hours += world.referral(condition, sender, mine, receiver, theirs)
        return hours


def _steps(origin: str, legs: tuple[tuple[str, tuple[_Hop, ...]], ...]) -> tuple[Step, ...]:
    """The steps of a route: a stop at each HQ, with the approvals it gives; the last leg ends without one."""
    steps = [Step(origin)]
    for number, (_, hops) in enumerate(legs):
        steps += [Step(hop.head, 0, hop.via, hop.level) for hop in hops]
        if number < len(legs) - 1:
            steps[-1] = replace(steps[-1], approvals=steps[-1].approvals + 1)
    return tuple(steps)
