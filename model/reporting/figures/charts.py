"""Charts as plain data (Vega-Lite), put together from a few pieces: what a field means to the eye, marks, and four kinds of chart.

A chart is as wide as its page. Pieces are plain data too, so that a figure can say more about one of them than is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from model.reporting.figures.figure import Json, Spec
from model.reporting.figures.palette import BLUE, INK, LABEL_LINES, PAPER, QUIET
from model.reporting.figures.rows import heading_padding

Piece = dict[str, Json]
Datum = Mapping[str, Json]

ROW = 26  # height of a bar's row, in pixels
LINE = 17  # height of a line of a label, in pixels
TICKS: Piece = {"tickCount": 8}  # numbers below an axis, so that none touch
BESIDE: Piece = {"align": "left", "dx": 6}  # words that begin where a bar ends
LEGIBLE: Json = {"condition": {"test": "datum.dark", "value": PAPER}, "value": INK}  # letters on a cell, by its field `dark`

# What a field means to the eye -----------------------------------------------------------------------------------


def measure(field: str, **more: Json) -> Piece:
    """Numbers by their place."""
    return {"field": field, "type": "quantitative", **more}


def length(field: str, title: str, **more: Json) -> Piece:
    """Numbers by their place along an axis with a title, which tells so few of them that none touch."""
    return measure(field, title=title, **{"axis": TICKS, **more})


def kinds(field: str, order: Iterable[str] | None = None, **more: Json) -> Piece:
    """Names by their place, in this order; none: in that of the data."""
    return {"field": field, "type": "nominal", "sort": None if order is None else list(order), **more}


def named(field: str, order: Iterable[str], title: str | None = None) -> Piece:
    """Rows by their names, which may have several lines, in this order."""
    axis: Piece = {"title": title, "labelExpr": LABEL_LINES, "labelLimit": 420, "ticks": False, "domain": False}
    return kinds(field, order, axis={**axis, "labelPadding": 8, "labelLineHeight": LINE})


def headings(field: str, padding: int, title: str | None = None, **more: Json) -> Piece:
    """Columns by their names above them, whose lines grow downwards through that much room."""
    axis: Piece = {"orient": "top", "labelAngle": 0, "labelLimit": 160, "labelExpr": LABEL_LINES, "labelPadding": padding}
    return kinds(field, title=title, axis={**axis, **more})


def scale(range_of: Mapping[str, str]) -> Piece:
    """What stands for each value of a field: a colour or a shape."""
    return {"domain": list(range_of), "range": list(range_of.values())}


def colour(field: str, colours: Mapping[str, str], title: str | None = None, **legend: Json) -> Piece:
    """A colour for each value, explained above the chart."""
    return {"field": field, "type": "nominal", "title": title, "scale": scale(colours), "legend": {"orient": "top", **legend}}


def quiet_colour(field: str, colours: Mapping[str, str]) -> Piece:
    """A colour for each value, which labels explain."""
    return {"field": field, "type": "nominal", "scale": scale(colours), "legend": None}


def shade(field: str, title: str, domain: Sequence[float], colours: Sequence[str], legend: Datum, **more: Json) -> Piece:
    """Colours between these, by a number."""
    explained: Piece = {"title": title, "orient": "top", "gradientLength": 260, **legend}
    return {"field": field, "type": "quantitative", "scale": {"domain": domain, "range": colours, **more}, "legend": explained}


def tooltip(titles: Mapping[str, str], **formats: str) -> list[Json]:
    """What is told beside the pointer: each field under its title; `formats` (of d3) are those of numbers."""
    return [{"field": field, "title": title} | ({"format": formats[field]} if field in formats else {}) for field, title in titles.items()]


def plain_tooltip(*fields: str) -> list[Json]:
    """The same, where fields bear the names that readers see."""
    return tooltip(dict(zip(fields, fields, strict=True)))


def room(lengths: Iterable[float], share: float = 0.14) -> Piece:
    """A horizontal scale from the least (at most 0) to the greatest length, with a share of that left free for words at the bars' ends."""
    known = [0.0, *lengths]
    low, high = min(known), max(known)
    return {"domain": [low, high + share * (high - low or 1.0)], "nice": False}


# Marks -----------------------------------------------------------------------------------------------------------


def mark(kind: str, look: Datum, /, **encoding: Json) -> Piece:
    """One layer: a mark for each datum."""
    return {"mark": {"type": kind, **look}, "encoding": encoding}


def over(values: Sequence[Datum], layer: Piece) -> Piece:
    """The layer with data of its own."""
    return {"data": {"values": values}, **layer}


def bar(x: Json, thick: float = 0.6, fill: str = BLUE, **encoding: Json) -> Piece:
    """A bar in one colour, as thick as this share of its row."""
    return mark("bar", {"color": fill, "height": {"band": thick}}, x=x, **encoding)


def interval(thick: float = 2) -> Piece:
    """A line from the field `least` to the field `most`."""
    return mark("rule", {"color": INK, "strokeWidth": thick}, x=measure("least"), x2={"field": "most"})


def words(field: str, look: Datum, at: str = "", **encoding: Json) -> Piece:
    """The text of a field, where the number of the field `at` lies."""
    return mark("text", look, **({"x": measure(at)} if at else {}), text={"field": field}, **encoding)


def zero_line(colour: str = QUIET, **more: Json) -> Piece:
    """A line at zero."""
    return mark("rule", {"color": colour}, x={"datum": 0, **more})


# Charts ----------------------------------------------------------------------------------------------------------


def chart(height: Json, layers: Sequence[Piece], values: Sequence[Datum] | None = None, **encoding: Json) -> Spec:
    """Layers one over the other; `values` and `encoding` are those that all of them share."""
    shared: Piece = {"data": {"values": values}, "encoding": encoding} if values is not None else {}
    return Spec({"width": "container", "height": height, **shared, "layer": layers})


def bars_height(labels: Iterable[str]) -> int:
    """Height of a chart with a row for each label."""
    told = list(labels)
    tallest = max((label.count("\n") + 1 for label in told), default=1)
    return max(2, len(told)) * max(ROW, tallest * LINE + 8)


def bars(values: Sequence[Datum], field: str, labels: Iterable[str], *layers: Piece, height: int = 0, **encoding: Json) -> Spec:
    """A row for each label of the field, in their order, with bars and marks on it."""
    order = list(labels)
    return chart(height or bars_height(order), layers, values, y=named(field, order), **encoding)


def short_bars(values: Sequence[Datum], field: str, step: int, *layers: Piece) -> Spec:
    """A row of that height for each datum, in the order of the data, under a name of one line."""
    return chart({"step": step}, layers, values, y=kinds(field, title=None))


def cells(height: Json, values: Sequence[Datum], x: Piece, y: Piece, fill: Piece, told: Json, *labels: Piece, **look: Json) -> Spec:
    """Coloured cells in rows and columns, with the layers of text on them."""
    return chart(height, [mark("rect", {"stroke": PAPER, **look}, color=fill, tooltip=told), *labels], values, x=x, y=y)


def by_condition(
    values: Sequence[Datum], field: str, step: int, wrapped: Mapping[str, str], fill: Piece, told: Json, *labels: Piece
) -> Spec:
    """Cells with a column for each condition: its heading, one of `wrapped`, is the field `column`."""
    across, down = headings("column", heading_padding(wrapped)), kinds(field, title=None)
    return cells({"step": step}, values, across, down, fill, told, *labels)


def step_curve(height: int, values: Sequence[Datum], x: Piece, y: Piece, told: Json) -> Spec:
    """A curve that falls or rises in steps, with a dot where each begins."""
    dot: Piece = {"filled": True, "color": BLUE, "stroke": INK, "strokeWidth": 1, "size": 70, "opacity": 1}
    line: Piece = {"interpolate": "step-after", "color": BLUE, "strokeWidth": 2}
    return chart(height, [mark("line", line), mark("point", dot, tooltip=told)], values, x=x, y=y)
