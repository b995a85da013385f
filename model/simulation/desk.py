"""A desk of action officers among the events of a simulation. It makes an event only where somebody has to wait."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

from model.simulation.duty import RoundTheClock
from model.simulation.events import Moment, World

# A seat that is there for less of the time than this is none.
LEAST_SHARE = 1e-6
NEVER = (math.inf, 0.0)


class Served(Protocol):
    """Whoever comes to a desk."""

    def begin(self, start: float, finish: float) -> None:
        """Hear when the service begins and ends."""


class ServingDesk(Moment):
    """Serves the most urgent first, and of these who came first; nobody is interrupted.

    Of 2.6 seats the first two are always filled on duty; the officer of the last gives 0.6 of the time to requests, and after each
    service is away for as long as that takes. Arrivals must be told in the order of their hours, at hours on duty. `other` is work
    that comes besides and is heard of no more: (hour, hours of work) in order, of rank `other_rank`; no events are made for it."""

    def __init__(
        self,
        world: World,
        seats: float,
        duty: RoundTheClock,
        other: Iterable[tuple[float, float]] = (),
        other_rank: int = 0,
        watched: tuple[float, float] = (-math.inf, math.inf),
    ) -> None:
        super().__init__(world)
        self.duty, self._after = duty, duty.after
        self._full = math.floor(seats + LEAST_SHARE)
        share = seats - self._full
        self._part = share >= LEAST_SHARE
        self._away = 1 / share - 1 if self._part else 0.0
        self._busy: list[tuple[float, bool]] = []
        self._waiting: list[tuple[int, int, float, float, Served | None]] = []
        self._order = count()
        self._hour = -math.inf
        self._called = False
        self._other, self._other_rank = iter(other), other_rank
        self._next_other = next(self._other, NEVER)
        self._watched = watched
        self.services, self.waited = 0, 0.0

    def arrive(self, who: Served, hour: float, work: float, rank: int = 0) -> None:
        """Take a request of that many hours, or let it wait."""
        if self._waiting or self._next_other[0] <= hour:
            self._catch_up(hour)
        self._take(who, hour, work, rank)
        if self._waiting and not self._called:
            self._call()

    def happen(self) -> None:
        """A seat is free for who waits."""
        self._called = False
        self._catch_up(self._hour)
        if self._waiting:
            self._call()

    def _call(self) -> None:
        self._called = True
        self._hour = self.duty.next_on(self._busy[0][0])
        self.at(self._hour)

    def _catch_up(self, hour: float) -> None:
        """Do what is due up to `hour`: other work that comes, and who waits and finds a seat."""
        while True:
            comes = self._next_other[0]
            if self._waiting and (free := self.duty.next_on(self._busy[0][0])) <= hour and free <= comes:
                self._release(free)
                while self._waiting and (self._full or self._part):
                    _, _, arrived, work, who = heappop(self._waiting)
                    self._start(who, arrived, free, work)
            elif comes <= hour:
                self._take(None, comes, self._next_other[1], self._other_rank)
                self._next_other = next(self._other, NEVER)
            else:
                return

    def _take(self, who: Served | None, hour: float, work: float, rank: int) -> None:
        if self._busy and self._busy[0][0] <= hour:
            self._release(hour)
        if not self._waiting and (self._full or self._part):
            self._start(who, hour, hour, work)
        else:
            heappush(self._waiting, (rank, next(self._order), hour, work, who))

    def _release(self, hour: float) -> None:
        busy = self._busy
        while busy and busy[0][0] <= hour:
            if heappop(busy)[1]:
                self._part = True
            else:
                self._full += 1

    def _start(self, who: Served | None, arrived: float, hour: float, work: float) -> None:
        finish = self._after(hour, work)
        if self._full:
            self._full -= 1
            heappush(self._busy, (finish, False))
        else:
            self._part = False
            heappush(self._busy, (self.duty.after(finish, work * self._away), True))
        if who is None:
            return
        if self._watched[0] <= arrived < self._watched[1]:
            self.services += 1
            if hour > arrived:
                self.waited += self.duty.worked(hour) - self.duty.worked(arrived)
        who.begin(hour, finish)


class Queue:
    """A stream of work to a desk of its own at these hours, with the wait of each piece in the order in which they come."""

    def __init__(self, desk: ServingDesk, hours: Sequence[float], work: Sequence[float]) -> None:
        self.waits: list[float] = []
        self._hours = hours
        # The desk does by itself what is due before each; SimPy has what is due behind the last.
        for hour, some in zip(hours, work, strict=True):
            desk.arrive(self, hour, some)
        desk.world.run()

    def begin(self, start: float, finish: float) -> None:
        """Keep the wait; of equal rank, the first to come is the first to be served."""
        self.waits.append(start - self._hours[len(self.waits)])
