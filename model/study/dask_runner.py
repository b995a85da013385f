"""Experiments on a Dask cluster: chunks of them go to the workers of a running scheduler, each with the instance.

Only workers of this program's version get any (see `Crew`). What the cluster does wrong is no answer: a chunk whose worker died or
lost its line is tried again, elsewhere where there is another, some times over; then the study stops with what it has. A chunk that
keeps killing workers is taken apart, and an experiment that does so alone is lost: its row says so, and the next study asks it again.
"""

from __future__ import annotations

import logging
import pickle
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from model.data.instance import Instance
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.study.address import knock, parse_address, refused
from model.study.dask_crew import Crew, ended_with
from model.study.dask_task import OtherVersion, run_chunk
from model.study.evaluate import carrier
from model.study.experiment import Result
from model.study.runner_protocol import Attempt, Begun, ClusterLost, Ended, Stopping

POLL_SECONDS = 0.05
# The longest wait for a line to the scheduler, and for a first worker that may be used.
CONNECT_SECONDS, START_SECONDS = 5.0, 5.0
CLOSE_SECONDS = 3.0
# As long may a study be without a worker: one that died is started again meanwhile.
ALONE_SECONDS = 60.0
# Experiments of a chunk: enough that a task's own cost of milliseconds does not matter, few enough that little is lost with a worker.
MOST_IN_A_CHUNK = 16
# Chunks handed out ahead for each worker, so that none waits for the driver.
AHEAD = 2
# A chunk that the cluster has failed so often is not tried again.
MOST_TRIES = 5
NO_CERTIFICATES = (
    "tls:// needs certificates, which Dask's settings name: distributed.comm.tls.ca-file, distributed.comm.tls.client.cert and "
    "distributed.comm.tls.client.key (in the environment DASK_DISTRIBUTED__COMM__TLS__CA_FILE and so on)"
)


@dataclass
class _Chunk:
    """Experiments that travel together, how often the cluster has failed them, and the workers that may have them now."""

    attempts: list[Attempt]
    tries: int = 0
    workers: frozenset[str] = frozenset()


def _quietly(text: str) -> None:
    """Say nothing."""


class DaskRunner:
    """The workers of the scheduler at `address` (tcp://HOST:PORT). `say` hears of workers that get nothing. Raises InputError where
    there is no scheduler, it has no workers of this version, or Dask is not installed."""

    def __init__(self, base: Instance, options: SolveOptions, address: str, say: Callable[[str], None] = _quietly) -> None:
        self._address = parse_address(address)
        try:
            import distributed
        except ImportError:
            raise refused(address, "needs the package distributed: install command-posture[cluster]") from None
        _silence()
        self._dask: Any = distributed
        self._options = options
        self._packed = pickle.dumps(base)
        knock(self._address, self._certificates())
        self._client = self._connect()
        self._crew = Crew(self._client, carrier(), say)
        with ExitStack() as held:
            held.callback(self.close)
            self._wait_for_workers()
            held.pop_all()
        self._alone = time.monotonic()

    @property
    def workers(self) -> int:
        """How many workers may be used now."""
        return max(1, len(self._crew.fit))

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        """Answer all experiments, chunk by chunk. At `stopping` 1 no chunk is handed out any more, at 2 those under way are dropped.
        Raises ClusterLost where the scheduler is gone, or no worker is left, or the cluster fails the same experiments again and again."""
        waiting = self._chunks(experiments)
        under_way: dict[Any, _Chunk] = {}
        while (waiting and not stopping()) or under_way:
            if stopping() >= 2:
                self._client.cancel(list(under_way))
                return
            self._look()
            self._take_back(under_way, waiting)
            while waiting and len(under_way) < AHEAD * len(self._crew.fit) and not stopping():
                chunk = waiting.popleft()
                under_way[self._submit(chunk, on_begun)] = chunk
            ended = [future for future in under_way if future.done()]
            for future in ended:
                self._collect(future, under_way.pop(future), waiting, on_ended)
            if not ended:
                time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Leave the cluster as it was."""
        # A scheduler that is gone is not told.
        with suppress(OSError, CancelledError):
            self._client.close(timeout=CLOSE_SECONDS)

    def _certificates(self) -> ssl.SSLContext | None:
        if self._address.scheme != "tls":
            return None
        try:
            context: ssl.SSLContext | None = self._dask.Security().get_connection_args("client")["ssl_context"]
        except (OSError, ValueError) as error:
            raise refused(self._address, f"{NO_CERTIFICATES}; those cannot be used: {error}") from None
        if context is None:
            raise refused(self._address, NO_CERTIFICATES)
        return context

    def _connect(self) -> Any:
        try:
            return self._dask.Client(str(self._address), timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, RuntimeError) as error:  # of these, RuntimeError where Dask's settings ask for tls
            raise refused(self._address, f"no scheduler answers there: {error}") from None

    def _wait_for_workers(self) -> None:
        begun = time.monotonic()
        while not self._crew.fit:
            try:
                self._crew.look()
            except ClusterLost as error:
                raise refused(self._address, str(error)) from None
            # Those that are asked have to load what they need first.
            if not self._crew.fit and time.monotonic() - begun > (ALONE_SECONDS if self._crew.asked else START_SECONDS):
                told = "; ".join(f"{worker} {why}" for worker, why in sorted(self._crew.unfit.items()))
                raise refused(self._address, f"the scheduler there has no worker that can be used{': ' if told else ''}{told}")
            time.sleep(POLL_SECONDS)

    def _look(self) -> None:
        self._crew.look()
        if self._crew.fit or self._crew.asked:
            self._alone = time.monotonic()
        elif time.monotonic() - self._alone > ALONE_SECONDS:
            raise ClusterLost(f"no worker that can be used is left for {ALONE_SECONDS:g} s")

    def _take_back(self, under_way: dict[Any, _Chunk], waiting: deque[_Chunk]) -> None:
        """A chunk whose workers have all gone would wait for them for ever."""
        for future in [future for future, chunk in under_way.items() if not chunk.workers & self._crew.there]:
            chunk = under_way.pop(future)
            future.cancel()
            self._again(chunk, waiting, "its workers have gone")

    def _chunks(self, experiments: Sequence[Attempt]) -> deque[_Chunk]:
        """Experiments that were begun before without an end stand alone, last."""
        fresh = [attempt for attempt in experiments if not attempt.tries]
        size = max(1, min(MOST_IN_A_CHUNK, len(fresh) // (4 * self.workers)))
        chunks = [fresh[start : start + size] for start in range(0, len(fresh), size)]
        return deque(_Chunk(chunk) for chunk in (*chunks, *([attempt] for attempt in experiments if attempt.tries)))

    def _submit(self, chunk: _Chunk, on_begun: Begun) -> Any:
        if not chunk.workers:
            for attempt in chunk.attempts:
                on_begun(attempt)
        chunk.workers = self._crew.fit
        packed = pickle.dumps(([attempt.experiment for attempt in chunk.attempts], self._options))
        places = {"workers": sorted(chunk.workers), "allow_other_workers": False, "pure": False}
        return self._client.submit(run_chunk, self._packed, packed, carrier(), **places)

    def _collect(self, future: Any, chunk: _Chunk, waiting: deque[_Chunk], on_ended: Ended) -> None:
        packed, error = ended_with(future)
        if isinstance(error, ModelFault):
            raise error
        if isinstance(error, self._dask.scheduler.KilledWorker):
            if len(chunk.attempts) > 1:
                waiting.extend(_Chunk([attempt], workers=chunk.workers) for attempt in chunk.attempts)
            else:
                reason = f"worker after worker died over it, alone: {error}"
                on_ended(chunk.attempts[0], Result(Status.FAILED.value, reason, lost=True))
        elif error is not None:
            if isinstance(error, OtherVersion):
                self._crew.ask_again()
            self._again(chunk, waiting, str(error))
        else:
            for attempt, result in zip(chunk.attempts, pickle.loads(packed), strict=True):
                on_ended(attempt, result)

    def _again(self, chunk: _Chunk, waiting: deque[_Chunk], why: str) -> None:
        chunk.tries += 1
        if chunk.tries >= MOST_TRIES:
            raise ClusterLost(f"it has failed the same questions {chunk.tries} times: {why}")
        waiting.append(chunk)


def _silence() -> None:
    """Not what Dask tells its developers: what matters of it arrives as an error."""
    for name in ("distributed", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
