"""Which workers of a Dask cluster may be used: those that are there now and have told that they are of this program's version."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any

from model.study.dask_task import OTHER_VERSION, fitness
from model.study.runner_protocol import ClusterLost

# Between two looks at who is there.
LOOK_SECONDS = 0.5
# As long a scheduler may stay silent before it counts as lost.
SILENT_SECONDS = 15.0


class Crew:
    """The workers that `client` knows. A worker that joins is asked for its version by a task of its own and gets nothing before it has
    answered as `expected`; `say` hears of each that gets nothing."""

    def __init__(self, client: Any, expected: str, say: Callable[[str], None]) -> None:
        self._client, self._expected, self._say = client, expected, say
        self._looked = float("-inf")
        self.asked: dict[str, Any] = {}
        self.there: frozenset[str] = frozenset()
        self.fit: frozenset[str] = frozenset()
        self.unfit: dict[str, str] = {}

    def look(self) -> None:
        """See who is there now; at most twice a second. Raises ClusterLost where the scheduler is gone."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        there = self.there = self._there()
        for address in self.asked.keys() - there:
            self.asked.pop(address).cancel()
        self.unfit = {address: why for address, why in self.unfit.items() if address in there}
        self.fit &= there
        for address in sorted(there - self.fit - self.unfit.keys() - self.asked.keys()):
            places = {"workers": [address], "allow_other_workers": False, "pure": False, "priority": 1}
            self.asked[address] = self._client.submit(fitness, **places)
        for address in [address for address, future in self.asked.items() if future.done()]:
            self._hear(address, self.asked.pop(address))
        self._looked = time.monotonic()

    def ask_again(self) -> None:
        """Trust nobody until all have been asked anew: one of them may have been replaced under its address."""
        self.fit = frozenset()
        self._looked = float("-inf")

    def _there(self) -> frozenset[str]:
        """The addresses of all workers."""
        if self._client.status != "running":
            raise ClusterLost("the scheduler is gone")
        try:
            return frozenset(self._client.nthreads(callback_timeout=SILENT_SECONDS))
        except (OSError, CancelledError) as error:
            raise ClusterLost(f"the scheduler does not answer: {error}") from None

    def _hear(self, address: str, future: Any) -> None:
        told, error = ended_with(future)
        if error is None and told == self._expected:
            self.fit |= {address}
            return
        self.unfit[address] = OTHER_VERSION if error is None else f"cannot carry out this program ({error})"
        self._say(f"The worker {address} {self.unfit[address]}; it gets nothing.")


def ended_with(future: Any) -> tuple[Any, BaseException | None]:
    """The result of a future that is done, and the error where it has none."""
    from distributed.scheduler import KilledWorker

    try:
        error = future.exception(timeout=SILENT_SECONDS)
        return (None, error) if error is not None else (future.result(timeout=SILENT_SECONDS), None)
    except (OSError, CancelledError, KilledWorker) as error:
        return None, error
