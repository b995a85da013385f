"""The report folder: whole or not at all, and only ever in place of a report of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model import cli
from model.data import folders
from model.errors import InputError
from model.reporting.dictionary import render
from model.reporting.run_tables import PLAN_TABLES
from model.reporting.write import check_replaceable, renew_folder, write_reports
from tests.reporting.builders import infeasible_record, run_record, tiny_instance

RUNS = [run_record("v00"), run_record("v01", delegated=True), infeasible_record("v02")]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_has_every_table_the_dictionary_and_the_manifest(tmp_path: Path) -> None:
    """No table is forgotten: the folder holds exactly the tables of the dictionary, itself and the manifest; nothing else is left."""
    folder = write_reports(tmp_path / "out" / "run", tiny_instance(), RUNS, {"seed": 0})
    assert set(contents(folder)) == {f"{name}.csv" for name in PLAN_TABLES} | {
        "dictionary.csv",
        "datapackage.json",
        "report.html",
        "report.xlsx",
        "manifest.json",
    }
    assert json.loads((folder / "manifest.json").read_text()) == {"seed": 0}
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_the_same_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """Twice the same runs, slower the second time: equal bytes. A clock, a path or run seconds in a table would differ."""
    first = contents(write_reports(tmp_path / "a", tiny_instance(), RUNS, {}))
    slower = [type(run)(run.variant, run.instance, run.digest, run.outcome, run.seconds + 9) for run in RUNS]
    assert contents(write_reports(tmp_path / "b", tiny_instance(), slower, {})) == first


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    """A file of the earlier report that the new one lacks is gone; writing over it would leave it to mislead."""
    folder = write_reports(tmp_path / "run", tiny_instance(), RUNS, {})
    (folder / "old.csv").write_text("stale")
    write_reports(folder, tiny_instance(), RUNS[:1], {})
    assert not (folder / "old.csv").exists()
    assert (folder / "runs.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_failure_while_writing_leaves_the_earlier_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up half-way: the earlier report stands untouched and no scraps remain; writing in place would lose both."""
    folder = write_reports(tmp_path / "run", tiny_instance(), RUNS, {})
    before = contents(folder)
    real = Path.write_bytes

    def fill_up(self: Path, data: bytes) -> int:
        if self.name == "routes.csv":
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    with pytest.raises(InputError, match="cannot be written: No space left on device; what was there before still stands"):
        write_reports(folder, tiny_instance(), RUNS[:1], {})
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_failure_to_take_the_place_puts_the_earlier_report_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step fails: the earlier report is moved back. Without that, `run` would be gone."""
    folder = write_reports(tmp_path / "run", tiny_instance(), RUNS, {})
    before = contents(folder)
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(folders, "exchange", lambda one, other: False)
    monkeypatch.setattr(folders.Path, "rename", refuse)
    with pytest.raises(InputError, match="denied"):
        write_reports(folder, tiny_instance(), RUNS[:1], {})
    assert contents(folder) == before


def test_a_folder_that_is_not_a_report_is_left_alone(tmp_path: Path) -> None:
    """A folder with someone's thesis and no manifest is refused; replacing it would delete the thesis."""
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"manifest\.json"):
        write_reports(tmp_path, tiny_instance(), RUNS, {})
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_absent_and_empty_folders_can_be_written_and_files_cannot(tmp_path: Path) -> None:
    """Nothing is lost in an absent or empty folder; a file in the way is refused with a finding, not a traceback."""
    check_replaceable(tmp_path / "absent")
    check_replaceable(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        check_replaceable(tmp_path / "file")
    with pytest.raises(InputError, match="is a file"):
        check_replaceable(tmp_path / "file" / "run")


def test_no_runs_still_make_readable_tables(tmp_path: Path) -> None:
    """With nothing finished every table is its header; a table function that needs a first run would fail."""
    folder = write_reports(tmp_path / "run", tiny_instance(), [], {})
    assert (folder / "routes.csv").read_text(encoding="utf-8").count("\n") == 1


def test_the_published_dictionary_is_fresh(root: Path) -> None:
    """reports/README.md is what the columns say today; after a change `solve.py dictionary` has to be run."""
    assert (root / "reports" / "README.md").read_text(encoding="utf-8") == render()


def test_every_column_is_explained_and_named_once() -> None:
    """No column without a meaning, no name twice in a table: a reader could not tell two of them apart."""
    for table in PLAN_TABLES.values():
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names)), table.name
        assert all(column.description for column in table.columns), table.name
        assert all(column.unit for column in table.columns if column.kind == "number"), table.name


def test_a_disk_that_fills_up_leaves_a_report_as_it_was_while_it_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`report` fails at its last file: every file is the old one and nothing is left; writing in place would leave a mixture. A link
    gives way to the new file; what it leads to is not written."""
    folder = write_reports(tmp_path / "run", tiny_instance(), RUNS, {})
    (folder / "notes.txt").write_text("mine")
    (tmp_path / "elsewhere.html").write_text("theirs")
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to(tmp_path / "elsewhere.html")
    before = contents(folder)
    files = {"report.html": b"new", "report.xlsx": b"new"}
    real = Path.write_bytes

    def fill_up(self: Path, data: bytes) -> int:
        if self.name == "report.xlsx":
            raise OSError(28, "No space left on device")
        return real(self, data)

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", fill_up)
        with pytest.raises(InputError, match="No space left"):
            renew_folder(folder, files)
    assert contents(folder) == before
    renew_folder(folder, files)
    assert contents(folder) == before | files
    assert (tmp_path / "elsewhere.html").read_text() == "theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere.html", "run"]


@pytest.mark.parametrize("command", [("run",), ("sweep", "grid")], ids=["run", "sweep"])
def test_nothing_is_solved_where_nothing_can_be_written(
    teaching: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """A disk without room, found out before the work: exit 2, in words, and no question is asked. A verb that looks only when it writes
    loses hours."""

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    def solve(*_: object, **__: object) -> None:
        raise AssertionError("solved first")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr("model.cli.run.run_plan", solve)
    monkeypatch.setattr("model.cli.sweep.Engine", solve)
    verb, *study = command
    assert cli.main([verb, str(teaching), *study, "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert "No space left on device; nothing was begun" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
