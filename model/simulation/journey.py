"""Fidelity `calendar`: requests, desks and boards lived through on the real calendar, all in hours since the phase's first Monday."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from model.delay.posture import PART_NAMES
from model.simulation.desk import ServingDesk
from model.simulation.events import Comers, Moment, World
from model.simulation.options import HOURS_A_DAY, Assumptions
from model.simulation.places import Places
from model.simulation.plan import Cell, DeskPlan, ThreadPlan
from model.simulation.sample import CellSample, DeskSample, ThreadSample
from model.simulation.streams import Numbers, service_times, stream
from model.simulation.visit import Drawn, Visit, visit_of
from model.simulation.window import Window, window_of


@dataclass
class Tally:
    """What the watched requests of a thread took, by their number: whole hours, queue, boards, referrals."""

    rows: dict[int, tuple[float, float, float, float]] = field(default_factory=dict)


class Replay:
    """One phase and condition in one replication."""

    def __init__(self, cell: Cell, window: Window, assumptions: Assumptions, seed: int, replication: int) -> None:
        self.cell, self.window, self.places = cell, window, Places(cell, assumptions)
        self.seed, self.replication = seed, replication
        self.world = World(initial_time=window.begin)
        self.left, self.running = 0, False
        self.done = self.world.event()
        self.comers: list[Journey] = []
        urgencies = sorted({plan.urgency for plan in cell.threads}, reverse=True)
        self.ranks = {urgency: number if assumptions.urgent_first else 0 for number, urgency in enumerate(urgencies)}
        self.desks = {name: self._desk(plan) for name, plan in cell.desks.items() if plan.given_wait is None}

    def run(self) -> CellSample:
        """Live through it."""
        begun = [(plan, self._begin(plan)) for plan in self.cell.threads]
        self.running = True
        if self.left:
            Comers(self.world, self.comers)
            self.comers.clear()
            self.world.run(until=self.done)
        threads = {plan.thread: _sample(plan, visits, tally) for plan, (visits, tally) in begun}
        return CellSample(threads, {name: DeskSample(desk.services, desk.waited) for name, desk in self.desks.items()})

    def ended(self) -> None:
        """A watched request has ended; those that meet no queue do so before time begins to run."""
        self.left -= 1
        if not self.left and self.running:
            self.done.succeed()

    def _desk(self, plan: DeskPlan) -> ServingDesk:
        """A desk with the work that comes to it besides requests, which is no more urgent than the least of these."""
        duty, window = self.places.working(plan.home), self.window
        days = (window.end - window.begin) / HOURS_A_DAY
        other: Iterable[tuple[float, float]] = ()
        if plan.background > 0 and plan.service > 0:
            numbers = stream(self.seed, self.replication, "background", self.cell.phase, self.cell.condition, plan.desk)
            shares = np.sort(numbers.random(int(numbers.poisson(plan.background / plan.service * days))))
            work = service_times(numbers, len(shares), plan.service, self.cell.cv)
            other = zip(duty.spread(window.begin, window.end, shares).tolist(), work.tolist(), strict=True)
        return ServingDesk(self.world, plan.seats, duty, other, max(self.ranks.values(), default=0), (window.first, window.last))

    def _begin(self, plan: ThreadPlan) -> tuple[list[Visit], Tally]:
        drawn = Drawn(self.seed, self.replication, self.cell, plan.thread)
        days = (self.window.end - self.window.begin) / HOURS_A_DAY
        shares = np.sort(drawn.approvals.random(int(drawn.approvals.poisson(plan.requests_per_day * days))))
        hours = self.places.taking_in(plan.origin).spread(self.window.begin, self.window.end, shares).tolist()
        visits = [visit_of(self.places, self.desks, leg, drawn, len(hours)) for leg in plan.legs]
        # Whoever is not watched is there for those who wait behind it, and is followed to the last desk with a queue.
        queues = [at for at, visit in enumerate(visits, start=1) if visit.desk is not None]
        in_the_way = visits[: max(queues, default=0)]
        tally, rank = Tally(), self.ranks[plan.urgency]
        for number, hour in enumerate(hours):
            if self.window.first <= hour < self.window.last:
                self.left += 1
                Journey(self, visits, number, tally, rank).at_start(hour)
            elif in_the_way:
                Journey(self, in_the_way, number, None, rank).at_start(hour)
        return visits, tally


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
            hour += visit.travel
            if visit.drawn:
                hour += visit.drawn[number]
            for gate in visit.gates:
                hour = gate.next_on(hour)
            if visit.desk is not None:
                self.hour = hour
                if self.replay.running:
                    self.at(hour, self.rank)
                else:
                    self.replay.comers.append(self)
                return
            if visit.given:
                self.queue += visit.given
                hour = visit.duty.next_on(hour + visit.given)
            hour = self._decided(visit, visit.duty.after(hour, visit.work[number]))
            self.visit += 1
        if self.tally is not None:
            self.tally.rows[number] = (hour - self.begun, self.queue, self.boards, self.referrals)
            self.replay.ended()

    def happen(self) -> None:
        """It comes to a desk."""
        visit = self.visits[self.visit]
        assert visit.desk is not None, "only a desk with a queue is an event"
        visit.desk.arrive(self, self.hour, visit.work[self.number], self.rank)

    def begin(self, start: float, finish: float) -> None:
        """The desk takes it."""
        visit = self.visits[self.visit]
        if start > self.hour:
            waited = visit.duty.worked(start) - visit.duty.worked(self.hour)
            rest = waited * visit.queue_rest
            self.queue += waited + rest
            finish += rest
        self.visit += 1
        if self.tally is not None or self.visit < len(self.visits):
            self._go(self._decided(visit, finish))

    def _decided(self, visit: Visit, hour: float) -> float:
        """When it has been decided, for what the staff has done at `hour`."""
        number = self.number
        if visit.rest:
            hour += visit.rest[number]
        if visit.principal is None:
            return hour
        for _ in range(visit.refers[number] if visit.refers else 0):
            assert visit.leg.climb is not None, "who refers has a climb"
            back = self.replay.places.climbed(visit.leg.climb, hour, visit.referral[number])
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
