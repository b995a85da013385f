"""What a table of a report is, and short ways to say the commonest columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from model.data.column import Column, Kind

__all__ = ["Cell", "Column", "Kind", "Row", "Table", "choice", "due", "endless", "flag", "integer", "number", "plans_only"]
Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """One table: a sentence on what a row is, its columns in order, and those that together tell a row from all others
    (empty: no columns do). `filled` are columns of numbers that are never empty, `together` such as are empty only where all
    of them are. `plans_only`: only reports of plans have it."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    plans_only: bool = False


def due(tables: Iterable[Table], plan: bool) -> dict[str, Table]:
    """Those of the tables that a report has, by name, each with the columns that it has there: in a report of a plan all of them, else
    neither the tables nor the columns that only plans have."""
    return {table.name: table if plan else _outside_plans(table) for table in tables if plan or not table.plans_only}


def _outside_plans(table: Table) -> Table:
    left = tuple(column for column in table.columns if not column.plans_only)
    names = {column.name for column in left}
    return replace(table, columns=left, key=tuple(name for name in table.key if name in names))


def plans_only(column: Column) -> Column:
    """The column as one that only reports of plans have."""
    return replace(column, plans_only=True)


def number(name: str, description: str, unit: str) -> Column:
    """A column of numbers."""
    return Column(name, description, unit, "number")


def endless(name: str, description: str, unit: str) -> Column:
    """A column of numbers that may be `inf`."""
    return Column(name, description, unit, "number", endless=True)


def integer(name: str, description: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, description, unit, "integer")


def choice(name: str, description: str, *choices: str) -> Column:
    """A column of text with few words."""
    return Column(name, description, choices=choices)


def flag(name: str, description: str) -> Column:
    """A column of yes and no."""
    return Column(name, description + " (yes or no)", kind="flag")
