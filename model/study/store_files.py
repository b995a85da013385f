"""The files of a store on disk: whether they can be one, a copy of them that may be read without writing, and what is whole of a
damaged one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from model.errors import Finding, InputError
from model.study.store_faults import UNREADABLE
from model.study.store_rows import FIRST_COLUMNS, StoredRow, check_row, row_of

# SQLite keeps what was written last beside the file until it is closed.
COMPANIONS = ("-wal", "-journal")
# No study comes near this: a result takes a few thousand bytes.
MOST_BYTES = 2**31
# No row takes fewer bytes than its key alone.
LEAST_ROW_BYTES = 64
COPIES = 20


def beside(path: Path, end: str) -> Path:
    """The file of the same name with `end` added."""
    return path.with_name(path.name + end)


def companions(path: Path) -> list[Path]:
    """The files that SQLite has left beside the store."""
    return [file for file in (beside(path, end) for end in COMPANIONS) if file.exists()]


def check_files(path: Path) -> None:
    """Raises InputError where what stands at `path` cannot be a store, without opening it: a device or a pipe would never end."""
    for file in (path, *(beside(path, end) for end in COMPANIONS)):
        try:
            about = file.stat()
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(about.st_mode):
            raise InputError([Finding(str(file), 0, "", "", "is not a regular file, so it is no store of results; move it away")])
        if about.st_size > MOST_BYTES:
            why = f"is larger than {MOST_BYTES} bytes, so it is no store of results; move it away"
            raise InputError([Finding(str(file), 0, "", "", why)])
        if file != path and about.st_size and not _size(path):
            why = f"belongs to {path.name}, which is not there or empty; move it away too, or put that file back"
            raise InputError([Finding(str(file), 0, "", "", why)])


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of the store that is gone afterwards. Raises InputError where another process does not stop writing."""
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home) / "store.sqlite"
        for _ in range(COPIES):
            before = _state(path)
            for end in ("", *COMPANIONS):
                beside(copy, end).unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    shutil.copyfile(beside(path, end), beside(copy, end))
            if _state(path) == before:
                yield copy
                return
        raise InputError([Finding(str(path), 0, "", "", "is in use: this study is being run by another process")])


def whole_rows(path: Path) -> list[StoredRow]:
    """The rows with a result that can be read from the file and are whole, each looked for on its own; it may be damaged anywhere,
    or not be there."""
    if not path.exists():
        return []
    with copied(path) as copy:
        _lengthen(copy)
        return _read(copy)


def _lengthen(path: Path) -> None:
    """SQLite reads nothing of a file that is shorter than it says itself; the missing end is no reason to lose the rest."""
    head = _start(path)
    length = int.from_bytes(head[16:18], "big") * int.from_bytes(head[28:32], "big")
    if _size(path) < length <= MOST_BYTES:
        os.truncate(path, length)


def _read(copy: Path) -> list[StoredRow]:
    found: list[StoredRow] = []
    with closing(sqlite3.connect(copy)) as base:
        first = _is_first_format(base)
        for number in range(1, _last(base, copy) + 1):
            with suppress(*UNREADABLE):
                # By place, since names may be damaged too.
                for values in base.execute("SELECT * FROM questions WHERE rowid = ?", (number,)):
                    row = row_of(values, first)
                    check_row(row, with_seal=not first)
                    found += [row] if row.result is not None else []
    return found


def _is_first_format(base: sqlite3.Connection) -> bool:
    """Whether the file says so and looks so; where either is damaged, rows without a seal are nothing worth."""
    try:
        version = base.execute("SELECT value FROM about WHERE name = 'format'").fetchall()
        columns = [str(row[1]) for row in base.execute("PRAGMA table_info(questions)")]
    except UNREADABLE:
        return False
    return version == [("1",)] and columns == FIRST_COLUMNS


def _last(base: sqlite3.Connection, path: Path) -> int:
    """A number that no row's goes beyond."""
    most = _size(path) // LEAST_ROW_BYTES
    with suppress(*UNREADABLE, TypeError):
        return min(most, int(base.execute("SELECT max(rowid) FROM questions").fetchone()[0]))
    return most


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(32)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _state(path: Path) -> list[tuple[int, int] | None]:
    """What changes when somebody writes."""
    found: list[tuple[int, int] | None] = []
    for end in ("", *COMPANIONS):
        try:
            about = os.stat(beside(path, end))
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((about.st_mtime_ns, about.st_size))
    return found
