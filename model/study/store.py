"""What a study has found so far, in one SQLite file that outlives whatever happens to the processes.

One process, the driver, holds the file and writes; each result is committed as it arrives, so a killed driver loses only what
was under way. A row is a planned experiment under its key (see `evaluate.key`): results of other data, options or versions of the
program have other keys and are never mistaken for these. Every row with a result is sealed, and a file is looked through when it
is opened: what is damaged is refused, and what is whole of it is saved beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from model.errors import Finding, InputError
from model.study.experiment import Experiment, Result
from model.study.store_faults import UNREADABLE, Damage, in_words
from model.study.store_files import beside, check_files, companions, copied, whole_rows
from model.study.store_rows import FIRST_COLUMNS, StoredRow, check_row, difference, parsed, question_text, result_text, seal, sealed

FORMAT = 2
SAVED = ".salvaged"
_COLUMNS = {"about": ["name", "value"], "questions": [*FIRST_COLUMNS, "seal"], "faults": ["key", "difference"]}
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE questions (key TEXT PRIMARY KEY, question TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, time_limit REAL, "
    "result TEXT, seal TEXT)",
    "CREATE TABLE faults (key TEXT NOT NULL, difference TEXT NOT NULL)",
    f"INSERT INTO about VALUES ('format', '{FORMAT}')",
)


@dataclass(frozen=True)
class Kept:
    """A planned experiment in the store: how often it was begun, its result (None: none yet), and the time limit of that."""

    tries: int
    result: Result | None
    time_limit: float | None

    def final(self, time_limit: float | None, retry_failed: bool = False) -> bool:
        """Whether the experiment need not be asked again under this time limit: proved, or failed by itself, or cut short by a
        limit no shorter than this one."""
        if self.result is None:
            return False
        if self.result.status == "failed":
            return not retry_failed and not self.result.lost
        if self.result.answered or self.time_limit is None:
            return True
        return time_limit is not None and time_limit <= self.time_limit


class Store:
    """The file of one study, or (`path` None) a store that is forgotten with the process. Use as a context.

    Raises InputError, when opened and at any later step, where another process has the file, it is no such file or damaged, or
    the disk does not take what is written. `shown` is the name of the file in messages, where it is a copy of that."""

    def __init__(self, path: Path | None, shown: Path | None = None) -> None:
        self._path, self._shown = path, shown or path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            check_files(path)
        with self._told():
            self._base = sqlite3.connect(path or ":memory:", timeout=1.0, isolation_level=None)
        try:
            self._open()
        except InputError:
            self._base.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._base.close()

    def plan(self, questions: Mapping[str, Experiment]) -> None:
        """Note these experiments, by key, as planned; those known already stay as they are."""
        rows = [(key, question_text(question)) for key, question in questions.items()]
        with self._together():
            self._base.executemany("INSERT OR IGNORE INTO questions (key, question) VALUES (?, ?)", rows)

    def add(self, rows: Iterable[StoredRow]) -> None:
        """Take over rows of another store."""
        with self._together():
            self._base.executemany("INSERT OR IGNORE INTO questions VALUES (?, ?, ?, ?, ?, ?)", [sealed(row) for row in rows])

    def kept(self, keys: Iterable[str]) -> dict[str, Kept]:
        """What is known of these keys; those not planned are left out."""
        found: dict[str, Kept] = {}
        for key in keys:
            with self._told():
                for row in self._rows("WHERE key = ?", key):
                    found[key] = Kept(row.tries, None if row.result is None else parsed(row.result), row.time_limit)
        return found

    def begun(self, key: str) -> None:
        """Note that an experiment is being tried."""
        self._ask("UPDATE questions SET tries = tries + 1 WHERE key = ?", key)

    def ended(self, key: str, result: Result, time_limit: float | None) -> str:
        """Keep a result. A second proved result must be the first over again: the first stays, and the difference, which is
        returned, is recorded as a fault. Anything else gives way to a later result that says more."""
        before = self.kept([key]).get(key)
        if before is not None and before.result is not None and before.result.answered:
            found = difference(before.result, result) if result.answered else ""
            if found:
                self._ask("INSERT INTO faults VALUES (?, ?)", key, found)
            return found
        limit = None if time_limit is None else float(time_limit)
        text = result_text(result)
        for (question,) in self._ask("SELECT question FROM questions WHERE key = ?", key):
            values = (text, limit, seal(key, question, limit, text))
            self._ask("UPDATE questions SET result = ?, time_limit = ?, seal = ? WHERE key = ?", *values, key)
        return ""

    def faults(self) -> list[tuple[str, str]]:
        """(key, difference) of every second result that was not the first over again."""
        return self._ask("SELECT key, difference FROM faults ORDER BY key, difference")

    def counts(self) -> tuple[int, int]:
        """How many experiments are in the file, and how many of them have a result."""
        planned, ended = self._ask("SELECT COUNT(*), COUNT(result) FROM questions")[0]
        return planned, ended

    def mean_seconds(self) -> float | None:
        """Mean wall seconds of the results that were solved here, whatever version solved them; None where there are none."""
        query = "SELECT AVG(json_extract(result, '$.seconds')) FROM questions WHERE json_extract(result, '$.status') != 'failed'"
        found: float | None = self._ask(query)[0][0]
        return found

    def _ask(self, query: str, *values: object) -> list[Any]:
        with self._told():
            return self._base.execute(query, values).fetchall()

    def _rows(self, where: str = "", *values: object) -> Iterator[StoredRow]:
        for row in self._base.execute(f"SELECT key, question, tries, time_limit, result, seal FROM questions {where}", values):
            yield StoredRow(*row)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The one place where what SQLite says becomes words for people."""
        try:
            yield
        except sqlite3.ProgrammingError:  # a fault of ours
            raise
        except UNREADABLE as error:
            why, damaged = in_words(error)
            if damaged and self._path is not None:
                why += f"; {save_whole(self._path) if self._shown == self._path else 'carrying the study out saves what is whole of it'}"
            raise InputError([Finding(str(self._shown), 0, "", "", why)]) from None

    @contextmanager
    def _together(self) -> Iterator[None]:
        """All of it or nothing."""
        with self._told():
            self._base.execute("BEGIN IMMEDIATE")
            yield
            self._base.execute("COMMIT")

    def _open(self) -> None:
        with self._told():
            # One process at a time; the lock ends with the process, however it ends. No shared memory, so any disk will do.
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            tables = self._tables()
            if tables and tables.keys() != _COLUMNS.keys():
                raise Damage("its tables are others")
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = FULL")
            if tables:
                self._check(tables)
        if not tables:
            with self._together():
                for statement in _TABLES:
                    self._base.execute(statement)

    def _tables(self) -> dict[str, list[str]]:
        names = [str(row[0]) for row in self._ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [str(row[0]) for row in self._ask("SELECT name FROM pragma_table_info(?)", name)] for name in names}

    def _check(self, tables: Mapping[str, list[str]]) -> None:
        """Look the whole file through: a damaged one would fail later, or say something else than was written."""
        told = self._ask("PRAGMA integrity_check(1)")
        if told != [("ok",)]:
            raise Damage(str(told[0][0]))
        version = self._ask("SELECT value FROM about WHERE name = 'format'")
        first = version == [("1",)] and tables == {**_COLUMNS, "questions": FIRST_COLUMNS}
        if not first and not (version == [(str(FORMAT),)] and tables == _COLUMNS):
            raise Damage(f"it has another format than {FORMAT}")
        if first:
            self._upgrade()
        for row in self._rows():
            check_row(row)
        if any(not isinstance(text, str) for row in self.faults() for text in row):
            raise Damage("a fault is not readable")

    def _upgrade(self) -> None:
        """Seal the rows of the first format, which are as whole as can be told."""
        with self._together():
            self._base.execute("ALTER TABLE questions ADD COLUMN seal TEXT")
            for row in list(self._rows()):
                check_row(row, with_seal=False)
                self._base.execute("UPDATE questions SET seal = ? WHERE key = ?", (sealed(row).seal, row.key))
            self._base.execute("UPDATE about SET value = ? WHERE name = 'format'", (str(FORMAT),))


def save_whole(path: Path) -> str:
    """Save the whole results of a damaged store beside it; returns what was saved and the way out, in words."""
    saved, fresh = beside(path, SAVED), beside(path, f"{SAVED}-new")
    try:
        before = whole_rows(saved)
        rows = {row.key: row for row in (*whole_rows(path), *before)}
        if len(rows) > len(before):
            fresh.unlink(missing_ok=True)
            with Store(fresh) as store:
                store.add(rows.values())
            fresh.replace(saved)
    except (OSError, InputError) as error:
        return f"what is whole of it could not be saved ({error}); move it away to begin anew"
    if not rows:
        return "nothing of it can be saved; move it away to begin anew"
    files = " and ".join(file.name for file in (path, *companions(path)))
    return f"{len(rows)} whole results of it are saved: move {files} away, name {saved.name} {path.name}, and the same command goes on"


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    """The store at `path`, an empty one where there is none, for looking only: nothing is written, not even beside it."""
    check_files(path)
    if not path.exists():
        with Store(None) as store:
            yield store
        return
    with copied(path) as copy, Store(copy, shown=path) as store:
        yield store
