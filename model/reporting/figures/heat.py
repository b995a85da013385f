"""Variants by conditions: the mean hours of a request and their change against the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import COOL_CELL, PALE_CELL, WARM_CELL
from model.reporting.figures.rows import change, headings, maybe, of, ordered, percent, real, text, told
from model.tables.column import Column, Row, number

COLUMNS = (
    Column("variant", "variant"),
    Column("condition", "condition"),
    number("hours", "mean delay of a request", "h"),
    number("difference", "against the baseline", "h"),
    number("difference_percent", "against the baseline", "%"),
)


def heat(comparison: Sequence[Row], condition_names: Mapping[str, str]) -> Figure:
    """One table of cells: a row a variant with a posture, a column a condition."""
    cells = of(comparison, measure="mean_hours_by_condition")
    rows: list[Row] = [
        {
            "variant": text(row, "variant"),
            "condition": condition_names.get(text(row, "scope"), text(row, "scope")),
            "hours": row["value"],
            "difference": row["difference"],
            "difference_percent": row["difference_percent"],
        }
        for row in cells
        if row["value"] is not None
    ]
    compared = [row for row in rows if row["difference"] is not None and row["difference_percent"] is not None]
    says, alt = "No variant has a posture.", "No cells."
    if compared:
        least = min(compared, key=lambda row: real(row, "difference_percent"))
        most = max(compared, key=lambda row: real(row, "difference_percent"))
        says = f"The greatest gain is that of {_cell(least)}"
        says += (
            f"; the greatest loss that of {_cell(most)}."
            if real(most, "difference_percent") >= 0.05
            else "; nothing is slower than the baseline."
        )
        alt = "Cells, a row a variant and a column a condition: " + "; ".join(
            f"{text(row, 'variant')} in {text(row, 'condition')} {told(real(row, 'hours'))} h ({percent(maybe(row, 'difference_percent'))})"
            for row in rows
        )
    return Figure("heat", "Variants by conditions", says, _chart(rows), alt + ".", FigureTable(COLUMNS, tuple(rows)))


def _cell(row: Row) -> str:
    where, more = f"{text(row, 'variant')} in {text(row, 'condition')}", change(real(row, "difference"), "h")
    return f"{where}: {told(real(row, 'hours'))} h a request, {more} ({percent(real(row, 'difference_percent'))})"


def _chart(rows: Sequence[Row]) -> Spec:
    widest = max((abs(maybe(row, "difference_percent") or 0.0) for row in rows), default=0.0) or 1.0
    column = headings(ordered(rows, "condition"))
    values: list[charts.Datum] = [
        {
            "variant": text(row, "variant"),
            "condition": text(row, "condition"),
            "column": column[text(row, "condition")],
            "percent": maybe(row, "difference_percent") or 0.0,
            "hours": f"{told(maybe(row, 'hours'))} h",
            "change": "" if maybe(row, "difference_percent") in (None, 0.0) else percent(maybe(row, "difference_percent")),
        }
        for row in rows
    ]
    colours, title = (COOL_CELL, PALE_CELL, WARM_CELL), "change in hours against the baseline, %"
    fill = charts.shade("percent", title, [-widest, 0, widest], colours, {}, interpolate="rgb")
    beside = charts.tooltip({"variant": "variant", "condition": "condition", "hours": "mean delay", "change": "change"})
    labels = charts.words("hours", {"dy": -7, "fontWeight": 600}), charts.words("change", {"dy": 10, "fontSize": 12})
    return charts.by_condition(values, "variant", 40, column, fill, beside, *labels)
