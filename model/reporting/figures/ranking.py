"""Every variant that has a posture, by how much it changes the weighted delay against the baseline."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.cells import Row
from model.reporting.column import Column, integer, number
from model.reporting.figures.figure import Figure, FigureTable, Json, Spec
from model.reporting.figures.palette import LESS, MORE, QUIET
from model.reporting.figures.rows import change, counted, maybe, of, percent, real, text, told, whole

COLUMNS = (
    Column("variant", "variant"),
    Column("title", "in words"),
    Column("status", "how its run ended"),
    number("weighted_delay", "urgency-weighted hours of delay a day", "h/day"),
    number("difference", "against the baseline", "h/day"),
    number("difference_percent", "against the baseline", "%"),
    integer("people", "liaison staff and desk officers", "people"),
    integer("four_stars", "four-star commanders"),
    integer("changes", "changes from today"),
    integer("political_score", "ordinal political cost, never added to hours"),
)


def ranked(runs: Sequence[Row]) -> list[Row]:
    """The runs with a posture, least delay first, by name among equals."""
    return sorted(
        (row for row in runs if row["weighted_delay"] is not None), key=lambda row: (real(row, "weighted_delay"), text(row, "variant"))
    )


def ranking(runs: Sequence[Row], comparison: Sequence[Row]) -> Figure:
    """Bars of the change against the baseline, best first."""
    against = {text(row, "variant"): row for row in of(comparison, measure="weighted_delay")}
    best_first = ranked(runs)
    rows: list[Row] = []
    for run in [*best_first, *(row for row in runs if row["weighted_delay"] is None)]:
        beside = against.get(text(run, "variant"))
        more = {name: beside[name] if beside else None for name in ("difference", "difference_percent")}
        rows.append({column.name: run[column.name] if column.name in run else more[column.name] for column in COLUMNS})
    baseline = text(comparison[0], "baseline") if comparison else ""
    without = [text(row, "variant") for row in runs if row["weighted_delay"] is None]
    says = f"{counted(len(best_first), 'variant')} of {len(runs)} have a posture"
    if best_first:
        first = rows[0]
        says = f"{text(first, 'variant')} waits least: {told(real(first, 'weighted_delay'), 'weighted h/day')}"
        if first["difference"] is not None and text(first, "variant") != baseline:
            says += f", {_beside(first)} against {baseline}"
    if without:
        says += f". Without a posture: {', '.join(without)}"
    shown = [row for row in rows if row["weighted_delay"] is not None]
    alt = (
        "Bars, best first. "
        + "; ".join(f"{text(row, 'variant')} {told(real(row, 'weighted_delay'))} h/day ({_beside(row)})" for row in shown)
        + "."
    )
    return Figure(
        "ranking", "Every variant beside the baseline", says + ".", Spec(_spec(shown, baseline)), alt, FigureTable(COLUMNS, tuple(rows))
    )


def _beside(row: Row) -> str:
    more = row["difference"]
    if more is None:
        return "no comparison"
    share = row["difference_percent"]
    return change(real(row, "difference")) + (f", {percent(real(row, 'difference_percent'))}" if share is not None else "")


def _spec(rows: Sequence[Row], baseline: str) -> dict[str, Json]:
    values: list[Json] = [
        {
            "variant": text(row, "variant"),
            "title": text(row, "title"),
            "hours": real(row, "weighted_delay"),
            "difference": maybe(row, "difference") or 0.0,
            "people": whole(row, "people"),
            "stars": whole(row, "four_stars"),
            "changes": whole(row, "changes"),
            "label": f"{told(real(row, 'weighted_delay'))} h/day"
            + (" \u2013 baseline" if text(row, "variant") == baseline else f"  ({_beside(row)})"),
            "kind": "baseline" if text(row, "variant") == baseline else "less" if (maybe(row, "difference") or 0.0) < 0 else "more",
        }
        for row in rows
    ]
    tooltip: list[Json] = [
        {"field": "title", "title": "variant"},
        {"field": "hours", "title": "weighted h/day", "format": ",.1f"},
        {"field": "difference", "title": "against the baseline", "format": "+,.1f"},
        {"field": "people"},
        {"field": "stars", "title": "four-star commanders"},
        {"field": "changes"},
    ]
    y: Json = {"field": "variant", "type": "nominal", "sort": None, "title": None}
    return {
        "width": "container",
        "height": {"step": 26},
        "data": {"values": values},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 18},
                "encoding": {
                    "x": {
                        "field": "hours",
                        "type": "quantitative",
                        "title": "urgency-weighted hours of delay a day",
                        "axis": {"tickCount": 8},
                    },
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": ["less", "more", "baseline"], "range": [LESS, MORE, QUIET]},
                        "legend": None,
                    },
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {"type": "text", "align": "right", "dx": -6, "color": "#ffffff", "fontWeight": 600},
                "encoding": {"x": {"field": "hours", "type": "quantitative"}, "text": {"field": "label"}},
            },
        ],
    }
