"""The same input gives the same bytes, whatever order a process happens to keep its sets in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = ("run", "instances/teaching", "--workers", "1", "--quiet")
STUDY = ("sweep", "instances/teaching", "prices", "--workers", "1", "--quiet")


def written(root: Path, out: Path, seed: str, command: tuple[str, ...]) -> dict[str, bytes]:
    """Every file of the report that the command writes, but for the manifest, which holds times."""
    order = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "solve.py", *command, "--out", str(out)], cwd=root, env=order, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    (folder,) = (path for path in (out / "teaching").iterdir() if not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


@pytest.mark.parametrize("command", [RUN, STUDY], ids=["run", "study"])
def test_two_processes_write_the_same_bytes(root: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Tables, page, workbook and data package; a sentence that lists a set as it comes differs from process to process."""
    one, other = (written(root, tmp_path / seed, seed, command) for seed in ("1", "2"))
    assert {"report.html", "report.xlsx", "datapackage.json"} <= one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
