"""What holds of both shipped alliances: each row says where it comes from, and the model knows neither by name."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from model.data.records import TABLES as KEYS

ROOT = Path(__file__).resolve().parent.parent
ALLIANCES = (ROOT / "instances" / "us-japan", ROOT / "instances" / "us-rok")
CITED = re.compile(r"\[[a-z][a-z0-9_]*\]")
TABLES = (
    "conditions",
    "sites",
    "headquarters",
    "desks",
    "authorities",
    "channels",
    "liaison_levels",
    "threads",
    "demand",
    "rules",
    "pools",
)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table as they stand in the file."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place_of(table: str, row: dict[str, str]) -> str:
    """What paths to the numbers of a row begin with; a pool's resource stands where a column does."""
    return f"{table}." + "@".join(row[key] for key in KEYS[table][1] if key != "resource")


@pytest.mark.parametrize("folder", ALLIANCES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_both_uncited_and_without_a_range(table: str, folder: Path) -> None:
    """Each row cites a source by its key, or one of its numbers has a row in `ranges.csv`; a row with neither is a bare guess. (A range is
    an assumption and says so.)"""
    ranged = {row["path"].rpartition(".")[0] for row in rows(folder, "ranges")}
    for line, row in enumerate(rows(folder, table), start=2):
        place = place_of(table, row)
        words = row.get("source", "") + row.get("citation", "")
        assert CITED.search(words) or place in ranged, f"{folder.name}/{table}.csv:{line} cites nothing and has no range"


@pytest.mark.parametrize("folder", ALLIANCES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("table", TABLES)
def test_every_assumption_says_where_its_range_is_or_what_it_follows(table: str, folder: Path) -> None:
    """A row that calls itself an assumption has a range, or cites what the number was taken from."""
    ranged = {row["path"].rpartition(".")[0] for row in rows(folder, "ranges")}
    for line, row in enumerate(rows(folder, table), start=2):
        if "range in ranges.csv" in row.get("source", ""):
            place = place_of(table, row)
            assert place in ranged, f"{folder.name}/{table}.csv:{line} promises a range that is not there"


def names_of_the_alliances() -> set[str]:
    """Ids of headquarters and authorities and names of variants of both full instances."""
    found: set[str] = set()
    for folder in ALLIANCES:
        found |= {row["hq"] for row in rows(folder, "headquarters")}
        found |= {row["authority"] for row in rows(folder, "authorities")}
        found |= {path.stem for path in (folder / "variants").glob("*.toml")}
    return found


def spoken(source: str) -> str:
    """All that a module says: its text as it stands, with comments and docstrings, and the texts it works with, free of escapes."""
    constants = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return " ".join([source, *(value for value in constants if isinstance(value, str))])


def known(text: str, names: set[str]) -> set[str]:
    """The names that a text has as whole words."""
    return set(re.findall(r"[A-Za-z0-9_][A-Za-z0-9_-]*", text)) & names


def test_nothing_in_the_model_knows_an_alliance() -> None:
    """No code, comment, docstring, template or asset of `model/` has an id of either alliance. A special case for one of them fails
    here, and so does an example to the reader that belongs to one: the model serves any alliance."""
    names = names_of_the_alliances()
    for path in sorted((ROOT / "model").rglob("*")):
        if path.suffix in (".py", ".csv", ".toml", ".html", ".css", ".txt"):
            text = path.read_text(encoding="utf-8")
            assert not known(spoken(text) if path.suffix == ".py" else text, names), path.relative_to(ROOT)


@pytest.mark.parametrize("source", ['if hq == "CFC":\n    pass', '"""As CFC."""', "x = 1  # as CFC", 'x = "a\\nCFC"', "CFC = 1"])
def test_a_special_case_would_be_found(source: str) -> None:
    """The search itself: an id in a comparison, a docstring, a comment, behind an escape or as a name is seen, half of one is not."""
    names = names_of_the_alliances()
    assert {"CFC", "USFJ", "kr_opcon_joint", "v00-status-quo"} <= names
    assert known(spoken(source), names) == {"CFC"}
    assert not known(spoken(source.replace("CFC", "CF")), names)
