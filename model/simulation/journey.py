"""Fidelity `calendar`: requests, desks and boards lived through on the real calendar, all in hours since the phase's first Monday."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import simpy

from model.delay.posture import PART_NAMES
from model.simulation.bulk import board_waits, climb_hours, hop_waits
from model.simulation.desk import Moment, ServingDesk
from model.simulation.duty import ALWAYS, Boards, RoundTheClock, duty_of, local_midnight
from model.simulation.options import HOURS_A_DAY, WEEK_HOURS, WEEKS_A_YEAR, Assumptions
from model.simulation.plan import Cell, Climb, DeskPlan, Home, Sitting, Stage, ThreadPlan
from model.simulation.sample import CellSample, DeskSample, ThreadSample
from model.simulation.streams import Numbers, occurrences, service_times, stream

# A window is watched once so many times the longest delay that the model gives any request has gone by, and some days more.
SETTLING, DAYS_MORE = 1.5, 1


@dataclass(frozen=True)
class Window:
    """Hours of a replication: it begins, is watched, and goes on until all that began while it was watched has ended."""

    begin: float
    first: float
    last: float
    end: float


def window_of(cell: Cell, weeks: int, seed: int, replication: int, replications: int) -> Window:
    """The weeks that a replication watches: spread over a year from the phase's start, so that all seasons count alike."""
    ahead = HOURS_A_DAY * (np.ceil(SETTLING * cell.longest / HOURS_A_DAY) + DAYS_MORE)
    shift = stream(seed, 0, "window", cell.phase, cell.condition).random()
    first = WEEK_HOURS * int((replication + shift) * WEEKS_A_YEAR / replications)
    last = first + WEEK_HOURS * weeks
    return Window(float(first - ahead), first, last, float(last + ahead))


@dataclass
class Principal:
    """Whoever decides: when boards meet, and when there is time for an approval."""

    boards: Boards | None
    duty: RoundTheClock
    approval: float

    def decided(self, hour: float, random_wait: float) -> tuple[float, float]:
        """When the board sits, and when the principal is done, for what is ready at `hour`."""
        board = hour + random_wait if self.boards is None else self.boards.next(hour)
        return board, self.duty.after(self.duty.next_on(board), self.approval)


@dataclass
class Visit:
    """A stage of a way with the desk, the duty and the boards it leads to. Lists are by request: hours of work, and the waits that are
    drawn where none follow from the clock."""

    leg: Stage
    travel: float
    receiver: RoundTheClock
    duty: RoundTheClock
    desk: ServingDesk | None
    given: float
    work: list[float]
    drawn: list[float]
    principal: Principal | None = None
    board: list[float] = field(default_factory=list)
    refers: list[int] = field(default_factory=list)
    referral: list[float] = field(default_factory=list)


@dataclass
class Tally:
    """What the watched requests of a thread took, by their number: whole hours, queue, boards, referrals."""

    rows: dict[int, tuple[float, float, float, float]] = field(default_factory=dict)


class Replay:
    """One phase and condition in one replication."""

    def __init__(self, cell: Cell, window: Window, assumptions: Assumptions, seed: int, replication: int) -> None:
        self.cell, self.window, self.assumptions = cell, window, assumptions
        self.seed, self.replication = seed, replication
        self.world = simpy.Environment(initial_time=window.begin)
        self.left, self.running = 0, False
        self._principals: dict[Sitting, Principal] = {}
        self.done = self.world.event()
        urgencies = sorted({plan.urgency for plan in cell.threads}, reverse=True)
        self.ranks = {urgency: number if assumptions.urgent_first else 0 for number, urgency in enumerate(urgencies)}
        self.desks = {name: self._desk(plan) for name, plan in cell.desks.items() if plan.given_wait is None}

    def run(self) -> CellSample:
        """Live through it."""
        begun = [(plan, self._begin(plan)) for plan in self.cell.threads]
        self.running = True
        if self.left:
            self.world.run(until=self.done)
        threads = {plan.thread: _sample(plan, visits, tally) for plan, (visits, tally) in begun}
        return CellSample(threads, {name: DeskSample(desk.services, desk.waited) for name, desk in self.desks.items()})

    def ended(self) -> None:
        """A watched request has ended; those that meet no queue do so before time begins to run."""
        self.left -= 1
        if not self.left and self.running:
            self.done.succeed()

    # Who is on duty ---------------------------------------------------------------------------------------------

    def _duty(self, home: Home) -> RoundTheClock:
        return duty_of(home, self.cell.start, self.assumptions.holidays, self.assumptions.summer_time)

    def of_hq(self, hq: str) -> RoundTheClock:
        """When messages are taken in at an HQ."""
        return self._duty(self.cell.homes[hq]) if self.assumptions.chained else ALWAYS

    def _staff(self, duty: RoundTheClock) -> RoundTheClock:
        return duty if self.assumptions.duty_work else ALWAYS

    def principal(self, sitting: Sitting) -> Principal:
        """The principal of an HQ with its boards."""
        if sitting not in self._principals:
            self._principals[sitting] = self._principal(sitting)
        return self._principals[sitting]

    def _principal(self, sitting: Sitting) -> Principal:
        duty = self._duty(self.cell.homes[sitting.hq])
        boards = None
        if self.assumptions.fixed_boards:
            boards = Boards(sitting.period, duty, local_midnight(self.cell.homes[sitting.hq], self.cell.start))
        return Principal(boards, self._staff(duty), sitting.approval)

    # What arises ------------------------------------------------------------------------------------------------

    def _desk(self, plan: DeskPlan) -> ServingDesk:
        """A desk with the work that comes to it besides requests, which is no more urgent than the least of these."""
        duty, window = self._staff(self._duty(plan.home)), self.window
        days = (window.end - window.begin) / HOURS_A_DAY
        other: Iterable[tuple[float, float]] = ()
        if plan.background > 0 and plan.service > 0:
            numbers = stream(self.seed, self.replication, "background", self.cell.phase, self.cell.condition, plan.desk)
            shares = np.sort(numbers.random(int(numbers.poisson(plan.background / plan.service * days))))
            work = service_times(numbers, len(shares), plan.service, self.cell.cv)
            other = zip(duty.spread(window.begin, window.end, shares).tolist(), work.tolist(), strict=True)
        return ServingDesk(self.world, plan.seats, duty, other, max(self.ranks.values(), default=0), (window.first, window.last))

    def _begin(self, plan: ThreadPlan) -> tuple[list[Visit], Tally]:
        names = (self.cell.phase, self.cell.condition, plan.thread)
        numbers = stream(self.seed, self.replication, "approvals", *names)
        days = (self.window.end - self.window.begin) / HOURS_A_DAY
        shares = np.sort(numbers.random(int(numbers.poisson(plan.requests_per_day * days))))
        hours = self.of_hq(plan.origin).spread(self.window.begin, self.window.end, shares).tolist()
        way, referrals = (stream(self.seed, self.replication, kind, *names) for kind in ("way", "referrals"))
        visits = [self._visit(leg, numbers if leg.sitting else way, way, referrals, len(hours)) for leg in plan.legs]
        tally = Tally()
        for number, hour in enumerate(hours):
            watched = self.window.first <= hour < self.window.last
            self.left += watched
            Journey(self, visits, number, tally if watched else None, self.ranks[plan.urgency]).at_start(hour)
        return visits, tally

    def _visit(
        self, leg: Stage, numbers: np.random.Generator, way: np.random.Generator, referrals: np.random.Generator, count: int
    ) -> Visit:
        chained, plan = self.assumptions.chained, None if leg.desk is None else self.cell.desks[leg.desk]
        desk = None if leg.desk is None else self.desks.get(leg.desk)
        duty = self._staff(self._duty(self.cell.homes[leg.hq])) if desk is None else desk.duty
        shares = way.random(count) if leg.sender else np.zeros(0)
        drawn = hop_waits(self.cell, leg.sender, leg.hq, shares) if leg.waits and not chained else np.zeros(count)
        work = service_times(numbers, count, leg.work, self.cell.cv)
        receiver = self.of_hq(leg.hq) if leg.waits else ALWAYS
        given = 0.0 if plan is None else plan.given_wait or 0.0
        visit = Visit(leg, leg.travel, receiver, duty, desk, given, work.tolist(), drawn.tolist())
        if leg.sitting:
            visit.principal = self.principal(leg.sitting)
            visit.board = board_waits(leg.sitting, numbers, count).tolist()
        if leg.climb:
            visit.refers = occurrences(referrals, leg.climb.expected, count).tolist()
            drawn_climbs = climb_hours(self.cell, leg.climb, referrals, count)
            visit.referral = drawn_climbs.tolist()
        return visit

    def climbed(self, climb: Climb, hour: float, random_hours: float) -> float:
        """When a referral that begins at `hour` is back."""
        if not self.assumptions.chained:
            return hour + random_hours
        for upper in climb.chain[1:]:
            hour = self.of_hq(upper).next_on(hour + climb.hop)
        _, hour = self.principal(climb.top).decided(hour, climb.top.period / 2)
        for _, lower in pairwise(reversed(climb.chain)):
            hour = self.of_hq(lower).next_on(hour + climb.hop)
        return hour


class Journey(Moment):
    """One request on its way. What does not queue with others is worked out at once; an event is made where it comes to a desk."""

    __slots__ = ("begun", "boards", "hour", "number", "queue", "rank", "referrals", "replay", "tally", "visit", "visits")

    def __init__(self, replay: Replay, visits: list[Visit], number: int, tally: Tally | None, rank: int) -> None:
        super().__init__(replay.world)
        self.replay, self.visits, self.number, self.tally, self.rank = replay, visits, number, tally, rank
        self.visit = 0
        self.begun = self.hour = self.queue = self.boards = self.referrals = 0.0

    def at_start(self, hour: float) -> None:
        """Arise at that hour."""
        self.begun = hour
        self._go(hour)

    def _go(self, hour: float) -> None:
        """On to the next desk with a queue, or to the end."""
        number, visits = self.number, self.visits
        while self.visit < len(visits):
            visit = visits[self.visit]
            hour = visit.receiver.next_on(hour + visit.travel + visit.drawn[number])
            hour = visit.duty.next_on(hour)
            if visit.desk is not None:
                self.hour = hour
                self.at(hour, self.rank)
                return
            if visit.given:
                self.queue += visit.given
                hour = visit.duty.next_on(hour + visit.given)
            hour = self._decided(visit, visit.duty.after(hour, visit.work[number]))
            self.visit += 1
        if self.tally is not None:
            self.tally.rows[number] = (hour - self.begun, self.queue, self.boards, self.referrals)
            self.replay.ended()

    def happen(self, event: simpy.Event) -> None:
        """It comes to a desk."""
        visit = self.visits[self.visit]
        assert visit.desk is not None, "only a desk with a queue is an event"
        visit.desk.arrive(self, self.hour, visit.work[self.number], self.rank)

    def begin(self, start: float, finish: float) -> None:
        """The desk takes it."""
        visit = self.visits[self.visit]
        if start > self.hour:
            self.queue += visit.duty.worked(start) - visit.duty.worked(self.hour)
        self.visit += 1
        self._go(self._decided(visit, finish))

    def _decided(self, visit: Visit, hour: float) -> float:
        """When it has been decided, for what the staff has done at `hour`."""
        if visit.principal is None:
            return hour
        number = self.number
        for _ in range(visit.refers[number] if visit.refers else 0):
            assert visit.leg.climb is not None, "who refers has a climb"
            back = self.replay.climbed(visit.leg.climb, hour, visit.referral[number])
            self.referrals += back - hour
            hour = back
        board, done = visit.principal.decided(hour, visit.board[number])
        self.boards += board - hour
        return done


def _sample(plan: ThreadPlan, visits: list[Visit], tally: Tally) -> ThreadSample:
    """The parts of the watched requests. What is neither moved, worked on, queued for, decided nor referred waits for duty."""
    numbers = sorted(tally.rows)
    rows = np.array([tally.rows[number] for number in numbers]).reshape(-1, 4)
    parts: dict[str, Numbers] = {part: np.zeros(len(numbers)) for part in PART_NAMES}
    hours, parts["desk_queue"], parts["decision_wait"], parts["referral"] = rows.T
    for visit in visits:
        for part in ("handling", "release", "language"):
            parts[part] += getattr(visit.leg, part)
        work = np.array([visit.work[number] for number in numbers])
        parts["approval_work" if visit.leg.sitting else "relay_work"] += work
        if visit.leg.sitting:
            parts["approval_work"] += visit.leg.sitting.approval
    parts["duty_wait"] = hours - sum((parts[part] for part in PART_NAMES if part != "duty_wait"), np.zeros(len(numbers)))
    return ThreadSample.of(parts, hours)


def live_cell(cell: Cell, weeks: int, assumptions: Assumptions, seed: int, replication: int, replications: int) -> CellSample:
    """One replication of a phase and condition on the real calendar."""
    window = window_of(cell, weeks, seed, replication, replications)
    return Replay(cell, window, assumptions, seed, replication).run()
