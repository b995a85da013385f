"""How one posture does in held-out futures, which no solve knew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from model.data.instance import Instance
from model.delay.measure import tail_mean
from model.study.methods.robust_futures import WeightedPoint
from model.study.methods.robust_results import OWN, Delays, RobustResults, delay_of
from model.study.studyfile import Study
from model.tables.column import Row, Table, choice, integer, number
from model.tables.common import VARIANT

ROBUST_CHECK = Table(
    "robust_check",
    "a posture in held-out futures, which no solve knew",
    (
        VARIANT,
        choice("posture", f"the one posture, or {OWN}", "one posture", "base values"),
        integer("futures", "held-out futures", "futures"),
        integer(
            "does_not_hold",
            "of these such as it does not hold in: a desk is overloaded, a request late, or people or rules do not allow it",
            "futures",
        ),
        number("mean_delay", "mean weighted delay where both postures hold", "h/day"),
        number("median_delay", "median", "h/day"),
        number("tail_delay", "mean over the worst, up to the study's share", "h/day"),
        number("worst_delay", "largest", "h/day"),
        number("quicker", "share of those futures in which it is quicker than the other posture", "1"),
    ),
    ("variant", "posture"),
)


def rows(study: Study, base: Instance, held_out: Sequence[WeightedPoint], found: RobustResults) -> list[Row]:
    if not held_out or found.one_design is None or found.own_design is None:
        return []
    variant = found.asked.variant
    mine = {point.name: delay_of(base, variant, point, found.one_design) for point in held_out}
    own = {point.name: delay_of(base, variant, point, found.own_design) for point in held_out}
    pairs = {name: (one, other) for name in mine if (one := mine[name]) is not None and (other := own[name]) is not None}
    return [
        _check(study, variant, "one posture", mine, pairs),
        _check(study, variant, "base values", own, {name: pair[::-1] for name, pair in pairs.items()}),
    ]


def _check(study: Study, variant: str, posture: str, delays: Delays, pairs: Mapping[str, tuple[float, float]]) -> Row:
    """A posture in held-out futures; `pairs` are its delay and the other's where both hold."""
    hours: dict[str, float] = {name: pair[0] for name, pair in pairs.items()}
    equal = {name: 1.0 / len(hours) for name in hours}
    summary: dict[str, Any] = {}
    if hours:
        quicker = sum(one < other - 1e-6 * abs(other) for one, other in pairs.values())
        summary = {
            "mean_delay": float(np.mean(list(hours.values()))),
            "median_delay": float(np.median(list(hours.values()))),
            "tail_delay": tail_mean(hours, equal, float(study.settings["tail"])),
            "worst_delay": max(hours.values()),
            "quicker": quicker / len(hours),
        }
    empty = dict.fromkeys(("mean_delay", "median_delay", "tail_delay", "worst_delay", "quicker"))
    missing = sum(value is None for value in delays.values())
    return {"variant": variant, "posture": posture, "futures": len(delays), "does_not_hold": missing, **empty, **summary}
