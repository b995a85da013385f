"""Tables of rows made in memory, as the reader makes them of files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from model.data.kinds import Record
from model.data.records import TABLES

R = TypeVar("R", bound=Record)
KEYS = dict(TABLES.values())


def by_key(rows: Iterable[R]) -> dict[Any, R]:
    """Rows of one table by their key, sorted; of two with one key the later."""
    found = {_key(row): row for row in rows}
    return {key: found[key] for key in sorted(found)}


def _key(row: Record) -> Any:
    key = tuple(getattr(row, name) for name in KEYS[type(row)])
    return key if len(key) > 1 else key[0]
