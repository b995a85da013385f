"""The growth of cost with size as a picture: CPU seconds and memory against headquarters, both on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert

from model.reporting.figures.palette import CONFIG

MEASURES = (("cpu", "CPU seconds of the whole process"), ("memory", "Most memory, MB"))
COLOUR = "#00619c"


def write_plot(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw the rows (as `measure_scale` gives them) that ended with a posture, as SVG."""
    data = [
        {"headquarters": row["headquarters"], "seed": str(row["seed"]), "cpu": row["cpu"][0], "memory": row["memory"][0]}
        for row in rows
        if row["road"] == "shipped" and row.get("value") is not None
    ]
    sizes = sorted({row["headquarters"] for row in data})
    charts = [_chart(name, title, sizes) for name, title in MEASURES]
    picture: str = vl_convert.vegalite_to_svg({"data": {"values": data}, "config": CONFIG, "hconcat": charts})
    path.write_text(picture, encoding="utf-8")


def _chart(name: str, title: str, sizes: Sequence[int]) -> dict[str, Any]:
    scale = {"type": "log"}
    close = {**scale, "nice": False, "padding": 20}
    across = {"field": "headquarters", "type": "quantitative", "title": "Headquarters", "scale": close, "axis": {"values": sizes}}
    up = {"field": name, "type": "quantitative", "title": title, "scale": scale}
    return {
        "width": 280,
        "height": 220,
        "layer": [
            {"mark": {"type": "line", "color": COLOUR}, "encoding": {"x": across, "y": {**up, "aggregate": "mean"}}},
            {"mark": {"type": "point", "color": COLOUR, "filled": True, "size": 50}, "encoding": {"x": across, "y": up}},
        ],
    }
