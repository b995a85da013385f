"""Work that rests when its staff is off duty, as the model has it: each piece of work by itself, from a random instant of duty.

The model multiplies hours of work by the hours of a week over those on duty. Here the work is begun at an instant and followed through the
week until it is done, so that the mean of many is held against that product and does not come from it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np

from model.delay.calendars import WEEK, DutyWeek, duty_week, weekly_hours
from model.simulation.options import WEEK_HOURS
from model.simulation.plan import Cell, Home
from model.simulation.streams import Numbers

MINUTES = 60.0


@lru_cache(maxsize=8192)
def _week(home: Home, start: dt.date) -> DutyWeek:
    return duty_week(home.calendar, home.timezone, start)


def week_of(cell: Cell, home: Home) -> DutyWeek:
    """The duty week there by the clock of the day on which the phase starts."""
    return _week(home, cell.start)


def off_duty(week: DutyWeek, shares: Numbers, work: Numbers) -> Numbers:
    """Hours off duty that pieces of `work` (h) meet which begin at instants of a duty week, each at a share (0 to 1) of it, and go on in
    duty hours only."""
    begin, end = (np.array(side, dtype=float) / MINUTES for side in zip(*week, strict=True))
    worked = np.concatenate([[0.0], np.cumsum(end - begin)])
    first = shares * worked[-1]
    weeks, last = np.divmod(first + work, worked[-1])
    hours: Numbers = WEEK / MINUTES * weeks + _instant(begin, worked, last) - _instant(begin, worked, first) - work
    return hours


def _instant(begin: Numbers, worked: Numbers, hours: Numbers) -> Numbers:
    """The hour of the week at which so many hours of its duty are over."""
    at = np.minimum(np.searchsorted(worked, hours, side="right") - 1, len(begin) - 1)
    found: Numbers = begin[at] + hours - worked[at]
    return found


def rests(cell: Cell, home: Home, work: Numbers, numbers: np.random.Generator) -> Numbers:
    """Hours off duty that each piece of `work` (h) meets in the model, where a share of it goes on in the duty hours of `home` only."""
    if cell.duty_bound == 0 or weekly_hours(home.calendar) >= WEEK_HOURS:
        return np.zeros(len(work))
    bound = numbers.random(len(work)) < cell.duty_bound
    return np.where(bound, off_duty(week_of(cell, home), numbers.random(len(work)), work), 0.0)
