"""The hours of a replication: which weeks are watched, and how long before and after them requests arise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.simulation.options import HOURS_A_DAY, WEEK_HOURS, WEEKS_A_YEAR
from model.simulation.plan import Cell
from model.simulation.streams import stream

# A window is watched once so many times the longest delay that the model gives any request has gone by, and some days more.
SETTLING, DAYS_MORE = 1.5, 1


@dataclass(frozen=True)
class Window:
    """Hours of a replication: it begins, is watched, and goes on until all that began while it was watched has ended."""

    begin: float
    first: float
    last: float
    end: float


def window_of(cell: Cell, weeks: int, seed: int, replication: int, replications: int) -> Window:
    """The weeks that a replication watches: spread over a year from the phase's start, so that all seasons count alike."""
    ahead = HOURS_A_DAY * (np.ceil(SETTLING * cell.longest / HOURS_A_DAY) + DAYS_MORE)
    shift = stream(seed, 0, "window", cell.phase, cell.condition).random()
    first = WEEK_HOURS * int((replication + shift) * WEEKS_A_YEAR / replications)
    last = first + WEEK_HOURS * weeks
    return Window(float(first - ahead), first, last, float(last + ahead))
