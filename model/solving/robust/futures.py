"""What is asked of one posture for many futures, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from model.data.instance import Instance
from model.delay.posture import Evaluation, Posture
from model.solving.outcome import SolveCount, Status

RobustAim = Literal["expected", "cvar", "regret", "worst"]
AIMS: tuple[RobustAim, ...] = ("expected", "cvar", "regret", "worst")


@dataclass(frozen=True)
class Future:
    """One future: the instance under its numbers, its weight (the weights of all futures add up to 1), and the weighted delay that is
    the least there when only this future counts (h/day; asked for by the aim `regret`)."""

    name: str
    weight: float
    instance: Instance
    optimum: float | None = None


@dataclass(frozen=True)
class RobustOutcome:
    """The end of one robust solve. `postures` and `evaluations` are by future, all of one design; `value` of the aim (h/day), the proven
    lower `bound` on it and the relative `gap` between the two (of a regret relative to itself and the mean optimum); `expected` is the
    mean weighted delay by the futures' weights. `tie_break_proved` tells whether the later aims are proved least too."""

    status: Status
    postures: dict[str, Posture]
    evaluations: dict[str, Evaluation]
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    expected: float | None = None
    tie_break_proved: bool = False
    reason: str = ""
    count: SolveCount = field(default_factory=SolveCount)


def value_of(aim: RobustAim, delays: Sequence[float], weights: Sequence[float], optima: Sequence[float | None], tail: float) -> float:
    """The aim's value where the futures' delays are these, by arithmetic alone."""
    if aim == "expected":
        return float(np.dot(delays, weights))
    if aim == "worst":
        return max(delays)
    if aim == "regret":
        return max(delay - (optimum or 0.0) for delay, optimum in zip(delays, optima, strict=True))
    left, total = tail, 0.0
    for delay, weight in sorted(zip(delays, weights, strict=True), reverse=True):
        taken = min(left, weight)
        total += taken * delay
        left -= taken
    return total / tail
