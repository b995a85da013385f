"""A known design as a point of the extensive form: where a search for one posture starts."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.delay.posture import Posture
from model.solving.bound_propagation import reduce
from model.solving.highs import Solver
from model.solving.matrix import Matrix, Vector
from model.solving.objective_level import ObjectiveLevel
from model.solving.search import Search

# The gap to which the routes of the start are worked out: it only has to be a point.
NEAR_ENOUGH = 1e-4


def start_at(matrix: Matrix, level: ObjectiveLevel, design: Posture, search: Search) -> Vector | None:
    """The point with this design, and about the best routes for the level; None where the design is not one of the matrix."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for place, column in enumerate(matrix.columns):
        value = None if column is None else _value(design, column.parent_component().local_name, column.index())
        if value is not None:
            lower[place] = upper[place] = value
    if (lower < matrix.lower).any() or (upper > matrix.upper).any():
        return None
    reduced = reduce(matrix, lower, upper)
    own = level.restricted_to(reduced)
    answer = Solver(reduced.matrix, search.options).minimise(own.costs, own.offset, gap=NEAR_ENOUGH, time_limit=search.clock.left())
    return None if answer.values is None else np.asarray(reduced.extend(answer.values))


def _value(design: Posture, family: str, key: Any) -> float | None:
    """What a column of the design is; None of other columns, and of those that follow from it."""
    match family:
        case "opened":
            return float(design.active[key])
        case "graded":
            return float(design.active[key[:2]] and design.grades.get(key[:2]) == key[2])
        case "holds":
            return float(key[3] in design.holders.get(key[:3], ()))
        case "level":
            return float(design.levels[key[0], (key[1], key[2])] == key[3])
        case "sized":
            return float(design.officers[key[:2]] == key[2])
    return None
