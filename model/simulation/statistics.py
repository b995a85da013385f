"""Means with their intervals out of replications, and how much of what is compared lies inside them.

A mean is over all requests of all replications; its interval takes a replication as one observation, so that it holds although
requests of the same weeks wait behind one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from model.simulation.options import CONFIDENCE
from model.simulation.streams import Numbers

# Sums of floats in another order: relative to the number, and of a number that is 0.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A mean and the half width of its interval; the width is None where one replication alone tells nothing of it."""

    mean: float
    half: float | None

    @property
    def low(self) -> float | None:
        return None if self.half is None else self.mean - self.half

    @property
    def high(self) -> float | None:
        return None if self.half is None else self.mean + self.half

    def holds(self, value: float, printed: float = 1e-6) -> bool | None:
        """Whether a value, printed with six decimals, lies in the interval; None where there is none."""
        return None if self.half is None else abs(value - self.mean) <= self.half + printed + ROUNDING * abs(self.mean)


def half_width(influence: Numbers, confidence: float = CONFIDENCE) -> float | None:
    """Half the interval of an estimate to which each replication adds so much, their mean being 0."""
    count = len(influence)
    if count < 2:
        return None
    error = float(np.sqrt(float(np.sum(influence**2)) / (count * (count - 1))))
    return float(special.stdtrit(count - 1, (1 + confidence) / 2)) * error


def ratio_influence(sums: Numbers, counts: npt.NDArray[np.int64]) -> Numbers:
    """What each replication adds to the mean over all requests, beside that mean."""
    mean = sums.sum() / counts.sum()
    found: Numbers = (sums - mean * counts) / counts.mean()
    return found


def ratio(sums: Numbers, counts: npt.NDArray[np.int64]) -> Estimate | None:
    """The mean over all requests from the sums and counts of replications; None where there was no request."""
    if counts.sum() == 0:
        return None
    return Estimate(float(sums.sum() / counts.sum()), half_width(ratio_influence(sums, counts)))
