"""A fresh copy of the skeleton for each test, and small ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.data.reader import load_instance
from model.data.skeleton import write_skeleton
from model.errors import Finding, InputError
from tests.data.plan_files import COMMENT, LATER, POOLS

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid instance folder."""
    home = tmp_path / "first"
    write_skeleton(home)
    return home


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the first `old` in a file by `new`; fails where there is no `old`."""

    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def plan(folder: Path) -> Path:
    """The skeleton with three phases; in the second the tempo of the crisis changes. Ends in the settings of the third."""
    one = (folder / "instance.toml").read_text(encoding="utf-8").partition(COMMENT)[0]
    (folder / "instance.toml").write_text(one + LATER, encoding="utf-8")
    with (folder / "pools.csv").open("a", encoding="utf-8") as file:
        file.write(POOLS)
    return folder


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """Every finding of a folder; none for a valid one."""
    try:
        load_instance(folder)
    except InputError as error:
        return error.findings
    return ()


def only(folder: Path) -> Finding:
    """The one finding of a folder."""
    findings = findings_of(folder)
    assert len(findings) == 1, findings
    return findings[0]
