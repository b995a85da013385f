"""What the rows settle: no point is lost, and what hangs on a closed option goes with it."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from model.solving.bound_propagation import propagate
from model.solving.matrix import compile_matrix
from tests.solving.test_branch_and_bound import points, random_matrix


@pytest.mark.parametrize("seed", range(60))
def test_no_point_is_lost(seed: int) -> None:
    """Against all 512 points, with two columns settled by a branch: those between the bounds before are those between the bounds after.
    A room taken from the wrong end of a row, or rounded the wrong way, loses points."""
    matrix = random_matrix(seed)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[seed % 9] = 1.0
    upper[(seed + 4) % 9] = 0.0
    low, high = propagate(matrix, lower, upper)
    for point in points(matrix):
        if (lower <= point).all() and (point <= upper).all():
            assert (low <= point).all()
            assert (point <= high).all()


def test_bounds_are_those_of_the_points_where_one_row_tells() -> None:
    """5 a + 3 b + 2 c <= 4.9 leaves no room for a; then b + a >= 1 makes b certain, and 2 c no longer fits either. Fewer passes than
    the chain has links would leave c open."""
    model = pyo.ConcreteModel()
    model.a, model.b, model.c = (pyo.Var(domain=pyo.Binary) for _ in range(3))
    model.rows = pyo.ConstraintList()
    model.rows.add(5 * model.a + 3 * model.b + 2 * model.c <= 4.9)
    model.rows.add(model.a + model.b >= 1)
    model.aim = pyo.Objective(expr=model.a + model.b + model.c)
    matrix = compile_matrix(model)
    low, high = propagate(matrix, matrix.lower, matrix.upper)
    assert [column.name for column in matrix.columns] == ["a", "b", "c"]
    assert (list(low), list(high)) == ([0.0, 1.0, 0.0], [0.0, 1.0, 0.0])


def test_a_fraction_is_settled_or_left_alone() -> None:
    """u <= z with z closed settles u at 0, and t + u >= 1 then t at 1; v <= 0.4 and w >= 0.6 only narrow, and both stay as they were:
    bounds that say 0.4 would come from rounded arithmetic and shave points off."""
    model = pyo.ConcreteModel()
    model.z = pyo.Var(domain=pyo.Binary)
    model.u, model.v, model.w, model.t = (pyo.Var(domain=pyo.UnitInterval) for _ in range(4))
    model.rows = pyo.ConstraintList()
    model.rows.add(model.u <= model.z)
    model.rows.add(model.v + 3 * model.z <= 0.4)
    model.rows.add(model.w + model.z >= 0.6)
    model.rows.add(model.t + model.u >= 1)
    model.aim = pyo.Objective(expr=model.u + model.v)
    matrix = compile_matrix(model)
    names = [column.name for column in matrix.columns]
    low, high = (dict(zip(names, ends, strict=True)) for ends in propagate(matrix, matrix.lower, matrix.upper))
    assert low == {"z": 0.0, "u": 0.0, "v": 0.0, "w": 0.0, "t": 1.0}
    assert high == {"z": 0.0, "u": 0.0, "v": 1.0, "w": 1.0, "t": 1.0}


def test_room_for_exactly_one_is_room_for_it() -> None:
    """0.1 x + 0.2 y <= 0.3 with x taken leaves 0.2 for y, or a rounding less; y stays open. Rounded down it would be closed."""
    model = pyo.ConcreteModel()
    model.x, model.y = (pyo.Var(domain=pyo.Binary) for _ in range(2))
    model.row = pyo.Constraint(expr=0.1 * model.x + 0.2 * model.y <= 0.3)
    model.aim = pyo.Objective(expr=model.x)
    matrix = compile_matrix(model)
    low, high = propagate(matrix, np.array([1.0, 0.0]), matrix.upper)
    assert (list(low), list(high)) == ([1.0, 0.0], [1.0, 1.0])


def test_small_numbers_in_a_long_sum_settle_nothing() -> None:
    """A cap at what the point costs, with costs from 1e4 to 1e-7 in one row: rounding of the sum is larger than the smallest cost, whose
    column must stay open. Without room for rounding it would be closed."""
    costs = [12345.678, 9876.54321, 0.1, 1e-7]
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(4), domain=pyo.Binary)
    total = sum(costs[:3]) + 1e-7
    model.row = pyo.Constraint(expr=sum(cost * model.x[i] for i, cost in enumerate(costs)) <= total - 5e-12)
    model.aim = pyo.Objective(expr=0 * model.x[0])
    matrix = compile_matrix(model)
    low, high = propagate(matrix, np.array([1.0, 1.0, 1.0, 0.0]), np.ones(4))
    assert (low[3], high[3]) == (0.0, 1.0)


def test_rows_that_contradict_each_other_are_left_to_the_solver() -> None:
    """x >= 1 and x <= 0 as rows: the bounds come back as given, since that there is no point needs a proof."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(2), domain=pyo.Binary)
    model.rows = pyo.ConstraintList()
    model.rows.add(model.x[0] + model.x[1] >= 2)
    model.rows.add(model.x[0] + model.x[1] <= 1)
    model.aim = pyo.Objective(expr=model.x[0])
    matrix = compile_matrix(model)
    low, high = propagate(matrix, matrix.lower, matrix.upper)
    assert (list(low), list(high)) == ([0.0, 0.0], [1.0, 1.0])


def test_an_unbounded_column_tells_nothing() -> None:
    """t >= x with t unbounded above: the row settles neither, and no number is undefined."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.Binary)
    model.t = pyo.Var(domain=pyo.NonNegativeReals)
    model.row = pyo.Constraint(expr=model.t >= 3 * model.x)
    model.aim = pyo.Objective(expr=model.t)
    matrix = compile_matrix(model)
    low, high = propagate(matrix, matrix.lower, matrix.upper)
    assert (list(low), list(high)) == (list(matrix.lower), list(matrix.upper))
