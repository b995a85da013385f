"""Duty hours on the real calendar, in hours since Monday 00:00 UTC of the week in which a phase starts.

Unlike the weekly circle that the model's waits are worked out on, these know summer time and public holidays.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from model.delay.calendars import utc_offset_minutes, weekly_hours
from model.simulation.options import WEEK_HOURS
from model.simulation.plan import Home
from model.simulation.streams import Numbers

WORKING_DAYS = {"mon-fri": 5, "mon-sat": 6, "mon-sun": 7}
# Before this many weeks ahead of a phase no replay begins.
WEEKS_BEFORE = 60


class RoundTheClock:
    """Who is always on duty."""

    def next_on(self, hour: float) -> float:
        """The first instant on duty from `hour` on."""
        return hour

    def after(self, hour: float, work: float) -> float:
        """When so many hours of work are done that begin at `hour`, an instant on duty."""
        return hour + work

    def worked(self, hour: float) -> float:
        """Hours on duty up to `hour`, counted from some fixed instant."""
        return hour

    def spread(self, first: float, last: float, shares: Numbers) -> Numbers:
        """Instants on duty between two hours: each at its share (0 to 1) of the duty between them."""
        return first + (last - first) * shares


class Shifts(RoundTheClock):
    """Who is on duty in stretches, of which ever later ones are made as they are needed."""

    def __init__(self, stretches: Iterator[tuple[float, float]]) -> None:
        self._stretches = stretches
        first = next(stretches)
        self._starts, self._ends, self._worked = [first[0]], [first[1]], [0.0]

    def _make(self, hour: float) -> None:
        """Make stretches until one begins after `hour`."""
        while self._starts[-1] <= hour:
            start, end = next(self._stretches)
            self._worked.append(self._worked[-1] + self._ends[-1] - self._starts[-1])
            self._starts.append(start)
            self._ends.append(end)

    def next_on(self, hour: float) -> float:
        if self._starts[-1] <= hour:
            self._make(hour)
        start = self._starts[bisect_right(self._ends, hour)]
        return start if start > hour else hour

    def after(self, hour: float, work: float) -> float:
        if self._starts[-1] <= hour:
            self._make(hour)
        starts, ends, at = self._starts, self._ends, bisect_right(self._starts, hour) - 1
        while hour + work > ends[at]:
            work -= ends[at] - hour
            at += 1
            hour = starts[at]
            if at + 1 == len(starts):
                self._make(hour)
        return hour + work

    def worked(self, hour: float) -> float:
        if self._starts[-1] <= hour:
            self._make(hour)
        at = bisect_right(self._starts, hour) - 1
        return self._worked[at] + min(hour, self._ends[at]) - self._starts[at] if at >= 0 else 0.0

    def spread(self, first: float, last: float, shares: Numbers) -> Numbers:
        begin, end = self.worked(first), self.worked(last)
        due = begin + (end - begin) * shares
        at = np.searchsorted(np.asarray(self._worked), due, side="right") - 1
        found: Numbers = np.asarray(self._starts)[at] + due - np.asarray(self._worked)[at]
        return found


ALWAYS = RoundTheClock()


def first_monday(start: dt.date) -> dt.date:
    """The day from whose midnight (UTC) the hours of a phase are counted."""
    return start - dt.timedelta(days=start.weekday())


# Pure but for what a stretch that is needed adds; asked again for the same HQ by every replication that a worker has.
@lru_cache(maxsize=4096)
def duty_of(home: Home, start: dt.date, public_holidays: bool, summer_time: bool) -> RoundTheClock:
    """When a headquarters is on duty. Without `summer_time` its clock stays as on the day on which the phase starts."""
    if weekly_hours(home.calendar) >= WEEK_HOURS:
        return ALWAYS
    return Shifts(_merged(_days(home, start, public_holidays, summer_time)))


def _days(home: Home, start: dt.date, public_holidays: bool, summer_time: bool) -> Iterator[tuple[float, float]]:
    """The duty of each local day. A calendar that works on Sundays works on holidays too."""
    working = WORKING_DAYS[home.calendar.days]
    off = _holidays_of(home.nation) if public_holidays and working < max(WORKING_DAYS.values()) else None
    length = dt.timedelta(hours=weekly_hours(home.calendar) / working)
    zone: dt.tzinfo = ZoneInfo(home.timezone)
    if not summer_time:
        zone = dt.timezone(dt.timedelta(minutes=utc_offset_minutes(home.timezone, start)))
    hour, minute = map(int, home.calendar.start.split(":"))
    midnight = dt.datetime.combine(first_monday(start), dt.time(), dt.UTC)
    day = first_monday(start) - dt.timedelta(weeks=WEEKS_BEFORE)
    while True:
        if day.weekday() < working and (off is None or day not in off):
            begins = dt.datetime.combine(day, dt.time(hour, minute), zone).astimezone(dt.UTC) - midnight
            yield begins / dt.timedelta(hours=1), (begins + length) / dt.timedelta(hours=1)
        day += dt.timedelta(days=1)


def _merged(stretches: Iterator[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    begin, end = next(stretches)
    for start, stop in stretches:
        if start > end:
            yield begin, end
            begin, end = start, stop
        end = max(end, stop)


@lru_cache(maxsize=64)
def _holidays_of(nation: str) -> holidays.HolidayBase | None:
    """The public holidays of a nation under its two letters of ISO 3166; None where the library does not know it."""
    return holidays.country_holidays(nation) if knows_holidays(nation) else None


def knows_holidays(nation: str) -> bool:
    """Whether the library has the public holidays of a nation."""
    return nation in holidays.list_supported_countries()


class Boards:
    """Boards that meet every `period` hours from the first duty instant of the phase on; one that falls off duty meets when that begins."""

    def __init__(self, period: float, duty: RoundTheClock, begins: float) -> None:
        self._period, self._duty, self._first = period, duty, duty.next_on(begins)
        self._never_off = duty is ALWAYS

    def next(self, hour: float) -> float:
        """The first board from `hour` on."""
        if self._period <= 0:
            return hour
        number = math.ceil((hour - self._first) / self._period)
        earlier, later = self._first + (number - 1) * self._period, self._first + number * self._period
        if self._never_off:
            return earlier if earlier >= hour else later
        put_off = self._duty.next_on(earlier)
        return put_off if put_off >= hour else self._duty.next_on(later)


def local_midnight(home: Home, start: dt.date) -> float:
    """The hour at which a phase starts where the headquarters stands."""
    begins = dt.datetime.combine(start, dt.time(), ZoneInfo(home.timezone)).astimezone(dt.UTC)
    return (begins - dt.datetime.combine(first_monday(start), dt.time(), dt.UTC)) / dt.timedelta(hours=1)
