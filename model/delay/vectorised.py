"""What a fixed posture costs in many futures at once: the hours of `evaluate`, without a call a future.

A route is a sum of a few things that many routes share: a hop, a service, an approval, the queue of a desk. How often each route has
each of them is counted once; a future then changes what they are worth, and hours follow by one product of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from model.data.instance import Instance
from model.data.records import Demand
from model.delay.evaluate import find_channel
from model.delay.many_physics import ManyPhysics
from model.delay.moved import Array, Moved, Numbers
from model.delay.physics import Physics
from model.delay.posture import Posture, Route, Step
from model.delay.transitions import absorbing_desks

Thing = tuple[str | int, ...]  # its kind, then what tells it from others of the kind


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
        self._absorbing = absorbing_desks(instance, posture)
        self._still = {phase.id: Physics(instance, phase) for phase in instance.phases}
        self._routes: dict[tuple[str, str], list[Route]] = {}
        for route in sorted(posture.routes):
            self._routes.setdefault((route.phase, route.condition), []).append(route)

    def hours(self, paths: Sequence[str], values: Array) -> ManyHours:
        """As `many_hours`."""
        moved = Moved(self.instance, paths, values)
        found = ManyHours(*(np.zeros(moved.futures) for _ in range(3)))
        for phase, still in self._still.items():
            world = ManyPhysics(still, moved.in_phase(phase))
            busy = frozenset(desk for where, desk in self._absorbing if where == phase)
            for condition in self.instance.conditions:
                place = _Place(world, self.posture, condition, self._routes.get((phase, condition), []), busy, moved.futures)
                place.add_hours(found.weighted)
                place.raise_loads(found)
        return found


@dataclass
class _Tally:
    """Things with what they are worth, and how often each of some rows has them."""

    places: dict[Thing, int] = field(default_factory=dict)
    worth: list[Numbers] = field(default_factory=list)
    counts: dict[tuple[int, int], float] = field(default_factory=dict)

    def count(self, row: int, thing: Thing, times: float = 1.0) -> None:
        """So many times more of a thing that is known."""
        key = (row, self.places[thing])
        self.counts[key] = self.counts.get(key, 0.0) + times

    def know(self, thing: Thing, worth: Numbers) -> None:
        """A thing that was not known before."""
        self.places[thing] = len(self.worth)
        self.worth.append(worth)

    def sums(self, rows: int, futures: int) -> Array:
        """What each row's things are worth together: futures x rows."""
        counts = np.zeros((len(self.worth), rows))
        for (row, thing), times in self.counts.items():
            counts[thing, row] = times
        moved = [number for number, worth in enumerate(self.worth) if isinstance(worth, np.ndarray)]
        still = [number for number, worth in enumerate(self.worth) if not isinstance(worth, np.ndarray)]
        constant = np.array([self.worth[number] for number in still], dtype=float) @ counts[still]
        return _columns([self.worth[number] for number in moved], futures) @ counts[moved] + constant


def _columns(numbers: Sequence[Numbers], futures: int) -> Array:
    """Numbers as the columns of one array, futures x numbers."""
    found = np.empty((futures, len(numbers)))
    for place, number in enumerate(numbers):
        found[:, place] = number
    return found


class _Place:
    """One phase and condition of a posture: its routes with their requests, and its desks."""

    def __init__(
        self, world: ManyPhysics, posture: Posture, condition: str, routes: Sequence[Route], absorbing: frozenset[str], futures: int
    ) -> None:
        self.world, self.posture, self.condition, self.routes = world, posture, condition, routes
        self.phase, self.absorbing, self.futures = world.phase.id, absorbing, futures
        demand = [world.instance.demand[route.thread, condition] for route in routes]
        self.requests = [self._of_demand(row, "requests_per_day") for row in demand]
        self.urgency = [self._of_demand(row, "urgency") for row in demand]

    def _of_demand(self, row: Demand, column: str) -> Numbers:
        return self.world.number("demand", (row.thread, row.condition), row, column)

    # Hours ------------------------------------------------------------------------------------------------------

    def add_hours(self, weighted: Array) -> None:
        """Add the urgency-weighted hours a day of all routes."""
        tally = _Tally()
        for number, route in enumerate(self.routes):
            self._tell(tally, number, route)
        weights = _columns([one * other for one, other in zip(self.requests, self.urgency, strict=True)], self.futures)
        weight = self.world.number("phases", self.phase, self.world.phase, "weight") * self.world.of_condition(self.condition, "share")
        weighted += weight * np.einsum("fr,fr->f", weights, tally.sums(len(self.routes), self.futures))

    def _tell(self, tally: _Tally, number: int, route: Route) -> None:
        """Count what a route is made of."""
        before: Step | None = None
        approver: str | None = None
        for step in route.steps:
            if before is not None:
                self._hop(tally, number, before, step)
            if step.approvals:
                self._one(tally, number, ("work", route.thread), step.approvals)
            elif before is not None:
                self._one(tally, number, ("relay",))
            self._queue(tally, number, step, step.approvals or int(before is not None))
            for _ in range(step.approvals):
                if approver is not None and approver != step.hq:
                    self._one(tally, number, ("referral", approver, step.hq))
                self._one(tally, number, ("decision", step.hq))
                approver = step.hq
            before = step

    def _hop(self, tally: _Tally, number: int, before: Step, step: Step) -> None:
        self._one(tally, number, ("hop", before.hq, step.hq, step.via or "", -1 if step.level is None else step.level))

    def _queue(self, tally: _Tally, number: int, step: Step, services: int) -> None:
        desk = self.world.instance.headquarters[step.hq].desk
        if desk is not None and services:
            self._one(tally, number, ("queue", desk), services)

    def _one(self, tally: _Tally, number: int, thing: Thing, times: float = 1.0) -> None:
        if thing not in tally.places:
            tally.know(thing, self._worth(thing))
        tally.count(number, thing, times)

    def _worth(self, thing: Thing) -> Numbers:
        """Hours of one thing."""
        kind, names = thing[0], [str(name) for name in thing[1:]]
        if kind == "hop":
            return self._hop_hours(*names)
        if kind == "work":
            return self.world.work_hours(self.condition, names[0])
        if kind == "relay":
            return self.world.relay_hours(self.condition)
        if kind == "decision":
            return self.world.decision(self.condition, names[0])
        if kind == "queue":
            return self._wait(names[0])
        first, second = names
        grades = self.posture.grades
        own, other = grades.get((self.phase, first)), grades.get((self.phase, second))
        return self.world.referral(self.condition, first, own, second, other)

    def _hop_hours(self, sender: str, receiver: str, via: str, level: str) -> Numbers:
        if via == "command":
            return self.world.command_hop(self.condition, sender, receiver)
        taken = max(0, int(level))
        channel = find_channel(self.world.instance, Step(receiver, 0, "direct" if via == "direct" else "liaison", taken), sender)
        return self.world.channel_hop(self.condition, channel, taken, sender, receiver)

    # Desks ------------------------------------------------------------------------------------------------------

    def _wait(self, desk: str) -> Numbers:
        band = self.posture.bands.get((self.phase, self.condition, desk), 0.0)
        return self.world.desk_wait(self.condition, desk, self._officers(desk), band, desk in self.absorbing)

    def _officers(self, desk: str) -> int:
        return self.posture.officers.get((self.phase, desk), 0)

    def raise_loads(self, found: ManyHours) -> None:
        """Raise the largest loads where those of a desk here are larger."""
        desks = [desk for desk in self.world.instance.desks if self.world.still.desk_members.get(desk)]
        if not desks:
            return
        sizes = [(desk, self._officers(desk), desk in self.absorbing) for desk in desks]
        capacity = _columns([self.world.capacity_hours_per_day(self.condition, *size) for size in sizes], self.futures)
        bands = np.array([self.posture.bands.get((self.phase, self.condition, desk), 1.0) for desk in desks])
        parts = _parts(self._loads(desks), capacity)
        np.maximum(found.busiest, parts.max(axis=1), out=found.busiest)
        np.maximum(found.fullest, (parts / bands).max(axis=1), out=found.fullest)

    def _loads(self, desks: Sequence[str]) -> Array:
        """Officer-hours a day that are asked of each desk: futures x desks."""
        places = {desk: number for number, desk in enumerate(desks)}
        tally = _Tally()
        for number, desk in enumerate(desks):
            if any(self.posture.active[self.phase, hq] for hq in self.world.still.desk_members[desk]):
                row = self.world.instance.desks[desk]
                tally.know(("background", desk), self.world.number("desks", desk, row, "background_hours_per_day"))
                tally.count(number, ("background", desk))
        relay = self.world.relay_hours(self.condition)
        for requests, route in zip(self.requests, self.routes, strict=True):
            self._services(tally, requests, route, relay, places)
        return tally.sums(len(desks), self.futures)

    def _services(self, tally: _Tally, requests: Numbers, route: Route, relay: Numbers, places: dict[str, int]) -> None:
        for position, step in enumerate(route.steps):
            desk = self.world.instance.headquarters[step.hq].desk
            if desk is None or not (step.approvals or position):
                continue
            thing = ("work" if step.approvals else "relay", route.thread)
            if thing not in tally.places:
                hours = self.world.work_hours(self.condition, route.thread) if step.approvals else relay
                tally.know(thing, requests * hours)
            tally.count(places[desk], thing, step.approvals or 1)


def _parts(load: Array, capacity: Array) -> Array:
    """Loads in parts of capacities; without a capacity nothing is held but no load."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.where(capacity > 0, load / capacity, np.where(load > 0, np.inf, 0.0))
    return found
