"""`run` ended from outside at random moments: no process stays behind, no report gets worse, and what had ended is kept."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.study import local_runner
from model.study.experiment import Experiment, Result
from model.study.runner_protocol import Attempt
from model.study.runs import Progress
from model.study.store import Store
from model.study.worker import Listener
from tests.reporting.builders import tiny_instance

MARK = "COMMAND_POSTURE_MARK"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
# The time a run of the teaching instance takes, roughly, and within which nothing of an ended one may be alive any more.
RUN_SECONDS, END_SECONDS = 6.0, 60.0
VARIANTS = {"today", "liaison", "delegate", "four-star", "combined"}

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="NOT TESTED: processes left behind, without /proc")


def start(root: Path, teaching: Path, out: Path, mark: str, *more: str) -> subprocess.Popen[str]:
    """The real command line in a process group of its own; all processes it starts carry the mark."""
    words = [sys.executable, str(root / "solve.py"), "run", str(teaching), "--out", str(out), "--workers", "2", *more]
    marked = {**os.environ, MARK: mark}
    return subprocess.Popen(words, env=marked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def alive(mark: str) -> list[str]:
    """Command lines of all processes that carry the mark."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if f"{MARK}={mark}".encode() in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it has ended, or is another user's
                continue
    return found


def tables(out: Path) -> dict[str, bytes]:
    """All files of the report but the manifest, which holds times."""
    return {path.name: path.read_bytes() for path in (out / "teaching" / "run").iterdir() if path.name != "manifest.json"}


@pytest.fixture(scope="module")
def undisturbed(root: Path, teaching: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report of all variants, when nothing happens to the run."""
    out = tmp_path_factory.mktemp("undisturbed")
    process = start(root, teaching, out, "none", "--quiet")
    process.communicate(timeout=120)
    assert process.returncode == 1  # one variant is infeasible
    return out


def kill(process: subprocess.Popen[str], number: signal.Signals, everywhere: bool) -> None:
    """End the process, or as a terminal does its whole group, which this test has started, unless it has ended."""
    if process.poll() is None:
        os.killpg(process.pid, number) if everywhere else process.send_signal(number)


def survive(root: Path, teaching: Path, out: Path, number: signal.Signals, kills: int) -> None:
    """Kill one run after the other at random moments, each going on where the last one was, and look at all that is left."""
    chance, whole = random.Random(kills + number), tables(out)
    killed, seed, ended = 0, 1, 0
    while killed < kills:
        mark = uuid.uuid4().hex
        process = start(root, teaching, out, mark, "--seed", str(seed))
        time.sleep(chance.uniform(0.0, RUN_SECONDS))
        kill(process, number, everywhere=chance.random() < 0.5 and number is not signal.SIGKILL)
        _, err = process.communicate(timeout=END_SECONDS)
        until = time.monotonic() + END_SECONDS
        while alive(mark) and time.monotonic() < until:
            time.sleep(0.1)
        assert alive(mark) == []
        assert tables(out) == whole, "the report was touched by a run that was killed"
        before, ended = ended, results(out, seed)
        assert ended >= before, "something that had ended is lost"
        if process.returncode == 1:  # it had come to its end; another seed makes all runs new
            seed, ended = seed + 1, 0
        else:
            killed += 1
            # Before it has begun a run knows nothing of SIGTERM.
            assert process.returncode in (130, -number if number is not signal.SIGINT else 130), err
            assert "Traceback" not in err
    process = start(root, teaching, out, "none", "--seed", str(seed), "--json")
    told = json.loads(process.communicate(timeout=120)[0])
    assert (process.returncode, told["from_store"]) == (1, ended)
    assert tables(out) == whole


def results(out: Path, seed: int) -> int:
    """How many results the store has of runs with this seed; all seeds before it have theirs of every variant."""
    path = out / "teaching" / ".store" / "run.sqlite"
    with Store(path) as store:
        return store.counts()[1] - seed * len(VARIANTS)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_killed_run_leaves_no_process_and_loses_nothing(
    root: Path, teaching: Path, tmp_path: Path, undisturbed: Path, number: signal.Signals
) -> None:
    """Two kills: a worker or a helper process that outlives the run, a report of fewer variants, or an ended run that is solved
    again would show."""
    copy(undisturbed, tmp_path)
    survive(root, teaching, tmp_path, number, 2)


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_fifty_killed_runs_leave_no_process_and_lose_nothing(
    root: Path, teaching: Path, tmp_path: Path, undisturbed: Path, number: signal.Signals
) -> None:
    """The same seventeen times for each signal."""
    copy(undisturbed, tmp_path)
    survive(root, teaching, tmp_path, number, 17)


def test_a_run_ended_by_the_system_tells_what_is_kept(root: Path, teaching: Path, tmp_path: Path) -> None:
    """SIGTERM after the first variant, with no report there before: exit 130, the report of what had ended, and how to go on."""
    process = start(root, teaching, tmp_path, "none")
    assert process.stderr is not None
    next(line for line in process.stderr if line.startswith("[1/"))
    kill(process, signal.SIGTERM, everywhere=False)
    out, err = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 130, err
    assert "the same command goes on" in out
    with (tmp_path / "teaching" / "run" / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        ended = {row["variant"] for row in csv.DictReader(file)}
    assert ended
    assert ended < VARIANTS


def fall_asleep(base: Instance, question: Experiment, options: SolveOptions, listen: Listener) -> Result:
    """Says so and never answers."""
    listen(Progress("asleep", None, None, 0.0))
    time.sleep(600)
    return Result("optimal")


def serve_asleep(pipe: local_runner.Connection, base: Instance, options: SolveOptions) -> None:
    """A worker that never answers."""
    local_runner.run_experiment = fall_asleep
    local_runner._serve(pipe, base, options)


def drive_sleepers() -> None:
    """Hand a question to each of two workers that never answer, and write a line as each falls asleep."""

    def tell(asked: Attempt, progress: Progress) -> None:
        sys.stdout.write(f"{progress.stage}\n")
        sys.stdout.flush()

    local_runner._serve = serve_asleep
    runner = local_runner.LocalRunner(tiny_instance(), SolveOptions(), 2, tell)
    runner.run([Attempt("a", Experiment("a")), Attempt("b", Experiment("b"))], lambda asked: None, lambda asked, result: None, lambda: 0)


def test_workers_in_the_middle_of_a_long_run_end_with_a_killed_driver(root: Path) -> None:
    """SIGKILL while two workers have ten minutes to go: both, and the resource tracker, are gone within seconds. Workers that
    only look when they have an answer would compute on for nobody."""
    mark = uuid.uuid4().hex
    words = [sys.executable, "-c", "from tests.study.test_kills import drive_sleepers; drive_sleepers()"]
    with subprocess.Popen(words, cwd=root, env={**os.environ, MARK: mark}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["asleep\n"] * 2
        assert len(alive(mark)) >= 3
        process.kill()
    until = time.monotonic() + END_SECONDS
    while alive(mark) and time.monotonic() < until:
        time.sleep(0.1)
    assert alive(mark) == []


def copy(source: Path, target: Path) -> None:
    """The report, and what is kept of it, in another place."""
    import shutil

    shutil.copytree(source, target, dirs_exist_ok=True)
