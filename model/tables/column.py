"""What a table of a report is, and short ways to say the commonest columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.data.column import Column, Kind

__all__ = ["Cell", "Column", "Kind", "Row", "Table", "choice", "endless", "flag", "integer", "number"]
Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """One table: a sentence on what a row is, its columns in order, and those that together tell a row from all others
    (empty: no columns do). `filled` are columns of numbers that are never empty, `together` such as are empty only where all
    of them are."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


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
