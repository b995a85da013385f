"""Ctrl-C and limits through the real command line: what is finished is kept whole, and nothing is claimed that is not proved."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from model.cli.answers import STORES
from model.data.reader import load_instance
from model.reporting.run_tables import TABLES

COMPLETE = {*(f"{name}.csv" for name in TABLES), "dictionary.csv", "datapackage.json", "manifest.json", "report.html", "report.xlsx"}
WITH_RECORD = COMPLETE | {"record.csv"}  # of an instance that has a public record, whichever of its variants have ended
PROVED = 1e-4


def command(root: Path, *arguments: str) -> list[str]:
    """The real command line, as a user types it."""
    return [sys.executable, str(root / "solve.py"), *arguments]


def runs(folder: Path, files: set[str]) -> list[dict[str, str]]:
    """The rows of a report of just these files; nothing but what is kept lies beside it."""
    assert {path.name for path in folder.iterdir()} == files
    assert sorted(path.name for path in folder.parent.iterdir()) == [STORES, folder.name]
    with (folder / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_interruption_keeps_whole_what_is_finished(root: Path, us_japan_one_phase: Path, tmp_path: Path) -> None:
    """Ctrl-C after the first variant: exit 130, its report complete and standing up to being worked out anew, none of the others.

    The signal goes to all processes of the group, as a terminal sends it. Lost workers, a report of half the tables or a
    traceback would each show. Of all variants that have a posture, so that some are still to come when the signal does."""
    wanted = [name for name in sorted(load_instance(us_japan_one_phase).variants) if name != "v08-combined-command"]
    named = [word for name in wanted for word in ("--variant", name)]
    arguments = command(root, "run", str(us_japan_one_phase), "--workers", "2", "--out", str(tmp_path), *named)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        told = next(line for line in process.stderr if line.startswith("[1/"))
        os.killpg(process.pid, signal.SIGINT)  # the group that this test has started
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "Interrupted" in out
    rows = runs(tmp_path / us_japan_one_phase.name / "run", WITH_RECORD)
    finished = {row["variant"] for row in rows}
    assert told.split()[1].rstrip(":") in finished
    assert finished < set(wanted)
    assert {row["status"] for row in rows} == {"optimal"}
    manifest = json.loads((tmp_path / us_japan_one_phase.name / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["interrupted"] is True
    assert {run["variant"] for run in manifest["runs"]} == finished
    checked = subprocess.run(
        command(root, "verify", str(us_japan_one_phase), str(tmp_path / us_japan_one_phase.name / "run")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_time_limit_without_an_answer_is_no_proof(root: Path, teaching: Path, tmp_path: Path) -> None:
    """A millisecond a run: exit 1, reports written, and a posture with its gap, or `no answer`, wherever the solver had not ended: at most
    what is truly so, and quickly proved, may be told. `infeasible` for a run that only took too long would be a claim nobody proved."""
    arguments = command(root, "run", str(teaching), "--time-limit", "0.001", "--workers", "1", "--out", str(tmp_path), "--quiet")
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
    truth = dict.fromkeys(("today", "liaison", "delegate", "four-star"), "optimal") | {"combined": "infeasible"}
    rows = runs(tmp_path / "teaching" / "run", COMPLETE)
    assert {row["variant"] for row in rows} == set(truth)
    for row in rows:
        unproved = ("no answer",) if row["variant"] == "combined" else ("no answer", "feasible")
        assert row["status"] in (*unproved, truth[row["variant"]])
        assert bool(row["weighted_delay"]) == bool(row["gap"]) == (row["status"] in ("optimal", "feasible"))


def test_a_wide_gap_is_told_with_the_answer(root: Path, us_japan_one_phase: Path, tmp_path: Path) -> None:
    """Half the delay may stay unproved: a run that stops early is `feasible` with its gap, `optimal` only where the gap is closed."""
    arguments = command(root, "run", str(us_japan_one_phase), "--gap", "0.5", "--workers", "1", "--out", str(tmp_path), "--quiet")
    variants = ["--variant", "v00-status-quo", "--variant", "v03-coordination-centre"]
    done = subprocess.run([*arguments, *variants], capture_output=True, text=True, check=False, timeout=120)
    rows = runs(tmp_path / us_japan_one_phase.name / "run", WITH_RECORD)
    assert len(rows) == 2
    for row in rows:
        gap = float(row["gap"])
        assert 0 <= gap <= 0.5
        assert row["status"] == ("optimal" if gap <= PROVED else "feasible")
        assert float(row["bound"]) <= float(row["weighted_delay"])
    assert done.returncode == (0 if all(row["status"] == "optimal" for row in rows) else 1), done.stderr
