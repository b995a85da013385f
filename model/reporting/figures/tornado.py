"""Tornado: what each factor alone does to the delay of a variant, and where something would be decided otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.cells import Row
from model.reporting.figures.figure import Figure, Json, Spec
from model.reporting.figures.palette import BLUE, INK, ORANGE, PAPER, SAND
from model.reporting.figures.rows import change, counted, identifier, lines, listed, maybe, names, of, ordered, percent, text, told, whole
from model.reporting.figures.study_rows import (
    LABEL,
    MOST_BARS,
    ROW,
    TICKS,
    bars_height,
    label_axis,
    room,
    table_of,
    within_gap,
    zero_line,
)

ENDS = ("low", "high")
SAME, OTHERWISE, OTHER_BEST = "same decisions", "decided otherwise", "another variant best"
COLUMNS = (
    "variant",
    "rank",
    "factor",
    "low_delay",
    "base_delay",
    "high_delay",
    "swing",
    "swing_percent",
    "effect",
    "points_decided_otherwise",
    "points_with_other_best",
    "points_infeasible",
    "points_unanswered",
)


def tornado_figures(points: Sequence[Row], factors: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each variant, from the tables `tornado` and `tornado_factors`."""
    return tuple(_figure(variant, of(points, variant=variant), of(factors, variant=variant)) for variant in ordered(factors, "variant"))


def _figure(variant: str, points: Sequence[Row], factors: Sequence[Row]) -> Figure:
    shown = factors[:MOST_BARS]
    return Figure(
        id=identifier("tornado", variant),
        title=f"What matters most to {variant}",
        says=_says(variant, points, factors),
        chart=Spec(_spec(points, shown)),
        alt=_alt(shown, len(factors)),
        table=table_of("tornado_factors", factors, *COLUMNS),
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


def _spec(points: Sequence[Row], factors: Sequence[Row]) -> dict[str, Json]:
    labels = {text(row, "factor"): lines(text(row, "factor"), LABEL) for row in factors}
    order = list(labels.values())
    here = [row for row in points if text(row, "factor") in labels and row["difference"] is not None]
    values: list[Json] = [
        {
            "factor": labels[text(row, "factor")],
            "point": text(row, "point"),
            "end": f"{text(row, 'point')} end of the range",
            "difference": maybe(row, "difference"),
            "percent": percent(maybe(row, "difference_percent")),
            "value": maybe(row, "value"),
            "mark": _mark(row),
            "best": text(row, "best_variants"),
        }
        for row in here
    ]
    # Where both ends lie on one side, the shorter bar is drawn over the longer.
    ends: list[Json] = [
        value
        for value, row in sorted(zip(values, here, strict=True), key=lambda pair: -abs(maybe(pair[1], "difference") or 0.0))
        if row["point"] in ENDS
    ]
    notes: list[Json] = [{"factor": labels[text(row, "factor")], "difference": _right(row, here), "note": _note(row)} for row in factors]
    y: dict[str, Json] = {"field": "factor", "type": "nominal", "sort": order, "axis": label_axis()}
    x: dict[str, Json] = {
        "field": "difference",
        "type": "quantitative",
        "scale": room((maybe(row, "difference") or 0.0 for row in here), 0.25),
        "axis": TICKS,
        "title": "change of the delay from its value at base, h/day",
    }
    return {
        "width": "container",
        "height": bars_height(order) + ROW,
        "layer": [
            {"data": {"values": ends}, "mark": {"type": "bar", "height": {"band": 0.55}}, "encoding": _end_encoding(x, y)},
            zero_line(),
            {"data": {"values": values}, "mark": {"type": "point", "filled": True, "opacity": 1}, "encoding": _mark_encoding(x, y)},
            {
                "data": {"values": notes},
                "mark": {"type": "text", "align": "left", "dx": 12, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "note", "type": "nominal"}},
            },
        ],
    }


def _end_encoding(x: dict[str, Json], y: dict[str, Json]) -> dict[str, Json]:
    return {
        "x": x,
        "y": y,
        "color": {
            "field": "end",
            "type": "nominal",
            "title": "bar",
            "scale": {"domain": [f"{end} end of the range" for end in ENDS], "range": [BLUE, SAND]},
            "legend": {"orient": "top"},
        },
    }


def _mark_encoding(x: dict[str, Json], y: dict[str, Json]) -> dict[str, Json]:
    kinds: list[Json] = [SAME, OTHERWISE, OTHER_BEST]
    legend: Json = {"orient": "top"}
    return {
        "x": x,
        "y": y,
        "shape": {
            "field": "mark",
            "type": "nominal",
            "title": "point of the range",
            "scale": {"domain": kinds, "range": ["circle", "circle", "diamond"]},
            "legend": legend,
        },
        "fill": {
            "field": "mark",
            "type": "nominal",
            "title": "point of the range",
            "scale": {"domain": kinds, "range": [INK, PAPER, ORANGE]},
        },
        "stroke": {"field": "mark", "type": "nominal", "title": "point of the range", "scale": {"domain": kinds, "range": [INK, INK, INK]}},
        "size": {"value": 70},
        "tooltip": [
            {"field": "factor", "title": "factor"},
            {"field": "point", "title": "point"},
            {"field": "value", "title": "value", "format": ",.4~g"},
            {"field": "difference", "title": "change of delay, h/day", "format": ",.1f"},
            {"field": "percent", "title": "in percent"},
            {"field": "mark", "title": "there"},
            {"field": "best", "title": "can be best there"},
        ],
    }


def _right(row: Row, points: Sequence[Row]) -> float:
    """Where the bar ends on the right."""
    return max((value for one in of(points, factor=text(row, "factor")) if (value := maybe(one, "difference")) is not None), default=0.0)


def _note(row: Row) -> str:
    said = f"swing {told(maybe(row, 'swing'))}"
    for column, words in (("points_infeasible", "infeasible"), ("points_unanswered", "unanswered")):
        number = whole(row, column)
        said += f", {counted(number, 'point')} {words}" if number else ""
    return said
