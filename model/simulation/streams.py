"""Random numbers that belong to what they decide, not to the order in which they are drawn.

Each thread, desk or window of a replication has a stream of its own, which numpy's `SeedSequence` derives from the seed. Variants that
ask the same of a thread so share its numbers (common random numbers), and differences between them are sharp; what another
worker, or another thread, draws moves nothing.
"""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def stream(seed: int, replication: int, *names: str) -> np.random.Generator:
    """The numbers of what bears these names in a replication."""
    key = (replication, zlib.crc32("\0".join(names).encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def service_times(numbers: np.random.Generator, count: int, mean: float, cv: float) -> Numbers:
    """Hours of `count` services of that mean and coefficient of variation (gamma; all alike where the latter is 0)."""
    if cv == 0 or mean == 0:
        return np.full(count, mean)
    return numbers.standard_gamma(1 / cv**2, count) * (mean * cv**2)


def occurrences(numbers: np.random.Generator, expected: float, count: int) -> npt.NDArray[np.int64]:
    """How often each of `count` requests meets what happens `expected` times on the mean: the whole part always, the rest by chance."""
    whole = int(expected)
    drawn: npt.NDArray[np.int64] = whole + (numbers.random(count) < expected - whole)
    return drawn
