"""Work that rests with its staff, as the model has it: followed through the week, against s x 168 / D."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from model.data.records import Calendar
from model.delay.calendars import duty_week, weekly_hours
from model.delay.posture import PART_NAMES
from model.simulation.bulk import draw_cell
from model.simulation.journey import live_cell
from model.simulation.options import LADDER, WEEK_HOURS
from model.simulation.plan import Cell, Climb, DeskPlan, Home, Sitting, Stage, ThreadPlan
from model.simulation.rest import off_duty
from model.simulation.sample import CellSample
from model.simulation.statistics import Estimate, ratio

OFFICE = Calendar(calendar="office", days="mon-fri", start="08:00", end="17:00")
WATCH = Calendar(calendar="watch", days="mon-sun", start="06:00", end="22:00")
NIGHTS = Calendar(calendar="nights", days="mon-sat", start="20:00", end="04:30")
ALWAYS = Calendar(calendar="always", days="mon-sun", start="00:00", end="24:00")
JUNE = dt.date(2025, 6, 2)
TOKYO, WATCHED = Home(OFFICE, "Asia/Tokyo", ""), Home(WATCH, "Asia/Tokyo", "")
EVEN = (np.arange(1_000_000) + 0.5) / 1_000_000
SLOW = 168 / 45


def cell(*legs: Stage, bound: float = 1.0, cv: float = 0.0, desks: dict[str, DeskPlan] | None = None, staff: Home | None = None) -> Cell:
    """Requests of one thread at one office in Tokyo."""
    zero = dict.fromkeys(PART_NAMES, 0.0)
    thread = ThreadPlan("t", "TOKYO", 40.0, 1.0, 1.0, None, legs, zero, zero)
    homes = {"TOKYO": TOKYO, "ABOVE": WATCHED, "ROUND": Home(ALWAYS, "Asia/Tokyo", "")}
    return Cell("2025", "peacetime", JUNE, cv, homes, desks or {}, (thread,), 48.0, bound, {"TOKYO": staff} if staff else {})


def mean_of(part: str, samples: list[CellSample]) -> Estimate:
    at, threads = PART_NAMES.index(part), [sample.threads["t"] for sample in samples]
    found = ratio(np.array([one.sums[at] for one in threads]), np.array([one.count for one in threads]))
    assert found is not None
    return found


def drawn(about: Cell, part: str) -> Estimate:
    """Mean hours of a part in fidelity `model`, from 20 replications of 4 weeks."""
    return mean_of(part, [draw_cell(about, 28, 3, number) for number in range(20)])


@pytest.mark.parametrize("calendar", [OFFICE, WATCH, NIGHTS, ALWAYS])
@pytest.mark.parametrize("hours", [0.5, 8.0, 18.0, 100.0])
def test_work_followed_through_the_week_takes_the_exact_mean(calendar: Calendar, hours: float) -> None:
    """From even instants of the duty week s hours take s x 168 / D by the clock on the mean, whatever the pieces of the week: that is
    what the model multiplies by, and nothing here does. 18 h in an office of 45 h a week: 67.2 h."""
    week = duty_week(calendar, "Asia/Tokyo", JUNE)
    taken = hours + off_duty(week, EVEN, np.full(len(EVEN), hours))
    assert taken.mean() == pytest.approx(hours * WEEK_HOURS / weekly_hours(calendar), abs=1e-3)
    assert taken.min() >= hours - 1e-9


def test_work_is_followed_hour_by_hour() -> None:
    """Office hours 8 to 17 by UTC. 6 h begun on Friday at 14:00 (42 of 45 h of duty over) end on Monday at 11:00: 63 h off duty; 4 h begun
    on Monday at 9:00 meet none; 45 h are a week and meet 123 whenever they begin."""
    week = duty_week(OFFICE, "UTC", JUNE)
    found = off_duty(week, np.array([42 / 45, 1 / 45, 0.7]), np.array([6.0, 4.0, 45.0]))
    assert found == pytest.approx([63.0, 0.0, 123.0])


@pytest.mark.parametrize("bound", [0.0, 0.5, 1.0])
def test_the_share_that_is_bound_rests(bound: float) -> None:
    """An approval of 10 h of work and 4 h of the principal: what is more than those is duty wait, 14 h x share x (168 / 45 - 1)."""
    about = cell(Stage("", "TOKYO", work=10.0, sitting=Sitting("TOKYO", 0.0, 4.0)), bound=bound)
    assert drawn(about, "duty_wait").holds(14 * bound * (SLOW - 1))
    assert drawn(about, "approval_work").holds(14.0)


def test_work_keeps_the_hours_of_its_desk() -> None:
    """An HQ whose desk is watched for 112 h a week works in these; its own office hours count for nothing."""
    about = cell(Stage("", "TOKYO", work=10.0, sitting=Sitting("TOKYO", 0.0, 4.0)), staff=WATCHED)
    assert drawn(about, "duty_wait").holds(14 * (168 / 112 - 1))


def test_a_queue_rests_unless_its_wait_is_explicit() -> None:
    """A queue of one seat at 0.7 with exponential services of 2 h: 4.67 h on duty, 17.4 h by the clock, all of it queue. A wait that is
    given stays what it is."""
    desk = DeskPlan("D", TOKYO, 1.0, 2.0, 0.0, 0.7, 1.0, 0.0)
    leg = Stage("", "TOKYO", desk="D")
    found = drawn(cell(leg, cv=1.0, desks={"D": desk}), "desk_queue")
    assert found.half is not None
    assert found.half < 0.3 * found.mean
    assert found.holds(2 * 0.7 / 0.3 * SLOW)
    assert drawn(cell(leg, cv=1.0, desks={"D": replace(desk, given_wait=6.0)}), "desk_queue").mean == 6.0


def test_the_decision_at_the_top_of_a_climb_rests() -> None:
    """Every request is referred once, 3 h of decision at the top, an HQ on duty 112 h a week: 4.5 h in place of 3."""
    climb = Climb(1.0, ("TOKYO", "ABOVE"), 0.0, Sitting("ABOVE", 0.0, 3.0))
    waits = drawn(cell(Stage("", "TOKYO", sitting=Sitting("TOKYO", 0.0, 0.0), climb=climb), bound=0.0), "referral").mean - 3.0
    found = drawn(cell(Stage("", "TOKYO", sitting=Sitting("TOKYO", 0.0, 0.0), climb=climb)), "referral")
    assert found.holds(waits + 3 * 168 / 112)


def test_causes_begin_where_the_model_stands() -> None:
    """As long as a step lets work go on round the clock, it has the rests of the model; then come the real ones. Nothing but work here:
    the first two steps have the model's 14 x (168 / 45 - 1) = 38.3 h, and so has the third, which lives through them. Without them a
    step would have 0 h, and the cause `work in duty hours only` be told for what the model already counts."""
    about = cell(Stage("", "TOKYO", work=10.0, sitting=Sitting("TOKYO", 0.0, 4.0)))
    for cause, assumptions in LADDER[:3]:
        samples = [live_cell(about, 4, assumptions, 5, number, 12) for number in range(12)]
        assert mean_of("duty_wait", samples).holds(14 * (SLOW - 1), printed=0.5), cause


def test_a_climb_rests_in_every_step_of_the_causes() -> None:
    """From an HQ round the clock to one on duty 112 h a week, where the decision takes 30 h: 45 h on the mean, to which waits for duty add
    1.3 h at most, and 46 h in the step that lives through the nights. A step without the model's rests has 30."""
    climb = Climb(1.0, ("ROUND", "ABOVE"), 0.0, Sitting("ABOVE", 0.0, 30.0))
    about = cell(Stage("", "ROUND", sitting=Sitting("ROUND", 0.0, 0.0), climb=climb))
    for cause, assumptions in LADDER[:3]:
        samples = [live_cell(about, 4, assumptions, 5, number, 12) for number in range(12)]
        assert 44 < mean_of("referral", samples).mean < 47.5, cause
