"""Tornado: what each factor alone does to the delay of a variant, and where something would be decided otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Json, Spec
from model.reporting.figures.palette import BLUE, INK, ORANGE, PAPER, SAND
from model.reporting.figures.rows import change, counted, identifier, listed, maybe, names, of, ordered, percent, real, text, told, whole
from model.reporting.figures.study_rows import MOST_BARS, labels_of, table_without, within_gap
from model.tables.column import Row

ENDS = ("low", "high")
MARKS = SAME, OTHERWISE, OTHER_BEST = "same decisions", "decided otherwise", "another variant best"
SHAPES, FILLS = ("circle", "circle", "diamond"), (INK, PAPER, ORANGE)
COLOURS = {f"{end} end of the range": shade for end, shade in zip(ENDS, (BLUE, SAND), strict=True)}


def tornado_figures(points: Sequence[Row], factors: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each variant, from the tables `tornado` and `tornado_factors`."""
    return tuple(_figure(variant, of(points, variant=variant), of(factors, variant=variant)) for variant in ordered(factors, "variant"))


def _figure(variant: str, points: Sequence[Row], factors: Sequence[Row]) -> Figure:
    shown = factors[:MOST_BARS]
    return Figure(
        id=identifier("tornado", variant),
        title=f"What matters most to {variant}",
        says=_says(variant, points, factors),
        chart=_chart(points, shown),
        alt=_alt(shown, len(factors)),
        table=table_without("tornado_factors", factors, "paths", "blocked_by"),
        variant=variant,
    )


def _says(variant: str, points: Sequence[Row], factors: Sequence[Row]) -> str:
    moved = [row for row in factors if row["effect"] == "delay"]
    if not moved:
        return f"No factor moves the delay of {variant} by more than the solver left open." + within_gap(factors, "factor")
    first = moved[0]
    # Where no variant has a posture, none of them is the best.
    other = list(dict.fromkeys(text(row, "factor") for row in points if row["best_changed"] and row["best_variants"]))
    flips = "Nowhere would another variant be best." if not other else _flip_sentence(points, other)
    return (
        f"{text(first, 'factor')} matters most: over its range the delay of {variant} swings by {told(maybe(first, 'swing'), 'h/day')} "
        f"({told(maybe(first, 'swing_percent'))} %). {flips}{within_gap(factors, 'factor')}"
    )


def _flip_sentence(points: Sequence[Row], factors: Sequence[str]) -> str:
    best = sorted({name for row in points if row["best_changed"] for name in names(row, "best_variants")})
    named = listed(list(factors[:3])) + (f" and {len(factors) - 3} more" if len(factors) > 3 else "")
    at = "somewhere in the range of" if len(factors) > 1 else "in part of the range of"
    return f"Another set of variants can be best {at} {named}: {listed(best, 'or')}."


def _alt(shown: Sequence[Row], count: int) -> str:
    head = f"Bars for {counted(len(shown), 'factor')}" + (f" of {count}" if count > len(shown) else "") + ", widest swing first, h/day. "
    return head + "; ".join(
        f"{text(row, 'factor')}: {change(_from_base(row, 'low_delay'))} at the low, {change(_from_base(row, 'high_delay'))} at the high end"
        for row in shown[:8]
    )


def _from_base(row: Row, name: str) -> float | None:
    there, base = maybe(row, name), maybe(row, "base_delay")
    return None if there is None or base is None else there - base


def _mark(row: Row) -> str:
    if row["best_changed"]:
        return OTHER_BEST
    return OTHERWISE if row["decisions_changed"] else SAME


def _chart(points: Sequence[Row], factors: Sequence[Row]) -> Spec:
    labels = labels_of(factors, "factor")
    here = [row for row in points if text(row, "factor") in labels and row["difference"] is not None]
    values = [_datum(row, labels) for row in here]
    # Where both ends lie on one side, the shorter bar is drawn over the longer.
    longest_first = sorted(here, key=lambda row: -abs(real(row, "difference")))
    ends = [_datum(row, labels) for row in longest_first if row["point"] in ENDS]
    notes: list[charts.Datum] = [
        {"factor": labels[text(row, "factor")], "difference": _right(row, here), "note": _note(row)} for row in factors
    ]
    y = charts.named("factor", labels.values())
    scale = charts.room((maybe(row, "difference") or 0.0 for row in here), 0.25)
    x = charts.length("difference", "change of the delay from its value at base, h/day", scale=scale)
    end = charts.mark("bar", {"height": {"band": 0.55}}, x=x, y=y, color=charts.colour("end", COLOURS, "bar"))
    note = charts.mark("text", {"align": "left", "dx": 12, "fontSize": 12}, x=x, y=y, text={"field": "note", "type": "nominal"})
    layers = [charts.over(ends, end), charts.zero_line(), charts.over(values, _points(x, y)), charts.over(notes, note)]
    return charts.chart(charts.bars_height(labels.values()) + charts.ROW, layers)


def _datum(row: Row, labels: Mapping[str, str]) -> charts.Datum:
    return {
        "factor": labels[text(row, "factor")],
        "point": text(row, "point"),
        "end": f"{text(row, 'point')} end of the range",
        "difference": maybe(row, "difference"),
        "percent": percent(maybe(row, "difference_percent")),
        "value": maybe(row, "value"),
        "mark": _mark(row),
        "best": text(row, "best_variants"),
    }


def _points(x: Json, y: Json) -> charts.Piece:
    """The points of the ranges; their shape and colour tell what is decided there."""
    look: charts.Piece = {"field": "mark", "type": "nominal", "title": "point of the range"}
    shapes, fills, edges = (dict(zip(MARKS, values, strict=True)) for values in (SHAPES, FILLS, (INK, INK, INK)))
    titles = {"factor": "factor", "point": "point", "value": "value", "difference": "change of delay, h/day", "percent": "in percent"}
    return charts.mark(
        "point",
        {"filled": True, "opacity": 1},
        x=x,
        y=y,
        shape={**look, "scale": charts.scale(shapes), "legend": {"orient": "top"}},
        fill={**look, "scale": charts.scale(fills)},
        stroke={**look, "scale": charts.scale(edges)},
        size={"value": 70},
        tooltip=charts.tooltip({**titles, "mark": "there", "best": "can be best there"}, value=",.4~g", difference=",.1f"),
    )


def _right(row: Row, points: Sequence[Row]) -> float:
    """Where the bar ends on the right."""
    return max((value for one in of(points, factor=text(row, "factor")) if (value := maybe(one, "difference")) is not None), default=0.0)


def _note(row: Row) -> str:
    said = f"swing {told(maybe(row, 'swing'))}"
    for column, words in (("points_infeasible", "infeasible"), ("points_unanswered", "unanswered")):
        number = whole(row, column)
        said += f", {counted(number, 'point')} {words}" if number else ""
    return said
