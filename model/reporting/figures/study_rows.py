"""What the figures of studies share: their tables and the labels of their bars."""

from __future__ import annotations

from collections.abc import Iterable

from model.reporting.figures.figure import FigureTable
from model.reporting.figures.rows import lines, text
from model.study.tables import study_tables
from model.tables.column import Row

LABEL = 44  # characters in a line of a label
MOST_BARS = 30  # more than these no reader compares; the table has all
WITHIN = "within gap"


def table_of(name: str, rows: Iterable[Row], *columns: str) -> FigureTable:
    """These columns of rows of a study's table (none named: all), in the order of the table."""
    wanted = tuple(column for column in study_tables()[name].columns if not columns or column.name in columns)
    return FigureTable(wanted, tuple({column.name: row[column.name] for column in wanted} for row in rows))


def table_without(name: str, rows: Iterable[Row], *left_out: str) -> FigureTable:
    """All columns of rows of a study's table but these, which are left to its file."""
    return table_of(name, rows, *(column.name for column in study_tables()[name].columns if column.name not in left_out))


def labels_of(rows: Iterable[Row], name: str) -> dict[str, str]:
    """The different values of a column, each in the lines of a label."""
    return {text(row, name): lines(text(row, name), LABEL) for row in rows}


def within_gap(rows: Iterable[Row], name: str) -> str:
    """A sentence naming the rows (by column `name`) whose effect is smaller than what the solver left open; empty for none."""
    found = list(dict.fromkeys(text(row, name) for row in rows if row["effect"] == WITHIN))
    if not found:
        return ""
    named = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    return f" Smaller than what the solver left open, so not findings: {named}."
