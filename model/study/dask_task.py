"""What a Dask worker does for a study. Everything travels as bytes, so that a worker of another version opens nothing."""

from __future__ import annotations

import functools
import pickle
import threading
import traceback
from types import TracebackType

from model.data.instance import Instance
from model.errors import ModelFault
from model.study.evaluate import carrier
from model.study.experiment import Experiment, OtherQuestion
from model.study.worker import get_ready, run_experiment

OTHER_VERSION = "has another version of this program, of Python or of a package"
_ONE_AT_A_TIME = threading.Lock()


class OtherVersion(Exception):
    """A worker has another version of this program, of Python or of a package."""


def fitness() -> str:
    """Load all that answering needs and tell which version it is; a worker that cannot do so gets nothing."""
    _ready()
    return carrier()


@functools.cache
def _ready() -> None:
    get_ready()


@functools.lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Instance:
    """The instance as it was sent; every chunk brings it along, so that nothing is missing where a worker is new."""
    found: Instance = pickle.loads(packed)
    return found


def run_chunk(packed: bytes, chunk: bytes, expected: str) -> bytes:
    """Answer the pickled experiments, under the options that stand with them, and return the pickled results. One after the other even
    where the worker has several threads: models are not built safely side by side in one process.

    Raises OtherVersion, before anything is opened, where this process is not of the `expected` version, and ModelFault where the
    program trips; whatever else is raised is the cluster's doing."""
    if carrier() != expected:
        raise OtherVersion(f"a worker {OTHER_VERSION}")
    with _ONE_AT_A_TIME, _Ours():
        experiments: list[Experiment | OtherQuestion]
        experiments, options = pickle.loads(chunk)
        base = _unpacked(packed)
        return pickle.dumps([run_experiment(base, experiment, options) for experiment in experiments])


class _Ours:
    """A fault in here is the program's and ends the study: it goes on as a ModelFault that shows its traceback, since a fault of the
    cluster, after which a chunk is tried again, may have any type."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            raise ModelFault("".join(traceback.format_exception(error))) from None
