"""The best route of a request under a fixed design.

Who is open, who holds what, which teams there are and how busy each desk may be are given; what is looked for is the way. Of two
ways the one of fewer hours is better, rounded so that sums of floats in another order are the same; of as many hours the one with
fewer services at scarce desks, then fewer hops, then the one that the best teams there might be would make the quickest, then the
names that come first. Ways between two HQs are found by Dijkstra's method, routes approval by approval.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from model.delay.physics import COMMAND, Physics
from model.delay.posture import ChannelKind, Posture, Route, Step

# Hours are compared to this many decimals: nearer than that, two ways are equally long.
HOURS_DECIMALS = 7

# Rounded hours, scarce services, hops, rounded hours with the best teams, and names: the order in which ways are preferred.
Rank = tuple[float, int, int, float, tuple[str, ...]]


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
    pass on nothing, and the scarce ones, which requests spare where that costs no time."""

    bands: Mapping[str, float]
    closed: frozenset[str] = frozenset()
    scarce: frozenset[str] = frozenset()


@dataclass(frozen=True)
class GivenLeg:
    """The way from one approver (or the origin) to the next (or the destination), where that is not left to choose."""

    sender: str
    heads: tuple[str, ...]
    vias: tuple[ChannelKind, ...]


@dataclass(frozen=True)
class _Way:
    """A way from some HQ: its hours (`spare` of which better teams would save) and its scarce services, without those at its ends,
    and its hops."""

    hours: float = 0.0
    scarce: int = 0
    spare: float = 0.0
    heads: tuple[str, ...] = ()
    vias: tuple[ChannelKind, ...] = ()
    levels: tuple[int | None, ...] = ()

    @property
    def rank(self) -> Rank:
        return (
            round(self.hours, HOURS_DECIMALS),
            self.scarce,
            len(self.heads),
            round(self.hours - self.spare, HOURS_DECIMALS),
            (*self.heads, *self.vias),
        )


@dataclass(frozen=True)
class _Trail:
    """A route as far as some approval, or to its end."""

    hours: float
    scarce: int
    hops: int
    spare: float
    names: tuple[str, ...]
    steps: tuple[Step, ...]
    rank: Rank = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "rank",
            (round(self.hours, HOURS_DECIMALS), self.scarce, self.hops, round(self.hours - self.spare, HOURS_DECIMALS), self.names),
        )


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
        self._closed = {hq.hq for hq in world.instance.headquarters.values() if hq.desk in desks.closed}
        self._scarce = {hq.hq: int(hq.desk in desks.scarce) for hq in world.instance.headquarters.values()}
        waits = {desk: self._wait(desk, desks.bands.get(desk, 0.0)) for desk in world.desk_members}
        self._waits = {hq.hq: waits[hq.desk] if hq.desk else 0.0 for hq in world.instance.headquarters.values()}
        self._relay = world.relay_hours(condition)
        self._found: dict[str, dict[str, _Way]] = {}

    def _wait(self, desk: str, band: float) -> float:
        officers = self._design.officers.get((self._world.phase.id, desk), 0)
        return self._world.desk_wait(self._condition, desk, officers, band)

    def route(self, thread: str, given: Mapping[int, GivenLeg] | None = None) -> Route | None:
        """The best route of a thread's requests through holders of its authorities, over the legs `given` by number; None where there
        is none."""
        row, place = self._world.instance.threads[thread], (self._world.phase.id, self._condition)
        stops = [*(self._design.holders[(*place, authority)] for authority in row.approvals), (row.destination,)]
        best = {row.origin: _Trail(0.0, 0, 0, 0.0, (), (Step(row.origin),))}
        for number, receivers in enumerate(stops):
            leg = (given or {}).get(number)
            best = {
                receiver: min(trails, key=lambda trail: trail.rank)
                for receiver in receivers
                if (trails := self._arriving(thread, number, receiver, best, leg))
            }
        return Route(*place, thread, best[row.destination].steps) if row.destination in best else None

    def _arriving(self, thread: str, number: int, receiver: str, best: Mapping[str, _Trail], leg: GivenLeg | None) -> list[_Trail]:
        """The best trail from each sender to the receiver, served there."""
        approves = number < len(self._world.instance.threads[thread].approvals)
        trails = []
        for sender, trail in best.items():
            way = self._ways(sender).get(receiver) if leg is None else self._given(leg, sender, receiver)
            if way is not None:
                trails.append(self._on(trail, way, approves, *self._service(thread, number, sender, receiver, approves, way)))
        return trails

    @staticmethod
    def _on(trail: _Trail, way: _Way, approves: bool, hours: float, scarce: int) -> _Trail:
        """The trail with a way more and the service at its end, of so many hours and scarce services."""
        steps = [*trail.steps, *(Step(*hop) for hop in zip(way.heads, [0] * len(way.heads), way.vias, way.levels, strict=True))]
        if approves:
            steps[-1] = replace(steps[-1], approvals=steps[-1].approvals + 1)
        return _Trail(
            trail.hours + way.hours + hours,
            trail.scarce + way.scarce + scarce,
            trail.hops + len(way.heads),
            trail.spare + way.spare,
            (*trail.names, *way.heads, *way.vias),
            tuple(steps),
        )

    def _service(self, thread: str, number: int, sender: str, receiver: str, approves: bool, way: _Way) -> tuple[float, int]:
        """Hours and scarce services at a stop: an approval with its decision and referral, or the last relay of what has moved."""
        world, condition, grades = self._world, self._condition, self._design.grades
        if not approves:
            return (self._relay + self._waits[receiver], self._scarce[receiver]) if way.heads else (0.0, 0)
        hours = world.work_hours(condition, thread) + self._waits[receiver] + world.decision(condition, receiver).total
        if number > 0:
            mine, theirs = grades.get((world.phase.id, sender)), grades.get((world.phase.id, receiver))
            hours += world.referral(condition, sender, mine, receiver, theirs)
        return hours, self._scarce[receiver]

    # Ways between two HQs ---------------------------------------------------------------------------------------

    def _ways(self, source: str) -> dict[str, _Way]:
        """The best way from an HQ to each other."""
        if source not in self._found:
            self._found[source] = self._search(source)
        return self._found[source]

    def _search(self, source: str) -> dict[str, _Way]:
        best: dict[str, _Way] = {}
        queue: list[tuple[Rank, int, str, _Way]] = [((0.0, 0, 0, 0.0, ()), 0, source, _Way())]
        pushed = 0
        while queue:
            _, _, hq, way = heapq.heappop(queue)
            if hq in best:
                continue
            best[hq] = way
            if hq != source and hq in self._closed:
                continue
            for hop in self._hops[hq]:
                if hop.head not in best:
                    pushed += 1
                    longer = self._over(way, source, hq, hop)
                    heapq.heappush(queue, (longer.rank, pushed, hop.head, longer))
        return best

    def _over(self, way: _Way, source: str, hq: str, hop: Hop) -> _Way:
        """The way with a hop more; the HQ that is left relays, unless it is where the way starts."""
        hours, scarce = (0.0, 0) if hq == source else (self._relay + self._waits[hq], self._scarce[hq])
        return _Way(
            way.hours + hours + hop.hours,
            way.scarce + scarce,
            way.spare + hop.spare,
            (*way.heads, hop.head),
            (*way.vias, hop.via),
            (*way.levels, hop.level),
        )

    def _given(self, leg: GivenLeg, sender: str, receiver: str) -> _Way | None:
        """The leg as a way from sender to receiver; None where it is another's, or one of its hops is not open."""
        here, way = sender, _Way()
        for head, via in zip(leg.heads, leg.vias, strict=True):
            hop = next((hop for hop in self._hops[here] if (hop.head, hop.via) == (head, via)), None)
            if hop is None:
                return None
            here, way = head, self._over(way, sender, here, hop)
        return way if (leg.sender, here) == (sender, receiver) else None
