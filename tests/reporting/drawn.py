"""What a chart draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.reporting.figures.figure import Figure, Spec


def drawn(figure: Figure, *fields: str) -> list[dict[str, Any]]:
    """Every datum of the chart that has these fields, in all layers."""
    assert isinstance(figure.chart, Spec)
    found: list[dict[str, Any]] = []
    spec: Mapping[str, Any] = figure.chart.vega_lite
    for part in (spec, *spec.get("layer", ())):
        found += [value for value in part.get("data", {}).get("values", ()) if set(fields) <= set(value)]
    return found
