"""The verb `sweep` as people use it: killed, interrupted, resumed, asked for a plan."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model import cli
from model.study.store import Store
from tests.study import trial

SAMPLES = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance with a study."""
    return trial.make(tmp_path_factory.mktemp("sweep") / "small", SAMPLES)


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables that the study writes when nothing happens to it."""
    out = tmp_path_factory.mktemp("undisturbed")
    assert cli.main(["sweep", str(folder), "trial", "--out", str(out), "--quiet"]) == 1  # one question is infeasible
    return tables(out)


def tables(out: Path) -> dict[str, bytes]:
    """All files of the report but the manifest, which holds times."""
    return {path.name: path.read_bytes() for path in (out / "small" / "trial").iterdir() if path.name != "manifest.json"}


def start(root: Path, folder: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """The real command line in a process group of its own, as a terminal starts it."""
    words = [sys.executable, "-m", "tests.study.trial", "sweep", str(folder), "trial", "--out", str(out), "--workers", "2", *more]
    return subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def planned(process: subprocess.Popen[str]) -> None:
    """Wait until the first round is planned."""
    assert process.stderr is not None
    assert any("questions planned" in line for line in process.stderr), "it ended before it planned anything"


def survive(root: Path, folder: Path, home: Path, kills: int, undisturbed: dict[str, bytes]) -> None:
    """Kill drivers that are at work, at random moments, and let each study end: the undisturbed tables, nothing finished run twice.

    A driver that ends before its moment is no kill; then another study is begun."""
    chance, studies, killed = random.Random(kills), [0], 0
    while killed < kills:
        process = start(root, folder, home / str(len(studies)))
        planned(process)
        time.sleep(chance.uniform(0.0, 4.0))
        if process.poll() is None:
            process.kill()
            killed += 1
            studies[-1] += 1
        else:
            studies.append(0)
        process.communicate()
    for number, kills_here in enumerate(studies, start=1):
        end_well(root, folder, home / str(number), kills_here, undisturbed)


def end_well(root: Path, folder: Path, out: Path, kills: int, undisturbed: dict[str, bytes]) -> None:
    """Give the same command once more and look at all that is left."""
    process = start(root, folder, out, "--json")
    told = json.loads(process.communicate(timeout=300)[0])
    assert (process.returncode, told["faults"]) == (1, 0)
    assert tables(out) == undisturbed
    with Store(out / "small" / ".store" / "trial.sqlite") as store:
        assert store.counts() == (SAMPLES + 1, SAMPLES + 1)
        keys = [row[0] for row in store._base.execute("SELECT key FROM questions")]
        tries = sum(kept.tries for kept in store.kept(keys).values())
    # A kill costs what its two workers had under way; more tries mean that something finished was run again.
    assert SAMPLES + 1 <= tries <= SAMPLES + 1 + 2 * kills


def test_a_killed_driver_loses_only_what_was_under_way(root: Path, folder: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """kill -9 twice at random moments, then the same command: the same bytes as if nothing had happened."""
    survive(root, folder, tmp_path, 2, undisturbed)


@pytest.mark.slow
def test_a_driver_killed_twenty_times_loses_only_what_was_under_way(
    root: Path, folder: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """The same twenty times: a store left in pieces, a row lost or one run twice would show."""
    survive(root, folder, tmp_path, 20, undisturbed)


def test_interruption_keeps_what_ended_and_says_how_to_go_on(root: Path, tmp_path: Path) -> None:
    """Ctrl-C to the whole group, as a terminal sends it: exit 130, no traceback, the command to go on, and the plan has that much less."""
    folder = trial.make(tmp_path / "small", 2000)
    process = start(root, folder, tmp_path)
    planned(process)
    time.sleep(6)
    os.killpg(process.pid, signal.SIGINT)  # the group that this test has started
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "Ctrl-C again" in err
    assert f"sweep {folder} trial" in out
    with Store(tmp_path / "small" / ".store" / "trial.sqlite") as store:
        rows, ended = store.counts()
    assert rows == 2000
    assert 0 < ended < 2000
    assert not (tmp_path / "small" / "trial").exists()
    again = start(root, folder, tmp_path, "--dry-run", "--json")
    plan = json.loads(again.communicate(timeout=60)[0])
    assert (plan["questions_of_the_first_round"], plan["to_run"]) == (2000, 2000 - ended)
    assert plan["estimated_seconds"] > 0


def test_a_second_interruption_stops_now(root: Path, tmp_path: Path) -> None:
    """Two Ctrl-C: exit 130 at once, the store whole."""
    folder = trial.make(tmp_path / "small", 2000)
    process = start(root, folder, tmp_path)
    planned(process)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.3)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    with Store(tmp_path / "small" / ".store" / "trial.sqlite") as store:
        assert store.counts()[0] == 2000


def test_a_dry_run_counts_and_runs_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The count in a line and that there is nothing yet to tell the time from; no report, no store, not even a folder."""
    assert cli.main(["sweep", str(folder), "trial", "--out", str(tmp_path), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert f"{SAMPLES} questions in the first round, {SAMPLES} to run" in out
    assert "nothing was run yet" in out
    assert not list(tmp_path.iterdir())


def test_a_missing_study_is_bad_input(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt study: exit 2, the nearest name, nothing solved."""
    assert cli.main(["sweep", str(folder), "trail", "--out", str(tmp_path)]) == 2
    assert "did you mean 'trial'" in capsys.readouterr().err


def test_a_study_in_use_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second driver of one study: exit 2 and says why; two would run everything twice."""
    with Store(tmp_path / "small" / ".store" / "trial.sqlite"):
        assert cli.main(["sweep", str(folder), "trial", "--out", str(tmp_path)]) == 2
    assert "being run by another process" in capsys.readouterr().err


def test_the_page_of_a_study_stands_beside_its_tables_and_is_made_anew_from_them(
    folder: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """`report` on the folder alone, without instance or store, gives the page's very bytes again; the page counts the study's
    questions with the one that is infeasible. A page with a clock in it, or one that needed the store, would differ."""
    reports = tmp_path / "trial"
    reports.mkdir()
    for name, data in undisturbed.items():
        if name != "report.html":
            (reports / name).write_bytes(data)
    assert cli.main(["sweep", str(folder), "trial", "--out", str(tmp_path / "again"), "--quiet"]) == 1
    (reports / "manifest.json").write_bytes((tmp_path / "again" / "small" / "trial" / "manifest.json").read_bytes())
    assert cli.main(["report", str(reports)]) == 0
    page = (reports / "report.html").read_bytes()
    assert page == undisturbed["report.html"]
    assert f"{SAMPLES + 1} questions: {SAMPLES} with a proved best posture, 1 proved infeasible.".encode() in page
