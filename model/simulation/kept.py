"""Finished replications on disk, so that a simulation that was stopped goes on where it was.

Each is a file of plain numbers under the digest of what it answers: the plan, the options, which replication it is, the code and the
packages. A file that is damaged or of something else is as none.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.simulation.plan import VariantPlan
from model.simulation.replication import SIMULATED, Replayed, Replication
from model.simulation.sample import CellSample, DeskSample, ThreadSample
from model.study.evaluate import code_digest

PACKAGES = ("holidays", "numpy", "simpy", "tzdata")
LAYERS = ("data", "delay", "simulation")
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


@lru_cache(maxsize=1)
def _program() -> str:
    return code_digest(PACKAGES, LAYERS)


@dataclass(frozen=True)
class KeptReplications:
    """The folder; None keeps nothing."""

    folder: Path | None = None

    def load(self, question: Replication) -> Replayed | None:
        """The replication, where it is there and whole."""
        if self.folder is None:
            return None
        try:
            with np.load(self._path(question), allow_pickle=False) as found:
                return _read({name: found[name] for name in found.files})
        except DAMAGED:
            return None

    def save(self, question: Replication, answer: Replayed) -> None:
        """Keep it; a file is whole or not there."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        data, path = io.BytesIO(), self._path(question)
        np.savez_compressed(data, allow_pickle=False, **_written(answer))
        fresh = path.with_suffix(".new")
        fresh.write_bytes(data.getvalue())
        fresh.replace(path)

    def clear(self) -> None:
        """Let go of all, once the tables are written."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, question: Replication) -> Path:
        assert self.folder is not None, "asked only where there is one"
        about = [_program(), _plan_digest(question.plan), repr(question.options), question.weeks, question.number]
        return self.folder / f"{_digest(json.dumps(about))}.npz"


# The same few plans are asked of again and again, and are long.
@lru_cache(maxsize=64)
def _plan_digest(plan: VariantPlan) -> str:
    return _digest(repr(plan))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _written(answer: Replayed) -> dict[str, np.ndarray]:
    about = [[*key, list(cell.threads), list(cell.desks)] for key, cell in answer.cells.items()]
    threads = [one for cell in answer.cells.values() for one in cell.threads.values()]
    desks = [one for cell in answer.cells.values() for one in cell.desks.values()]
    return {
        "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
        "sums": np.array([one.sums for one in threads], dtype=np.float64),
        "counts": np.array([one.count for one in threads], dtype=np.int64),
        "hours": np.concatenate([np.zeros(0, np.float32), *(one.hours for one in threads)]),
        "services": np.array([one.services for one in desks], dtype=np.int64),
        "waited": np.array([one.waited for one in desks], dtype=np.float64),
    }


def _read(found: dict[str, np.ndarray]) -> Replayed:
    splits = np.split(found["hours"], np.cumsum(found["counts"])[:-1])
    samples = iter(
        ThreadSample(int(count), tuple(map(float, sums)), hours)
        for count, sums, hours in zip(found["counts"], found["sums"], splits, strict=True)
    )
    served = iter(DeskSample(int(services), float(waited)) for services, waited in zip(found["services"], found["waited"], strict=True))
    cells = {
        (phase, condition): CellSample({name: next(samples) for name in threads}, {name: next(served) for name in desks})
        for phase, condition, threads, desks in json.loads(found["about"].tobytes())
    }
    return Replayed(SIMULATED, cells=cells)
