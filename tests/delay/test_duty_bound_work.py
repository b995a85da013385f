"""Work that stops when the duty does: the rest it meets, against a clock that ticks by the minute and against paper."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Literal

import pytest

from model.data.instance import Instance
from model.data.records import Calendar
from model.delay.calendars import WEEK, duty_week, rest_per_hour
from model.delay.evaluate import evaluate
from model.delay.posture import Parts
from tests.delay.test_evaluate import NOTE, STRIKE, posture
from tests.delay.world import make_world, parameters, physics, with_hq

# Office hours are 45 h of a week of 168: for each hour on duty 123/45 off it. The `long` hours of the rush are 112 h.
OFFICE, LONG = 123 / 45, 56 / 112


def bound(share: float, instance: Instance | None = None) -> Instance:
    """The small world, where that share of the work is done on duty only."""
    return replace(make_world() if instance is None else instance, parameters=parameters(duty_bound_share=share))


def calendars() -> list[Calendar]:
    """Weeks of one piece a day, of nights that run past midnight, and of no rest at all."""
    hours: list[tuple[Literal["mon-fri", "mon-sat", "mon-sun"], str, str]] = [
        ("mon-fri", "08:00", "17:00"),
        ("mon-sat", "22:00", "05:30"),
        ("mon-sun", "06:00", "22:00"),
        ("mon-sun", "00:00", "24:00"),
    ]
    return [Calendar(calendar="any", days=days, start=start, end=end) for days, start, end in hours]


@pytest.mark.parametrize("calendar", calendars(), ids=lambda one: f"{one.days} {one.start}")
def test_rest_is_what_a_clock_sees(calendar: Calendar) -> None:
    """Work begins in the middle of each minute of duty in turn, and is done where as many minutes of duty have gone by. The mean over all
    beginnings is the length of the work plus the rest, for less than a day's duty, for days of it, and for more than a week's."""
    week = duty_week(calendar, "Asia/Tokyo", make_world().phases[0].start)
    on_duty = [minute for start, end in week for minute in range(start, end)]
    dice = random.Random(5)
    for minutes in (30, 8 * 60, 24 * 60, dice.randrange(1, 20_000)):
        weeks, further = divmod(minutes, len(on_duty))
        ends = [*on_duty[further:], *(minute + WEEK for minute in on_duty[:further])]
        taken = sum(end - start for start, end in zip(on_duty, ends, strict=True)) / len(on_duty) + weeks * WEEK
        assert taken == pytest.approx(minutes * (1 + rest_per_hour(calendar)), rel=1e-12)


def test_rest_by_hand() -> None:
    """A relay of 2 h, staff work of 8 h and a principal's 3 h, in office hours; in the rush half as long and with less rest. What is rest
    is duty wait, and no work."""
    world = physics(bound(1))
    assert world.relay("calm", "LOW") == Parts(relay_work=2, duty_wait=pytest.approx(2 * OFFICE))
    assert world.staff_work("calm", "strike", "TOP") == Parts(approval_work=8, duty_wait=pytest.approx(8 * OFFICE))
    assert world.decision("calm", "TOP") == Parts(decision_wait=10, approval_work=3, duty_wait=pytest.approx(3 * OFFICE))
    assert world.staff_work("rush", "strike", "TOP") == Parts(approval_work=4, duty_wait=pytest.approx(4 * LONG))


def test_only_the_share_that_is_bound_rests() -> None:
    """Of half the work half the rest; of none, or where an instance does not say, none."""
    assert physics(bound(0.5)).relay("calm", "LOW").duty_wait == pytest.approx(OFFICE)
    for world in (physics(bound(0)), physics()):
        assert world.relay("calm", "LOW") == Parts(relay_work=2)
        assert world.decision("calm", "TOP") == Parts(decision_wait=10, approval_work=3)


def test_a_watch_never_rests() -> None:
    """An HQ on duty round the clock has no rest, and neither has one that shares its desk: the desk works on."""
    watch = with_hq(bound(1), "MIDDLE", calendar="continuous")
    assert physics(watch).relay("calm", "MIDDLE") == Parts(relay_work=2)
    assert physics(with_hq(watch, "LOW", desk="MIDDLE")).relay("calm", "LOW") == Parts(relay_work=2)
    assert physics(watch).relay("calm", "LOW").duty_wait == pytest.approx(2 * OFFICE)


def test_a_queue_rests_with_its_desk() -> None:
    """The formula's wait is one of duty hours; an explicit one is one by the clock. Officer-hours stay what they are."""
    at_once, rests = physics(), physics(bound(1))
    assert rests.desk_wait("calm", "TOP", 7, 0.8) == pytest.approx(at_once.desk_wait("calm", "TOP", 7, 0.8) * (1 + OFFICE))
    assert rests.capacity_hours_per_day("calm", "TOP", 7) == at_once.capacity_hours_per_day("calm", "TOP", 7)
    world = bound(1)
    explicit = world.desks["TOP"].model_copy(update={"capacity_hours_per_day": 20, "wait_hours": 5})
    assert physics(replace(world, desks={**world.desks, "TOP": explicit})).desk_wait("calm", "TOP", 7, 0.8) == 5


def test_the_top_of_a_climb_rests_too() -> None:
    """What is referred takes the hours of a principal like any other decision."""
    more = physics(bound(1)).climb("calm", "LOW", 9) - physics().climb("calm", "LOW", 9)
    assert more == pytest.approx(3 * OFFICE)


def test_a_route_by_hand() -> None:
    """Every hour of work on a route meets its rest, and nothing else but the queues changes; loads do not."""
    free, rests = (evaluate(instance, posture(STRIKE, NOTE)) for instance in (make_world(), bound(1)))
    assert free.routes[1].parts.approval_work == 33, "three services of 8 h and three times 3 h of a principal"
    for before, after in zip(free.routes, rests.routes, strict=True):
        work = before.parts.relay_work + before.parts.approval_work
        assert after.parts.duty_wait - before.parts.duty_wait - work * OFFICE == pytest.approx(0, abs=1e-9)
        assert after.parts.desk_queue == pytest.approx(before.parts.desk_queue * (1 + OFFICE))
        assert after.parts.approval_work == before.parts.approval_work
    assert [desk.load_hours_per_day for desk in free.desks] == [desk.load_hours_per_day for desk in rests.desks]
