"""Running jobs: in this process, in others, and when things go wrong in them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.study.records import Answer, Job, Progress
from model.study.runner import run_jobs, worker_count
from tests.reporting.builders import tiny_instance

JOBS = [Job(name, tiny_instance(), SolveOptions()) for name in ("v1", "v2", "v3", "v4")]


def good(job: Job) -> Answer:
    return Answer(job.name, Outcome(Status.OPTIMAL, reason=f"process {os.getpid()}"), 0.0)


def work_well(job: Job, listen: Callable[[Progress], None]) -> Answer:
    """Tells of progress once, then answers."""
    listen(Progress(job.name, "solving", 2.0, 1.0, 0.5))
    return good(job)


def work_until_killed(job: Job, listen: Callable[[Progress], None]) -> Answer:
    """v2 dies as if the machine had run out of memory."""
    if job.name == "v2":
        os.kill(os.getpid(), signal.SIGKILL)
    return good(job)


def work_with_a_fault(job: Job, listen: Callable[[Progress], None]) -> Answer:
    """v2 trips over a fault of the program."""
    if job.name == "v2":
        raise TypeError("a fault of ours")
    return good(job)


def work_until_interrupted(job: Job, listen: Callable[[Progress], None]) -> Answer:
    """Someone presses Ctrl-C during v3."""
    if job.name == "v3":
        raise KeyboardInterrupt
    return good(job)


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_jobs_and_progress_arrives(workers: int) -> None:
    """Four jobs, four answers in order, four progress reports; a lost queue message or an order of ending would show."""
    heard: list[Progress] = []
    ended: list[str] = []
    results = run_jobs(JOBS, workers, heard.append, lambda answer: ended.append(answer.variant), work_well)
    assert [answer.variant for answer in results.answers] == ["v1", "v2", "v3", "v4"]
    assert sorted(ended) == ["v1", "v2", "v3", "v4"]
    assert sorted(report.variant for report in heard) == ["v1", "v2", "v3", "v4"]
    assert not results.interrupted
    here = f"process {os.getpid()}"
    assert all((answer.outcome.reason == here) == (workers == 1) for answer in results.answers)


def test_a_killed_worker_costs_only_its_own_run() -> None:
    """v2's process is killed: v2 has a failed row that says so, the others their answers; a plain executor would lose them all."""
    results = run_jobs(JOBS, 2, lambda report: None, lambda answer: None, work_until_killed)
    assert {answer.variant: answer.outcome.status for answer in results.answers} == {
        "v1": Status.OPTIMAL,
        "v2": Status.FAILED,
        "v3": Status.OPTIMAL,
        "v4": Status.OPTIMAL,
    }
    assert "killed" in results.answers[1].outcome.reason


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_program_stops_everything(workers: int) -> None:
    """A TypeError of ours is raised to the caller, not turned into a row: a row would hide it."""
    with pytest.raises(TypeError, match="a fault of ours"):
        run_jobs(JOBS, workers, lambda report: None, lambda answer: None, work_with_a_fault)


def test_interruption_keeps_what_is_finished() -> None:
    """Ctrl-C during the third job: the first two answers are kept and the result says that it is cut short."""
    results = run_jobs(JOBS, 1, lambda report: None, lambda answer: None, work_until_interrupted)
    assert [answer.variant for answer in results.answers] == ["v1", "v2"]
    assert results.interrupted


def test_interruption_while_processes_run_keeps_what_is_finished() -> None:
    """Ctrl-C in the parent after the first answer: it is kept, the pool ends, and nothing hangs."""

    def press(answer: Answer) -> None:
        raise KeyboardInterrupt

    results = run_jobs(JOBS, 2, lambda report: None, press, work_well)
    assert len(results.answers) >= 1
    assert results.interrupted


def test_workers_never_outnumber_jobs_or_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """8 cores: 8 workers of one thread or 2 of four; asking for 100 changes nothing, and one job needs one worker."""
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert worker_count(12, None, 1) == 8
    assert worker_count(12, None, 4) == 2
    assert worker_count(12, 100, 1) == 8
    assert worker_count(12, 3, 1) == 3
    assert worker_count(1, None, 1) == 1
    assert worker_count(12, None, 16) == 1
