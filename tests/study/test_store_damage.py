"""Damaged stores: never a number that was not written, never a traceback, and what is whole is not lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from model.errors import InputError
from model.study.experiment import Experiment
from model.study.store import FORMAT, SAVED, Store, reading
from model.study.store_files import beside
from tests.study.byte_damage import KINDS, Kind, letters, many
from tests.study.test_store import RESULT

ROWS, LONG = 30, 3000
RESULTS = {
    f"{number:064x}": replace(
        RESULT,
        tie_break_proved=None,
        weighted_delay=number / 7,
        decisions=tuple(("level", "now", "H", f"K{n}", n) for n in range(number % 9 * 15)),
    )
    for number in range(ROWS)
}
DAMAGES = 320


def question(number: int) -> Experiment:
    """A question of its own; some take more than a page."""
    return Experiment(None, (("parameters.x", str(number) * (LONG if number % 13 == 0 else 1)),))


def filled(path: Path) -> Path:
    """A store with a result for all of `RESULTS` and a question without one."""
    with Store(path) as store:
        store.plan({key: question(number) for number, key in enumerate([*RESULTS, "open"])})
        keep_all(store)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a whole store."""
    return filled(tmp_path_factory.mktemp("whole") / "s.sqlite").read_bytes()


def kept_of(path: Path) -> dict[str, object]:
    """What the store at `path` says of all questions."""
    with Store(path) as store:
        return {key: kept.result for key, kept in store.kept([*RESULTS, "open"]).items() if kept.result is not None}


def refusal(path: Path) -> str:
    """Why the store is not opened; empty where it is, and then every result is as it was written."""
    try:
        assert kept_of(path).items() <= RESULTS.items()
    except InputError as error:
        return str(error)
    return ""


def look(path: Path) -> int:
    """Open the damaged store, follow what it says if it is refused, and return how many results there are in the end."""
    why = refusal(path)
    if why:
        saved = beside(path, SAVED)
        assert str(path) in why
        assert "move" in why
        assert saved.exists() == ("results of it are saved" in why)
        for file in path.parent.glob(f"{path.name}*"):
            if file != saved:
                file.unlink()
        if saved.exists():
            saved.rename(path)
        assert refusal(path) == ""
    return len(kept_of(path))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_a_damaged_store_says_so_and_saves_what_is_whole(kind: Kind, whole: bytes, tmp_path: Path) -> None:
    """Random damages of the file: it is read as it was written or refused in words, and the advice leads to a store in which every
    result is one that was written. Without seals a changed digit is another delay; any error of SQLite that is let through fails here."""
    chance = random.Random(kind.__name__)
    left = []
    for number in range(DAMAGES // len(KINDS) + 1):
        data = bytearray(whole)
        kind(data, chance)
        path = tmp_path / str(number) / "s.sqlite"
        path.parent.mkdir()
        path.write_bytes(data)
        left.append(look(path))
        shutil.rmtree(path.parent)
    assert max(left) > (0 if kind in (many, letters) else ROWS // 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE questions SET result = 'not json' WHERE rowid = 3",
        "UPDATE questions SET result = '{}' WHERE rowid = 3",
        "UPDATE questions SET result = x'00ff' WHERE rowid = 3",
        "UPDATE questions SET result = 7 WHERE rowid = 3",
        "UPDATE questions SET result = replace(result, '\"people\": 3', '\"people\": 2') WHERE rowid = 3",
        "UPDATE questions SET result = CAST(x'ff' || result AS TEXT) WHERE rowid = 3",
        "UPDATE questions SET seal = NULL WHERE rowid = 3",
        "UPDATE questions SET time_limit = 'soon' WHERE rowid = 3",
        "UPDATE questions SET tries = 'often' WHERE rowid = 3",
        "UPDATE questions SET question = x'00' WHERE rowid = 3",
        "INSERT INTO faults VALUES (x'00', x'00')",
        "ALTER TABLE questions RENAME COLUMN tries TO attempts",
        "ALTER TABLE questions ADD COLUMN more TEXT",
        "DROP TABLE faults",
        "CREATE TABLE more (a)",
        "DELETE FROM about",
        "UPDATE about SET value = 'three'",
        f"UPDATE about SET value = '{FORMAT + 1}'",
    ],
)
def test_rows_and_tables_that_this_program_did_not_write(statement: str, tmp_path: Path) -> None:
    """Each change that somebody makes in the file itself is refused, and the rows it leaves whole are saved where the table is ours."""
    path = filled(tmp_path / "s.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute(statement)
    with pytest.raises(InputError, match="not a store of results, or a damaged one"):
        Store(path)
    assert look(path) >= (0 if "RENAME" in statement else ROWS - 1)


def test_a_page_that_the_disk_has_never_written_is_noticed(tmp_path: Path) -> None:
    """The index as it was before the last rows came, every page right by itself: refused, and all rows saved. Only the look through the
    whole file finds this; else those rows would seem never to have been asked, and their results would get lost."""
    path = tmp_path / "s.sqlite"
    few = dict(list(RESULTS.items())[:10])
    with Store(path) as store:
        store.plan({key: question(number) for number, key in enumerate(few)})
    early = path.read_bytes()
    with Store(path) as store:
        store.plan({key: question(number) for number, key in enumerate(RESULTS)})
        keep_all(store)
        (page,) = store._base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_questions_1'").fetchone()
    data = bytearray(path.read_bytes())
    place = slice(4096 * (page - 1), 4096 * page)
    data[place] = early[place]
    path.write_bytes(data)
    assert "are saved" in refusal(path)
    assert look(path) == ROWS


def test_a_store_of_the_first_format_is_read_and_sealed(tmp_path: Path) -> None:
    """Rows without seals, whose results lack what was added since: read with those empty, and from then on sealed."""
    path = first_format(tmp_path / "s.sqlite")
    assert kept_of(path) == RESULTS
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("UPDATE questions SET result = replace(result, '\"people\":3', '\"people\":2') WHERE rowid = 3")
    assert look(path) == ROWS - 1


def test_a_damaged_store_of_the_first_format_saves_the_rows_that_make_sense(tmp_path: Path) -> None:
    """A page of zeros in its middle: what can be read is saved, as of the present format."""
    path = first_format(tmp_path / "s.sqlite")
    data = bytearray(path.read_bytes())
    data[40960:45056] = bytes(4096)
    path.write_bytes(data)
    assert ROWS // 2 < look(path) < ROWS


def first_format(path: Path) -> Path:
    """The store as it was kept before rows were sealed."""
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("ALTER TABLE questions DROP COLUMN seal")
        base.execute("UPDATE questions SET result = json_remove(result, '$.tie_break_proved', '$.lost')")
        base.execute("UPDATE about SET value = '1'")
        base.execute("VACUUM")
    return path


def pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(path)


def folder(path: Path) -> None:
    """A folder."""
    path.mkdir()


def device(path: Path) -> None:
    """A device that never ends."""
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, folder, device], ids=lambda make: str(make.__name__))
@pytest.mark.parametrize("end", ["", "-wal", "-journal"])
def test_what_is_no_file_is_not_opened(make: Callable[[Path], None], end: str, tmp_path: Path) -> None:
    """A pipe, folder or device in place of the store or of what SQLite keeps beside it: refused, where opening would wait for ever."""
    make(beside(tmp_path / "s.sqlite", end))
    with pytest.raises(InputError, match="is not a regular file"):
        Store(tmp_path / "s.sqlite")
    with pytest.raises(InputError, match="is not a regular file"), reading(tmp_path / "s.sqlite"):
        pass


def test_what_was_left_beside_a_store_that_was_moved_away_is_refused(tmp_path: Path) -> None:
    """SQLite would take the old file's last pages for the new one's."""
    (tmp_path / "s.sqlite-wal").write_bytes(b"something")
    with pytest.raises(InputError, match="move it away too"):
        Store(tmp_path / "s.sqlite")


def test_the_file_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """Somebody's SQLite file: no table of ours is put into it."""
    path = tmp_path / "s.sqlite"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE friends (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(InputError, match="its tables are others"):
        Store(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["s.sqlite"]


def test_an_earlier_saving_that_holds_more_is_not_replaced(tmp_path: Path) -> None:
    """The file gets worse between two calls: what the first has saved is still there after the second."""
    path = filled(tmp_path / "s.sqlite")
    whole = path.read_bytes()
    for place in (len(whole) - 8192, 20480):
        path.write_bytes(whole[:place] + bytes(len(whole) - place))
        assert "are saved" in refusal(path)
    assert look(path) > ROWS // 2


def test_a_full_disk_keeps_what_had_ended(tmp_path: Path) -> None:
    """No page more than there are: the next result is refused in words, those before are there afterwards, and it goes on with room."""
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.plan({key: question(1) for key in RESULTS})
        store._base.execute("PRAGMA max_page_count = 20")
        with pytest.raises(InputError, match="does not fit on the disk"):
            keep_all(store)
    kept = kept_of(path)
    assert 0 < len(kept) < ROWS
    with Store(path) as store:
        keep_all(store)
    assert kept_of(path) == RESULTS


def keep_all(store: Store) -> None:
    """Keep every result, one after the other."""
    for key, result in RESULTS.items():
        store.ended(key, result, None)
