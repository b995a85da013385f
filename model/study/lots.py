"""What postures come to in a lot of futures: counts, and sketches of their hours and of how far they are behind; lots make one larger lot.

A lot is as long for ten thousand futures as for a hundred, so that a million futures take no more room than the lots they are
evaluated in.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.delay.moved import Array
from model.study.ensemble import SAME
from model.study.sketch import Sketch, read, sketch, together, written

QUANTILES = (0.5, 0.9)  # of how far a posture is behind
COUNTS = ("first", "near", "beyond", "overloaded")
SKETCHES = ("hours", "regret", "percents")


@dataclass(frozen=True)
class Lot:
    """So many futures. `competes` tells of each posture whether it keeps every law; `counts` are the futures, by the names of COUNTS
    and posture, in which it is first, is near the best, has a desk beyond its band, has a desk with more work than it can ever do.
    `sketches`, by the names of SKETCHES and posture: weighted hours a day, how many more than the least of those that compete,
    and these in percent of it. `behind` are the first futures one by one: where each posture is not near the best (postures x futures)."""

    futures: int
    competes: tuple[bool, ...]
    counts: dict[str, tuple[int, ...]]
    sketches: dict[str, tuple[Sketch, ...]]
    behind: NDArray[np.bool_]


@dataclass(frozen=True)
class Hours:
    """Postures in futures, each array postures x futures: weighted hours a day, and where a desk has more than its band holds, or more than
    it can ever do."""

    weighted: Array
    beyond: NDArray[np.bool_]
    overloaded: NDArray[np.bool_]


def lot_of(found: Hours, competes: Sequence[bool], within: float, tail: float, singly: bool) -> Lot:
    """The lot of these hours. A posture is near the best within so many percent; `singly`: futures are told one by one too."""
    hours, futures = found.weighted, found.weighted.shape[1]
    least = hours[np.array(competes)].min(axis=0)
    regret = np.maximum(0.0, hours - least)
    percents = 100 * regret / np.where(least > 0, least, 1.0)
    near = percents <= within
    counted = {"first": hours <= least * (1 + SAME), "near": near, "beyond": found.beyond, "overloaded": found.overloaded}
    shares = {"hours": (1 - tail,), "regret": (1 - tail,), "percents": (*QUANTILES, 1 - tail)}
    values = {"hours": hours, "regret": regret, "percents": percents}
    return Lot(
        futures,
        tuple(map(bool, competes)),
        {name: tuple(int(count) for count in counted[name].sum(axis=1)) for name in COUNTS},
        {name: tuple(sketch(row, shares[name]) for row in values[name]) for name in SKETCHES},
        ~near if singly else np.zeros((len(hours), 0), dtype=bool),
    )


def all_lots(lots: Sequence[Lot]) -> Lot:
    """One lot of all, of which there must be one; they are about the same postures, in the order of their futures."""
    first = lots[0]
    return Lot(
        sum(one.futures for one in lots),
        first.competes,
        {name: tuple(map(sum, zip(*(one.counts[name] for one in lots), strict=True))) for name in COUNTS},
        {name: tuple(map(together, zip(*(one.sketches[name] for one in lots), strict=True))) for name in SKETCHES},
        np.concatenate([one.behind for one in lots], axis=1),
    )


def text_of(lot: Lot) -> str:
    """The lot in JSON."""
    told = {
        "futures": lot.futures,
        "competes": lot.competes,
        "counts": lot.counts,
        "sketches": {name: [written(one) for one in lot.sketches[name]] for name in SKETCHES},
        "singly": lot.behind.shape[1],
        "behind": base64.b64encode(np.packbits(lot.behind, axis=1).tobytes()).decode("ascii"),
    }
    return json.dumps(told, separators=(",", ":"))


def lot_in(text: str) -> Lot:
    """The lot that was written."""
    told = json.loads(text)
    postures, singly = len(told["competes"]), told["singly"]
    bits = np.frombuffer(base64.b64decode(told["behind"]), dtype=np.uint8).reshape(postures, -1)
    return Lot(
        told["futures"],
        tuple(told["competes"]),
        {name: tuple(told["counts"][name]) for name in COUNTS},
        {name: tuple(map(read, told["sketches"][name])) for name in SKETCHES},
        np.unpackbits(bits, axis=1, count=singly).astype(bool),
    )
