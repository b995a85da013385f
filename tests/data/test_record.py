"""What may stand in record.csv, and what is said of what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.digest import digest
from model.data.reader import load_instance
from model.data.registers import PARTS
from model.delay.posture import PART_NAMES
from tests.data.conftest import findings_of, only

GOOD = {
    "episode": "storm_2020",
    "date": "2020-02",
    "says": "Storm until an answer",
    "kind": "auth",
    "hours": "4",
    "low": "3",
    "high": "6",
    "subtract_hours": "1",
    "confidence": "high",
    "variant": "forward",
    "thread": "warning",
    "condition": "crisis",
    "after": "south_opcon",
    "until": "north_opcon",
    "parts": "handling|decision_wait",
    "informs": "conditions.crisis.tempo",
    "reading": "the nearest thing",
    "source": "a newspaper",
}


def write(folder: Path, **changed: str) -> None:
    """The record of one episode, with some cells otherwise."""
    header = (folder / "record.csv").read_text(encoding="utf-8").splitlines()[0]
    row = {**GOOD, **changed}
    assert set(row) <= set(header.split(","))
    cells = ",".join(row.get(name, "") for name in header.split(","))
    (folder / "record.csv").write_text(f"{header}\n{cells}\n", encoding="utf-8")


def test_an_episode_becomes_a_record(folder: Path) -> None:
    """Numbers, lists and paths are read; a cell left out is its default. Would fail if a list stayed text."""
    write(folder, subtract_hours="")
    episode = load_instance(folder).record["storm_2020"]
    assert (episode.hours, episode.low, episode.high, episode.subtract_hours) == (4, 3, 6, 0)
    assert episode.parts == ("handling", "decision_wait")
    assert episode.informs == ("conditions.crisis.tempo",)


@pytest.mark.parametrize(
    ("cells", "column", "why", "hint"),
    [
        ({"thread": "waning"}, "thread", "is not in threads.csv", "warning"),
        ({"condition": "crises"}, "condition", "is not in conditions.csv", "crisis"),
        ({"variant": "forwards"}, "variant", "is not in variants/", "forward"),
        ({"low": "5"}, "low", "is more than hours = 4", ""),
        ({"high": "3.5"}, "high", "is less than hours = 4", ""),
        ({"subtract_hours": "3.2"}, "subtract_hours", "leaves nothing of hours = 4, low = 3", ""),
        ({"hours": "soon"}, "hours", "must be a number", ""),
        ({"kind": "exec"}, "kind", "hours of this kind are not the model's", ""),
        ({"kind": "warning"}, "kind", "must be one of", "warn"),
        ({"date": "May 2020"}, "date", "must be a day, month or year", ""),
        ({"condition": ""}, "condition", "must be given", ""),
        ({"variant": ""}, "variant", "must be given", ""),
        ({"until": "north_opcom"}, "until", "is not in authorities.csv", "north_opcon"),
        ({"after": "north_opcon", "until": "south_opcon"}, "until", "does not come after 'north_opcon'", ""),
        ({"parts": "handlin"}, "parts", "'handlin' is no part of a delay", "handling"),
        ({"informs": "conditions.crisis.temp"}, "informs", "no such path", "conditions.crisis.tempo"),
        ({"informs": "conditions.crisis.name"}, "informs", "is not the path of a single number", ""),
        ({"reading": ""}, "reading", "must not be empty", ""),
    ],
)
def test_a_fault_is_told_where_it_stands(folder: Path, cells: dict[str, str], column: str, why: str, hint: str) -> None:
    """One bad cell, one finding in record.csv with line, column, reason and the nearest valid value; left out of the checks, each would
    be compared with nothing, or with the wrong thing, without a word."""
    write(folder, **cells)
    finding = only(folder)
    assert (finding.file, finding.line, finding.column, finding.hint) == ("record.csv", 2, column, hint)
    assert why in finding.why


def test_what_narrows_nothing_is_refused(folder: Path) -> None:
    """An episode that is held against nothing has no leg of it either: after, until and parts are told, one by one."""
    write(folder, thread="", condition="", variant="", kind="exec")
    assert [finding.column for finding in findings_of(folder)] == ["after", "parts", "until"]
    write(folder, thread="", condition="", variant="", after="", until="", parts="", kind="exec")
    assert findings_of(folder) == ()


def test_an_approval_of_another_thread_is_refused(folder: Path) -> None:
    """A leg ends at an approval of its own thread; another thread's authority is there, and is told as no part of this one."""
    threads = (folder / "threads.csv").read_text(encoding="utf-8")
    (folder / "threads.csv").write_text(threads.replace("south_opcon>north_opcon", "south_opcon"), encoding="utf-8")
    write(folder, after="")
    finding = only(folder)
    assert (finding.column, finding.hint) == ("until", "south_opcon")
    assert "is no approval that 'warning' needs" in finding.why


def test_sources_of_the_record_are_held_to_the_list(folder: Path) -> None:
    """A key that an episode cites is in sources.csv, where there is such a list."""
    (folder / "sources.csv").write_text("key,title,publisher,date,address,supports\nnews_2020,News,Paper,2020,,all\n", encoding="utf-8")
    write(folder, source="[news_2020]")
    assert findings_of(folder) == ()
    write(folder, source="[news_2020] and [news_2021]")
    assert "cites 'news_2021'" in only(folder).why


def test_the_record_may_be_missing_and_changes_no_problem(folder: Path) -> None:
    """No answer depends on what happened: the digest is the same with a record, without one and without the file. Stored answers would
    be found no more if it counted."""
    before = digest(load_instance(folder))
    write(folder)
    assert digest(load_instance(folder)) == before
    (folder / "record.csv").unlink()
    assert digest(load_instance(folder)) == before


def test_parts_are_those_of_a_delay() -> None:
    """The words that a record may use are the parts the physics has; a new part without its word could not be asked for."""
    assert PARTS == PART_NAMES
