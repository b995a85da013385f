"""The best routes of one condition when every other decision is fixed, by trying every path.

A request goes from approver to approver on simple paths; a path is left out only where another between the same two ends costs
no more and asks no desk for more services, which is plainly never worse when all decisions but the routes are fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise, product

from model.data.instance import Instance
from model.data.records import Rule, Thread
from model.delay.physics import Physics
from tests.oracle.rules import Design, Holders, Key, of_kind, takes

# Loads and deadlines met to within this are met: sums in another order differ by rounding.
ROUNDING = 1e-7
Hops = Mapping[str, Mapping[str, float]]
Counts = tuple[int, ...]
Grades = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Way:
    """A leg or a whole route: hours without queues, and how many relays and approvals it asks of each desk."""

    hours: float
    relays: Counts
    approvals: Counts

    def no_worse(self, other: Way) -> bool:
        """Whether it costs no more and asks nothing more of any desk."""
        mine, theirs = (*self.relays, *self.approvals), (*other.relays, *other.approvals)
        return self.hours <= other.hours and all(a <= b for a, b in zip(mine, theirs, strict=True))


def with_fewer_hours(instance: Instance, loss: float) -> Instance:
    """The instance with that share of every desk's hours gone, as they are while it absorbs a transfer."""
    conditions = {
        name: row.model_copy(update={"effective_hours_per_week": (1 - loss) * row.effective_hours_per_week})
        for name, row in instance.conditions.items()
    }
    desks = {
        name: row.model_copy(update={"capacity_hours_per_day": (1 - loss) * row.capacity_hours_per_day})
        if row.capacity_hours_per_day is not None
        else row
        for name, row in instance.desks.items()
    }
    return replace(instance, conditions=conditions, desks=desks)


class Router:
    """Routes of one instance of one phase. `prune` leaves out dominated ways (exact); switching it off tries everything. `loss` is the
    share of its hours that a desk loses while it absorbs a transfer."""

    def __init__(self, instance: Instance, prune: bool = True, loss: float = 0.0) -> None:
        self.instance = instance
        self.prune = prune
        self.physics = Physics(instance, instance.phases[0])
        self.absorbed = self.physics if loss == 0 else Physics(with_fewer_hours(instance, loss), instance.phases[0])
        self.desks = tuple(sorted(self.physics.desk_members))
        self.hops = cache(self._hops)
        self.legs = cache(self._legs)
        self.ways = cache(self._ways)
        self.steps = cache(self._steps)

    def best(self, condition: str, design: Design, holders: Holders, absorbing: frozenset[str] = frozenset()) -> float | None:
        """Least weighted delay of the condition's requests (urgency-weighted hours a day), None where none is possible. Desks that
        absorb a transfer have less time for them."""
        hop_key = (condition, design.active, tuple(sorted(design.levels.items())), self._delegated(design.active, holders))
        rows = [row for row in self.instance.demand.values() if row.condition == condition and row.requests_per_day > 0]
        ways = [self.ways(hop_key, row.thread, *self._approvers(row.thread, design, holders)) for row in rows]
        capacity = self._capacity(condition, design, absorbing)
        best: float | None = None
        for choice in product(*ways):
            load = [background for background, _ in capacity]
            for row, way in zip(rows, choice, strict=True):
                for place, hours in enumerate(self._load(condition, row.thread, way)):
                    load[place] += row.requests_per_day * hours
            waits = self._waits(capacity, load)
            if waits is None:
                continue
            delays = [way.hours + sum(w * (r + a) for w, r, a in zip(waits, way.relays, way.approvals, strict=True)) for way in choice]
            if any(delay > self._deadline(row.thread, condition) + ROUNDING for row, delay in zip(rows, delays, strict=True)):
                continue
            total = sum(row.requests_per_day * row.urgency * delay for row, delay in zip(rows, delays, strict=True))
            best = total if best is None else min(best, total)
        if best is None:
            return None
        return best * self.instance.phases[0].weight * self.instance.conditions[condition].share

    # Ways -----------------------------------------------------------------------------------------------------------

    def _delegated(self, active: frozenset[str], holders: Holders) -> frozenset[Key]:
        """(holder, component) of every OPCON or TACON authority: delegation makes a command channel."""
        return frozenset(
            (hq, authority.component)
            for name, authority in self.instance.authorities.items()
            if authority.relation in ("OPCON", "TACON") and authority.component in active
            for hq in holders[name]
            if hq != authority.component
        )

    def _hops(self, condition: str, active: frozenset[str], levels: tuple[tuple[Key, int], ...], delegated: frozenset[Key]) -> Hops:
        """Cheapest hop between any two open HQs that a channel joins; parallel channels differ in hours only."""
        hops: dict[str, dict[str, float]] = {hq: {} for hq in active}

        def join(sender: str, receiver: str, hours: float) -> None:
            hops[sender][receiver] = min(hours, hops[sender].get(receiver, hours))

        above = {(name, hq.superior) for name, hq in self.instance.headquarters.items() if hq.superior is not None}
        for lower, upper in above | delegated:
            if {lower, upper} <= active:
                join(lower, upper, self.physics.command_hop(condition, lower, upper).total)
                join(upper, lower, self.physics.command_hop(condition, upper, lower).total)
        for key, level in levels:
            channel = self.instance.channels[key]
            if not set(key) <= active or (level == 0 and not channel.open_without_team):
                continue
            for sender, receiver in [key] if channel.kind == "direct" else [key, key[::-1]]:
                join(sender, receiver, self.physics.channel_hop(condition, channel, level, sender, receiver).total)
        return hops

    def _legs(self, hop_key: tuple[object, ...], start: str, end: str) -> tuple[Way, ...]:
        """Every simple path, with the relays of the HQs between its ends."""
        hops = self.hops(*hop_key)
        condition = str(hop_key[0])
        nothing = (0,) * len(self.desks)

        def paths(here: str, seen: tuple[str, ...]) -> Iterator[Way]:
            if here == end:
                yield Way(0.0, nothing, nothing)
                return
            for after, hours in hops[here].items():
                if after in seen:
                    continue
                for rest in paths(after, (*seen, after)):
                    if after == end:
                        yield Way(hours + rest.hours, rest.relays, nothing)
                    else:
                        relay = self.physics.relay(condition, after).total
                        yield Way(hours + relay + rest.hours, self._plus(rest.relays, after), nothing)

        return tuple(self._kept(paths(start, (start,))))

    def _approvers(self, thread: str, design: Design, holders: Holders) -> tuple[tuple[tuple[str, ...], ...], Grades]:
        """The HQs that may give each approval of a thread, and the grades of those that have one: all its ways depend on besides hops."""
        held = tuple(holders[name] for name in self.instance.threads[thread].approvals)
        return held, tuple((hq, design.grades[hq]) for hq in sorted(set(chain.from_iterable(held)) & design.grades.keys()))

    def _ways(self, hop_key: tuple[object, ...], thread: str, held: tuple[tuple[str, ...], ...], grades: Grades) -> tuple[Way, ...]:
        return tuple(self._kept(self._routes(hop_key, self.instance.threads[thread], held, dict(grades))))

    def _routes(
        self, hop_key: tuple[object, ...], thread: Thread, held: tuple[tuple[str, ...], ...], grades: Mapping[str, int]
    ) -> Iterator[Way]:
        condition = str(hop_key[0])
        nothing = (0,) * len(self.desks)
        for approvers in product(*held):
            stops = (thread.origin, *approvers, thread.destination)
            hours, approvals = 0.0, nothing
            for hq in approvers:
                hours += self.physics.staff_work(condition, thread.thread, hq).total + self.physics.decision(condition, hq).total
                approvals = self._plus(approvals, hq)
            for first, second in pairwise(approvers):
                hours += self.physics.referral(condition, first, grades.get(first), second, grades.get(second))
            arrival = nothing
            if stops[-2] != stops[-1]:
                hours, arrival = hours + self.physics.relay(condition, thread.destination).total, self._plus(nothing, thread.destination)
            for legs in product(*(self.legs(hop_key, start, end) for start, end in pairwise(stops))):
                relays = tuple(sum(column) for column in zip(arrival, *(leg.relays for leg in legs), strict=True))
                yield Way(hours + sum(leg.hours for leg in legs), relays, approvals)

    def _plus(self, counts: Counts, hq: str) -> Counts:
        """One service more at the HQ's desk; HQs without a desk never make anyone wait."""
        desk = self.instance.headquarters[hq].desk
        return tuple(count + (name == desk) for name, count in zip(self.desks, counts, strict=True))

    def _kept(self, ways: Iterable[Way]) -> Iterable[Way]:
        if not self.prune:
            return ways
        kept: list[Way] = []
        for way in sorted(ways, key=lambda way: (way.hours, way.relays, way.approvals)):  # none is worse than a later one
            if not any(other.no_worse(way) for other in kept):
                kept.append(way)
        return kept

    # Desks ----------------------------------------------------------------------------------------------------------

    def _load(self, condition: str, thread: str, way: Way) -> Iterator[float]:
        """Officer-hours that one request asks of each desk."""
        relay, work = self.physics.relay_hours(condition), self.physics.work_hours(condition, thread)
        return (relay * r + work * a for r, a in zip(way.relays, way.approvals, strict=True))

    def _capacity(self, condition: str, design: Design, absorbing: frozenset[str]) -> list[tuple[float, tuple[tuple[float, float], ...]]]:
        """For each desk its background load and, rising, (load it can carry, wait then)."""
        capacity = []
        for desk in self.desks:
            is_open = any(hq in design.active for hq in self.physics.desk_members[desk])
            background = self.instance.desks[desk].background_hours_per_day if is_open else 0.0
            capacity.append((background, self.steps(condition, desk, design.officers[desk], desk in absorbing)))
        return capacity

    def _steps(self, condition: str, desk: str, size: int, absorbs: bool) -> tuple[tuple[float, float], ...]:
        physics = self.absorbed if absorbs else self.physics
        most = physics.capacity_hours_per_day(condition, desk, size)
        if self.instance.desks[desk].capacity_hours_per_day is not None:
            return ((most, physics.desk_wait(condition, desk, size, 0.0)),)
        if size == 0:
            return ((0.0, 0.0),)
        return tuple((band * most, physics.desk_wait(condition, desk, size, band)) for band in self.instance.utilisation_bands)

    def _waits(self, capacity: list[tuple[float, tuple[tuple[float, float], ...]]], load: list[float]) -> list[float] | None:
        """The wait of the lowest band that carries each desk's load, None where some desk cannot."""
        waits = []
        for (_, steps), asked in zip(capacity, load, strict=True):
            fitting = [wait for most, wait in steps if asked <= most + ROUNDING]
            if not fitting:
                return None
            waits.append(fitting[0])
        return waits

    def _deadline(self, thread: str, condition: str) -> float:
        """The deadline that some rule makes binding, else infinity."""
        hours = self.instance.demand[thread, condition].deadline_hours
        bound = (rule for rule in of_kind(self.instance, "deadline") if takes(rule.condition, condition) and takes(rule.thread, thread))
        needs = set(self.instance.threads[thread].approvals)
        for rule in bound:
            everything = not (rule.authority or rule.relation or rule.nation)
            if hours is not None and (everything or any(self._about(rule, name) for name in needs)):
                return hours
        return float("inf")

    def _about(self, rule: Rule, name: str) -> bool:
        row = self.instance.authorities[name]
        return takes(rule.authority, name) and takes(rule.relation, row.relation) and takes(rule.nation, row.nation)
