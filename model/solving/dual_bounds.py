"""Safe dual bounds: what dual values prove of a linear relaxation, whatever the solver that found them has rounded.

For any dual values y of the rows, `y'b + sum_j min over its bounds of (c - A'y)_j x_j` is a lower bound on the objective (weak duality),
whatever y is. (A. Neumaier and O. Shcherbina, Safe bounds in linear and mixed-integer linear programming, Mathematical Programming 99,
2004.)
"""

from __future__ import annotations

import numpy as np

from model.solving.matrix import Matrix, Vector

# How far above 0 an objective of zeros must be bounded for a proof of infeasibility, relative to the dual values.
ABOVE_ZERO = 1e-6


class DualBounds:
    """The dual bounds of one matrix, between any bounds of its columns."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._columns = matrix.rows.tocsc()

    def bound(self, costs: Vector, duals: Vector, lower: Vector, upper: Vector) -> tuple[float, Vector]:
        """The bound on `costs` x that the dual values prove, and the reduced costs. -inf where they prove nothing."""
        # A dual value that leans on a side the row does not have proves nothing; without it the rest still does.
        sides = np.where(duals > 0, self._matrix.row_lower, self._matrix.row_upper)
        sound = np.isfinite(sides) & (duals != 0)
        duals, sides = np.where(sound, duals, 0.0), np.where(sound, sides, 0.0)
        reduced_costs = costs - self._columns.T @ duals
        least = np.where(reduced_costs > 0, lower, upper)
        with np.errstate(invalid="ignore"):  # an unbounded column of reduced cost 0 adds nothing
            added = np.where(reduced_costs == 0, 0.0, reduced_costs * least)
        return float(duals @ sides + added.sum()), reduced_costs

    def prove_infeasible(self, duals: Vector | None, lower: Vector, upper: Vector) -> bool:
        """Whether the dual values prove that there is no point: with costs of 0 no point is below 0, yet they bound it above 0."""
        if duals is None:
            return False
        zero = np.zeros(len(self._matrix.columns))
        scale = ABOVE_ZERO * max(1.0, float(np.abs(duals).max(initial=0.0)))
        return any(self.bound(zero, sign * duals, lower, upper)[0] > scale for sign in (1.0, -1.0))
