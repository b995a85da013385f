"""Questions on a Dask cluster: chunks of them go to the workers of a running scheduler, each with the instance.

A worker that dies takes its chunk with it; Dask hands the chunk to another. A chunk that keeps killing workers is taken apart, and a
question that does so alone has failed. Workers need the same version of this program; one that has another says so and is not used.
"""

from __future__ import annotations

import functools
import pickle
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError
from typing import Any

from model.data.instance import Instance
from model.errors import Finding, InputError
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.study.ask import program
from model.study.asking import Asked, Begun, Ended, Stopping
from model.study.question import Question, Result
from model.study.worker import run_question

POLL_SECONDS = 0.05
CONNECT_SECONDS = 30
# Questions of a chunk: enough that a task's own cost of milliseconds does not matter, few enough that little is lost with a worker.
MOST_IN_A_CHUNK = 16
# Chunks handed out ahead for each worker, so that none waits for the driver.
AHEAD = 2
_ONE_AT_A_TIME = threading.Lock()


@functools.lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Instance:
    """The instance as it was sent; every chunk brings it along, so that nothing is missing where a worker is new."""
    found: Instance = pickle.loads(packed)
    return found


def run_chunk(packed: bytes, questions: Sequence[Question], options: SolveOptions, expected: str) -> list[Result]:
    """Answer some questions on a worker. One after the other even where the worker has several threads: models are not built
    safely side by side in one process."""
    if program() != expected:
        reason = "the cluster's worker has another version of this program or of its packages"
        return [Result(Status.FAILED.value, reason) for _ in questions]
    with _ONE_AT_A_TIME:
        base = _unpacked(packed)
        return [run_question(base, question, options) for question in questions]


class DaskRunner:
    """The workers of the scheduler at `address` (tcp://HOST:PORT). Raises InputError where there is none, it has no workers, or
    Dask is not installed."""

    def __init__(self, base: Instance, options: SolveOptions, address: str) -> None:
        try:
            import distributed
        except ImportError:
            why = "needs the package distributed: install command-posture[cluster]"
            raise InputError([Finding("--scheduler", 0, "", address, why)]) from None
        self._dask: Any = distributed
        self._options = options
        self._address = address
        try:
            self._client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError([Finding("--scheduler", 0, "", address, f"no scheduler with workers answers there: {error}")]) from None
        self._expected = program()
        self._check_versions(address)
        self._packed = pickle.dumps(base)

    @property
    def workers(self) -> int:
        """How many worker processes the cluster has now."""
        return max(1, len(self._client.nthreads()))

    def run(self, questions: Sequence[Asked], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        """Answer all questions, chunk by chunk. At `stopping` 1 no chunk is handed out any more, at 2 those under way are dropped."""
        waiting = self._chunks(questions)
        under_way: dict[Any, list[Asked]] = {}
        while waiting or under_way:
            if stopping() >= 2:
                self._client.cancel(list(under_way))
                return
            while waiting and len(under_way) < AHEAD * self.workers and not stopping():
                chunk = waiting.popleft()
                for asked in chunk:
                    on_begun(asked)
                under_way[self._submit(chunk)] = chunk
            if not under_way:
                return
            for future in self._ended(list(under_way)):
                self._collect(future, under_way.pop(future), waiting, on_ended)

    def close(self) -> None:
        """Leave the cluster as it was."""
        self._client.close()

    def _check_versions(self, address: str) -> None:
        # A worker that dies while it is asked answers with an error, and is no reason to stop.
        told = self._client.run(program, on_error="return")
        other = sorted(worker for worker, found in told.items() if isinstance(found, str) and found != self._expected)
        if other:
            why = f"these workers have another version of this program or of its packages: {', '.join(other)}"
            raise InputError([Finding("--scheduler", 0, "", address, why)])

    def _chunks(self, questions: Sequence[Asked]) -> deque[list[Asked]]:
        """Questions that were begun before without an end stand alone, last."""
        fresh = [asked for asked in questions if not asked.tries]
        size = max(1, min(MOST_IN_A_CHUNK, len(fresh) // (4 * self.workers)))
        chunks = [fresh[start : start + size] for start in range(0, len(fresh), size)]
        return deque([*chunks, *([asked] for asked in questions if asked.tries)])

    def _submit(self, chunk: list[Asked]) -> Any:
        questions = [asked.question for asked in chunk]
        return self._client.submit(run_chunk, self._packed, questions, self._options, self._expected, pure=False)

    def _ended(self, futures: list[Any]) -> list[Any]:
        found = [future for future in futures if future.done()]
        if not found:
            time.sleep(POLL_SECONDS)
        return found

    def _collect(self, future: Any, chunk: list[Asked], waiting: deque[list[Asked]], on_ended: Ended) -> None:
        try:
            results = future.result()
        except self._dask.scheduler.KilledWorker as death:
            if len(chunk) > 1:
                waiting.extend([asked] for asked in chunk)
            else:
                on_ended(chunk[0], Result(Status.FAILED.value, f"worker after worker died over it, alone: {death}"))
            return
        except (CancelledError, OSError) as error:
            why = f"the cluster is lost: {error}; what had ended is kept, and the same command goes on"
            raise InputError([Finding("--scheduler", 0, "", self._address, why)]) from None
        for asked, result in zip(chunk, results, strict=True):
            on_ended(asked, result)
