"""Model cache and warm starts: what one solve leaves behind that the next can use; the models are `formulation/model_template.py`'s.

Points and dual values of earlier solves help in a model of the same structure, whatever numbers have changed: a point that still
satisfies the rows is a posture, and dual values prove a bound by weak duality whatever they are. Both only shorten the search. The
answer is the canonical one of the model, which does not depend on where the search began.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from model.formulation.build import Built
from model.formulation.model_template import ModelTemplate, TemplateCache
from model.solving.matrix import Compiled, Matrix, Vector, compile_matrix, compile_template, hash_weights

# Points and dual values kept of each template.
KEPT = 8
# A point satisfies a row that it misses by no more than this, relative to the larger of 1 and the row's limit.
FEASIBLE = 1e-9


@dataclass
class _OfTemplate:
    compiled: Compiled
    points: deque[Vector] = field(default_factory=lambda: deque(maxlen=KEPT))
    duals: deque[Vector] = field(default_factory=lambda: deque(maxlen=KEPT))


class ModelCache:
    """Hand the same cache to one solve after the other, in one thread."""

    def __init__(self) -> None:
        self.templates = TemplateCache()
        self._known: WeakKeyDictionary[ModelTemplate, _OfTemplate] = WeakKeyDictionary()

    def matrix(self, built: Built) -> Matrix:
        """The built model compiled; the rows of its template only once."""
        if built.template not in self._known:
            self._known[built.template] = _OfTemplate(compile_template(built.template))
        return compile_matrix(built.variables.pyomo, built.template, self._known[built.template].compiled)

    def hash_weights(self, built: Built, matrix: Matrix) -> Vector:
        """Hash weights of the columns."""
        known = self._known[built.template].compiled
        return np.append(known.hash_weights, hash_weights(matrix.columns[len(known.hash_weights) :]))

    def points(self, built: Built, matrix: Matrix) -> list[Vector]:
        """Points of earlier solves that satisfy the matrix."""
        return [point for point in self._known[built.template].points if satisfies(matrix, point)]

    def duals(self, built: Built, matrix: Matrix) -> list[Vector]:
        """Dual values of the rows from earlier solves."""
        return [duals for duals in self._known[built.template].duals if len(duals) == matrix.rows.shape[0]]

    def keep(self, built: Built, point: Vector | None, duals: Vector | None) -> None:
        """Keep the point and the dual values that a solve ends with."""
        warm = self._known[built.template]
        if point is not None:
            warm.points.appendleft(point)
        if duals is not None:
            warm.duals.appendleft(duals)


def satisfies(matrix: Matrix, point: Vector) -> bool:
    """Whether the point (whole where it must be) satisfies every bound and row."""
    if len(point) != len(matrix.lower) or (point < matrix.lower - FEASIBLE).any() or (point > matrix.upper + FEASIBLE).any():
        return False
    activity = matrix.rows @ point
    with np.errstate(invalid="ignore"):
        below = matrix.row_lower - activity > FEASIBLE * np.maximum(1.0, np.abs(matrix.row_lower))
        above = activity - matrix.row_upper > FEASIBLE * np.maximum(1.0, np.abs(matrix.row_upper))
    return not (below & np.isfinite(matrix.row_lower)).any() and not (above & np.isfinite(matrix.row_upper)).any()
