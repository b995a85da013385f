"""The skeleton is valid, explains itself and never overwrites."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from model.data.cells import columns
from model.data.records import TABLES
from model.data.skeleton import write_skeleton
from model.errors import InputError
from tests.data.conftest import findings_of


def test_skeleton_has_no_findings(folder: Path) -> None:
    """What `new` writes passes `check`. Would fail when a column is added to a record and not to the skeleton."""
    assert findings_of(folder) == ()


def test_skeleton_has_every_column(folder: Path) -> None:
    """Each table has the record's columns in their order, but for two that few need. Would fail when a record gets one alone."""
    headers = {name: (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",") for name in TABLES}
    seldom = {("headquarters", "commander"), ("ranges", "group")}
    assert all(columns(TABLES[table][0])[name].optional for table, name in seldom)
    assert headers == {name: [column for column in columns(record) if (name, column) not in seldom] for name, (record, _) in TABLES.items()}


def test_what_is_no_code_goes_into_the_wheel(root: Path) -> None:
    """Every other file below model/ is declared as package data, which `new`, the page and type checkers need where the program is
    installed. Would fail when a folder of them is added and only found in a checkout."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["package-data"].items()
    declared = {path for package, globs in packages for glob in globs for path in (root / package.replace(".", "/")).glob(glob)}
    present = {path for path in (root / "model").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert present <= declared
    assert {root / "model/py.typed", root / "model/data/templates/variants/forward.toml"} <= declared


def test_guide_names_every_column(folder: Path) -> None:
    """README.md has each table and column. Would fail if the page were written by hand and forgotten."""
    guide = (folder / "README.md").read_text(encoding="utf-8")
    for name, (record, _) in TABLES.items():
        section = guide.split(f"## {name}.csv")[1].split("\n## ")[0]
        for column in columns(record):
            assert f"| {column} |" in section


def test_existing_work_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    """A folder with anything in it, or a file, is refused and left alone. Would lose someone's instance."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match="not empty"):
        write_skeleton(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="not empty"):
        write_skeleton(tmp_path / "file")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """An empty folder that exists will do. Would fail if only new folders were accepted."""
    (tmp_path / "empty").mkdir()
    write_skeleton(tmp_path / "empty")
    assert findings_of(tmp_path / "empty") == ()
