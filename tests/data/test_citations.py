"""Rows cite sources by key, and a citation is a reference like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.citations import citations
from model.data.digest import digest
from model.data.reader import load_instance
from tests.data.conftest import Edit, findings_of, only

HEADER = "key,title,publisher,date,address,supports\n"
LOG = "log_2024,Log of requests,Staff college,2024-07,,how often warnings come\n"
PLACE = "assumption: replace with your own source"


@pytest.fixture
def cited(folder: Path, edit: Edit) -> Path:
    """The skeleton with one source, which one row of demand cites."""
    (folder / "sources.csv").write_text(HEADER + LOG)
    edit("demand.csv", f"warning,routine,2,1,,{PLACE}", "warning,routine,2,1,,[log_2024] p. 3; a count")
    return folder


def test_a_cited_source_is_sound(cited: Path) -> None:
    """The citation is found where it stands, with the whole cell. Would fail if brackets were read by nobody."""
    assert findings_of(cited) == ()
    (found,) = citations(load_instance(cited))
    assert (found.table, found.key, found.column, found.source) == ("demand", "warning@routine", "source", "log_2024")
    assert found.text == "[log_2024] p. 3; a count"


@pytest.mark.parametrize(
    "file, old, new, line",
    [
        ("demand.csv", "[log_2024] p. 3", "[log_2024] [log_2042]", 2),
        ("rules.csv", "placeholder: cite the law", "[log_2042]", 2),
        ("instance.toml", 'source = "', 'source = "[log_2042] ', 0),
        ("variants/forward.toml", 'source = "', 'source = "[log_2042] ', 0),
    ],
)
def test_an_unknown_key_is_refused_where_it_stands(cited: Path, edit: Edit, file: str, old: str, new: str, line: int) -> None:
    """Wherever a row, a parameter or a variant cites what is not listed, file, line and the nearest key are told. Would pass
    if only tables were looked through."""
    text = (cited / file).read_text()
    edit(file, old, new)
    found = only(cited)
    where = line or next(number for number, row in enumerate((cited / file).read_text().splitlines(), 1) if "log_2042" in row)
    assert (found.file, found.line, found.hint) == (file, where, "log_2024"), text
    assert found.why == "cites 'log_2042', which is not in sources.csv"


def test_a_source_that_nobody_cites_is_refused(cited: Path) -> None:
    """A list with what supports nothing would look better read than the instance is."""
    (cited / "sources.csv").write_text(HEADER + LOG + "idle,Idle,Nobody,,,nothing\n")
    found = only(cited)
    assert (found.file, found.line, found.column, found.value) == ("sources.csv", 3, "key", "idle")


def test_brackets_are_words_where_there_is_no_list(folder: Path, edit: Edit) -> None:
    """Without sources.csv, or with an empty one, brackets are free. Would be refused if the table had to be there."""
    edit("rules.csv", "placeholder: cite the law", "Act [amended] Art. 3")
    assert findings_of(folder) == ()
    (folder / "sources.csv").unlink(missing_ok=True)
    assert findings_of(folder) == ()


@pytest.mark.parametrize("date, sound", [("2024", True), ("2024-07-28", True), ("", True), ("28 July 2024", False), ("2024-13", False)])
def test_dates_are_days_months_or_years(cited: Path, date: str, sound: bool) -> None:
    """Dates sort as text; others are refused with what they should look like."""
    (cited / "sources.csv").write_text(HEADER + LOG.replace("2024-07", date))
    assert [found.column for found in findings_of(cited)] == ([] if sound else ["date"])


def test_the_list_is_no_part_of_a_question(cited: Path) -> None:
    """A better title leaves the digest as it is, so that kept answers are found again. Would differ if the list were content."""
    before = digest(load_instance(cited))
    (cited / "sources.csv").write_text(HEADER + LOG.replace("Log of", "The log of"))
    assert digest(load_instance(cited)) == before
