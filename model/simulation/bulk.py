"""Fidelity `model`: the model's own assumptions, drawn in bulk. Every wait is independent of every other.

A duty wait begins at a random instant of the sender's duty week, boards are at a random distance. Work goes on round the clock or, by
chance, in duty hours only, from a random instant of them on. The wait at a desk is that of a piece of work in a queue of its seats,
simulated by itself at the exact load, with the mean and the variation of a service that the model gives the desk: what a request that
comes at a random moment meets there. It too may rest with the desk.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from model.delay.calendars import DutyWeek
from model.delay.posture import PART_NAMES
from model.simulation.desk import Queue, ServingDesk
from model.simulation.duty import ALWAYS
from model.simulation.events import World
from model.simulation.plan import Cell, Climb, DeskPlan, Home, Sitting, Stage, ThreadPlan
from model.simulation.rest import MINUTES, rests, week_of
from model.simulation.sample import CellSample, DeskSample, ThreadSample
from model.simulation.streams import Numbers, occurrences, service_times, stream

# Pieces of work whose waits are kept of each desk in a replication.
KEPT = 400
# A queue forgets how it began within some multiples of 1/(1 - r)^2 services.
SETTLING = 4.0


def draw_cell(cell: Cell, days: int, seed: int, replication: int) -> CellSample:
    """One replication of a phase and condition: `days` of requests."""
    waits: dict[str, Numbers] = {}
    for name, desk in cell.desks.items():
        if desk.given_wait is None and 0 < desk.utilisation < 1:
            waits[name] = queue_waits(desk, cell.cv, stream(seed, replication, "queue", cell.phase, cell.condition, name))
    threads = {plan.thread: _Draw(cell, plan, waits, seed, replication).sample(days) for plan in cell.threads}
    desks = {name: DeskSample(len(kept), float(kept.sum())) for name, kept in waits.items()}
    return CellSample(threads, desks)


def queue_waits(desk: DeskPlan, cv: float, numbers: np.random.Generator, kept: int = KEPT) -> Numbers:
    """Waits (h) of that many pieces of work one after the other at a desk of exactly its utilisation, once it has settled."""
    ahead = math.ceil(SETTLING * (1 / (1 - desk.utilisation) ** 2 + desk.seats))
    between = desk.service / (desk.utilisation * desk.seats)
    hours = np.cumsum(numbers.exponential(between, ahead + kept))
    work = service_times(numbers, ahead + kept, desk.service, cv)
    queue = Queue(ServingDesk(World(), desk.seats, ALWAYS), hours.tolist(), work.tolist())
    return np.asarray(queue.waits[ahead:])


def independent_waits(sender: DutyWeek, receiver: DutyWeek, shares: Numbers) -> Numbers:
    """Hours from instants of the sender's duty week, each at a share (0 to 1) of it, to the receiver's next duty instant."""
    begin, end = (np.array(side, dtype=float) for side in zip(*sender, strict=True))
    worked = np.concatenate([[0.0], np.cumsum(end - begin)])
    due = shares * worked[-1]
    at = np.minimum(np.searchsorted(worked, due, side="right") - 1, len(begin) - 1)
    instant = begin[at] + due - worked[at]
    week = 7 * 24 * MINUTES
    opens, closes = (np.array(side, dtype=float) for side in zip(*receiver, strict=True))
    following = np.searchsorted(opens, instant, side="right")
    on_duty = (following > 0) & (instant < closes[following - 1])
    resume = np.append(opens, opens[0] + week)[following]
    waits: Numbers = np.where(on_duty, 0.0, resume - instant) / MINUTES
    return waits


def hop_waits(cell: Cell, sender: str, receiver: str, shares: Numbers) -> Numbers:
    """Independent duty waits of hops between two HQs."""
    return independent_waits(week_of(cell, cell.homes[sender]), week_of(cell, cell.homes[receiver]), shares)


def board_waits(sitting: Sitting, numbers: np.random.Generator, count: int) -> Numbers:
    """Waits for boards at a random distance."""
    return sitting.period * numbers.random(count)


def climb_hours(cell: Cell, climb: Climb, numbers: np.random.Generator, count: int) -> tuple[Numbers, Numbers]:
    """Hours of so many referrals, each wait drawn by itself, and of them those off duty that the decision at the top meets."""
    hours = np.full(count, 2 * climb.hop * (len(climb.chain) - 1) + climb.top.approval)
    for lower, upper in zip(climb.chain, climb.chain[1:], strict=False):
        hours += hop_waits(cell, lower, upper, numbers.random(count)) + hop_waits(cell, upper, lower, numbers.random(count))
    hours += board_waits(climb.top, numbers, count)
    rest = own_rests(cell, climb.top, numbers, count)
    return hours + rest, rest


def own_rests(cell: Cell, sitting: Sitting, numbers: np.random.Generator, count: int) -> Numbers:
    """Hours off duty that a principal's own time on so many approvals meets."""
    return rests(cell, cell.staff_of(sitting.hq), np.full(count, sitting.approval), numbers)


class _Draw:
    """The requests of one thread. Approvals have a stream of their own, since other variants lead the way between them elsewhere."""

    def __init__(self, cell: Cell, plan: ThreadPlan, waits: Mapping[str, Numbers], seed: int, replication: int) -> None:
        self.cell, self.plan, self.waits = cell, plan, waits
        names = (cell.phase, cell.condition, plan.thread)
        self.approving = stream(seed, replication, "approvals", *names)
        self.moving = stream(seed, replication, "way", *names)
        self.referring = stream(seed, replication, "referrals", *names)
        self.resting = {kind: stream(seed, replication, f"rest of {kind}", *names) for kind in ("approvals", "way")}

    def sample(self, days: int) -> ThreadSample:
        count = int(self.approving.poisson(self.plan.requests_per_day * days))
        parts = {part: np.zeros(count) for part in PART_NAMES}
        for leg in self.plan.legs:
            self._hop(leg, parts, count)
            self._service(leg, parts, count)
        return ThreadSample.of(parts, sum(parts.values(), np.zeros(count)))

    def _hop(self, leg: Stage, parts: dict[str, Numbers], count: int) -> None:
        for part in ("handling", "release", "language"):
            parts[part] += getattr(leg, part)
        if leg.sender:
            shares = self.moving.random(count)
            if leg.waits:
                parts["duty_wait"] += hop_waits(self.cell, leg.sender, leg.hq, shares)

    def _service(self, leg: Stage, parts: dict[str, Numbers], count: int) -> None:
        numbers, resting = (self.approving, self.resting["approvals"]) if leg.sitting else (self.moving, self.resting["way"])
        work, home = service_times(numbers, count, leg.work, self.cell.cv), self.cell.staff_of(leg.hq)
        parts["approval_work" if leg.sitting else "relay_work"] += work
        parts["duty_wait"] += rests(self.cell, home, work, resting)
        parts["desk_queue"] += self._queue(leg.desk, home, numbers.random(count), resting)
        if leg.sitting:
            parts["decision_wait"] += board_waits(leg.sitting, numbers, count)
            parts["approval_work"] += leg.sitting.approval
            parts["duty_wait"] += own_rests(self.cell, leg.sitting, resting, count)
        if leg.climb:
            met = occurrences(self.referring, leg.climb.expected, count)
            parts["referral"] += met * climb_hours(self.cell, leg.climb, self.referring, count)[0]

    def _queue(self, desk: str | None, home: Home, shares: Numbers, resting: np.random.Generator) -> Numbers | float:
        """Waits by the clock; an explicit wait does not rest."""
        given = None if desk is None else self.cell.desks[desk].given_wait
        if desk is None or given is not None:
            return given or 0.0
        kept = self.waits.get(desk)
        if kept is None:
            return 0.0
        waits = kept[(shares * len(kept)).astype(np.int64)]
        return waits + rests(self.cell, home, waits, resting)
