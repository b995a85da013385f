"""The command line: what it prints where, and its exit codes. Runs the skeleton instance, which solves in a blink."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from model import cli
from model.errors import ModelFault
from model.reporting.run_tables import TABLES
from model.solving.outcome import Outcome, Status
from model.study.plan import Batch, Plan
from model.study.runs import RunRecord
from model.tables.common import CAUTION
from tests.reporting.builders import infeasible_record, of_one_phase, run_record


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance that is right."""
    folder = tmp_path_factory.mktemp("cli") / "small"
    assert cli.main(["new", str(folder)]) == 0
    return folder


def pretend(monkeypatch: pytest.MonkeyPatch, runs: Sequence[RunRecord], interrupted: bool = False) -> None:
    """Let the solver's part end with these runs, of one phase as the instance."""
    monkeypatch.setattr("model.cli.run.run_plan", lambda plan, engine: Batch(tuple(map(of_one_phase, runs)), 0, interrupted))


def test_check_says_in_a_line_that_all_is_well(skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A right instance: one line, exit 0."""
    capsys.readouterr()
    assert cli.main(["check", str(skeleton)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("small: no errors")
    assert out.count("\n") == 1


def test_check_prints_every_finding_and_exits_2(skeleton: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two faults, two lines, each with file and line; stopping at the first would cost a round for each."""
    folder = copy(skeleton, tmp_path)
    replace_in(folder / "headquarters.csv", "existing", "exists")
    replace_in(folder / "conditions.csv", "condition,", "conditoin,")
    assert cli.main(["check", str(folder)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("headquarters.csv:2 status = 'exists'") for line in lines)
    assert any(line.startswith("conditions.csv:1") and "did you mean" in line for line in lines)


def test_check_as_json_lists_findings_for_programs(skeleton: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for programs: an editor can jump to file and line."""
    folder = copy(skeleton, tmp_path)
    replace_in(folder / "headquarters.csv", "existing", "exists")
    assert cli.main(["check", str(folder), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"]
    assert found["findings"][0]["file"] == "headquarters.csv"


def test_run_solves_writes_and_tells(skeleton: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way with the real solver: exit 0, all tables, hours in the summary, and the caution about forecasts."""
    pytest.importorskip("model.solving.solve")
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert CAUTION in told.out
    assert "optimal" in told.out
    folder = tmp_path / "small" / "run"
    assert {path.stem for path in folder.glob("*.csv")} == {*TABLES, "dictionary"}
    runs = list(csv.DictReader((folder / "runs.csv").open(encoding="utf-8-sig")))
    assert [row["status"] for row in runs] == ["optimal"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["runs"][0]["digest"] == runs[0]["digest"]
    assert manifest["versions"]["highspy"][0].isdigit()


def test_two_runs_write_the_same_tables(skeleton: Path, tmp_path: Path) -> None:
    """Same input, same bytes, in this process and in others; only the manifest, which has the times, may differ."""
    pytest.importorskip("model.solving.solve")
    for study, setting in (("one", "1"), ("two", "2")):
        assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--study", study, "--workers", setting, "--quiet"]) == 0
    for table in (tmp_path / "small" / "one").glob("*.csv"):
        assert table.read_bytes() == (tmp_path / "small" / "two" / table.name).read_bytes(), table.name


def test_run_as_json_is_one_document_and_nothing_else(skeleton: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output parses as JSON: a progress line or table among it would break the program that reads it."""
    pytest.importorskip("model.solving.solve")
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--json", "--workers", "1"]) == 0
    told = capsys.readouterr()
    summary = json.loads(told.out)
    assert summary["exit_code"] == 0
    assert summary["runs"][0]["status"] == "optimal"
    assert told.err == ""


def test_quiet_is_silent(skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on either stream; the reports are there."""
    pretend(monkeypatch, [run_record("forward")])
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert (tmp_path / "small" / "run" / "runs.csv").exists()


@pytest.mark.parametrize("status", [Status.FEASIBLE, Status.NO_ANSWER, Status.FAILED, Status.UNBOUNDED])
def test_a_run_that_is_not_proved_exits_1(skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: Status) -> None:
    """Exit 1 for every status but optimal, with the reports written; 0 would pass a time-out off as an answer."""
    good = run_record("forward")
    outcome = (
        Outcome(status, good.outcome.posture, good.outcome.evaluation, 1.0, 0.5)
        if status is Status.FEASIBLE
        else Outcome(status, reason="why")
    )
    pretend(monkeypatch, [RunRecord("forward", good.instance, good.digest, outcome)])
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--quiet"]) == 1
    assert (tmp_path / "small" / "run" / "runs.csv").exists()


def test_an_infeasible_run_exits_1_and_tells_the_conflict(
    skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clash is printed in words with its citation."""
    pretend(monkeypatch, [run_record("forward"), infeasible_record("v02")])
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path)]) == 1
    assert "  - =A general must command [rule law1; Act 1]" in capsys.readouterr().out


def test_interruption_exits_130_and_reports_the_finished(skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C where no report stands: exit 130, and what had ended is in the reports."""
    pretend(monkeypatch, [run_record("forward")], interrupted=True)
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--quiet"]) == 130
    assert "forward" in (tmp_path / "small" / "run" / "runs.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("ended", [0, 1])
def test_interruption_leaves_an_earlier_report(
    skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ended: int
) -> None:
    """Nothing, or one run of two, has ended: exit 130, the report of both stays as it was, and the summary says so; one of less in
    its place would lose the other."""
    pretend(monkeypatch, [run_record("forward"), run_record("back")])
    cli.main(["run", str(skeleton), "--out", str(tmp_path), "--quiet"])
    before = {path.name: path.read_bytes() for path in (tmp_path / "small" / "run").iterdir()}
    pretend(monkeypatch, [run_record("forward")][:ended], interrupted=True)
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path)]) == 130
    assert {path.name: path.read_bytes() for path in (tmp_path / "small" / "run").iterdir()} == before
    assert "stay as they were" in capsys.readouterr().out


@pytest.mark.parametrize(
    "more, said",
    [
        (["--variant", "forwrd"], "did you mean 'forward'"),
        (["--set", "conditions.peacetime.temp=2"], "did you mean"),
        (["--set", "conditions.peacetime.tempo=fast"], "tempo"),
        (["--set", "no-equals-sign"], "PATH=VALUE"),
        (["--workers", "0"], "--workers"),
        (["--gap", "-1"], "--gap"),
        (["--time-limit", "soon"], "--time-limit"),
        (["--study", "../elsewhere"], "--study"),
        (["--baseline", "nobody"], "--baseline"),
        (["--all", "--variant", "forward"], "exclude"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_bad_input_exits_2_with_the_reason_and_nothing_solved(
    skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    """Each mistake is told on standard error with what is wrong; the solver is never asked and no folder appears."""

    def solve(plan: Plan, *rest: object) -> Batch:
        raise AssertionError("solved in spite of bad input")

    monkeypatch.setattr("model.cli.run.run_plan", solve)
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path / "out"), *more]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_a_report_stops_before_solving(
    skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The target holds other files: exit 2 at once, not after hours of solving."""
    target = tmp_path / "small" / "run"
    target.mkdir(parents=True)
    (target / "thesis.txt").write_text("years of work")
    monkeypatch.setattr("model.cli.run.run_plan", None)
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path)]) == 2
    assert "is left alone" in capsys.readouterr().err


def test_our_own_fault_exits_3_with_its_traceback(
    skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken promise inside the program shows where; exit 1 or 2 would send the reader looking at their input."""

    def fail(*whatever: object) -> Batch:
        raise ModelFault("the posture does not add up")

    monkeypatch.setattr("model.cli.run.run_plan", fail)
    assert cli.main(["run", str(skeleton), "--out", str(tmp_path), "--quiet"]) == 3
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "the posture does not add up" in told
    assert "fault of the program" in told


def test_a_missing_instance_and_an_unknown_verb_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither is a traceback."""
    assert cli.main(["check", str(tmp_path / "absent")]) == 2
    assert cli.main(["solve-everything"]) == 2
    assert cli.main([]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_dictionary_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page on standard output and in a file are the same."""
    assert cli.main(["dictionary", "--out", "-"]) == 0
    page = capsys.readouterr().out
    assert cli.main(["dictionary", "--out", str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page


def test_schema_writes_files(tmp_path: Path) -> None:
    """At least one schema a table."""
    assert cli.main(["schema", "--out", str(tmp_path)]) == 0
    assert any(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", ["mps", "lp"])
def test_export_writes_the_model(skeleton: Path, tmp_path: Path, suffix: str) -> None:
    """The file is there and has something in it."""
    pytest.importorskip("model.solving.export")
    target = tmp_path / f"model.{suffix}"
    assert cli.main(["export", str(skeleton), "--variant", "forward", "--out", str(target)]) == 0
    assert target.stat().st_size > 100


@pytest.mark.parametrize(
    "more", [["--out", "model.xls"], ["--out", "model.lp", "--format", "mps"], ["--out", "m.lp", "--variant", "forwrd"]]
)
def test_export_refuses_what_it_cannot_write(skeleton: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    """Another format, a name that belies the format, an unknown variant: exit 2 and no file."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["export", str(skeleton), *more]) == 2
    assert not list(tmp_path.iterdir())


def test_solve_works_from_any_directory(root: Path, skeleton: Path, tmp_path: Path) -> None:
    """`python .../solve.py check` from elsewhere finds the program: imports that rely on the current directory would fail."""
    command = [sys.executable, str(root / "solve.py"), "check", str(skeleton)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no errors" in done.stdout


def copy(source: Path, target: Path) -> Path:
    """A copy of an instance that a test may spoil."""
    import shutil

    return Path(shutil.copytree(source, target / source.name))


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file; it must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
