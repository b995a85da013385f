"""Duty hours and the waits between them, against known values, against paper and against a clock that ticks by the minute."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Literal

import pytest

from model.data.records import Calendar
from model.delay.calendars import DAY, WEEK, DutyWeek, duty_week, expected_wait, utc_offset_minutes, weekly_hours

WINTER = dt.date(2026, 1, 5)
SUMMER = dt.date(2026, 7, 6)
TOKYO, HONOLULU, SEOUL, GUAM = "Asia/Tokyo", "Pacific/Honolulu", "Asia/Seoul", "Pacific/Guam"
NEW_YORK = "America/New_York"

Days = Literal["mon-fri", "mon-sat", "mon-sun"]


def calendar(days: Days, start: str, end: str) -> Calendar:
    """A calendar of these hours."""
    return Calendar(calendar="any", days=days, start=start, end=end)


OFFICE = calendar("mon-fri", "08:00", "17:00")
LONG = calendar("mon-sun", "06:00", "22:00")
CONTINUOUS = calendar("mon-sun", "00:00", "24:00")


def wait(sender: str, receiver: str, day: dt.date = WINTER, sends: Calendar = OFFICE, receives: Calendar = OFFICE) -> float:
    """Expected wait between two zones, hours."""
    return expected_wait(duty_week(sends, sender, day), duty_week(receives, receiver, day))


def shifted(ahead_minutes: int) -> DutyWeek:
    """Office hours of a zone that many minutes ahead of UTC, day names taken from the same date everywhere."""
    week = []
    for day in range(5):
        start = day * DAY + 8 * 60 - ahead_minutes
        week.append((start % WEEK, start % WEEK + 9 * 60))
    assert all(end <= WEEK for _, end in week)
    return tuple(sorted(week))


# --- values of the design ------------------------------------------------------------------------------------------


def test_tokyo_to_honolulu_is_eight_and_a_half_hours() -> None:
    """In UTC Tokyo works 23-08, Honolulu 18-03. Monday's 9 h wait 19 h falling to 10 h; on four days 5 h wait 15 h falling to
    10 h: (9 x 14.5 + 4 x 5 x 12.5)/45 = 8.46. A date line forgotten would make Monday like the other days, 6.9 h."""
    by_hand = (9 * (19 + 10) / 2 + 4 * 5 * (15 + 10) / 2) / 45
    assert wait(TOKYO, HONOLULU) == pytest.approx(by_hand, abs=1e-12)
    assert round(wait(TOKYO, HONOLULU), 1) == 8.5


def test_honolulu_to_tokyo_is_ten_point_eight_hours() -> None:
    """Monday to Thursday 5 h wait 5 h falling to 0; Friday's 9 h wait for Monday, 53 h falling to 44 h: (4 x 12.5 + 9 x 48.5)/45.
    The two ways differ: a symmetric wait would fail one of the two tests."""
    by_hand = (4 * 5 * 5 / 2 + 9 * (53 + 44) / 2) / 45
    assert wait(HONOLULU, TOKYO) == pytest.approx(by_hand, abs=1e-12)
    assert round(wait(HONOLULU, TOKYO), 1) == 10.8


def test_seoul_to_tokyo_never_waits() -> None:
    """Same offset, same hours: exactly 0 both ways, not a rounding error."""
    assert wait(SEOUL, TOKYO) == 0.0
    assert wait(TOKYO, SEOUL) == 0.0


def test_guam_to_tokyo_waits_for_the_first_hour_alone() -> None:
    """Guam is an hour ahead: each day's first hour waits 1 h falling to 0, 0.5/9 h on the mean, rounded 0.1."""
    assert wait(GUAM, TOKYO) == pytest.approx(0.5 / 9)


def test_long_hours_every_day_leave_under_two_hours() -> None:
    """06-22 daily: the last 5 of 16 h wait 8 h falling to 3 h, 27.5/16 = 1.7 h; a weekend wrongly kept would add to it."""
    assert wait(TOKYO, HONOLULU, sends=LONG, receives=LONG) == pytest.approx(5 * (8 + 3) / 2 / 16)


def test_a_continuous_watch_waits_for_a_daily_office_on_the_far_side() -> None:
    """Round the clock to 08-17 daily: 15 h of the day wait 15 h falling to 0, 15 x 7.5/24 = 4.7 h."""
    daily = calendar("mon-sun", "08:00", "17:00")
    assert wait(TOKYO, HONOLULU, sends=CONTINUOUS, receives=daily) == pytest.approx(15 * 7.5 / 24)


@pytest.mark.parametrize("sends", [OFFICE, LONG, CONTINUOUS])
def test_nobody_waits_for_a_continuous_receiver(sends: Calendar) -> None:
    """A receiver on duty round the clock is on duty now: exactly 0, whoever sends."""
    assert wait(TOKYO, HONOLULU, sends=sends, receives=CONTINUOUS) == 0.0


def test_new_york_moves_by_an_hour_in_summer_alone() -> None:
    """Tokyo to New York waits 9.5 h in winter and 8.5 h in summer, when New York's 08:00 is an hour earlier in UTC and Tokyo
    still closes before it opens. A fixed offset would give the same twice."""
    assert wait(TOKYO, NEW_YORK, WINTER) == pytest.approx(14 - 4.5)
    assert wait(TOKYO, NEW_YORK, SUMMER) == pytest.approx(13 - 4.5)


def test_new_york_to_tokyo_in_both_seasons() -> None:
    """In winter New York works 13-22 UTC: four days wait 10 h falling to 1, Friday 58 h falling to 49; summer is an hour more."""
    winter = (4 * 5.5 + 53.5) / 5
    assert wait(NEW_YORK, TOKYO, WINTER) == pytest.approx(winter)
    assert wait(NEW_YORK, TOKYO, SUMMER) == pytest.approx(winter + 1)


def test_zones_without_summer_time_do_not_move() -> None:
    """Neither Japan nor Hawaii changes its clocks: the same wait in January and July."""
    assert wait(TOKYO, HONOLULU, WINTER) == wait(TOKYO, HONOLULU, SUMMER)
    assert utc_offset_minutes(TOKYO, SUMMER) == 9 * 60
    assert utc_offset_minutes(HONOLULU, WINTER) == -10 * 60


@pytest.mark.parametrize("behind, wrong", [(5 * 60, 1.4), (-5 * 60, 12.3)])
def test_a_scalar_of_five_hours_would_be_wrong(behind: int, wrong: float) -> None:
    """Taking Honolulu as five hours behind (or ahead of) Tokyo on the same date gives 1.4 h (12.3 h) and not 8.5 h: the clock face
    shows five hours, the calendar a day more."""
    shortcut = expected_wait(shifted(0), shifted(-behind))
    assert shortcut == pytest.approx(wrong, abs=0.05)
    assert abs(shortcut - wait(TOKYO, HONOLULU)) > 3


def test_a_scalar_of_nineteen_hours_added_to_every_request_would_be_wrong() -> None:
    """The offset itself is no wait: 19 h is the most that Tokyo ever waits for Honolulu, more than twice the mean. Nor is a
    round clock without weekdays enough: every day 5 of 9 h waiting 15 h falling to 10 h make 6.9 h."""
    daily = calendar("mon-sun", "08:00", "17:00")
    without_weekdays = wait(TOKYO, HONOLULU, sends=daily, receives=daily)
    assert without_weekdays == pytest.approx(5 * 12.5 / 9)
    assert without_weekdays < wait(TOKYO, HONOLULU) < 19 / 2


# --- shapes of duty ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "days, start, end, hours",
    [
        ("mon-fri", "08:00", "17:00", 45),
        ("mon-sat", "08:00", "17:00", 54),
        ("mon-sun", "06:00", "22:00", 112),
        ("mon-sun", "00:00", "24:00", 168),
        ("mon-fri", "22:00", "06:00", 40),
        ("mon-fri", "08:30", "17:15", 43.75),
        ("mon-sun", "08:00", "08:00", 168),
    ],
)
def test_weekly_hours(days: Days, start: str, end: str, hours: float) -> None:
    """Days times length; a duty past midnight counts 8 h and not minus 16, one that ends where it starts lasts all day."""
    assert weekly_hours(calendar(days, start, end)) == hours


@pytest.mark.parametrize("zone", [TOKYO, HONOLULU, NEW_YORK, "Asia/Kolkata", "Pacific/Kiritimati"])
@pytest.mark.parametrize("hours", [OFFICE, LONG, CONTINUOUS, calendar("mon-fri", "22:00", "06:00")])
def test_a_duty_week_lies_on_the_circle_and_keeps_its_length(hours: Calendar, zone: str) -> None:
    """Pieces are disjoint, rising and within one week, and last as long as the calendar says: nothing is lost where Monday
    morning in Tokyo is Sunday night in UTC."""
    week = duty_week(hours, zone, WINTER)
    assert all(0 <= start < end <= WEEK for start, end in week)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(week))
    assert sum(end - start for start, end in week) == weekly_hours(hours) * 60


def test_continuous_duty_is_one_piece() -> None:
    """Round the clock is the whole circle, wherever it begins: seven days seamed together, not seven pieces."""
    assert duty_week(CONTINUOUS, TOKYO, WINTER) == ((0, WEEK),)


def test_monday_in_tokyo_begins_on_sunday_in_utc() -> None:
    """Monday 08-17 in Tokyo is Sunday 23:00 to Monday 08:00 UTC: the piece is cut at the end of the week and goes on at its begin."""
    week = duty_week(OFFICE, TOKYO, WINTER)
    assert week[0] == (0, 8 * 60)
    assert week[-1] == (WEEK - 60, WEEK)


def test_overnight_duty_runs_past_midnight() -> None:
    """22-06 Monday to Friday in UTC: Monday's duty ends on Tuesday at 06:00 and Friday's on Saturday."""
    week = duty_week(calendar("mon-fri", "22:00", "06:00"), "UTC", WINTER)
    assert week[0] == (22 * 60, DAY + 6 * 60)
    assert week[-1] == (4 * DAY + 22 * 60, 5 * DAY + 6 * 60)


def test_a_wait_over_the_weekend_runs_into_the_next_week() -> None:
    """Sunday's only duty minute to Monday 08:00: 8 h and no negative number, although Monday stands at the begin of the circle."""
    sunday_night = ((WEEK - 60, WEEK),)
    assert expected_wait(sunday_night, duty_week(OFFICE, "UTC", WINTER)) == pytest.approx(8.5)


# --- against a clock -----------------------------------------------------------------------------------------------


def on_duty(hours: Calendar, zone: str, day: dt.date) -> list[bool]:
    """Duty for each minute of the UTC week, by asking the wall clock: local weekday and time of day of each minute."""
    monday = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    ahead = dt.timedelta(minutes=utc_offset_minutes(zone, day))
    last = {"mon-fri": 4, "mon-sat": 5, "mon-sun": 6}[hours.days]
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in (hours.start, hours.end))
    minutes = []
    for minute in range(WEEK):
        local = monday + dt.timedelta(minutes=minute) + ahead
        clock, today, yesterday = local.hour * 60 + local.minute, local.weekday(), (local.weekday() - 1) % 7
        if start < end:
            minutes.append(today <= last and start <= clock < end)
        else:
            minutes.append((today <= last and clock >= start) or (yesterday <= last and clock < end))
    return minutes


def ticked_wait(sender: list[bool], receiver: list[bool]) -> float:
    """Mean hours to the receiver's duty, from the middle of each minute on which the sender is on duty."""
    until = [0.0] * (2 * WEEK)
    following = float("inf")
    for minute in reversed(range(2 * WEEK)):
        following = 0.0 if receiver[minute % WEEK] else following + 1
        until[minute] = following
    waits = [max(0.0, until[minute] - 0.5) for minute in range(WEEK) if sender[minute]]
    return sum(waits) / len(waits) / 60


def random_pairs() -> list[tuple[Calendar, str, Calendar, str, dt.date]]:
    """Thirty pairs of calendars, zones and days; the same on every run."""
    rng = random.Random(7)
    zones = [TOKYO, HONOLULU, NEW_YORK, GUAM, "Asia/Kolkata", "Australia/Adelaide", "UTC"]
    kinds: tuple[Days, ...] = ("mon-fri", "mon-sat", "mon-sun")

    def hours() -> Calendar:
        start = rng.randrange(0, 24 * 4)
        end = (start + rng.randrange(1, 24 * 4)) % (24 * 4)
        return calendar(rng.choice(kinds), f"{start // 4:02}:{start % 4 * 15:02}", f"{end // 4:02}:{end % 4 * 15:02}")

    return [(hours(), rng.choice(zones), hours(), rng.choice(zones), rng.choice([WINTER, SUMMER])) for _ in range(30)]


@pytest.mark.parametrize("sends, sender, receives, receiver, day", random_pairs())
def test_the_exact_wait_agrees_with_a_ticking_clock(sends: Calendar, sender: str, receives: Calendar, receiver: str, day: dt.date) -> None:
    """Stepping through the week minute by minute, with local weekdays read off the date, gives the same mean: a slip at midnight, at
    the week's end, at a half-hour zone or in summer would show. From a minute's middle the sum is exact, as waits fall evenly."""
    exact = expected_wait(duty_week(sends, sender, day), duty_week(receives, receiver, day))
    assert exact == pytest.approx(ticked_wait(on_duty(sends, sender, day), on_duty(receives, receiver, day)), abs=1e-9)


@pytest.mark.parametrize("sender, receiver", [(TOKYO, HONOLULU), (HONOLULU, TOKYO), (NEW_YORK, TOKYO), (TOKYO, NEW_YORK)])
def test_office_hours_agree_with_a_ticking_clock(sender: str, receiver: str) -> None:
    """The pairs that matter most, in both seasons, once more without any formula."""
    for day in (WINTER, SUMMER):
        ticked = ticked_wait(on_duty(OFFICE, sender, day), on_duty(OFFICE, receiver, day))
        assert wait(sender, receiver, day) == pytest.approx(ticked, abs=1e-9)
