"""A study on a Dask cluster of two workers on this machine: the table of local processes, also when a worker is killed."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from model import cli
from model.data.reader import load_instance
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.study.dask_runner import DaskRunner, _Chunk
from model.study.dask_task import OtherVersion, run_chunk
from model.study.evaluate import carrier
from model.study.experiment import Experiment, Result
from model.study.methods import stress
from model.study.runner_protocol import Attempt, ClusterLost
from model.study.store import Store
from model.study.studyfile import load_study
from tests.study import trial
from tests.study.test_many_futures import folder_with, report

distributed = pytest.importorskip("distributed", reason="NOT TESTED: the cluster runner; install command-posture[cluster]")
SAMPLES = 40


@contextmanager
def cluster(root: Path, home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and two workers as the README starts them, on loopback; its address and its process."""
    file = home / "scheduler.json"
    quiet = {"cwd": root, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    words = [sys.executable, "-m", "dask"]
    started = [
        subprocess.Popen(
            [*words, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)], **quiet
        )
    ]
    try:
        address = _address(file)
        for _ in range(2):
            places = ["--no-dashboard", "--local-directory", str(home)]
            started.append(subprocess.Popen([*words, "worker", address, "--nthreads", "1", *places], **quiet))
        with distributed.Client(address, set_as_default=False, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, started[0]
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def _address(file: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.2)
    raise AssertionError("the scheduler did not start")


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(root, tmp_path_factory.mktemp("cluster")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trial.make(tmp_path_factory.mktemp("dask") / "small", SAMPLES)


def questions(out: Path) -> bytes:
    return (out / "small" / "trial" / "questions.csv").read_bytes()


def kill_a_worker(address: str, killed: list[int]) -> None:
    """Kill a worker's process, which this test has started, while it has questions; its nanny starts another."""
    until = time.monotonic() + 30
    with distributed.Client(address, set_as_default=False) as client:
        pids = client.run(os.getpid)
        while time.monotonic() < until:
            for worker, chunks in client.processing().items():
                if chunks:
                    killed.append(pids[worker])
                    os.kill(pids[worker], signal.SIGKILL)
                    return
            time.sleep(0.02)


def test_cluster_and_local_processes_give_the_same_table(address: str, folder: Path, tmp_path: Path) -> None:
    """The same study both ways, a cluster worker killed on the way: the same bytes. A lost chunk would be missing rows."""
    killed: list[int] = []
    killer = threading.Thread(target=kill_a_worker, args=(address, killed))
    killer.start()
    there = cli.main(["sweep", str(folder), "trial", "--out", str(tmp_path / "there"), "--scheduler", address, "--quiet"])
    killer.join()
    assert len(killed) == 1
    here = cli.main(["sweep", str(folder), "trial", "--out", str(tmp_path / "here"), "--quiet"])
    assert (there, here) == (1, 1)  # one question is infeasible
    assert questions(tmp_path / "there") == questions(tmp_path / "here")
    assert questions(tmp_path / "here").count(b"\n") == SAMPLES + 2


def test_lots_of_futures_are_the_same_on_a_cluster(address: str, teaching: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine lots of futures of two postures, on two cluster workers and here: the same bytes of all tables."""
    monkeypatch.setattr(stress, "LOT", 700)
    crowd = folder_with(tmp_path, teaching, 6_000)
    command = ["sweep", str(crowd), "crowd", "--quiet", "--out"]
    assert cli.main([*command, str(tmp_path / "there"), "--scheduler", address]) == 0
    assert cli.main([*command, str(tmp_path / "here"), "--workers", "1"]) == 0
    assert report(tmp_path / "there") == report(tmp_path / "here")


def test_one_posture_for_many_futures_is_the_same_on_a_cluster(address: str, teaching: Path, tmp_path: Path) -> None:
    """The shipped study of the teaching example with so coarse a gap that designs are kept and solved below a ceiling: the same bytes."""
    folder = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    study = folder / "studies" / "one-posture.toml"
    study.write_text(study.read_text(encoding="utf-8").replace("gap = 0.0\n", "gap = 0.01\ntogether = 2\n"), encoding="utf-8")
    words = ["sweep", str(folder), "one-posture", "--quiet"]
    ended = [cli.main([*words, "--out", str(tmp_path / out), *more]) for out, more in (("there", ["--scheduler", address]), ("here", []))]
    assert ended == [1, 1]  # what is within the gap, and no nearer, counts as feasible
    there, here = (tmp_path / out / "teaching" / "one-posture" for out in ("there", "here"))
    asked = (here / "questions.csv").read_text(encoding="utf-8")
    assert "a design kept in" in asked
    assert "at most" in asked
    for table in ("robust", "robust_futures", "robust_price", "robust_check", "questions"):
        assert (there / f"{table}.csv").read_bytes() == (here / f"{table}.csv").read_bytes(), table


def test_a_worker_of_another_version_opens_nothing() -> None:
    """What was sent is not even bytes of a pickle here: a worker that looked at it before its own version would say something else."""
    with pytest.raises(OtherVersion):
        run_chunk(b"no instance", b"no questions", "another program")


def test_our_fault_on_a_worker_is_told_as_ours(folder: Path) -> None:
    """A chunk that is no chunk trips the program on the worker: a fault with its traceback, not one of the cluster that is tried again."""
    with pytest.raises(ModelFault, match="Traceback"):
        run_chunk(pickle.dumps(load_instance(folder)), pickle.dumps(([None], SolveOptions())), carrier())


def other_version(root: Path, home: Path) -> Path:
    """A checkout that differs by a line, and that leaves a mark where it is asked a question."""
    shutil.copytree(root / "model", home / "model")
    with (home / "model" / "study" / "dask_task.py").open("a", encoding="utf-8") as file:
        file.write(
            f"\n\ndef run_chunk(*sent):\n    open({str(home / 'asked')!r}, 'w').close()\n    raise RuntimeError('another version')\n"
        )
    return home


@contextmanager
def more_workers(address: str, homes: list[Path]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A worker started in each of the folders."""
    words = [sys.executable, "-m", "dask", "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen([*words, "--local-directory", str(home)], cwd=home, **quiet) for home in homes]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def hear_of(runner: DaskRunner, said: list[str]) -> None:
    """Wait until something is said of a worker that was asked for its version."""
    until = time.monotonic() + 60
    while not said and time.monotonic() < until:
        runner._crew.look()
        time.sleep(0.1)


def test_workers_of_other_versions_that_join_get_nothing(address: str, root: Path, folder: Path, tmp_path: Path) -> None:
    """While a study runs two workers join: one of a checkout that differs by a line, one without the program. Every question gets its
    own answer and neither is ever asked one. Handed out to anybody, chunks would end there and their rows would be failures."""
    (tmp_path / "nothing").mkdir()
    other = other_version(root, tmp_path / "other")
    base = load_instance(folder)
    study = load_study(folder, "trial", base)
    ended: dict[str, Result] = {}
    said: list[str] = []
    runner = DaskRunner(base, SolveOptions(), address, said.append)
    asked = [Attempt(str(number), trial.asked(study, number)) for number in range(1, SAMPLES)]
    with more_workers(address, [other, tmp_path / "nothing"]), closing(runner):

        def keep(one: Attempt, result: Result) -> None:
            ended[one.key] = result
            if len(ended) == 1:
                with distributed.Client(address, set_as_default=False) as client:
                    client.wait_for_workers(4, timeout=60)

        runner.run(asked, lambda one: None, keep, lambda: 0)
        hear_of(runner, said)
    assert {result.status for result in ended.values()} == {"optimal"}
    assert len(ended) == len(asked)
    assert not (other / "asked").exists()
    assert any("another version" in line and "gets nothing" in line for line in said)


def test_a_cluster_that_fails_again_and_again_is_lost_and_answers_nothing(
    address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every chunk ends in an error of the cluster's: after some tries the study stops with the reason. No result is made of it, and it
    does not go on for ever."""
    begun: list[Attempt] = []
    ended: list[Result] = []
    with closing(DaskRunner(load_instance(folder), SolveOptions(), address)) as runner:
        monkeypatch.setattr("model.study.dask_runner.carrier", lambda: "another program")
        with pytest.raises(ClusterLost, match=r"failed the same questions 5 times: .*another version"):
            runner.run([Attempt("k", Experiment(None))], begun.append, lambda asked, result: ended.append(result), lambda: 0)
    assert (len(begun), ended) == (1, [])


class Dead:
    """A future whose workers were killed over it."""

    def exception(self, timeout: float) -> BaseException:
        return distributed.scheduler.KilledWorker("chunk", SimpleNamespace(address="tcp://127.0.0.1:1"), 3)


def test_a_chunk_that_kills_workers_is_taken_apart_and_its_culprit_lost(address: str, folder: Path) -> None:
    """Two questions together: each is to be tried alone. One alone: a row that says so and is no answer, and the study goes on."""
    two = [Attempt("a", Experiment(None)), Attempt("b", Experiment("forward"))]
    ended: list[tuple[Attempt, Result]] = []
    with closing(DaskRunner(load_instance(folder), SolveOptions(), address)) as runner:
        waiting: deque[_Chunk] = deque()
        runner._collect(Dead(), _Chunk(two), waiting, lambda asked, result: ended.append((asked, result)))
        assert [chunk.attempts for chunk in waiting] == [[two[0]], [two[1]]]
        assert ended == []
        runner._collect(Dead(), waiting.popleft(), waiting, lambda asked, result: ended.append((asked, result)))
    assert [(asked.key, result.status, result.lost) for asked, result in ended] == [("a", "failed", True)]
    assert "alone" in ended[0][1].reason


def test_a_lost_scheduler_keeps_what_ended(root: Path, tmp_path: Path) -> None:
    """The scheduler is killed in mid-study: exit 130, what is lost and how much is kept in words, no traceback, no table; the same
    study goes on without it and has no failed row."""
    many = trial.make(tmp_path / "small", 400)
    (tmp_path / "cluster").mkdir()
    with cluster(root, tmp_path / "cluster") as (lost, scheduler):
        words = [sys.executable, "-m", "tests.study.trial", "sweep", str(many), "trial", "--out", str(tmp_path)]
        process = subprocess.Popen([*words, "--scheduler", lost], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        told = []
        assert any(told.append(line) or line.startswith("[") for line in process.stderr), told
        scheduler.kill()
        out, err = process.communicate(timeout=90)
    assert process.returncode == 130, err
    assert "the cluster is lost" in err
    assert "of 400 results are kept" in err
    assert "Traceback" not in out + err
    assert not (tmp_path / "small" / "trial").exists()
    with Store(tmp_path / "small" / ".store" / "trial.sqlite") as store:
        assert 0 < store.counts()[1] < 400
        assert not store._ask("SELECT 1 FROM questions WHERE result LIKE '%failed%'")


def test_stopping_hands_out_no_more(address: str, folder: Path) -> None:
    """Stop is said before anything is handed out: nothing begins and the runner returns."""
    runner = DaskRunner(load_instance(folder), SolveOptions(), address)
    begun: list[Attempt] = []
    ended: list[Result] = []
    try:
        runner.run([Attempt("k", Experiment(None))], begun.append, lambda asked, result: ended.append(result), lambda: 1)
    finally:
        runner.close()
    assert (begun, ended) == ([], [])


def test_a_simulation_on_a_cluster_writes_what_local_workers_write(address: str, root: Path, tmp_path: Path) -> None:
    """Replications travel as experiments do: the tables of the cluster are those of this machine, to the byte."""
    for name in ("here", "there"):
        shutil.copytree(root / "reports/golden/teaching/run", tmp_path / name)
    words = [str(root / "instances/teaching"), "--replications", "3", "--days", "28", "--variant", "today", "--quiet"]
    assert cli.main(["simulate", words[0], str(tmp_path / "here"), *words[1:], "--workers", "1"]) == 0
    assert cli.main(["simulate", words[0], str(tmp_path / "there"), *words[1:], "--scheduler", address]) == 0
    for table in ("simulation", "simulation_parts", "simulation_desks", "simulation_ranking"):
        assert (tmp_path / "here" / f"{table}.csv").read_bytes() == (tmp_path / "there" / f"{table}.csv").read_bytes(), table
