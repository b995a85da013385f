"""Experiments in worker processes of this machine.

Each worker has a pipe of its own to the driver and shares nothing with the others, so a worker killed at any moment, even while
it writes, costs only the experiment it has. Such an experiment is tried once more, alone, when the others are done; a second death is
its result. Workers are started afresh (spawn) and replaced after a number of experiments, which gives their memory back.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from model.data.instance import Instance
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.study.experiment import Experiment, OtherQuestion, Result
from model.study.runner_protocol import Attempt, Begun, Ended, Listen, Stopping
from model.study.runs import Progress
from model.study.stopping import ENDING
from model.study.worker import get_ready, run_experiment

POLL_SECONDS = 0.2
# A worker is replaced after so many experiments.
QUESTIONS_A_WORKER = 200
# Seconds that a run may take beyond its time limit, for building, checking and explaining, before its worker is ended.
GRACE_SECONDS = 120.0
SECOND_DEATH = "its worker process ended without an answer twice, the second time alone (exit code {}): killed, or out of memory"


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    attempt: Attempt | None = None
    begun: float = 0.0
    taken: int = 0


def _serve(pipe: Connection, base: Instance, options: SolveOptions) -> None:
    """What a worker does: answer until the driver hangs up. Requests to end, which a terminal sends to all, are the driver's business."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    if "fork" in multiprocessing.get_all_start_methods():
        # Libraries make locks when imported; a killed worker leaves none of this kind behind, and it starts no processes.
        multiprocessing.set_start_method("fork", force=True)
    threading.Thread(target=_end_with_driver, daemon=True).start()
    get_ready()
    # The pipe fails only where the driver has gone.
    with suppress(EOFError, OSError):
        while True:
            experiment: Experiment | OtherQuestion = pipe.recv()
            pipe.send(run_experiment(base, experiment, options, pipe.send))


def _end_with_driver() -> None:
    """A killed driver cannot end its workers; a run that nobody waits for would only stand in the way of the next."""
    driver = multiprocessing.parent_process()
    if driver is not None:
        driver.join()
        os._exit(0)


@contextmanager
def _deaf() -> Iterator[None]:
    """What starts in here never hears a request to end, not even before its first line; we hear it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    resource_tracker.ensure_running()  # starting the first process starts it too, and that lets some of them through again
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def worker_count(experiments: int, workers: int | None, threads: int) -> int:
    """How many processes to use: as asked (None: one a core), but never more than experiments, nor than the cores carry."""
    cores = os.cpu_count() or 1
    return max(1, min(workers or cores, experiments, max(1, cores // max(1, threads))))


class LocalRunner:
    """`workers` processes; `listen` hears how far each experiment is. Use `run` any number of times, then `close`."""

    def __init__(self, base: Instance, options: SolveOptions, workers: int, listen: Listen = lambda attempt, progress: None) -> None:
        self.workers = workers
        self._base, self._options, self._listen = base, options, listen
        self._spawn = multiprocessing.get_context("spawn")
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        limit = options.time_limit
        self._longest = None if limit is None else 2 * limit + GRACE_SECONDS

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        """Answer all experiments, first come first served; those tried before go last and alone. Stops handing out when
        `stopping` says 1 and returns when what is under way has ended; at 2 it ends that too."""
        fresh = deque(attempt for attempt in experiments if not attempt.tries)
        suspects = deque(attempt for attempt in experiments if attempt.tries)
        self._drain(fresh, self.workers, on_begun, on_ended, stopping, suspects)
        self._drain(suspects, 1, on_begun, on_ended, stopping, None)

    def close(self) -> None:
        """End all workers. They hold nothing that would have to be put away."""
        for worker in (*self._idle, *self._busy):
            self._discard(worker)
        self._idle, self._busy = [], []

    def _drain(
        self, waiting: deque[Attempt], most: int, on_begun: Begun, on_ended: Ended, stopping: Stopping, dead: deque[Attempt] | None
    ) -> None:
        while waiting or self._busy:
            if stopping() >= 2:
                return
            while waiting and len(self._busy) < most and not stopping():
                self._hand_out(waiting.popleft(), on_begun)
            if not self._busy:
                return
            handles = {handle: worker for worker in self._busy for handle in (worker.pipe, worker.process.sentinel)}
            ready = wait(list(handles), timeout=POLL_SECONDS)
            for worker in {id(handles[handle]): handles[handle] for handle in ready}.values():  # type: ignore[index]
                self._hear(worker, on_ended, dead)
            for worker in [worker for worker in self._busy if self._longest and time.monotonic() - worker.begun > self._longest]:
                self._end(worker, on_ended)

    def _hand_out(self, attempt: Attempt, on_begun: Begun) -> None:
        on_begun(attempt)
        while True:
            worker = self._idle.pop() if self._idle else self._start()
            try:
                worker.pipe.send(attempt.experiment)
            except OSError:  # died while it had nothing to do
                self._discard(worker)
                continue
            worker.attempt, worker.begun, worker.taken = attempt, time.monotonic(), worker.taken + 1
            self._busy.append(worker)
            return

    def _start(self) -> _Worker:
        ours, theirs = self._spawn.Pipe()
        process = self._spawn.Process(target=_serve, args=(theirs, self._base, self._options), daemon=True)
        with _deaf():
            process.start()
        # Only the worker holds its end now, so that its death is heard at ours.
        theirs.close()
        return _Worker(process, ours)

    def _hear(self, worker: _Worker, on_ended: Ended, dead: deque[Attempt] | None) -> None:
        attempt = worker.attempt
        if attempt is None:
            raise ModelFault("a worker without a question is not waited for")
        try:
            told: Progress | Result = worker.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._busy.remove(worker)
            worker.process.join(5)
            code = worker.process.exitcode
            self._discard(worker)
            if code == 1:  # an exception of ours, whose traceback the worker has shown
                raise ModelFault("a worker tripped over a fault of the program; its traceback stands above") from None
            if dead is not None:
                dead.append(attempt)
            else:
                on_ended(attempt, Result(Status.FAILED.value, SECOND_DEATH.format(code), seconds=time.monotonic() - worker.begun))
            return
        if isinstance(told, Progress):
            self._listen(attempt, told)
            return
        self._busy.remove(worker)
        worker.attempt = None
        if worker.taken >= QUESTIONS_A_WORKER:
            self._discard(worker)
        else:
            self._idle.append(worker)
        on_ended(attempt, told)

    def _end(self, worker: _Worker, on_ended: Ended) -> None:
        """Give a run up that has outlived its time limit by far."""
        self._busy.remove(worker)
        self._discard(worker)
        assert worker.attempt is not None, "a busy worker has a question"
        reason = f"the run had not ended {GRACE_SECONDS:g} s after twice its time limit and was given up"
        on_ended(worker.attempt, Result(Status.FAILED.value, reason, seconds=time.monotonic() - worker.begun))

    def _discard(self, worker: _Worker) -> None:
        with suppress(OSError):
            worker.pipe.close()
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join(5)
