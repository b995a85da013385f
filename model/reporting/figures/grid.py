"""A table of coloured cells: a row each for whatever the figure is about, a column a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures.figure import Json
from model.reporting.figures.palette import LABEL_LINES
from model.reporting.figures.rows import heading_padding


def grid(values: list[Json], down: str, step: int, headings: Mapping[str, str], cell: Json, labels: Sequence[Json]) -> dict[str, Json]:
    """The drawing: `values` have the field `down` for the row, `step` units high, and `column` with one of the `headings`; `cell` is the
    encoding of a cell, `labels` are the layers of text on it."""
    axis: Json = {
        "orient": "top",
        "labelAngle": 0,
        "labelLimit": 160,
        "labelExpr": LABEL_LINES,
        "labelPadding": heading_padding(headings),
    }
    return {
        "width": "container",
        "height": {"step": step},
        "data": {"values": values},
        "encoding": {
            "y": {"field": down, "type": "nominal", "sort": None, "title": None},
            "x": {"field": "column", "type": "nominal", "sort": None, "title": None, "axis": axis},
        },
        "layer": [{"mark": {"type": "rect", "stroke": "#ffffff"}, "encoding": cell}, *labels],
    }
