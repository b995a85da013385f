"""The public record beside the model: for each episode the hours that were published and those of the model over its ranges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import BLUE, INK, ORANGE, PAPER, RISING
from model.reporting.figures.rows import counted, lines, listed, maybe, of, real, spoken, text, told, words
from model.reporting.record import EDGE, FAST, INSIDE, MIDDLE, SLOW, WITHIN
from model.tables.column import Column, Row, flag, number

PALE_BAR, MIDDLE_BAR = RISING[1], RISING[2]
LABEL = 34  # letters in a line of an episode's name
NEAR = 3.0  # times: what the model meets within this factor
LEG = ("thread", "condition", "leg")
COLUMNS = (
    Column("episode", "the episode"),
    number("documented", "documented hours", "h"),
    Column("account", "the least and the most that the account allows, h"),
    number("model", "the model's hours at its own values", "h"),
    Column("ranges", "the least and the most over the ranges, h"),
    Column("meets", "where the documented hours lie"),
    number("ratio", "model's hours by documented hours", "1"),
    flag("informed", "whether a number that moves the model's hours was set with the episode in view"),
    Column("says", "what happened"),
    Column("reading", "why this of the model comes nearest, and what the comparison cannot tell"),
    Column("source", "where the times were published"),
)
SHAPES = {MIDDLE: "circle", INSIDE: "circle", EDGE: "square", SLOW: "triangle-left", FAST: "triangle-right"}
FILLS = {MIDDLE: INK, INSIDE: PAPER, EDGE: PAPER, SLOW: ORANGE, FAST: ORANGE}


def record_figures(rows: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure from the table `record`; none where nothing is held against the model."""
    shown = sorted(compared(rows), key=lambda row: (real(row, "documented_hours"), text(row, "episode")))
    if not shown:
        return ()
    return (
        Figure(
            id="record",
            title="Documented hours beside the model's",
            says=record_says(rows),
            chart=_chart(shown),
            alt=spoken("Intervals on a scale of powers of ten, shortest documented hours first:", map(_spoken, shown)),
            table=FigureTable(COLUMNS, tuple(map(_cells, shown))),
        ),
    )


def _cells(row: Row) -> Row:
    kept = ("episode", "meets", "ratio", "informed", "says", "reading", "source")
    return {
        **{name: row[name] for name in kept},
        "documented": row["documented_hours"],
        "account": f"{told(real(row, 'documented_low'))} to {told(real(row, 'documented_high'))}",
        "model": row["model_hours"],
        "ranges": f"{told(real(row, 'model_low'))} to {told(real(row, 'model_high'))}",
    }


def compared(rows: Sequence[Row]) -> list[Row]:
    """The episodes of which the posture has the leg."""
    return [row for row in rows if row["model_hours"] is not None]


def within(rows: Sequence[Row]) -> list[Row]:
    """The episodes whose documented hours lie inside what the model allows."""
    return [row for row in rows if row["meets"] in WITHIN]


def in_order(rows: Sequence[Row]) -> tuple[int, int]:
    """How many pairs of episodes the model puts in the order in which the record has them, and how many the record puts in an order:
    those of which one lasted longer whatever the account allows. Episodes that the model has but one leg for have no order in it."""
    known = compared(rows)
    kept = total = 0
    for one, other in combinations(known, 2):
        short, long = sorted((one, other), key=lambda row: real(row, "documented_hours"))
        same = all(one[name] == other[name] for name in LEG)
        if not same and real(short, "documented_high") < real(long, "documented_low"):
            total += 1
            kept += real(short, "model_hours") < real(long, "model_hours")
    return kept, total


def near(rows: Sequence[Row]) -> int:
    """How many episodes the model meets within the factor NEAR at its own values."""
    return sum(1 / NEAR <= real(row, "ratio") <= NEAR for row in compared(rows))


def record_says(rows: Sequence[Row]) -> str:
    """What the record says of the model, in a few sentences; empty where nothing is held against it."""
    known = compared(rows)
    if not known:
        return ""
    said = f"Of {counted(len(known), 'documented episode')}, {len(within(known))} lie inside what the model allows over its ranges"
    wide = [real(row, "model_high") / real(row, "model_low") for row in known if real(row, "model_low") > 0]
    said += f", which are wide (the most is {told(median(wide))} times the least, at the median)" if wide else ""
    said += f"; {len(of(known, meets=MIDDLE))} lie among the middle nine tenths of worlds drawn inside them. "
    said += f"{near(rows)} are met within a factor of {NEAR:g} at the model's own values."
    return said + _missed(known) + _right_order(known) + _informed(known)


def _missed(known: Sequence[Row]) -> str:
    said = ""
    for verdict, pace in ((SLOW, "slow"), (FAST, "fast")):
        names = [words(text(row, "episode")) for row in of(known, meets=verdict)]
        said += f" Met at no point of the ranges, since the model is too {pace}: {listed(names)}." if names else ""
    return said


def _right_order(known: Sequence[Row]) -> str:
    kept, total = in_order(known)
    return f" The order of {kept} of {counted(total, 'pair')} is right." if total else ""


def _informed(known: Sequence[Row]) -> str:
    free = [row for row in known if not row["informed"]]
    if len(free) == len(known):
        return ""
    said = f" {len(known) - len(free)} of the episodes had a part in setting a number and confirm little"
    return said + (f"; of the others, {len(within(free))} of {len(free)} lie inside." if free else ".")


def _spoken(row: Row) -> str:
    return (
        f"{words(text(row, 'episode'))} {told(real(row, 'documented_hours'), 'h')}, model {told(maybe(row, 'model_hours'))} "
        f"({told(maybe(row, 'model_low'))} to {told(maybe(row, 'model_high'))}), {text(row, 'meets')}"
    )


def _chart(rows: Sequence[Row]) -> Spec:
    labels = {text(row, "episode"): lines(words(text(row, "episode")), LABEL) for row in rows}
    # A scale of powers has no zero: what may be nothing begins at its left end.
    floor = min(value for row in rows for name in ("documented_hours", "model_low") if (value := real(row, name)) > 0) / 2
    values: list[charts.Datum] = [
        {
            "episode": labels[text(row, "episode")],
            "least": max(floor, real(row, "documented_low")),
            "hours": real(row, "documented_hours"),
            "most": real(row, "documented_high"),
            "model_low": max(floor, real(row, "model_low")),
            "model": max(floor, real(row, "model_hours")),
            "model_high": real(row, "model_high"),
            "middle_low": max(floor, real(row, "middle_low")),
            "middle_high": real(row, "middle_high"),
            "meets": text(row, "meets"),
            "told": told(real(row, "documented_hours"), "h"),
            "model_told": f"{told(real(row, 'model_hours'))} ({told(real(row, 'model_low'))} to {told(real(row, 'model_high'))}) h",
            "informed": "yes" if row["informed"] else "no",
        }
        for row in rows
    ]
    title = "hours, a scale of powers (pale: the model over its ranges, darker: middle 90 %, tick: at its values; point: documented)"
    axis: charts.Piece = {"format": "~g", "tickCount": 6}
    x: charts.Piece = {"field": "model_low", "type": "quantitative", "title": title, "scale": {"type": "log", "nice": True}, "axis": axis}
    used = [name for name in SHAPES if of(rows, meets=name)]
    shape: charts.Piece = {
        "field": "meets",
        "type": "nominal",
        "title": "documented hours",
        "scale": charts.scale({name: SHAPES[name] for name in used}),
        "legend": {"orient": "top"},
    }
    fill: charts.Piece = {**shape, "scale": charts.scale({name: FILLS[name] for name in used})}
    titles = {"episode": "episode", "told": "documented", "model_told": "model", "meets": "documented hours", "informed": "set a number"}
    layers = [
        charts.mark("bar", {"color": PALE_BAR, "height": {"band": 0.5}}, x=x, x2={"field": "model_high"}),
        charts.mark("bar", {"color": MIDDLE_BAR, "height": {"band": 0.5}}, x=charts.measure("middle_low"), x2={"field": "middle_high"}),
        charts.mark("tick", {"color": BLUE, "thickness": 3}, x=charts.measure("model")),
        charts.interval(),
        charts.mark(
            "point",
            {"filled": True, "opacity": 1, "size": 75, "stroke": INK, "strokeWidth": 1},
            x=charts.measure("hours"),
            shape=shape,
            fill=fill,
            tooltip=charts.tooltip(titles),
        ),
    ]
    return charts.bars(values, "episode", labels.values(), *layers)
