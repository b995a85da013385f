"""Studies carried out on this machine: known answers are not asked for again, and killed workers cost nothing but time."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.shut_out import Forbid
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.study import local_runner
from model.study.engine import Engine, StudyRun
from model.study.evaluate import answer, completed_shares, key
from model.study.experiment import Experiment, Result
from model.study.local_runner import LocalRunner, worker_count
from model.study.methods import load_method
from model.study.runner_protocol import Attempt, Begun, ClusterLost, Ended, Runner, Stopping
from model.study.runs import Progress
from model.study.store import Store
from model.study.studyfile import load_study
from model.study.tables import questions_table
from model.study.worker import Listener
from tests.study import trial
from tests.study.here import Here

OPTIONS = SolveOptions()
SAMPLES = 10


def here(base: Instance) -> Runner:
    return Here(base, OPTIONS)


def two_processes(base: Instance) -> Runner:
    return LocalRunner(base, OPTIONS, 2)


class Quiet:
    """A watcher that only counts."""

    def __init__(self) -> None:
        self.known: list[int] = []
        self.results: list[Result] = []
        self.faults: list[str] = []

    def round(self, planned: int, known: int) -> None:
        self.known.append(known)

    def ended(self, question: Experiment, result: Result) -> None:
        self.results.append(result)

    def fault(self, difference: str) -> None:
        self.faults.append(difference)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance with a study."""
    return trial.make(tmp_path_factory.mktemp("engine") / "small", SAMPLES)


@pytest.fixture(scope="module")
def base(folder: Path) -> Instance:
    return load_instance(folder)


def carry_out(
    folder: Path,
    store: Path,
    runner: Callable[[Instance], Runner] = here,
    stopping: Callable[[], int] = lambda: 0,
    retry_failed: bool = False,
    watcher: Quiet | None = None,
) -> StudyRun:
    """The study `trial`, in this process unless said otherwise."""
    base = load_instance(folder)
    study = load_study(folder, "trial", base)
    with Store(store) as kept:
        method = load_method("trial")
        engine = Engine(base, OPTIONS, kept, lambda: runner(base), watcher or Quiet(), stopping, retry_failed)
        return engine.run(method.steps(study, base))


def table(run: StudyRun) -> list[dict[str, object]]:
    return [dict(row) for row in questions_table(run.planned, run.results)]


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    """What the study finds on two processes when nothing happens to it."""
    return carry_out(folder, tmp_path_factory.mktemp("undisturbed") / "s.sqlite", two_processes)


def never(base: Instance) -> Runner:
    """A runner that must not be needed."""
    raise AssertionError("something is run again")


def test_values_are_those_of_single_solves(base: Instance, undisturbed: StudyRun) -> None:
    """Each row from a worker process equals the same question answered here; the infeasible one is a result with its reason."""
    assert len(undisturbed.planned) == SAMPLES + 1
    for question in (undisturbed.planned[0][0], undisturbed.planned[-1][0], trial.NOBODY):
        here = answer(base, question, OPTIONS)
        assert replace(undisturbed.results[question], seconds=0.0) == replace(here, seconds=0.0)
    assert undisturbed.results[trial.NOBODY].blocked_by == ("cap people 0",)


def test_the_last_round_follows_from_the_first(undisturbed: StudyRun) -> None:
    """The method was sent the results: its last question has the settings of the least delay, here the quickest work."""
    first = [question for question, _ in undisturbed.planned[: SAMPLES - 1]]
    delays = [undisturbed.results[question].weighted_delay or 0.0 for question in first]
    assert delays == sorted(delays)
    assert delays[0] < delays[-1]
    assert undisturbed.planned[-1][0] == Experiment("forward", first[0].settings)


def test_a_study_carried_out_twice_runs_nothing_twice(folder: Path, tmp_path: Path) -> None:
    """The second time every answer comes from the store: no runner is made, and the table is the same."""
    first = carry_out(folder, tmp_path / "s.sqlite")
    second = carry_out(folder, tmp_path / "s.sqlite", never)
    assert second.fresh == 0
    assert first.fresh == SAMPLES + 1
    assert table(second) == table(first)


def test_two_ways_of_asking_have_one_key_and_different_questions_different_ones(base: Instance) -> None:
    """Setting a number to what it is changes no key; a value, a part left out, a holder shut out, a gap or a seed does."""
    plain = key(base, Experiment(None), OPTIONS)
    now = base.conditions["crisis"].tempo
    assert key(base, Experiment("base", ((trial.PATH, f"{now}"),)), OPTIONS) == plain
    some_rule = next(iter(base.rules))
    some_authority = next(iter(base.authorities))
    others = {
        key(base, Experiment("forward"), OPTIONS),
        key(base, Experiment(None, ((trial.PATH, "0.3"),)), OPTIONS),
        key(base, Experiment(None, without=(("rule", some_rule),)), OPTIONS),
        key(base, Experiment(None, forbids=(Forbid(some_authority, (next(iter(base.headquarters)),)),)), OPTIONS),
        key(base, trial.NOBODY, OPTIONS),
        key(base, Experiment(None), replace(OPTIONS, gap=0.5)),
        key(base, Experiment(None), replace(OPTIONS, seed=1)),
    }
    others.add(key(base, Experiment(None, whole=True), OPTIONS))
    assert len(others | {plain}) == 9
    assert key(base, Experiment(None), replace(OPTIONS, time_limit=5.0, threads=2)) == plain
    assert key(replace(base, ranges={}), Experiment(None), OPTIONS) == plain


def test_a_shut_out_holder_does_not_hold(base: Instance) -> None:
    """The holder of the optimum is shut out: another holds, at no less delay. Without the rule it would stay."""
    free = answer(base, Experiment(None), OPTIONS)
    held = [decision for decision in free.decisions if decision[0] == "holds"]
    for decision in held:
        authority, hq = str(decision[3]), str(decision[4])
        flipped = answer(base, Experiment(None, forbids=(Forbid(authority, (hq,)),)), OPTIONS)
        assert not [one for one in flipped.decisions if one[0] == "holds" and one[3:] == (authority, hq)]
        if flipped.weighted_delay is not None and free.weighted_delay is not None:
            assert flipped.weighted_delay >= free.weighted_delay - 1e-6
        else:
            assert flipped.blocked_by


def test_other_shares_make_room(base: Instance) -> None:
    """Two conditions: setting one to 0.9 leaves 0.1 for the other; both set to 0.6 become halves. Else the input would be refused."""
    one, other = sorted(base.conditions)
    paths = [f"conditions.{name}.share" for name in (one, other)]
    made = dict(completed_shares(base, None, ((paths[0], "0.9"),)))
    assert float(made[paths[1]]) == pytest.approx(0.1)
    assert dict(completed_shares(base, None, ((paths[0], "0.6"), (paths[1], "0.6")))) == dict.fromkeys(paths, "0.5")
    assert completed_shares(base, None, ((trial.PATH, "1"),)) == ((trial.PATH, "1"),)


def test_impossible_settings_fail_alone(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value below nothing: its row says what is wrong with it, the others are answered."""
    monkeypatch.setattr(trial, "NOBODY", Experiment(None, (("parameters.relay_hours", "-1"),)))
    run = carry_out(folder, tmp_path / "s.sqlite")
    assert [result.status for result in run.results.values()].count("failed") == 1
    assert "relay_hours" in run.results[trial.NOBODY].reason
    assert len(run.results) == SAMPLES + 1


# Killed workers -------------------------------------------------------------------------------------------------


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


# Stopping -------------------------------------------------------------------------------------------------------


def test_a_first_stop_ends_what_is_under_way_and_the_same_study_goes_on(folder: Path, tmp_path: Path, undisturbed: StudyRun) -> None:
    """Someone says stop after four results: at most the two under way follow, and going on makes the undisturbed table."""
    watcher = Quiet()
    run = carry_out(folder, tmp_path / "s.sqlite", two_processes, lambda: int(len(watcher.results) >= 4), watcher=watcher)
    assert run.interrupted
    assert 4 <= len(run.results) <= 6
    rest = carry_out(folder, tmp_path / "s.sqlite")
    assert rest.fresh == SAMPLES + 1 - len(run.results)
    assert table(rest) == table(undisturbed)


class Failing(Here):
    """Has no answer to anything."""

    def run(self, questions: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        for asked in questions:
            on_ended(asked, Result("failed"))


def test_a_stop_before_failed_questions_are_tried_again_is_an_interruption(folder: Path, tmp_path: Path) -> None:
    """All have failed and are to be tried again, but someone says stop at once: interrupted, and nothing is new. By whether each
    question has some result it would be called complete."""
    carry_out(folder, tmp_path / "s.sqlite", lambda base: Failing(base, OPTIONS))
    again = carry_out(folder, tmp_path / "s.sqlite", never, lambda: 1, retry_failed=True)
    assert (again.interrupted, again.fresh) == (True, 0)


def test_a_stop_when_all_have_ended_is_none(folder: Path, tmp_path: Path) -> None:
    """Someone says stop while the last questions are under way: they end, and the study is complete, with its last round known."""
    carry_out(folder, tmp_path / "s.sqlite")
    assert not carry_out(folder, tmp_path / "s.sqlite", never, lambda: 1).interrupted


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


class Falling(Here):
    """Answers three questions and is lost."""

    def run(self, questions: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        super().run(questions[:3], on_begun, on_ended, stopping)
        raise ClusterLost("the scheduler is gone")


def test_what_answers_is_lost_and_the_study_goes_on_later(folder: Path, tmp_path: Path, undisturbed: StudyRun) -> None:
    """Interrupted with the reason, three results kept; the same study then asks only for the others and ends with the same table.
    An error that travels on would lose the summary, one that is swallowed would send the method half the results."""
    stopped = carry_out(folder, tmp_path / "s.sqlite", lambda base: Falling(base, OPTIONS))
    assert (stopped.interrupted, stopped.lost, len(stopped.results)) == (True, "the scheduler is gone", 3)
    resumed = carry_out(folder, tmp_path / "s.sqlite")
    assert resumed.fresh == len(undisturbed.planned) - 3
    assert table(resumed) == table(undisturbed)
