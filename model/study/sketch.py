"""Very many numbers in little room, so that the mean of the largest, and a few quantiles, of several such lots together can still be told.

What lies far from the ranks that are asked about is summed up; near them each number stands for itself. Of lots that are drawn alike
the rank in one lot and that in all together differ by chance alone: by less than so many standard deviations of a binomial count,
within which every number is kept. What is told is therefore exact, but for one case in hundreds of millions, where it is a mean of
neighbours.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.delay.moved import Array

DEVIATIONS = 6.0
NUMBERS = "<f8"  # as they are written, whatever the machine


@dataclass(frozen=True)
class Sketch:
    """Numbers from the least to the largest: each of `values` stands for so many (`counts`), by their mean."""

    values: Array
    counts: NDArray[np.int64]

    @property
    def number(self) -> int:
        """How many numbers there are."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Mean of all."""
        return float(self.values @ self.counts / self.number)

    @property
    def most(self) -> float:
        """The largest."""
        return float(self.values[-1])

    def worst_mean(self, tail: float) -> float:
        """CVaR: the mean of the largest over a share `tail` (0 < tail <= 1) of all; a number may count in part."""
        room = tail * self.number
        falling, counts = self.values[::-1], self.counts[::-1]
        taken = np.clip(room - (np.cumsum(counts) - counts), 0.0, counts)
        return float(falling @ taken / room)

    def quantile(self, share: float) -> float:
        """The number at a share of the way from the least to the largest, by rank; between two ranks on a straight line."""
        rank = share * (self.number - 1)
        ends = np.cumsum(self.counts)
        low, high = (self.values[np.searchsorted(ends, at, side="right")] for at in (np.floor(rank), np.ceil(rank)))
        return float(low + (rank - np.floor(rank)) * (high - low))


def sketch(numbers: Array, shares: Sequence[float]) -> Sketch:
    """A sketch that is exact for CVaR and quantiles at these shares of the ranks, from the least number on."""
    rising = np.sort(numbers)
    count = len(rising)
    alone = np.zeros(count, dtype=bool)
    alone[-1] = True
    for share in shares:
        room = int(DEVIATIONS * np.sqrt(count * share * (1 - share))) + 2
        alone[max(0, int(share * count) - room) : int(share * count) + room] = True
    starts = np.flatnonzero(alone | np.concatenate([[True], alone[:-1]]))
    counts = np.diff(np.append(starts, count))
    return Sketch(np.add.reduceat(rising, starts) / counts, counts.astype(np.int64))


def together(parts: Sequence[Sketch]) -> Sketch:
    """The sketch of all numbers of some sketches, of which there must be one."""
    values, counts = np.concatenate([one.values for one in parts]), np.concatenate([one.counts for one in parts])
    order = np.argsort(values, kind="stable")
    return Sketch(values[order], counts[order])


def written(one: Sketch) -> dict[str, Any]:
    """The sketch in plain values."""
    several = np.flatnonzero(one.counts > 1)
    text = base64.b64encode(one.values.astype(NUMBERS).tobytes()).decode("ascii")
    return {"values": text, "several": [[int(at), int(one.counts[at])] for at in several]}


def read(told: dict[str, Any]) -> Sketch:
    """The sketch that was written."""
    values = np.frombuffer(base64.b64decode(told["values"]), dtype=NUMBERS).astype(float)
    counts = np.ones(len(values), dtype=np.int64)
    for at, count in told["several"]:
        counts[at] = count
    return Sketch(values, counts)
