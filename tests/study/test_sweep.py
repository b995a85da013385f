"""The verb `sweep` as people use it: killed, interrupted, resumed, asked for a plan."""

from __future__ import annotations

import json
import os
import random
import resource
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
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


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


def hit(process: subprocess.Popen[str], number: int) -> None:
    """Ctrl-C reaches the whole group, as from a terminal; the others the driver alone."""
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # the group that this test has started
    else:
        process.send_signal(number)


def nobody_left(process: subprocess.Popen[str]) -> bool:
    """Whether all processes of the driver's group end within some seconds of it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)  # no signal, only whether there is such a group
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def survive(root: Path, folder: Path, home: Path, kills: int, undisturbed: dict[str, bytes]) -> None:
    """Hit drivers at random moments with each signal in turn, every other one before it has planned, and let each study end: the
    undisturbed tables, nothing finished run twice.

    Before that every one leaves no process, a store that is whole, and the earlier report as it was or its own complete one. A driver
    that ends before its moment is no hit; then another study is begun."""
    chance, studies, hits = random.Random(kills), [0], 0
    earlier = {name: data + b"of an earlier run" for name, data in undisturbed.items()}
    while hits < kills:
        out = home / str(len(studies))
        if not studies[-1]:
            lay(out / "small" / "trial", earlier)
        process = start(root, folder, out)
        if hits % 2:
            planned(process)
        time.sleep(chance.uniform(0.0, 4.0))
        hit_it = process.poll() is None
        if hit_it:
            hit(process, SIGNALS[hits % len(SIGNALS)])
            hits += 1
            studies[-1] += 1
        _, err = process.communicate(timeout=60)
        assert nobody_left(process), err
        assert tables(out) in (earlier, undisturbed)
        if (store := out / "small" / ".store" / "trial.sqlite").exists():
            with Store(store) as kept:
                assert kept.counts()[0] in (0, SAMPLES, SAMPLES + 1)
        if not hit_it or tables(out) == undisturbed:
            studies.append(0)
    for number, hits_here in enumerate(studies, start=1):
        end_well(root, folder, home / str(number), hits_here, undisturbed)


def lay(report: Path, files: dict[str, bytes]) -> None:
    """Put a report there."""
    report.mkdir(parents=True)
    for name, data in files.items():
        (report / name).write_bytes(data)
    (report / "manifest.json").write_bytes(b"{}")


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
    """Ctrl-C, TERM and KILL twice each at random moments, then the same command: the same bytes as if nothing had happened."""
    survive(root, folder, tmp_path, 6, undisturbed)


@pytest.mark.slow
def test_a_driver_killed_fifty_times_loses_only_what_was_under_way(
    root: Path, folder: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """The same fifty times: a worker left behind, a store in pieces, a report of half a study, a row lost or one run twice would show."""
    survive(root, folder, tmp_path, 50, undisturbed)


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


def test_a_dry_run_writes_nothing_even_where_a_store_lies(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that may not be written to, with a store in it: the plan, exit 0, every byte and time as before, nothing beside it.
    Permissions mean nothing to the superuser, so asking whether one may write is answered with no."""
    store = tmp_path / "small" / ".store" / "trial.sqlite"
    with Store(store) as kept:
        kept.plan({"k": trial.NOBODY})
    before = store.read_bytes(), store.stat().st_mtime_ns
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and really(path, mode))
    store.chmod(0o444)
    store.parent.chmod(0o555)
    try:
        assert cli.main(["sweep", str(folder), "trial", "--out", str(tmp_path), "--dry-run"]) == 0
    finally:
        store.parent.chmod(0o755)
    assert f"{SAMPLES} to run" in capsys.readouterr().out
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before
    assert [path.name for path in store.parent.iterdir()] == [store.name]


def limited(kilobytes: int) -> None:
    """No file of this process and of those that it starts may grow beyond this, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * kilobytes, 1024 * kilobytes))


@pytest.mark.parametrize("kilobytes", [0, 8, 40, 80])
def test_a_full_disk_is_told_in_words_and_the_same_command_goes_on(
    kilobytes: int, root: Path, folder: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """Room for nothing, for a store without rows, for some results, and for nearly all: exit 2 in words without traceback or table, what
    had ended is in the store, and with room the same command makes the undisturbed tables."""
    words = [sys.executable, "-m", "tests.study.trial", "sweep", str(folder), "trial", "--out", str(tmp_path), "--workers", "2"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False, timeout=120, preexec_fn=lambda: limited(kilobytes))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "disk" in done.stderr or "File too large" in done.stderr
    assert not (tmp_path / "small" / "trial").exists()
    with Store(tmp_path / "small" / ".store" / "trial.sqlite") as store:
        kept = store.counts()[1]
    told = json.loads(start(root, folder, tmp_path, "--json").communicate(timeout=300)[0])
    assert told["fresh"] == SAMPLES + 1 - kept
    assert tables(tmp_path) == undisturbed


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
