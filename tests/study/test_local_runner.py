"""Questions answered by processes of this machine: killed workers cost nothing but time, and faults are not overlooked."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.study import local_runner
from model.study.engine import StudyRun
from model.study.experiment import Experiment, Result
from model.study.local_runner import LocalRunner, worker_count
from model.study.runner_protocol import Attempt
from model.study.runs import Progress
from model.study.store import Store
from model.study.worker import Listener
from tests.study.trial_run import OPTIONS, Quiet, carry_out, table


@contextmanager
def killing(runner: LocalRunner, kills: int, seed: int) -> Iterator[list[int]]:
    """Kill workers of `runner`, which this process has started, at random moments."""
    chance, killed, over = random.Random(seed), [0], threading.Event()

    def kill() -> None:
        while killed[0] < kills and not over.is_set():
            time.sleep(chance.uniform(0.0, 4.0))
            processes = [worker.process for worker in (*runner._busy, *runner._idle) if worker.process.is_alive()]
            if processes:
                pid = chance.choice(processes).pid
                if pid is not None:
                    os.kill(pid, signal.SIGKILL)
                    killed[0] += 1

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def survive(folder: Path, home: Path, kills: int, undisturbed: StudyRun) -> None:
    """Kill workers in one study after the other, and resume each: exactly the planned rows with the undisturbed values."""
    total = 0
    while total < kills:
        store = home / f"{total}.sqlite"
        runner = LocalRunner(load_instance(folder), OPTIONS, 2)
        with killing(runner, kills - total, seed=kills + total) as killed:
            while not killed[0]:
                store = home / f"{total}-{time.monotonic_ns()}.sqlite"
                carry_out(folder, store, lambda base, runner=runner: runner)
        total += killed[0]
        watcher = Quiet()
        again = carry_out(folder, store, retry_failed=True, watcher=watcher)
        assert table(again) == table(undisturbed)
        with Store(store) as kept:
            assert all(found.result for found in kept.kept(key for _, key in again.planned).values())
            assert kept.faults() == []
        # Each kill costs one question at most, and only one killed twice has to be run again, with what followed from it.
        assert len(watcher.results) <= killed[0] // 2 + 1


def test_killed_workers_lose_nothing(folder: Path, tmp_path: Path, undisturbed: StudyRun) -> None:
    """Two workers killed at random moments: every row is there with the undisturbed value."""
    survive(folder, tmp_path, 2, undisturbed)


@pytest.mark.slow
def test_twenty_killed_workers_lose_nothing(folder: Path, tmp_path: Path, undisturbed: StudyRun) -> None:
    """The same with twenty kills: a lock left behind by a dead worker would hang it, a lost question leave a row out."""
    survive(folder, tmp_path, 20, undisturbed)


def die_over_the_third(base: Instance, question: Experiment, options: SolveOptions, listen: Listener) -> Result:
    """Question 3 kills whoever asks it."""
    if question.settings and question.settings[0][1] == "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return Result("optimal", f"{os.getpid()}", float(question.settings[0][1]))


def serve_poison(pipe: local_runner.Connection, base: Instance, options: SolveOptions) -> None:
    """A worker whose third question is poison."""
    local_runner.run_experiment = die_over_the_third
    local_runner._serve(pipe, base, options)


def trip(base: Instance, question: Experiment, options: SolveOptions, listen: Listener) -> Result:
    raise TypeError("a fault of ours")


def serve_fault(pipe: local_runner.Connection, base: Instance, options: SolveOptions) -> None:
    """A worker with a fault of the program."""
    local_runner.run_experiment = trip
    local_runner._serve(pipe, base, options)


def linger(base: Instance, question: Experiment, options: SolveOptions, listen: Listener) -> Result:
    if question.settings[0][1] == "2":
        time.sleep(60)
    return Result("optimal")


def serve_slowly(pipe: local_runner.Connection, base: Instance, options: SolveOptions) -> None:
    """A worker that does not come back from question 2."""
    local_runner.run_experiment = linger
    local_runner._serve(pipe, base, options)


def numbered(count: int) -> list[Attempt]:
    return [Attempt(f"k{number}", Experiment(None, (("x", f"{number}"),))) for number in range(1, count + 1)]


def run_all(runner: LocalRunner, asked: list[Attempt], stopping: Callable[[], int] = lambda: 0) -> tuple[dict[str, Result], list[str]]:
    found: dict[str, Result] = {}
    begun: list[str] = []
    try:
        runner.run(asked, lambda one: begun.append(one.key), lambda one, result: found.__setitem__(one.key, result), stopping)
    finally:
        runner.close()
    return found, begun


def test_poison_is_tried_again_alone_and_then_has_failed(base: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Question 3 of 6 kills two workers: tried twice, the second time last, it fails with the reason; the rest is answered."""
    monkeypatch.setattr(local_runner, "_serve", serve_poison)
    found, begun = run_all(LocalRunner(base, OPTIONS, 2), numbered(6))
    assert begun.count("k3") == 2
    assert begun[-1] == "k3"
    assert {name: result.status for name, result in found.items()} == {f"k{n}": "failed" if n == 3 else "optimal" for n in range(1, 7)}
    assert "-9" in found["k3"].reason


def test_a_fault_of_the_program_stops_the_study(base: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """A TypeError of ours ends everything; as a row of the table it would be overlooked."""
    monkeypatch.setattr(local_runner, "_serve", serve_fault)
    with pytest.raises(ModelFault, match=r"a fault of the program"):
        run_all(LocalRunner(base, OPTIONS, 2), numbered(3))


@pytest.mark.slow
def test_a_run_that_outlives_its_limit_is_given_up(base: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Question 2 never comes back: after its limit and the grace it has failed, and the others are answered."""
    monkeypatch.setattr(local_runner, "_serve", serve_slowly)
    monkeypatch.setattr(local_runner, "GRACE_SECONDS", 15.0)
    found, _ = run_all(LocalRunner(base, SolveOptions(time_limit=0.1), 2), numbered(4))
    assert {name: result.status for name, result in found.items()} == {"k1": "optimal", "k2": "failed", "k3": "optimal", "k4": "optimal"}


@pytest.mark.slow
def test_workers_are_replaced_to_give_memory_back(base: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two questions a worker, six questions are answered by three processes or more."""
    monkeypatch.setattr(local_runner, "_serve", serve_poison)
    monkeypatch.setattr(local_runner, "QUESTIONS_A_WORKER", 2)
    asked = [Attempt(f"k{n}", Experiment(None, (("x", "1"),))) for n in range(6)]
    found, _ = run_all(LocalRunner(base, OPTIONS, 1), asked)
    assert len({result.reason for result in found.values()}) == 3


def tell_twice(base: Instance, question: Experiment, options: SolveOptions, listen: Listener) -> Result:
    for bound in (1.0, 2.0):
        listen(Progress("solving", 4.0, bound, 0.5))
    return Result("optimal")


def serve_telling(pipe: local_runner.Connection, base: Instance, options: SolveOptions) -> None:
    """A worker that tells how far it is."""
    local_runner.run_experiment = tell_twice
    local_runner._serve(pipe, base, options)


def test_progress_arrives_with_its_question_and_before_its_result(base: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two reports a question, each under its own question and in order, and then the results: one taken for a result, or lost with
    its worker, would show."""
    monkeypatch.setattr(local_runner, "_serve", serve_telling)
    heard: list[tuple[str, float | None]] = []
    runner = LocalRunner(base, OPTIONS, 2, lambda asked, progress: heard.append((asked.key, progress.bound)))
    found, _ = run_all(runner, numbered(3))
    assert set(found) == {"k1", "k2", "k3"}
    assert sorted(heard) == [(key, bound) for key in ("k1", "k2", "k3") for bound in (1.0, 2.0)]
    assert all(heard.index((key, 1.0)) < heard.index((key, 2.0)) for key in found)


@pytest.mark.slow
def test_a_second_stop_waits_for_nobody(base: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Question 2 would sleep a minute: at the second stop the runner returns at once and its worker is gone."""
    monkeypatch.setattr(local_runner, "_serve", serve_slowly)
    begun = time.monotonic()
    found, _ = run_all(LocalRunner(base, OPTIONS, 1), numbered(3), lambda: 2 if time.monotonic() - begun > 5 else 0)
    assert "k2" not in found
    assert time.monotonic() - begun < 30


def test_workers_never_outnumber_questions_or_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """8 cores: 8 workers of one thread or 2 of four; asking for 100 changes nothing, and one question needs one worker."""
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert worker_count(12, None, 1) == 8
    assert worker_count(12, None, 4) == 2
    assert worker_count(12, 100, 1) == 8
    assert worker_count(12, 3, 1) == 3
    assert worker_count(1, None, 1) == 1
    assert worker_count(12, None, 16) == 1
