"""Every variant that has a posture, by how much it changes the weighted delay against the baseline."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import LESS, MORE, PAPER, QUIET
from model.reporting.figures.rows import change, counted, maybe, of, percent, real, spoken, text, told, whole
from model.tables.column import Column, Row, integer, number

COLUMNS = (
    Column("variant", "variant"),
    Column("title", "in words"),
    Column("status", "how its run ended"),
    number("weighted_delay", "urgency-weighted hours of delay a day", "h/day"),
    number("difference", "against the baseline", "h/day"),
    number("difference_percent", "against the baseline", "%"),
    integer("people", "liaison staff and desk officers", "people"),
    integer("four_stars", "four-star commanders"),
    integer("changes", "changes from today, in plans from phase to phase"),
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
    alt = (f"{text(row, 'variant')} {told(real(row, 'weighted_delay'))} h/day ({_beside(row)})" for row in shown)
    title, table = "Every variant beside the baseline", FigureTable(COLUMNS, tuple(rows))
    return Figure("ranking", title, says + ".", _chart(shown, baseline), spoken("Bars, best first.", alt), table)


def _beside(row: Row) -> str:
    more = row["difference"]
    if more is None:
        return "no comparison"
    share = row["difference_percent"]
    return change(real(row, "difference")) + (f", {percent(real(row, 'difference_percent'))}" if share is not None else "")


def _chart(rows: Sequence[Row], baseline: str) -> Spec:
    titles = {"title": "variant", "hours": "weighted h/day", "difference": "against the baseline"}
    titles |= {"people": "people", "stars": "four-star commanders", "changes": "changes"}
    bar = charts.mark(
        "bar",
        {"height": 18},
        x=charts.length("hours", "urgency-weighted hours of delay a day"),
        color=charts.quiet_colour("kind", {"less": LESS, "more": MORE, "baseline": QUIET}),
        tooltip=charts.tooltip(titles, hours=",.1f", difference="+,.1f"),
    )
    label = charts.words("label", {"align": "right", "dx": -6, "color": PAPER, "fontWeight": 600}, "hours")
    return charts.short_bars([_datum(row, baseline) for row in rows], "variant", 26, bar, label)


def _datum(row: Row, baseline: str) -> charts.Datum:
    is_baseline, difference = text(row, "variant") == baseline, maybe(row, "difference") or 0.0
    return {
        "variant": text(row, "variant"),
        "title": text(row, "title"),
        "hours": real(row, "weighted_delay"),
        "difference": difference,
        "people": whole(row, "people"),
        "stars": whole(row, "four_stars"),
        "changes": whole(row, "changes"),
        "label": f"{told(real(row, 'weighted_delay'))} h/day" + (" \u2013 baseline" if is_baseline else f"  ({_beside(row)})"),
        "kind": "baseline" if is_baseline else "less" if difference < 0 else "more",
    }
