"""Desks among events against the formulas of queueing, and against what can be followed by hand."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from model.data.records import Calendar
from model.delay.queues import mean_wait
from model.simulation.bulk import queue_waits
from model.simulation.desk import ServingDesk
from model.simulation.duty import ALWAYS, RoundTheClock, duty_of
from model.simulation.events import Comers, Moment, World
from model.simulation.plan import DeskPlan, Home
from model.simulation.statistics import Estimate, half_width
from model.simulation.streams import stream

EVERY_HOUR = Home(Calendar(calendar="always", days="mon-sun", start="00:00", end="24:00"), "UTC", "JP")
OFFICE = Home(Calendar(calendar="office", days="mon-fri", start="08:00", end="17:00"), "UTC", "")
MONDAY = dt.date(2026, 1, 5)


def erlang_wait(seats: int, utilisation: float) -> float:
    """Mean wait in an M/M/c queue in multiples of the mean service (Erlang, 1917)."""
    offered = seats * utilisation
    full = offered**seats / math.factorial(seats) / (1 - utilisation)
    waiting = full / (sum(offered**k / math.factorial(k) for k in range(seats)) + full)
    return waiting / (seats * (1 - utilisation))


def simulated(seats: float, utilisation: float, cv: float) -> Estimate:
    """Mean wait at a desk of services of 2 h, from 40 replications of 2,000 services."""
    desk = DeskPlan("D", EVERY_HOUR, seats, 2.0, 0.0, utilisation, 1.0, 0.0)
    means = np.array([queue_waits(desk, cv, stream(7, number, "queue"), 2000).mean() for number in range(40)])
    return Estimate(float(means.mean()), half_width(means - means.mean()))


@pytest.mark.parametrize(
    ("seats", "utilisation", "cv", "expected"),
    [
        (1, 0.7, 1.0, 2 * 0.7 / 0.3),  # M/M/1: S r / (1 - r)
        (1, 0.7, 0.0, 0.7 / 0.3),  # M/D/1: half of it
        (1, 0.6, 2.0, 2.5 * 2 * 0.6 / 0.4),  # M/G/1 (Pollaczek and Khinchine): (1 + cv^2) / 2 times as much
        (3, 0.8, 1.0, 2 * erlang_wait(3, 0.8)),  # M/M/c
        (7, 0.5, 1.0, 2 * erlang_wait(7, 0.5)),
    ],
)
def test_desks_wait_as_the_formulas_say(seats: int, utilisation: float, cv: float, expected: float) -> None:
    """Each formula lies in the 99 % interval of the simulated mean, which is narrow: a desk with a seat more or fewer lies far outside."""
    found = simulated(seats, utilisation, cv)
    assert found.holds(expected), (found, expected)
    assert found.half is not None
    assert found.half < 0.2 * expected


def test_the_models_formula_is_slow_where_seats_are_many_and_idle() -> None:
    """Sakasegawa's approximation is exact for one seat; at seven seats and half their work it tells 64 % too much, which the simulation
    sees. So queues are compared for what they are worth in hours, and not counted among the parts that must agree."""
    found, formula = simulated(7, 0.5, 1.0), mean_wait(2.0, 1.0, 7, 0.5)
    assert found.holds(formula) is False
    assert formula / (2 * erlang_wait(7, 0.5)) == pytest.approx(1.64, abs=0.01)


@pytest.mark.parametrize("seats", [0.4, 2.6])
def test_the_last_seat_gives_its_share(seats: float) -> None:
    """A hundred hours of work that all lie there at once are done in about 100 / seats hours: the share of a seat counts as such. With
    the part taken for a whole seat, 2.6 seats would be done in 33 h."""
    world = World()
    desk = ServingDesk(world, seats, ALWAYS)
    ends: list[float] = []
    for _ in range(1000):
        Visitor(desk, 0.0, 0.1, ends).at(0.0)
    world.run()
    assert max(ends) == pytest.approx(100 / seats, rel=0.01)


class Visitor(Moment):
    """Comes once and keeps when its service ended."""

    def __init__(self, desk: ServingDesk, hour: float, work: float, ends: list[float], rank: int = 0) -> None:
        super().__init__(desk.world)
        self.desk, self.hour, self.work, self.ends, self.rank = desk, hour, work, ends, rank

    def happen(self) -> None:
        self.desk.arrive(self, self.hour, self.work, self.rank)

    def begin(self, start: float, finish: float) -> None:
        self.ends.append(finish)


def ends_of(
    visits: list[tuple[float, float, int]], duty: RoundTheClock = ALWAYS, other: list[tuple[float, float]] | None = None
) -> list[float]:
    """When the services of (hour, work, rank) end at a desk of one seat, in the order in which they are begun."""
    world = World()
    desk, ends = ServingDesk(world, 1.0, duty, other or (), 9), []
    for hour, work, rank in visits:
        Visitor(desk, hour, work, ends, rank).at(hour, rank)
    world.run()
    return ends


def test_the_urgent_overtake_and_nobody_is_interrupted() -> None:
    """One seat: 4 h from 0; at 1 comes one of rank 1 (2 h), at 2 one of rank 0 (1 h). The first is done at 4, the urgent one at 5, the
    other at 7; first come, first served would have it 4, 6, 7."""
    assert ends_of([(0, 4, 1), (1, 2, 1), (2, 1, 0)]) == [4, 5, 7]
    assert ends_of([(0, 4, 1), (1, 2, 1), (2, 1, 1)]) == [4, 6, 7]


def test_work_goes_on_in_duty_hours_alone() -> None:
    """Office hours 8 to 17 from Monday: 6 h begun on Friday at 14:00 (hour 110) end on Monday at 11:00 (hour 179); what comes meanwhile
    is begun then. Round the clock they would end at hour 116."""
    assert ends_of([(110, 6, 0), (111, 1, 0)], duty_of(OFFICE, MONDAY, False, False)) == [179, 180]


def test_other_work_takes_its_turn() -> None:
    """Work from besides at 0 (3 h) and at 1 (3 h), both less urgent: who comes at 2 waits for the one under way alone, until 3."""
    assert ends_of([(2, 1, 0)], other=[(0, 3), (1, 3)]) == [4]
    assert ends_of([(2, 1, 9)], other=[(0, 3), (1, 3)]) == [7]


class Caller(Moment):
    """Tells its name when it happens, and may then let another happen."""

    def __init__(self, world: World, name: str, told: list[str], then: tuple[Caller, float] | None = None) -> None:
        super().__init__(world)
        self.name, self.told, self.then = name, told, then
        self.hour, self.rank = 0.0, 0

    def happen(self) -> None:
        self.told.append(self.name)
        if self.then:
            self.then[0].at(self.then[1], rank=0)


def test_who_comes_at_the_same_hour_comes_by_rank_whenever_that_was_said() -> None:
    """A day's duty begins at an hour that is no round number; of rank 1 somebody was told of it weeks before, of rank 0 somebody an hour
    before. Rank 0 is first. Told as a delay, as SimPy has it, the hour of the former is at times a rounding earlier."""
    for number in range(200):
        world, told, hour = World(initial_time=-700.3 - number / 7), list[str](), 900.1 + number / 3
        Caller(world, "later", told).at(hour, rank=1)
        Caller(world, "an hour before", told, (Caller(world, "first", told), hour)).at(hour - 1)
        world.run()
        assert told == ["an hour before", "first", "later"]


def test_newcomers_come_in_their_order_among_those_under_way() -> None:
    """Newcomers at 3 (rank 1 and 0) and 1; under way are some at 2 and, of rank 0, at 3: by hour, then rank, newcomers first."""
    world, told = World(), list[str]()
    Caller(world, "under way 2", told).at(2.0)
    Caller(world, "under way 3", told).at(3.0)
    coming = [Caller(world, name, told) for name in ("new 3, rank 1", "new 3, rank 0", "new 1")]
    for comer, (hour, rank) in zip(coming, ((3.0, 1), (3.0, 0), (1.0, 0)), strict=True):
        comer.hour, comer.rank = hour, rank
    Comers(world, coming)
    world.run()
    assert told == ["new 1", "under way 2", "new 3, rank 0", "under way 3", "new 3, rank 1"]
