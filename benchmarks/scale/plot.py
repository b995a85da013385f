"""The growth of cost with size as a picture: CPU seconds and memory against headquarters, both on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MEASURES = (("cpu", "CPU seconds of the whole process"), ("memory", "Most memory, MB"))


def write_plot(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw the rows (as `measure_scale` gives them) that ended with a posture, as SVG."""
    import altair

    data = [
        {"headquarters": row["headquarters"], "seed": str(row["seed"]), "cpu": row["cpu"][0], "memory": row["memory"][0]}
        for row in rows
        if row["road"] == "shipped" and row.get("value") is not None
    ]
    sizes = sorted({row["headquarters"] for row in data})
    base = altair.Chart(altair.Data(values=data))
    size = altair.X("headquarters:Q", title="Headquarters", scale=altair.Scale(type="log"), axis=altair.Axis(values=sizes))
    charts = []
    for name, title in MEASURES:
        height = altair.Y(f"{name}:Q", title=title, scale=altair.Scale(type="log"))
        mean = altair.Y(f"mean({name}):Q", title=title, scale=altair.Scale(type="log"))
        dots = base.mark_point(color="#00619c", filled=True, size=50).encode(x=size, y=height)
        charts.append((base.mark_line(color="#00619c").encode(x=size, y=mean) + dots).properties(width=280, height=220))
    altair.hconcat(*charts).save(path)
