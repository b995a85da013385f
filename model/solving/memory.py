"""What one solve leaves behind that the next can use: see also `model.formulation.recall`.

Points and prices of earlier solves help in a model of the same structure, whatever numbers have changed: a point that still
satisfies the rows is a posture, and prices prove a bound by weak duality whatever they are. Both only shorten the search. The
answer is the canonical one of the model, which does not depend on where the search began.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from model.formulation.build import Built
from model.formulation.recall import Frame, Recall
from model.solving.matrix import Compiled, Matrix, Vector, check_numbers, compile_frame, compile_matrix

# Points and prices kept of each frame.
KEPT = 8
# A point satisfies a row that it misses by no more than this, relative to the larger of 1 and the row's limit.
FEASIBLE = 1e-9


@dataclass
class _OfFrame:
    compiled: Compiled
    points: deque[Vector] = field(default_factory=lambda: deque(maxlen=KEPT))
    prices: deque[Vector] = field(default_factory=lambda: deque(maxlen=KEPT))


class Memory:
    """Hand the same memory to one solve after the other, in one thread."""

    def __init__(self) -> None:
        self.recall = Recall()
        self._frames: WeakKeyDictionary[Frame, _OfFrame] = WeakKeyDictionary()

    def matrix(self, built: Built) -> Matrix:
        """The built model compiled; the rows of its frame only once."""
        if built.frame not in self._frames:
            self._frames[built.frame] = _OfFrame(compile_frame(built.frame))
        return compile_matrix(built.variables.pyomo, built.frame, self._frames[built.frame].compiled)

    def checks(self, built: Built, matrix: Matrix) -> Vector:
        """Check numbers of the columns."""
        known = self._frames[built.frame].compiled
        return np.append(known.checks, check_numbers(matrix.columns[len(known.checks) :]))

    def points(self, built: Built, matrix: Matrix) -> list[Vector]:
        """Points of earlier solves that satisfy the matrix."""
        return [point for point in self._frames[built.frame].points if satisfies(matrix, point)]

    def prices(self, built: Built, matrix: Matrix) -> list[Vector]:
        """Prices of the rows from earlier solves."""
        return [prices for prices in self._frames[built.frame].prices if len(prices) == matrix.rows.shape[0]]

    def keep(self, built: Built, point: Vector | None, prices: Vector | None) -> None:
        """Keep what a solve has found."""
        kept = self._frames[built.frame]
        if point is not None:
            kept.points.appendleft(point)
        if prices is not None:
            kept.prices.appendleft(prices)


def satisfies(matrix: Matrix, point: Vector) -> bool:
    """Whether the point (whole where it must be) satisfies every bound and row."""
    if len(point) != len(matrix.lower) or (point < matrix.lower - FEASIBLE).any() or (point > matrix.upper + FEASIBLE).any():
        return False
    activity = matrix.rows @ point
    with np.errstate(invalid="ignore"):
        below = matrix.row_lower - activity > FEASIBLE * np.maximum(1.0, np.abs(matrix.row_lower))
        above = activity - matrix.row_upper > FEASIBLE * np.maximum(1.0, np.abs(matrix.row_upper))
    return not (below & np.isfinite(matrix.row_lower)).any() and not (above & np.isfinite(matrix.row_upper)).any()
