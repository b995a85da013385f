"""Duty hours on the week's clock, and the exact expected wait between two of them.

A week is a circle of 10,080 minutes of UTC, beginning on Monday 00:00. Time zones enter through their offset on one
given day, so that a crossing of the date line or a summer time shifts the duty hours, never a scalar number of hours.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from model.data.records import Calendar

WEEK = 7 * 24 * 60
DAY = 24 * 60
_WORKING_DAYS = {"mon-fri": 5, "mon-sat": 6, "mon-sun": 7}

# Disjoint, rising (start, end) minutes of UTC in [0, WEEK].
DutyWeek = tuple[tuple[int, int], ...]


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _day_length(calendar: Calendar) -> int:
    """Minutes on duty in one working day; a duty that ends before it starts runs past midnight."""
    return (_minute(calendar.end) - _minute(calendar.start) - 1) % DAY + 1


def weekly_hours(calendar: Calendar) -> float:
    """Hours on duty in a week."""
    return _WORKING_DAYS[calendar.days] * _day_length(calendar) / 60


def utc_offset_minutes(timezone: str, day: dt.date) -> int:
    """Minutes by which local time is ahead of UTC at noon of `day`."""
    offset = dt.datetime.combine(day, dt.time(12), ZoneInfo(timezone)).utcoffset()
    assert offset is not None, "a zone from the IANA database always has an offset"
    return int(offset.total_seconds()) // 60


# Pure, and asked again for the same few by every condition, phase and variant.
@lru_cache(maxsize=2**14)
def duty_week(calendar: Calendar, timezone: str, day: dt.date) -> DutyWeek:
    """The calendar's duty hours as minutes of the UTC week, with the zone's offset on `day`."""
    shift = utc_offset_minutes(timezone, day)
    length = _day_length(calendar)
    pieces: list[tuple[int, int]] = []
    for number in range(_WORKING_DAYS[calendar.days]):
        start = (number * DAY + _minute(calendar.start) - shift) % WEEK
        end = start + length
        pieces.append((start, min(end, WEEK)))
        if end > WEEK:
            pieces.append((0, end - WEEK))
    return _merged(pieces)


def _merged(pieces: list[tuple[int, int]]) -> DutyWeek:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def rest_per_hour(calendar: Calendar) -> float:
    """Hours off duty for each hour on duty.

    Work of s hours that begins at a uniformly random instant of duty and stops with it meets, on the mean, s times as many hours of rest:
    what is left to do is spread evenly over the week's duty, since the instants at which its hours are done are as random as the first.
    The mean is exact, whatever the pieces of the week, and linear in s."""
    return WEEK / 60 / weekly_hours(calendar) - 1


# Pure, and asked again for the same pair by every model of a study.
@lru_cache(maxsize=2**16)
def expected_wait(sender: DutyWeek, receiver: DutyWeek) -> float:
    """Expected hours from a uniformly random instant of the sender's duty to the receiver's next duty instant.

    Exact: within a gap of the receiver's duty that ends at `g`, the integral of `g - x` over `[a, b]` is
    `((g-a)^2 - (g-b)^2) / 2`. The sum is kept in integers and divided once.
    """
    gaps = _gaps(receiver)
    doubled = 0
    for start, end in sender:
        for gap_start, gap_end, resume in gaps:
            low, high = max(start, gap_start), min(end, gap_end)
            if low < high:
                doubled += (resume - low) ** 2 - (resume - high) ** 2
    on_duty = sum(end - start for start, end in sender)
    return float(Fraction(doubled, 2 * 60 * on_duty))


def _gaps(receiver: DutyWeek) -> list[tuple[int, int, int]]:
    """(start, end, minute at which duty resumes) of every stretch without duty; the last resumes in the next week."""
    first = receiver[0][0]
    gaps = [(0, first, first)]
    for (_, end), (start, _) in pairwise(receiver):
        gaps.append((end, start, start))
    gaps.append((receiver[-1][1], WEEK, first + WEEK))
    return gaps
