"""What one replication has seen, as it travels back from a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.delay.posture import PART_NAMES
from model.simulation.streams import Numbers


@dataclass(frozen=True)
class ThreadSample:
    """The requests of a thread: how many there were, the sum of each part over them (h, in the order of `PART_NAMES`), and the hours
    of each (single precision: they serve quantiles and deadlines)."""

    count: int
    sums: tuple[float, ...]
    hours: npt.NDArray[np.float32]

    @staticmethod
    def of(parts: Mapping[str, Numbers], hours: Numbers) -> ThreadSample:
        """The sample of requests with these parts."""
        return ThreadSample(len(hours), tuple(float(parts[part].sum()) for part in PART_NAMES), hours.astype(np.float32))


@dataclass(frozen=True)
class DeskSample:
    """Services at a desk, and the hours on duty that all of them waited."""

    services: int
    waited: float


@dataclass(frozen=True)
class CellSample:
    """Threads and desks of a phase and condition."""

    threads: Mapping[str, ThreadSample]
    desks: Mapping[str, DeskSample]
