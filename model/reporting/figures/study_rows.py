"""What the figures of studies share: their tables, the size of their charts, labels of several lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.reporting.cells import Row
from model.reporting.figures.figure import FigureTable, Json
from model.reporting.figures.palette import LABEL_LINES, QUIET
from model.reporting.figures.rows import text
from model.reporting.study_columns import STUDY_TABLES

ROW = 26  # height of a bar's row, in pixels
LINE = 17  # height of a line of a label, in pixels
LABEL = 44  # characters in a line of a label
MOST_BARS = 30  # more than these no reader compares; the table has all
TICKS: dict[str, Json] = {"tickCount": 8}  # numbers below an axis, so that none touch
WITHIN = "within gap"


def table_of(name: str, rows: Iterable[Row], *columns: str) -> FigureTable:
    """These columns of rows of a study's table (none named: all), in the order of the table."""
    wanted = tuple(column for column in STUDY_TABLES[name].columns if not columns or column.name in columns)
    return FigureTable(wanted, tuple({column.name: row[column.name] for column in wanted} for row in rows))


def label_axis(title: str | None = None) -> dict[str, Json]:
    """A vertical axis of names."""
    return {
        "title": title,
        "labelExpr": LABEL_LINES,
        "labelLimit": 420,
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
        "labelLineHeight": LINE,
    }


def bars_height(labels: Sequence[str]) -> int:
    """Height of a chart with a row for each label."""
    tallest = max((label.count("\n") + 1 for label in labels), default=1)
    return max(2, len(labels)) * max(ROW, tallest * LINE + 8)


def room(lengths: Iterable[float], share: float = 0.14) -> dict[str, Json]:
    """A horizontal scale from the least (at most 0) to the greatest length, with a share of that left free for words at the bars' ends."""
    known = [0.0, *lengths]
    low, high = min(known), max(known)
    return {"domain": [low, high + share * (high - low or 1.0)], "nice": False}


def zero_line() -> dict[str, Json]:
    """A line at zero."""
    return {"mark": {"type": "rule", "color": QUIET}, "encoding": {"x": {"datum": 0}}}


def within_gap(rows: Iterable[Row], name: str) -> str:
    """A sentence naming the rows (by column `name`) whose effect is smaller than what the solver left open; empty for none."""
    found = list(dict.fromkeys(text(row, name) for row in rows if row["effect"] == WITHIN))
    if not found:
        return ""
    named = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    return f" Smaller than what the solver left open, so not findings: {named}."
