"""The tutorial's commands do what it says: carried out one after the other, in an empty folder that has the instances."""

from __future__ import annotations

import csv
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

# Eleven processes, half a minute of work: with the nightly run.
pytestmark = pytest.mark.slow

BLOCK = re.compile(r"```(sh|toml)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`(instances/[\w/-]+\.toml)`:\n\n$")
ROW = re.compile(r"^\| ([\w-]+) \| ([\d,]+) \| (?:-([\d.]+) %)? ?\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def carried_out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tutorial has been followed from top to bottom. Fails with the first command that does not end as it says."""
    here = tmp_path_factory.mktemp("tutorial")
    copytree(root / "instances" / "teaching", here / "instances" / "teaching")
    page = (root / "docs" / "tutorial.md").read_text(encoding="utf-8")
    for block in BLOCK.finditer(page):
        kind, text = block[1], block[2]
        if kind == "toml":
            name = FILE.search(page[: block.start()])
            assert name, "a file of the tutorial has no name"
            (here / name[1]).write_text(text, encoding="utf-8")
            continue
        for line in text.strip().split("\n"):
            first, script, *arguments = shlex.split(line)
            assert (first, script) == ("python3", "solve.py")
            quick = ["--workers", "1"] if arguments[0] in ("run", "sweep") else []
            command = [sys.executable, str(root / "solve.py"), *arguments, *quick]
            done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
            may_be = (0, 1) if arguments[:2] in (["run", "instances/teaching"], ["sweep", "instances/teaching"]) else (0,)
            if arguments[0] == "explain" and "combined" in arguments:
                may_be = (0, 1)
            assert done.returncode in may_be, f"{line}\n{done.stdout}{done.stderr}"
    return here


def hours(folder: Path) -> dict[str, float]:
    """Variant -> weighted hours of a report."""
    with (folder / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["variant"]: float(row["weighted_delay"]) for row in csv.DictReader(file) if row["weighted_delay"]}


def test_the_numbers_of_its_table_are_those_of_the_run(root: Path, carried_out: Path) -> None:
    """Hours and percentages as the tutorial prints them; a change of the instance or of the model shows here."""
    found = hours(carried_out / "reports" / "teaching" / "run")
    told = ROW.findall((root / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    assert {name for name, _, _ in told} == set(found)
    for name, figure, less in told:
        assert f"{found[name]:,.0f}" == figure
        assert less == ("" if name == "today" else f"{100 * (1 - found[name] / found['today']):.1f}")


def test_what_it_says_of_the_star_and_of_the_seat_is_so(carried_out: Path) -> None:
    """Without referral the star saves nothing; the seat in Hawaii does not do as well as the star."""
    reports = carried_out / "reports" / "teaching"
    without = hours(reports / "no-referral")
    assert without["four-star"] == pytest.approx(without["delegate"])
    seat = hours(reports / "seat")
    assert seat["four-star"] < seat["seat"]
    assert (reports / "run" / "report.pptx").is_file()
