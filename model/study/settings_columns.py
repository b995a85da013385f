"""Settings of futures as columns of numbers, as the evaluation of many futures at once takes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.data.instance import Instance
from model.delay.moved import Array, moves_hours
from model.study.evaluate import completed_shares

Settings = tuple[tuple[str, str], ...]


def in_columns(changed: Instance, futures: Sequence[Settings]) -> tuple[tuple[str, ...], Array] | None:
    """The paths that futures set, and a row of values for each (NaN: not set there); shares of conditions make room as in
    `instance_for`. `changed` has the variant applied. None where a future sets what is no number, or what no array carries."""
    rows: list[dict[str, float]] = []
    try:
        for settings in futures:
            rows.append({path: float(value) for path, value in completed_shares(changed, None, settings)})
    except ValueError:
        return None
    paths = tuple(dict.fromkeys(path for row in rows for path in row))
    if any(moves_hours(changed, path) is None for path in paths):
        return None
    return paths, np.array([[row.get(path, np.nan) for path in paths] for row in rows], dtype=float).reshape(len(rows), len(paths))
