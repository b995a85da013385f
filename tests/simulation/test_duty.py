"""Duty on the real calendar: weeks, zones, summer time, holidays, and boards."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from model.data.records import Calendar
from model.simulation.duty import ALWAYS, Boards, duty_of, first_monday, local_midnight
from model.simulation.plan import Home

OFFICE = Calendar(calendar="office", days="mon-fri", start="08:00", end="17:00")
DAILY = Calendar(calendar="daily", days="mon-sun", start="08:00", end="17:00")
NEW_YORK, TOKYO = Home(OFFICE, "America/New_York", "US"), Home(OFFICE, "Asia/Tokyo", "JP")
APRIL = dt.date(2025, 4, 1)  # a Tuesday


def at(home: Home, day: dt.date, hour: int, start: dt.date = APRIL) -> float:
    """A local hour as hours since the Monday of the phase, midnight UTC."""
    return local_midnight(home, day) + 7 * 24 * ((first_monday(day) - first_monday(start)).days / 7) + hour


def test_a_request_for_saturday_leaves_on_monday() -> None:
    """Saturday noon in Tokyo waits until Monday 08:00; Monday noon does not wait."""
    duty = duty_of(TOKYO, APRIL, True, True)
    saturday, monday = at(TOKYO, dt.date(2025, 4, 5), 12), at(TOKYO, dt.date(2025, 4, 7), 8)
    assert duty.next_on(saturday) == monday
    assert duty.next_on(monday + 4) == monday + 4
    assert duty.after(monday + 4, 9) == monday + 24 + 4


def test_summer_time_moves_the_duty_of_zones_that_have_it() -> None:
    """New York is on duty from 12:00 UTC in April, and from 13:00 in the week of 3 November 2025. A fixed offset stays at 12:00."""
    november = 24.0 * (dt.date(2025, 11, 5) - first_monday(APRIL)).days
    assert duty_of(NEW_YORK, APRIL, False, True).next_on(november) == november + 13
    assert duty_of(NEW_YORK, APRIL, False, False).next_on(november) == november + 12
    tokyo = duty_of(TOKYO, APRIL, False, True).next_on(november - 12)
    assert tokyo == duty_of(TOKYO, APRIL, False, False).next_on(november - 12)


@pytest.mark.parametrize(("home", "day"), [(TOKYO, dt.date(2025, 5, 5)), (NEW_YORK, dt.date(2025, 7, 4))])
def test_nations_keep_their_holidays(home: Home, day: dt.date) -> None:
    """Children's Day (Monday) holds up Japan, Independence Day (Friday) the United States, and neither the other; whoever works on
    Sundays works on holidays."""
    noon = at(home, day, 12)
    other = Home(home.calendar, home.timezone, "US" if home.nation == "JP" else "JP")
    daily = Home(DAILY, home.timezone, home.nation)
    assert duty_of(home, APRIL, True, True).next_on(noon) > noon
    for free in (duty_of(home, APRIL, False, True), duty_of(other, APRIL, True, True), duty_of(daily, APRIL, True, True)):
        assert free.next_on(noon) == noon


def test_arrivals_are_spread_over_duty() -> None:
    """A quarter of the 45 duty hours of a week is 11.25 h: Tuesday 10:15 local."""
    duty = duty_of(TOKYO, dt.date(2025, 6, 2), True, True)
    monday = local_midnight(TOKYO, dt.date(2025, 6, 2))
    assert duty.spread(monday, monday + 168, np.array([0.0, 0.25])) == pytest.approx([monday + 8, monday + 24 + 10.25])


def test_boards_meet_at_their_hours_and_are_put_off_to_the_next_duty() -> None:
    """Every 48 h from Tuesday 08:00: Tuesday, Thursday, and that of Saturday on Monday, where the next one is due as well."""
    start = dt.date(2025, 6, 3)
    boards = Boards(48, duty_of(TOKYO, start, True, True), local_midnight(TOKYO, start))
    tuesday = local_midnight(TOKYO, start) + 8
    assert [boards.next(tuesday + more) for more in (0, 1, 50, 100)] == [tuesday, tuesday + 48, tuesday + 144, tuesday + 144]
    assert boards.next(tuesday + 145) == tuesday + 192
    assert Boards(0, ALWAYS, 0.0).next(3.5) == 3.5
