"""Reports do not depend on the size of urgencies: every column but urgencies and those in weighted hours holds the same cells."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNIT = "h/day"  # urgency-weighted; plain hours are h
# Columns whose unit stands in the row.
BY_ROW = {("comparison", column) for column in ("value", "baseline_value", "difference")}
URGENCY = ("routes", "urgency")
DIGEST = ("runs", "digest")  # of the input, which is another
Tables = dict[str, list[dict[str, str]]]


def scaled(folder: Path, home: Path, factor: float) -> Path:
    """A copy of the instance with every urgency so many times as large."""
    copy = home / "instance" / folder.name
    shutil.copytree(folder, copy)
    demand = copy / "demand.csv"
    with demand.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with demand.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "urgency": repr(float(row["urgency"]) * factor)} for row in rows)
    return copy


def run(root: Path, folder: Path, out: Path) -> Tables:
    """The tables of all variants."""
    command = [sys.executable, "solve.py", "run", str(folder), "--out", str(out), "--quiet"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = {}
    for path in sorted((out / folder.name / "run").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


@pytest.mark.parametrize("factor", [1e-9, pytest.param(1e-6, marks=pytest.mark.slow), 1e6])
def test_tables_of_teaching_at_any_size_of_urgencies(root: Path, teaching: Path, tmp_path: Path, factor: float) -> None:
    """Routes, holders, people, gaps, shares, words: all cells are the same, and those in weighted hours are so many times as large, as far
    as they are printed: with six decimals, of which the last is rounded before it is multiplied. A tolerance in hours would show in
    `authorities`, a division by a rounded nought in a missing report."""
    plain = run(root, teaching, tmp_path / "plain")
    other = run(root, scaled(teaching, tmp_path, factor), tmp_path / "other")
    assert plain.keys() == other.keys()
    units = {(row["table"], row["column"]): row["unit"] for row in plain["dictionary"]}
    weighted = 0
    for table, rows in plain.items():
        assert len(rows) == len(other[table]), table
        for one, two in zip(rows, other[table], strict=True):
            for column, cell in one.items():
                if (table, column) == DIGEST:
                    continue
                unit = one["unit"] if (table, column) in BY_ROW else units.get((table, column))
                if unit != UNIT and (table, column) != URGENCY:
                    assert two[column] == cell, (table, column, one)
                elif cell:
                    weighted += 1
                    assert float(two[column]) == pytest.approx(factor * float(cell), rel=1e-6, abs=max(1e-6, 0.6e-6 * factor)), (
                        table,
                        column,
                    )
    assert weighted > 50
