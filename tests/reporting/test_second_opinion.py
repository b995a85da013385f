"""An independent reader's opinion of our tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from frictionless import Package

from model.reporting.write import write_reports, write_study
from tests.reporting.builders import infeasible_record, run_record, study_tables, tiny_instance

ABOUT: Mapping[str, object] = {"instance": {"name": "Tiny case", "title": "Tiny"}}


def faults(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What frictionless says against the tables of a folder, by its data package: `table: error` a line."""
    monkeypatch.chdir(folder)
    report = Package("datapackage.json").validate()
    found = [f"package: {error.message}" for error in report.errors]
    return found + [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


def test_another_reader_finds_a_run_to_be_what_its_data_package_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """frictionless reads every cell as its column's kind, every key once, every word among those allowed; a cell of another kind,
    a ragged row, a doubled header or key, a byte order mark taken for a letter is an error."""
    runs = [run_record("v00"), run_record("v01", delegated=True, political_score=1), infeasible_record("v02")]
    folder = write_reports(tmp_path / "run", tiny_instance(), runs, ABOUT)
    assert faults(folder, monkeypatch) == []
    assert json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["name"] == "tiny-case"


def test_another_reader_finds_a_study_to_be_what_its_data_package_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for the tables of a study."""
    write_study(tmp_path / "study", study_tables(), ABOUT)
    assert faults(tmp_path / "study", monkeypatch) == []


@pytest.mark.parametrize(
    "old, new",
    [
        ("v00,optimal,", "v00,perfect,"),  # no such status
        ("v01,optimal,", "v00,optimal,"),  # two rows of one key
        ("v01,optimal,", "v01,optimal,,"),  # a ragged row
        ("v01,optimal,", "v01,optimal,many"),  # no number
    ],
)
def test_the_data_package_lets_nothing_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """A table spoiled by hand is refused by its data package; one that constrained nothing would let it pass."""
    folder = write_reports(tmp_path / "run", tiny_instance(), [run_record("v00"), run_record("v01")], ABOUT)
    text = (folder / "runs.csv").read_bytes()
    assert old.encode() in text
    (folder / "runs.csv").write_bytes(text.replace(old.encode(), new.encode(), 1))
    assert faults(folder, monkeypatch)
