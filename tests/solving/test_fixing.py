"""Fixing continuous columns by their reduced costs is right under the conditions of docs/proofs.md, and wrong without them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest

from model.data.reader import load_instance
from model.formulation import incidence
from model.formulation.build import build
from model.solving.branch_and_bound import BranchAndBound
from model.solving.highs import LinearRelaxation
from model.solving.matrix import Matrix, compile_matrix
from model.solving.objective_level import ObjectiveLevel
from model.solving.options import SolveOptions
from tests.classics.problems import Problem, capacitated_tables, write_problem


def least(matrix: Matrix, *, face: bool) -> float:
    """Least value of the linear relaxation, over the whole matrix or over the face that the tree leaves at the best plain point."""
    level = ObjectiveLevel("aim", matrix.objectives[0], float(matrix.offsets[0]), False)
    lower, upper = matrix.lower, matrix.upper
    if face:
        tree = BranchAndBound(matrix, level, SolveOptions(), lambda: None, lambda value, bound: None)
        tree.warm_start(list(plain_points(matrix)), [np.zeros(matrix.rows.shape[0])])
        lower, upper = tree.fixed_bounds()
    return LinearRelaxation(matrix, SolveOptions(), level.costs, level.offset).solve(lower, upper).objective


def plain_points(matrix: Matrix) -> list[np.ndarray]:
    """Every 0/1 point that satisfies the rows."""
    size = len(matrix.columns)
    points = (np.array([number >> place & 1 for place in range(size)], dtype=float) for number in range(2**size))
    inside = (point for point in points if (point >= matrix.lower).all() and (point <= matrix.upper).all())
    return [
        point
        for point in inside
        if (matrix.rows @ point >= matrix.row_lower - 1e-9).all() and (matrix.rows @ point <= matrix.row_upper + 1e-9).all()
    ]


def paths(*, at_least: float | None) -> Matrix:
    """A request takes a short path of 1 h, a middle one of 4 h or a long one of 9 h; with `at_least`, in no less than so many hours."""
    model = pyo.ConcreteModel()
    model.f = pyo.Var(range(3), domain=pyo.UnitInterval)
    hours = 1 * model.f[0] + 4 * model.f[1] + 9 * model.f[2]
    model.one = pyo.Constraint(expr=sum(model.f.values()) == 1)
    if at_least is not None:
        model.slow = pyo.Constraint(expr=hours >= at_least)
    model.aim = pyo.Objective(expr=hours)
    return compile_matrix(model)


def test_where_hours_are_only_limited_from_above_the_face_keeps_the_optimum() -> None:
    """The plain point of 1 h is best, and fixing what costs more than it leaves it: 1 h with and without."""
    assert least(paths(at_least=None), face=False) == pytest.approx(1.0)
    assert least(paths(at_least=None), face=True) == pytest.approx(1.0)


def test_a_row_that_asks_for_hours_would_break_the_claim() -> None:
    """At least 2 h are met by a mixture of the short path and a longer one at 2 h, by plain points only at 4 h: with the longer paths
    fixed, as they would be by a plain point of 1 h, nothing is left. No family of the model asks for hours from below; this is why."""
    matrix = paths(at_least=2.0)
    assert min(float(matrix.objectives[0] @ point) for point in plain_points(matrix)) == 4.0
    assert least(matrix, face=False) == pytest.approx(2.0)
    lower, upper = matrix.lower, np.array([1.0, 0.0, 0.0])  # what costs more than 1 h, by the prices of the row of one path
    assert LinearRelaxation(matrix, SolveOptions(), matrix.objectives[0], 0.0).solve(lower, upper).point is None


def desk_problem(home: Path) -> Path:
    """Two clients of weight 1 and two centres, the near one with room for one and a half: one whole client must go the long way."""
    problem = Problem(2, [[1.0, 5.0], [1.0, 5.0]], [1.0, 1.0], [0, 1], capacity=[1.5, 2.0])
    return write_problem(home / "desks", capacitated_tables(problem))


def test_without_whole_flows_a_binding_desk_takes_half_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the model is, the desk's flows are whole and no relaxation of a settled design is below the best plain point of 8 h (two hours of
    work, one and five on the way); with the declaration left out, half a request at each centre gives 6 h: a fraction better than any
    plain point, which fixing would settle away or keep by chance."""
    instance = load_instance(desk_problem(tmp_path))
    whole = compile_matrix(build(instance).variables.pyomo)
    flows = [column.name.startswith("flow") for column in whole.columns]
    assert whole.whole[flows].any(), "flows that change the load of the near desk are whole"
    monkeypatch.setattr(incidence, "_whole_flows", lambda routing, incidence: [])
    split = compile_matrix(build(instance).variables.pyomo)
    assert not split.whole[[column.name.startswith("flow") for column in split.columns]].any()
    level = ObjectiveLevel("aim", split.objectives[0], float(split.offsets[0]), False)
    found = LinearRelaxation(split, SolveOptions(), level.costs, level.offset).solve(split.lower, split.upper)
    assert found.objective == pytest.approx(6.0)
