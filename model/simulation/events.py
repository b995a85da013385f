"""What happens when: SimPy keeps the events in order, each carries its own next step.

SimPy's own processes and resources take some 34 microseconds a service, a bare event 2; a year of the alliance has a hundred thousand
services, so nothing here is a process, and what comes from outside is told in its order without waiting among the events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappush
from operator import attrgetter
from typing import Any, ClassVar, Protocol

import simpy


class World(simpy.Environment):
    """An environment whose events happen at exactly the hours asked for: by SimPy's delays they would do so but for rounding, and of those
    that come when a day's duty begins it would be chance who is first."""

    def put(self, moment: Moment, hour: float, priority: int) -> None:
        """Let it happen at that hour; of what happens at the same hour the lowest priority comes first, and of these what was put first."""
        event: Any = (hour, priority, next(self._eid), moment)
        heappush(self._queue, event)


class Moment(simpy.Event):
    """Something that happens at an hour, and then again at another."""

    # What SimPy calls, with the moment as its one argument: of the class, since a list of each would be garbage in a circle.
    steps: ClassVar[list[Callable[[Any], None]]]

    def __init_subclass__(cls) -> None:
        cls.steps = [cls.happen]

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.world = world
        self._ok, self._value = True, None

    def at(self, hour: float, rank: int = 0) -> None:
        """Happen at that hour; of what happens at the same hour the lowest rank comes first."""
        self.callbacks = self.steps
        self.world.put(self, hour, 2 * rank + 1)

    def happen(self) -> None:
        """What happens."""
        raise NotImplementedError


class Comer(Protocol):
    """Whoever comes from outside, and is told so at its hour."""

    hour: float
    rank: int

    def happen(self) -> None:
        """Come."""


class Comers(Moment):
    """Many who come for the first time: each before all of its rank who are under way and come at the same hour."""

    def __init__(self, world: World, comers: Iterable[Comer]) -> None:
        super().__init__(world)
        # The last come first in the list, which lets go of who has come.
        self._left = sorted(sorted(comers, key=attrgetter("rank")), key=attrgetter("hour"))[::-1]
        self._wait()

    def _wait(self) -> None:
        if self._left:
            self.callbacks = self.steps
            self.world.put(self, self._left[-1].hour, 2 * self._left[-1].rank)

    def happen(self) -> None:
        """The next one comes, and all behind it before whom nothing else happens."""
        left, peek = self._left, self.world.peek
        left.pop().happen()
        while left and left[-1].hour < peek():
            left.pop().happen()
        self._wait()
