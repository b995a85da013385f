"""A study on a Dask cluster of two workers on this machine: the table of local processes, also when a worker is killed."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from model import cli
from model.data.reader import load_instance
from model.errors import InputError
from model.solving.options import SolveOptions
from model.study.asking import Asked
from model.study.dask_runner import DaskRunner, run_chunk
from model.study.question import Question, Result
from tests.study import trial

distributed = pytest.importorskip("distributed", reason="NOT TESTED: the cluster runner; install command-posture[cluster]")
SAMPLES = 40


@contextmanager
def cluster(root: Path, home: Path) -> Iterator[str]:
    """A scheduler and two workers as the README starts them, on loopback; its address."""
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
        yield address
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
    with cluster(root, tmp_path_factory.mktemp("cluster")) as address:
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


def test_no_scheduler_is_bad_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the address: a finding that says so, after a short wait."""
    monkeypatch.setattr("model.study.dask_runner.CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match="no scheduler"):
        DaskRunner(load_instance(folder), SolveOptions(), "tcp://127.0.0.1:1")


def test_another_version_of_the_program_answers_nothing(folder: Path) -> None:
    """A worker with other code gives failed rows that say so, never numbers of another program under our key."""
    results = run_chunk(pickle.dumps(load_instance(folder)), [Question(None)], SolveOptions(), "another program")
    assert results[0].status == "failed"
    assert "another version" in results[0].reason


def test_stopping_hands_out_no_more(address: str, folder: Path) -> None:
    """Stop is said before anything is handed out: nothing begins and the runner returns."""
    runner = DaskRunner(load_instance(folder), SolveOptions(), address)
    begun: list[Asked] = []
    ended: list[Result] = []
    try:
        runner.run([Asked("k", Question(None))], begun.append, lambda asked, result: ended.append(result), lambda: 1)
    finally:
        runner.close()
    assert (begun, ended) == ([], [])
