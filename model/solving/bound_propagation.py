"""Bound propagation: bounds of the columns that follow from the rows and the bounds of the other columns.

It fixes what the rows leave no choice about: an option without room, what hangs on a closed one, the last option left. The activity
bounds are those of M. W. P. Savelsbergh, Preprocessing and probing techniques for mixed integer programming problems, ORSA Journal
on Computing 6 (1994). HiGHS's presolve would do it, but stays off (`highs.py`); what is fixed here costs the solver neither column
nor row.
"""

from __future__ import annotations

import numpy as np

from model.solving.matrix import Matrix, ReducedModel, Vector

# What a row can hold is known to within this share of its terms' sizes, so that rounding fixes nothing.
ROUNDING = 1e-11
# Room for less than this of a fraction is room for none of it; less than the solver's own tolerance. A whole column that can reach a
# whole number to within the second can reach it.
NOTHING, ALMOST = 2e-9, 1e-6
# Passes over all rows; each fixes what hangs on what the one before fixed.
PASSES = 20


def reduce(matrix: Matrix, lower: Vector, upper: Vector) -> ReducedModel:
    """The reduced model between the bounds, after propagation."""
    return matrix.reduced(*propagate(matrix, lower, upper))


def propagate(matrix: Matrix, lower: Vector, upper: Vector) -> tuple[Vector, Vector]:
    """Bounds within `lower` and `upper` that contain the same points of the matrix. Continuous columns are fixed or left as they are.
    Where the rows contradict each other the bounds are returned as given: that there is no point is the solver's to prove."""
    given = lower, upper
    row = np.repeat(np.arange(matrix.rows.shape[0]), np.diff(matrix.rows.indptr))
    column, value = matrix.rows.indices, matrix.rows.data
    up, whole = value > 0, matrix.whole
    for _ in range(PASSES):
        at_lower, at_upper = value * lower[column], value * upper[column]
        least, most = np.where(up, at_lower, at_upper), np.where(up, at_upper, at_lower)
        least_of, most_of, size = (
            np.bincount(row, terms, matrix.rows.shape[0]) for terms in (least, most, np.maximum(np.abs(least), np.abs(most)))
        )
        slack = ROUNDING * np.maximum(1.0, size)
        with np.errstate(invalid="ignore", divide="ignore"):  # unbounded columns leave nothing known of their rows
            below = (matrix.row_upper - least_of + slack)[row] + least
            above = (matrix.row_lower - most_of - slack)[row] + most
            reach_up, reach_down = (np.where(up, one, other) / value for one, other in ((below, above), (above, below)))
        highest, lowest = np.full(len(upper), np.inf), np.full(len(lower), -np.inf)
        np.fmin.at(highest, column, reach_up)
        np.fmax.at(lowest, column, reach_down)
        tighter = np.minimum(upper, np.where(whole, np.floor(highest + ALMOST), np.where(highest <= lower + NOTHING, lower, np.inf)))
        higher = np.maximum(lower, np.where(whole, np.ceil(lowest - ALMOST), np.where(lowest >= upper - NOTHING, upper, -np.inf)))
        if (higher > tighter).any():
            return given
        if (higher == lower).all() and (tighter == upper).all():
            break
        lower, upper = higher, tighter
    return lower, upper
