"""Runs jobs in worker processes, or in this one where one worker is enough.

A worker that is killed costs only its own run. Workers are started afresh (spawn), because a forked solver shares threads with
its parent; each takes `threads` cores, so that threads times workers stay within the machine.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from model.study.records import Answer, Job, Progress
from model.study.worker import Listener, failed, get_ready, run_job

POLL_SECONDS = 0.1
Work = Callable[[Job, Listener], Answer]


@dataclass(frozen=True)
class Results:
    """Answers in the order of the jobs (only of jobs that ended), and whether someone interrupted the rest."""

    answers: tuple[Answer, ...]
    interrupted: bool = False


def worker_count(jobs: int, workers: int | None, threads: int) -> int:
    """How many processes to use: as asked (None: one a core), but never more than jobs, nor than the cores carry."""
    cores = os.cpu_count() or 1
    return max(1, min(workers or cores, jobs, max(1, cores // max(1, threads))))


def run_jobs(jobs: Sequence[Job], workers: int, listen: Listener, on_answer: Callable[[Answer], None], work: Work = run_job) -> Results:
    """Run all jobs, the first first. `work` must be importable by name, since other processes call it.

    Ctrl-C ends the runs under way and keeps the finished ones. An error of the program itself in any run ends all and is raised.
    """
    found: dict[str, Answer] = {}

    def keep(answer: Answer) -> None:
        found[answer.variant] = answer
        on_answer(answer)

    interrupted = False
    try:
        if workers == 1:
            for job in jobs:
                keep(work(job, listen))
        else:
            _run_in_processes(jobs, workers, listen, keep, work)
    except KeyboardInterrupt:
        interrupted = True
    return Results(tuple(found[job.name] for job in jobs if job.name in found), interrupted)


class _Post:
    """A listener that can be sent to another process: it posts progress to a queue."""

    def __init__(self, letters: queue.Queue[Progress]) -> None:
        self.letters = letters

    def __call__(self, progress: Progress) -> None:
        self.letters.put(progress)


def _begin_worker() -> None:
    """Workers are ended by a signal, and pyomo makes a lock on import. A lock of the fork kind needs no tidying up; one of the
    spawn kind would be left behind with a warning. No worker starts processes of its own."""
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
    get_ready()


def _run_in_processes(jobs: Sequence[Job], workers: int, listen: Listener, keep: Callable[[Answer], None], work: Work) -> None:
    spawn = multiprocessing.get_context("spawn")
    # A managed queue lives in a process of its own: a worker killed while it writes cannot leave a lock behind.
    with spawn.Manager() as manager, ProcessPool(max_workers=workers, context=spawn, initializer=_begin_worker) as pool:
        letters = manager.Queue()
        post = _Post(letters)
        waiting: dict[Future[Answer], Job] = {pool.schedule(work, args=(job, post)): job for job in jobs}
        try:
            while waiting:
                done, _ = wait(waiting, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
                _deliver(letters, listen)
                for future in sorted(done, key=lambda future: waiting[future].name):
                    keep(_answer(waiting.pop(future), future))
        finally:
            pool.stop()  # a no-op when all is done; on Ctrl-C or a fault it ends the runs under way
            pool.join()


def _deliver(letters: queue.Queue[Progress], listen: Listener) -> None:
    while True:
        try:
            listen(letters.get_nowait())
        except queue.Empty:
            return


def _answer(job: Job, future: Future[Answer]) -> Answer:
    try:
        return future.result()
    except ProcessExpired as death:
        reason = f"the worker process ended without an answer (exit code {death.exitcode}); it was killed or ran out of memory"
        return Answer(job.name, failed(reason), 0.0)
