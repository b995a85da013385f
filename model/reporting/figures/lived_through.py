"""Do the hours come true? The model's hours beside those of a simulation, and how far requests spread about their mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Json, Spec
from model.reporting.figures.palette import BLUE, INK, PALE_CELL, QUIET, SERIES, SKY
from model.reporting.figures.rows import by_phase, counted, grouped, identifier, maybe, ordered, phase_titles, real, spoken, text, told
from model.tables.column import Column, Row, number

HEIGHT = 380
LEAST_HOURS = 0.05  # below this a logarithmic axis would be drawn for nothing
COLUMNS = (
    Column("condition", "condition"),
    Column("thread", "thread"),
    number("exact_hours", "the model's hours", "h"),
    number("simulated_hours", "simulated hours", "h"),
    number("low", "at least, by the 99 % interval", "h"),
    number("high", "at most, by the 99 % interval", "h"),
)
SPREAD = (
    Column("thread", "thread"),
    number("p50", "half take no longer", "h"),
    number("simulated_hours", "mean", "h"),
    number("p90", "nine of ten take no longer", "h"),
    number("p95", "nineteen of twenty take no longer", "h"),
    number("exact_hours", "the model's hours", "h"),
    number("within_deadline", "share that keeps the deadline", "1"),
)


def model_against_simulation(simulation: Sequence[Row], names: Mapping[str, str]) -> list[Figure]:
    """A figure for each variant and phase: a point a thread and condition."""
    titles = phase_titles(simulation)
    return [
        _scatter(variant, phase, titles[phase], [row for row in rows if row["simulated_hours"] is not None], names)
        for (variant, phase), rows in by_phase(simulation).items()
    ]


def _scatter(variant: str, phase: str, title: str, rows: Sequence[Row], names: Mapping[str, str]) -> Figure:
    cells: list[Row] = [
        {column.name: row[column.name] for column in COLUMNS} | {"condition": names.get(text(row, "condition"), text(row, "condition"))}
        for row in rows
    ]
    says, alt = "Every desk on the way of every request is overloaded.", "No points."
    if cells:
        longer = sum(real(row, "low") > real(row, "exact_hours") for row in cells if row["low"] is not None)
        shorter = sum(real(row, "high") < real(row, "exact_hours") for row in cells if row["high"] is not None)
        says = (
            f"Of {counted(len(cells), 'kind')} of request {longer} take longer than the model says and {shorter} less, "
            "beyond what chance explains; on the line the two are the same."
        )
        alt = spoken("Points, the model's hours to the right and the simulated upward.", (_told(row) for row in cells))
    figure = identifier("lived-through", variant, phase)
    heading = f"Model against simulation: {variant}{title}"
    return Figure(figure, heading, says, _points(cells), alt, FigureTable(COLUMNS, tuple(cells)), variant=variant, phase=phase)


def _told(row: Row) -> str:
    return (
        f"{text(row, 'thread')} in {text(row, 'condition')} {told(maybe(row, 'exact_hours'))} and {told(maybe(row, 'simulated_hours'))} h"
    )


def _points(cells: Sequence[Row]) -> Spec:
    values: list[charts.Datum] = [
        {
            "condition": text(row, "condition"),
            "thread": text(row, "thread"),
            "model": max(LEAST_HOURS, real(row, "exact_hours")),
            "simulated": max(LEAST_HOURS, real(row, "simulated_hours")),
            "told": f"{told(maybe(row, 'simulated_hours'))} h ({told(maybe(row, 'low'))} to {told(maybe(row, 'high'))})",
        }
        for row in cells
    ]
    every = [real(row, name) for row in cells for name in ("exact_hours", "simulated_hours")]
    domain: Json = [0.8 * max(LEAST_HOURS, min(every, default=1.0)), 1.25 * max(2 * LEAST_HOURS, *every, 0.0)]
    scale: charts.Piece = {"type": "log", "domain": domain, "nice": False}
    x = charts.length("model", "the model's hours (logarithmic)", scale=scale)
    y = charts.measure("simulated", title="simulated hours", scale=scale)
    conditions = dict(zip(ordered(cells, "condition"), SERIES, strict=False))
    line: list[charts.Datum] = [{"model": end, "simulated": end} for end in domain] if isinstance(domain, list) else []
    titles = {"thread": "thread", "condition": "condition", "model": "model, h", "told": "simulated"}
    dot: charts.Piece = {"filled": True, "size": 60, "opacity": 0.85, "stroke": INK, "strokeWidth": 0.5}
    colour, shape = charts.colour("condition", conditions, columns=2, labelLimit=420), charts.kinds("condition", None, legend=None)
    layers = (
        charts.over(line, charts.mark("line", {"color": QUIET, "strokeDash": [4, 4]}, x=x, y=y)),
        charts.over(values, charts.mark("point", dot, x=x, y=y, color=colour, shape=shape, tooltip=charts.tooltip(titles, model=",.2f"))),
    )
    return charts.chart(HEIGHT, layers)


def spreads(simulation: Sequence[Row], names: Mapping[str, str]) -> list[Figure]:
    """A figure for each variant, phase and condition: a bar a thread."""
    titles = phase_titles(simulation)
    keys = grouped(simulation, lambda row: (text(row, "variant"), text(row, "phase"), text(row, "condition")))
    return [_bars(key, titles[key[1]], names, [row for row in rows if row["simulated_hours"] is not None]) for key, rows in keys.items()]


def _bars(key: tuple[str, str, str], title: str, names: Mapping[str, str], rows: Sequence[Row]) -> Figure:
    variant, phase, condition = key
    slowest = sorted(rows, key=lambda row: (-real(row, "p95"), text(row, "thread")))
    cells: list[Row] = [{column.name: row[column.name] for column in SPREAD} for row in slowest]
    says, alt = "Every desk on the way of every request is overloaded.", "No bars."
    if cells:
        first = cells[0]
        says = (
            f"One in twenty requests of {text(first, 'thread')} takes longer than {told(real(first, 'p95'), 'h')}; "
            f"the model says {told(real(first, 'exact_hours'), 'h')} on the mean."
        )
        late = [row for row in cells if row["within_deadline"] is not None]
        kept = ", ".join(f"{text(row, 'thread')} {100 * real(row, 'within_deadline'):.1f} %" for row in late)
        says += f" Within their deadline are: {kept}." if late else ""
        alt = spoken(
            "Bars, a row a thread, the slowest first.",
            (f"{text(row, 'thread')} {told(maybe(row, 'p50'))} to {told(maybe(row, 'p95'))} h" for row in cells),
        )
    heading = f"Half and nineteen of twenty requests: {variant}{title}, {names.get(condition, condition)}"
    table = FigureTable(SPREAD, tuple(cells))
    figure = identifier("spread", variant, phase, condition)
    return Figure(figure, heading, says, _spread(cells), alt, table, variant=variant, condition=condition, phase=phase)


def _spread(cells: Sequence[Row]) -> Spec:
    values: list[charts.Datum] = [
        {
            "thread": text(row, "thread"),
            "half": real(row, "p50"),
            "most": real(row, "p95"),
            "mean": real(row, "simulated_hours"),
            "model": real(row, "exact_hours"),
            "told": f"{told(maybe(row, 'p50'))}, {told(maybe(row, 'p90'))}, {told(maybe(row, 'p95'))} h",
        }
        for row in cells
    ]
    titles = {"thread": "thread", "told": "p50, p90, p95", "mean": "mean, h", "model": "model, h"}
    beside = charts.tooltip(titles, mean=",.2f", model=",.2f")
    bar = charts.bar(
        charts.length("half", "hours: bar from p50 to p95; line the mean, ring the model"), 0.5, SKY, x2={"field": "most"}, tooltip=beside
    )
    mean = charts.mark("tick", {"color": BLUE, "thickness": 3, "height": 16}, x=charts.measure("mean"))
    ring = charts.mark(
        "point", {"color": INK, "fill": PALE_CELL, "size": 55, "strokeWidth": 1.5}, x=charts.measure("model"), tooltip=beside
    )
    return charts.bars(values, "thread", [text(row, "thread") for row in cells], bar, mean, ring)
