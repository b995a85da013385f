"""What a fixed posture costs in many futures at once: the hours of `evaluate`, without a call a future.

A route is a sum of a few things that many routes share: a hop, a service, an approval, the queue of a desk. How often each route has
each of them is counted once; a future then changes what they are worth, and hours follow by one product of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from model.data.instance import Instance
from model.data.records import Demand
from model.delay.evaluate import find_channel
from model.delay.many_physics import ManyPhysics
from model.delay.moved import Array, Moved, Numbers
from model.delay.physics import Physics
from model.delay.posture import Posture, Route, Step
from model.delay.transitions import absorbing_desks

Thing = tuple[str | int | float, ...]  # its kind, then what tells it from others of the kind
Question = Callable[[ManyPhysics], Numbers]


@dataclass(frozen=True)
class ManyHours:
    """A fixed posture in many futures, a value a future. `weighted` are urgency-weighted hours a day, the first objective, under the
    posture's own bands, as `evaluate` has them. `fullest` is, of the desk where it is largest, the load in parts of what the desk's
    band holds: above 1 the bands of the posture do not hold that future's work. `busiest` is the largest load in parts of the whole
    capacity of a desk: from 1 on work piles up there, and no number of hours is enough."""

    weighted: Array
    fullest: Array
    busiest: Array


def many_hours(instance: Instance, posture: Posture, paths: Sequence[str], values: Array) -> ManyHours:
    """The posture in each future; `values` has a row a future and a column a path, set in their order. NaN: that future does not set it.

    `instance` has the variant applied. Raises BadPath where a path leads nowhere, ValueError where it is none of those that can be moved
    in many futures at once, KeyError where the posture names what the instance does not have."""
    return FixedPosture(instance, posture).hours(paths, values)


class FixedPosture:
    """A posture under an instance with its variant applied, to be asked of several lots of futures."""

    def __init__(self, instance: Instance, posture: Posture) -> None:
        self.instance, self.posture = instance, posture
        absorbing = absorbing_desks(instance, posture)
        by_place: dict[tuple[str, str], list[Route]] = {}
        for route in sorted(posture.routes):
            by_place.setdefault((route.phase, route.condition), []).append(route)
        self._places: list[tuple[Physics, list[_Contents]]] = []
        for phase in instance.phases:
            still = Physics(instance, phase)
            busy = frozenset(desk for where, desk in absorbing if where == phase.id)
            own = [_Contents(still, posture, condition, by_place.get((phase.id, condition), []), busy) for condition in instance.conditions]
            self._places.append((still, own))

    def hours(self, paths: Sequence[str], values: Array) -> ManyHours:
        """As `many_hours`."""
        found = ManyHours(*(np.zeros(len(values)) for _ in range(3)))
        for place in self._in_futures(paths, values):
            place.add_hours(found.weighted)
            place.raise_loads(found)
        return found

    def weighted(self, paths: Sequence[str], values: Array) -> Array:
        """The weighted hours alone, without looking at the loads."""
        found = np.zeros(len(values))
        for place in self._in_futures(paths, values):
            place.add_hours(found)
        return found

    def by_condition(self, paths: Sequence[str], values: Array) -> Array:
        """What each condition adds to the weighted hours, in the order of the instance (conditions, futures)."""
        found = {condition: np.zeros(len(values)) for condition in self.instance.conditions}
        for place in self._in_futures(paths, values):
            place.add_hours(found[place.condition])
        return np.array(list(found.values()))

    def _in_futures(self, paths: Sequence[str], values: Array) -> Iterator[_Place]:
        moved = Moved(self.instance, paths, values)
        for still, contents in self._places:
            world = ManyPhysics(still, moved.in_phase(still.phase.id))
            yield from (_Place(world, one, moved.futures) for one in contents)


@dataclass
class _Tally:
    """How often each of some rows has each of some things."""

    places: dict[Thing, int] = field(default_factory=dict)
    counts: dict[tuple[int, int], float] = field(default_factory=dict)

    def count(self, row: int, thing: Thing, times: float = 1.0) -> None:
        """So many times more of a thing."""
        key = (row, self.places.setdefault(thing, len(self.places)))
        self.counts[key] = self.counts.get(key, 0.0) + times

    def matrix(self, rows: int) -> sparse.csr_array:
        """Rows x things. Few rows have many things, and a full matrix would be multiplied by a library that starts threads of its own:
        they take longer to begin than such products to end, most of all beside other work."""
        at, things = (np.array([key[side] for key in self.counts], dtype=np.int32) for side in (0, 1))
        return sparse.csr_array((np.array(list(self.counts.values())), (at, things)), shape=(rows, len(self.places)))


class _Contents:
    """What one phase and condition of a posture is made of, whatever futures make of it: the things of its routes and of loads."""

    def __init__(self, still: Physics, posture: Posture, condition: str, routes: Sequence[Route], absorbing: frozenset[str]) -> None:
        self.still, self.posture, self.condition, self.routes, self.absorbing = still, posture, condition, routes, absorbing
        self.desks = [desk for desk in still.instance.desks if still.desk_members.get(desk)]
        tally = _Tally()
        for number, route in enumerate(routes):
            self._tell(tally, number, route)
        self.asked, self.counts = [self._question(thing) for thing in tally.places], tally.matrix(len(routes))
        tally = _Tally()
        places = {desk: number for number, desk in enumerate(self.desks)}
        for desk, number in places.items():
            if any(posture.active[still.phase.id, hq] for hq in still.desk_members[desk]):
                tally.count(number, ("background", desk))
        for number, route in enumerate(routes):
            self._services(tally, number, route, places)
        self.services, self.service_counts = list(tally.places), tally.matrix(len(self.desks))
        bands = posture.bands
        self.bands = np.array([bands.get((still.phase.id, condition, desk), 1.0) for desk in self.desks])

    def officers(self, desk: str) -> int:
        """Officers of a desk."""
        return self.posture.officers.get((self.still.phase.id, desk), 0)

    def _tell(self, tally: _Tally, number: int, route: Route) -> None:
        """Count what the hours of a route are made of."""
        before: Step | None = None
        approver: str | None = None
        for step in route.steps:
            if before is not None:
                tally.count(number, ("hop", before.hq, step.hq, step.via or "", -1 if step.level is None else step.level))
            rest = self.still.rest_per_hour(self.condition, step.hq)
            if step.approvals:
                tally.count(number, ("work", route.thread, rest), step.approvals)
            elif before is not None:
                tally.count(number, ("relay", rest))
            desk, services = self.still.instance.headquarters[step.hq].desk, step.approvals or int(before is not None)
            if desk is not None and services:
                tally.count(number, ("queue", desk), services)
            for _ in range(step.approvals):
                if approver is not None and approver != step.hq:
                    tally.count(number, ("referral", approver, step.hq))
                tally.count(number, ("decision", step.hq))
                approver = step.hq
            before = step

    def _question(self, thing: Thing) -> Question:
        """How a thing's hours are asked for."""
        kind, names, condition = thing[0], [str(name) for name in thing[1:]], self.condition
        if kind == "hop":
            return self._hop(*names)
        if kind == "work":
            return lambda world: world.staff_work(condition, names[0], float(thing[2]))
        if kind == "relay":
            return lambda world: world.relay(condition, float(thing[1]))
        if kind == "decision":
            return lambda world: world.decision(condition, names[0])
        phase = self.still.phase.id
        if kind == "queue":
            (desk,) = names
            size = self.officers(desk), self.posture.bands.get((phase, condition, desk), 0.0), desk in self.absorbing
            return lambda world: world.desk_wait(condition, desk, *size)
        first, second = names
        own, other = (self.posture.grades.get((phase, hq)) for hq in names)
        return lambda world: world.referral(condition, first, own, second, other)

    def _hop(self, sender: str, receiver: str, via: str, level: str) -> Question:
        if via == "command":
            return lambda world: world.command_hop(self.condition, sender, receiver)
        taken = max(0, int(level))
        channel = find_channel(self.still.instance, Step(receiver, 0, "direct" if via == "direct" else "liaison", taken), sender)
        return lambda world: world.channel_hop(self.condition, channel, taken, sender, receiver)

    def _services(self, tally: _Tally, number: int, route: Route, places: Mapping[str, int]) -> None:
        """Count the services that a route asks of desks."""
        for position, step in enumerate(route.steps):
            desk = self.still.instance.headquarters[step.hq].desk
            if desk is not None and (step.approvals or position):
                tally.count(places[desk], ("work" if step.approvals else "relay", number), step.approvals or 1)


class _Place:
    """One phase and condition of a posture in many futures."""

    def __init__(self, world: ManyPhysics, contents: _Contents, futures: int) -> None:
        self.world, self.contents, self.condition, self.futures = world, contents, contents.condition, futures
        rows = [world.instance.demand[route.thread, self.condition] for route in contents.routes]
        self.requests = [self._of_demand(row, "requests_per_day") for row in rows]
        self.urgency = [self._of_demand(row, "urgency") for row in rows]

    def _of_demand(self, row: Demand, column: str) -> Numbers:
        return self.world.number("demand", (row.thread, row.condition), row, column)

    # Hours ------------------------------------------------------------------------------------------------------

    def add_hours(self, weighted: Array) -> None:
        """Add the urgency-weighted hours a day of all routes."""
        worth = [ask(self.world) for ask in self.contents.asked]
        hours = _sums(worth, self.contents.counts, self.futures)
        weights = _stacked([one * other for one, other in zip(self.requests, self.urgency, strict=True)], self.futures)
        phase = self.world.phase
        weight = self.world.number("phases", phase.id, phase, "weight") * self.world.of_condition(self.condition, "share")
        weighted += weight * np.einsum("rf,rf->f", weights, hours)

    # Desks ------------------------------------------------------------------------------------------------------

    def raise_loads(self, found: ManyHours) -> None:
        """Raise the largest loads where those of a desk here are larger."""
        contents = self.contents
        if not contents.desks:
            return
        sizes = [(desk, contents.officers(desk), desk in contents.absorbing) for desk in contents.desks]
        capacity = _stacked([self.world.capacity_hours_per_day(self.condition, *size) for size in sizes], self.futures)
        loads = _sums([self._service(thing) for thing in contents.services], contents.service_counts, self.futures)
        parts = _parts(loads, capacity)
        np.maximum(found.busiest, parts.max(axis=0), out=found.busiest)
        np.maximum(found.fullest, (parts / contents.bands[:, None]).max(axis=0), out=found.fullest)

    def _service(self, thing: Thing) -> Numbers:
        """Officer-hours a day of one thing that desks are asked for."""
        kind, what = thing
        if kind == "background":
            return self.world.number("desks", what, self.world.instance.desks[str(what)], "background_hours_per_day")
        number = int(what)
        thread = self.contents.routes[number].thread
        hours = self.world.work_hours(self.condition, thread) if kind == "work" else self.world.relay_hours(self.condition)
        return self.requests[number] * hours


def _sums(worth: Sequence[Numbers], counts: sparse.csr_array, futures: int) -> Array:
    """What each row's things are worth together: rows x futures; `counts` are rows x things."""
    found: Array = counts @ _stacked(worth, futures)
    return found


def _stacked(numbers: Sequence[Numbers], futures: int) -> Array:
    """Numbers as the rows of one array, numbers x futures."""
    found = np.empty((len(numbers), futures))
    for place, number in enumerate(numbers):
        found[place] = number
    return found


def _parts(load: Array, capacity: Array) -> Array:
    """Loads in parts of capacities; without a capacity nothing is held but no load."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.where(capacity > 0, load / capacity, np.where(load > 0, np.inf, 0.0))
    return found
