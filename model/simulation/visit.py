"""The stages of a thread's way, with all that is drawn for its requests before time begins to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from model.simulation.bulk import board_waits, climb_hours, hop_waits, own_rests
from model.simulation.desk import ServingDesk
from model.simulation.duty import ALWAYS, RoundTheClock
from model.simulation.places import Places, Principal
from model.simulation.plan import Cell, Climb, Stage
from model.simulation.rest import rests
from model.simulation.streams import Numbers, occurrences, service_times, stream


@dataclass
class Visit:
    """A stage of a way with the desk, the duty and the boards it leads to; `gates` are the duties that who comes waits for. Lists are by
    request: hours of work, and the waits that are drawn where none follow from the clock (empty where there are none). Where work goes
    on round the clock, `rest` are the hours off duty that the model counts on top of it, `queue_rest` those of an hour in the queue."""

    leg: Stage
    travel: float
    gates: tuple[RoundTheClock, ...]
    duty: RoundTheClock
    desk: ServingDesk | None
    given: float
    work: list[float]
    drawn: list[float]
    principal: Principal | None = None
    board: list[float] = field(default_factory=list)
    refers: list[int] = field(default_factory=list)
    referral: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    queue_rest: float = 0.0


class Drawn:
    """The random numbers of a thread's requests, a stream for each kind of thing: who draws more of one moves no other. Approvals have a
    stream of their own, since other variants lead the way between them elsewhere."""

    def __init__(self, seed: int, replication: int, cell: Cell, thread: str) -> None:
        self.approvals, self.way, self.referrals, self.rest = (
            stream(seed, replication, kind, cell.phase, cell.condition, thread) for kind in ("approvals", "way", "referrals", "rest")
        )


def visit_of(places: Places, desks: Mapping[str, ServingDesk], leg: Stage, drawn: Drawn, count: int) -> Visit:
    """What so many requests meet at a stage."""
    cell, chained, numbers = places.cell, places.assumptions.chained, drawn.approvals if leg.sitting else drawn.way
    plan = None if leg.desk is None else cell.desks[leg.desk]
    desk = None if leg.desk is None else desks.get(leg.desk)
    shares = drawn.way.random(count) if leg.sender else np.zeros(0)
    waits = hop_waits(cell, leg.sender, leg.hq, shares) if leg.waits and not chained else np.zeros(0)
    work = service_times(numbers, count, leg.work, cell.cv)
    receiver = places.taking_in(leg.hq) if leg.waits else ALWAYS
    duty = places.working(cell.staff_of(leg.hq)) if desk is None else desk.duty
    given = 0.0 if plan is None else plan.given_wait or 0.0
    gates = tuple(gate for gate in dict.fromkeys((receiver, duty)) if gate is not ALWAYS)
    visit = Visit(leg, leg.travel, gates, duty, desk, given, work.tolist(), waits.tolist())
    if leg.sitting:
        visit.principal = places.principal(leg.sitting)
        visit.board = board_waits(leg.sitting, numbers, count).tolist()
    if leg.climb:
        visit.refers = occurrences(drawn.referrals, leg.climb.expected, count).tolist()
        visit.referral = _not_by_the_clock(places, leg.climb, drawn.referrals, count).tolist()
    if not places.assumptions.duty_work:
        _rest_as_in_the_model(cell, visit, work, drawn.rest)
    return visit


def _not_by_the_clock(places: Places, climb: Climb, numbers: np.random.Generator, count: int) -> Numbers:
    """Hours of each referral that do not follow from the clock. As many numbers are drawn whichever these are, so that simulations
    which assume otherwise go on with the same."""
    whole, rest = climb_hours(places.cell, climb, numbers, count)
    if not places.assumptions.chained:
        return whole
    return np.zeros(count) if places.assumptions.duty_work else rest


def _rest_as_in_the_model(cell: Cell, visit: Visit, work: Numbers, numbers: np.random.Generator) -> None:
    """Nobody's work stops at night here; what the model counts for that is drawn as it has it."""
    home = cell.staff_of(visit.leg.hq)
    rest = rests(cell, home, work, numbers)
    if visit.leg.sitting:
        rest = rest + own_rests(cell, visit.leg.sitting, numbers, len(work))
    visit.rest, visit.queue_rest = rest.tolist(), cell.slowing(home) - 1
