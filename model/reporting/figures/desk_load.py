"""How busy the desks are in each condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import COOL_CELL, PALE_CELL
from model.reporting.figures.rows import by_phase, grouped, headings, identifier, maybe, ordered, phase_titles, real, text, told
from model.tables.column import Column, Row, integer, number

SHOWN = 12  # desks in the picture and its table: the busiest
COLUMNS = (
    Column("desk", "desk"),
    Column("condition", "condition"),
    integer("officers", "officers", "officers"),
    number("utilisation", "load over capacity", "1"),
    number("band", "most the plan allows it", "1"),
    number("wait_hours", "mean wait a service that the delays count", "h"),
)


def desk_loads(desks: Sequence[Row], condition_names: Mapping[str, str]) -> list[Figure]:
    """A figure for each variant and phase."""
    titles = phase_titles(desks)
    return [
        _figure(f"Desk utilisation by condition: {variant}{titles[phase]}", variant, phase, rows, condition_names)
        for (variant, phase), rows in by_phase(desks).items()
    ]


def _figure(title: str, variant: str, phase: str, desks: Sequence[Row], condition_names: Mapping[str, str]) -> Figure:
    rows: list[Row] = [
        {column.name: row[column.name] for column in COLUMNS}
        | {"condition": condition_names.get(text(row, "condition"), text(row, "condition"))}
        for row in desks
        if maybe(row, "utilisation")
    ]
    peak = {
        desk: max(real(row, "utilisation") for row in of_desk) for desk, of_desk in grouped(rows, lambda row: text(row, "desk")).items()
    }
    busiest = sorted(peak, key=lambda desk: (-peak[desk], desk))[:SHOWN]
    shown = [row for desk in busiest for row in rows if row["desk"] == desk]
    says, alt = "No desk has any work that counts.", "No cells."
    if shown:
        top = max(shown, key=lambda row: real(row, "utilisation"))
        says = (
            f"The busiest desk is {text(top, 'desk')} in {text(top, 'condition')}: {told(100 * real(top, 'utilisation'))} % of its capacity"
        )
        says += f", a wait of {told(maybe(top, 'wait_hours'), 'h')} a piece of work."
        alt = f"Cells, a row a desk and a column a condition; the {len(busiest)} busiest desks. " + "; ".join(
            f"{text(row, 'desk')} in {text(row, 'condition')} {told(100 * real(row, 'utilisation'))} %" for row in shown
        )
    table = FigureTable(COLUMNS, tuple(shown))
    return Figure(identifier("desks", variant, phase), title, says, _chart(shown), alt + ".", table, variant=variant, phase=phase)


def _chart(rows: Sequence[Row]) -> Spec:
    column = headings(ordered(rows, "condition"))
    values: list[charts.Datum] = [
        {
            "desk": text(row, "desk"),
            "condition": text(row, "condition"),
            "column": column[text(row, "condition")],
            "utilisation": real(row, "utilisation"),
            "officers": text(row, "officers"),
            "wait": told(maybe(row, "wait_hours"), "h"),
            "label": f"{100 * real(row, 'utilisation'):.0f} %",
        }
        for row in rows
    ]
    legend: charts.Datum = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
    fill = charts.shade("utilisation", "load over capacity", [0, 1], (PALE_CELL, COOL_CELL), legend, interpolate="rgb", clamp=True)
    beside = charts.plain_tooltip("desk", "condition", "label", "officers", "wait")
    return charts.by_condition(values, "desk", 26, column, fill, beside, charts.words("label", {}))
