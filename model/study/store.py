"""What a study has found so far, in one SQLite file that outlives whatever happens to the processes.

One process, the driver, holds the file and writes; each result is committed as it arrives, so a killed driver loses only what
was under way. A row is a planned question under its key (see `ask.key`): results of other data, options or versions of the
program have other keys and are never mistaken for these.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from model.errors import Finding, InputError
from model.study.question import Question, Result

FORMAT = 1
# Two values nearer than this, relative to their size, are the same: another machine may round otherwise.
SAME = 1e-6
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS questions (
    key TEXT PRIMARY KEY, question TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, time_limit REAL, result TEXT
);
CREATE TABLE IF NOT EXISTS faults (key TEXT NOT NULL, difference TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Kept:
    """A planned question in the store: how often it was begun, its result (None: none yet), and the time limit of that."""

    tries: int
    result: Result | None
    time_limit: float | None

    def final(self, time_limit: float | None, retry_failed: bool = False) -> bool:
        """Whether the question need not be asked again under this time limit: proved, or failed, or cut short by a limit no
        shorter than this one."""
        if self.result is None:
            return False
        if self.result.status == "failed":
            return not retry_failed
        if self.result.answered or self.time_limit is None:
            return True
        return time_limit is not None and time_limit <= self.time_limit


class Store:
    """The file of one study, or (`path` None) a store that is forgotten with the process. Use as a context.

    Raises InputError where another process has the file, or it is no such file."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path or ":memory:", timeout=1.0, isolation_level=None)
        try:
            # One process at a time; the lock ends with the process, however it ends. No shared memory, so any disk will do.
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = FULL")
            self._base.executescript(_TABLES)
            self._base.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (str(FORMAT),))
            found = self._base.execute("SELECT value FROM about WHERE name = 'format'").fetchone()[0]
        except sqlite3.DatabaseError as error:
            self._base.close()
            busy = "locked" in str(error)
            why = "is in use: this study is being run by another process" if busy else f"is not a store of results: {error}"
            raise InputError([Finding(str(path), 0, "", "", why)]) from None
        if found != str(FORMAT):
            self._base.close()
            raise InputError([Finding(str(path), 0, "", found, f"has another format than {FORMAT}; move it away to begin anew")])

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._base.close()

    def plan(self, questions: Mapping[str, Question]) -> None:
        """Note these questions, by key, as planned; those known already stay as they are."""
        rows = [(key, json.dumps(dataclasses.asdict(question), default=_plain)) for key, question in questions.items()]
        self._base.execute("BEGIN")
        self._base.executemany("INSERT OR IGNORE INTO questions (key, question) VALUES (?, ?)", rows)
        self._base.execute("COMMIT")

    def kept(self, keys: Iterable[str]) -> dict[str, Kept]:
        """What is known of these keys; those not planned are left out."""
        found: dict[str, Kept] = {}
        for key in keys:
            row = self._base.execute("SELECT tries, result, time_limit FROM questions WHERE key = ?", (key,)).fetchone()
            if row is not None:
                found[key] = Kept(row[0], None if row[1] is None else _result(row[1]), row[2])
        return found

    def begun(self, key: str) -> None:
        """Note that a question is being tried."""
        self._base.execute("UPDATE questions SET tries = tries + 1 WHERE key = ?", (key,))

    def ended(self, key: str, result: Result, time_limit: float | None) -> str:
        """Keep a result. A second proved result must be the first over again: the first stays, and the difference, which is
        returned, is recorded as a fault. Anything else gives way to a later result that says more."""
        before = self.kept([key]).get(key)
        if before is not None and before.result is not None and before.result.answered:
            found = difference(before.result, result) if result.answered else ""
            if found:
                self._base.execute("INSERT INTO faults VALUES (?, ?)", (key, found))
            return found
        text = json.dumps(dataclasses.asdict(result))
        self._base.execute("UPDATE questions SET result = ?, time_limit = ? WHERE key = ?", (text, time_limit, key))
        return ""

    def faults(self) -> list[tuple[str, str]]:
        """(key, difference) of every second result that was not the first over again."""
        return list(self._base.execute("SELECT key, difference FROM faults ORDER BY key, difference"))

    def counts(self) -> tuple[int, int]:
        """How many questions are in the file, and how many of them have a result."""
        planned, ended = self._base.execute("SELECT COUNT(*), COUNT(result) FROM questions").fetchone()
        return planned, ended

    def mean_seconds(self) -> float | None:
        """Mean wall seconds of the results that were solved here, whatever version solved them; None where there are none."""
        query = "SELECT AVG(json_extract(result, '$.seconds')) FROM questions WHERE json_extract(result, '$.status') != 'failed'"
        found: float | None = self._base.execute(query).fetchone()[0]
        return found


def difference(first: Result, second: Result) -> str:
    """What two results of one question disagree in, in words; empty where they agree. Times and wording do not count."""
    for name in ("status", "people", "four_stars", "changes", "decisions"):
        if getattr(first, name) != getattr(second, name):
            return f"{name}: {getattr(first, name)} before, {getattr(second, name)} now"[:500]
    for name in ("weighted_delay", "worst_thread_hours"):
        one, other = getattr(first, name), getattr(second, name)
        if one is not None and other is not None and abs(one - other) > SAME * max(1.0, abs(one)):
            return f"{name}: {one!r} before, {other!r} now"
    return ""


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value, key=repr)
    raise TypeError(f"{type(value).__name__} has no place in a question")


def _result(text: str) -> Result:
    values: dict[str, Any] = json.loads(text)
    values["decisions"] = tuple(tuple(decision) for decision in values["decisions"])
    values["blocked_by"] = tuple(values["blocked_by"])
    return Result(**values)
