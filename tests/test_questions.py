"""The ten questions of docs/questions.md: every command is carried out, and what the page says it prints is what it prints."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

# They solve variants of the shipped case: a minute and a half of work in all.
pytestmark = pytest.mark.slow

BLOCK = re.compile(r"```(sh|toml|python|text)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`(instances/[\w/-]+\.toml)`")
LINES = {
    "one posture for all four": "weighted_delay",
    "best for that corner alone": "optimum",
    "posture of the base values": "base_delay",
}
INSTANCES = ("us-japan", "us-japan-one-phase")


def carry_out(root: Path, here: Path, kind: str, text: str) -> str:
    """What a block prints. A run that ends with 2 or worse is a fault of the page; 1 says that something differs or is infeasible."""
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "250"}
    if kind == "python":
        commands = [[sys.executable, "-c", text]]
    else:
        commands = [[sys.executable, str(root / "solve.py"), *shlex.split(line)[2:]] for line in text.strip().split("\n")]
    said = ""
    for command in commands:
        done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode in (0, 1), f"{command}\n{done.stdout}{done.stderr}"
        said += done.stdout + done.stderr
    return said


def squeezed(text: str) -> str:
    """The text with every stretch of blanks as one."""
    return re.sub(r"\s+", " ", text).strip()


def test_every_question_has_the_answer_that_the_page_gives(root: Path, tmp_path: Path) -> None:
    """From top to bottom in one folder: files are written where the page says so, commands carried out, and each line of an answer
    is found in what they print. A number that moves with the instance or the model shows here, with its question."""
    for name in INSTANCES:
        copytree(root / "instances" / name, tmp_path / "instances" / name)
    page = (root / "docs" / "questions.md").read_text(encoding="utf-8")
    said, checked = "", 0
    for block in BLOCK.finditer(page):
        kind, text = block[1], block[2]
        if kind == "toml":
            path = tmp_path / FILE.findall(page[: block.start()])[-1]
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
        elif kind == "text":
            for line in text.strip().split("\n"):
                assert squeezed(line) in squeezed(said), f"{line!r} is not in what was printed:\n{said}"
                checked += 1
        else:
            said = carry_out(root, tmp_path, kind, text)
    assert checked > 12
    assert page.count("\n## ") == 10
    check_the_two_unknowns(page, tmp_path / "reports" / "us-japan-one-phase" / "two-unknowns")


def check_the_two_unknowns(page: str, reports: Path) -> None:
    """The table of question 7 is that of the study, and so are the numbers under it."""

    def rows(name: str) -> list[dict[str, str]]:
        with (reports / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    corners = rows("robust_futures")
    assert [row["future"] for row in corners] == ["both_quick", "only_japan_quick", "only_us_quick", "both_slow"]
    for name, column in LINES.items():
        told = " | ".join(f"{float(row[column]):,.0f}" for row in corners)
        assert f"| {name} | {told} |" in page
    (price,) = rows("robust_price")
    assert f"regrets {float(price['most_regret']):.0f} hours a day at most" in page
    assert f"regrets up to {float(price['base_most_regret']):,.0f}" in page
    assert f"gives up {float(price['given_up']):.0f} hours" in page
    assert f"regrets less than {float(price['bound']):.0f} hours" in page
