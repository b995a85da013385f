"""Branch and bound: its bounds hold whatever the dual values, its fixed bounds lose no posture, its proofs are proofs."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pyomo.environ as pyo
import pytest

from model.solving.branch_and_bound import BranchAndBound, Report
from model.solving.dual_bounds import DualBounds
from model.solving.matrix import Matrix, compile_matrix
from model.solving.objective_level import ObjectiveLevel
from model.solving.options import SolveOptions

SIZE = 9


def random_matrix(seed: int) -> Matrix:
    """A small covering and packing problem over binaries, with some ties on purpose: costs are small whole numbers."""
    draw = random.Random(seed)
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(SIZE), domain=pyo.Binary)
    model.rows = pyo.Constraint(pyo.Any)
    for row in range(5):
        weights = [draw.choice((0, 0, 1, 2, 3, 5)) for _ in range(SIZE)]
        total = pyo.quicksum(weight * model.x[i] for i, weight in enumerate(weights))
        if any(weights):
            model.rows[row] = total <= 0.6 * sum(weights) if row % 2 else total >= 0.4 * sum(weights)
    model.aim = pyo.Objective(expr=sum(draw.randint(-4, 6) * model.x[i] for i in range(SIZE)) + 3.5)
    return compile_matrix(model)


def points(matrix: Matrix) -> list[np.ndarray]:
    """Every 0/1 point that satisfies the rows."""
    found = []
    for values in itertools.product((0.0, 1.0), repeat=len(matrix.columns)):
        point = np.array(values)
        activity = matrix.rows @ point
        if (activity >= matrix.row_lower - 1e-9).all() and (activity <= matrix.row_upper + 1e-9).all():
            found.append(point)
    return found


def level(matrix: Matrix, whole: bool = False) -> ObjectiveLevel:
    """The matrix's aim."""
    return ObjectiveLevel("aim", matrix.objectives[0], float(matrix.offsets[0]), whole)


def tree(matrix: Matrix, own: ObjectiveLevel | None = None, report: Report = lambda value, bound: None) -> BranchAndBound:
    """A tree that has not been searched yet, without a time limit."""
    return BranchAndBound(matrix, own or level(matrix), SolveOptions(), lambda: None, report)


@pytest.mark.parametrize("seed", range(40))
def test_the_optimum_is_found_and_the_fixed_bounds_keep_every_best_point(seed: int) -> None:
    """Against all 512 points: the incumbent's value is the least one, the bound is not above it, and every point of that value lies
    between the fixed bounds. A reduced cost with the wrong sign, or a node forgotten, loses points here."""
    matrix = random_matrix(seed)
    own = level(matrix)
    feasible = points(matrix)
    searched = tree(matrix)
    searched.search()
    if not feasible:
        assert searched.incumbent_value is None
        assert searched.bound == np.inf
        return
    best = min(float(own.costs @ point) + own.offset for point in feasible)
    assert searched.incumbent_value == pytest.approx(best)
    assert searched.proved
    assert searched.bound == pytest.approx(best)
    lower, upper = searched.fixed_bounds()
    for point in feasible:
        if float(own.costs @ point) + own.offset <= best + 1e-9:
            assert (lower <= point).all()
            assert (point <= upper).all()


def test_what_is_reported_on_the_way_is_true_of_the_end() -> None:
    """Over forty problems every bound told is finite and not above the optimum, and every value told not below it. The bound that a
    node had before its relaxation is none at the root, and half of a node left out would be too high a bound."""
    told: list[tuple[float | None, float | None]] = []
    for seed in range(40):
        matrix = random_matrix(seed)
        searched = tree(matrix, report=lambda value, bound: told.append((value, bound)))
        told.clear()
        searched.search()
        if searched.incumbent_value is None:
            continue
        assert told
        assert all(bound is not None and np.isfinite(bound) and bound <= searched.incumbent_value + 1e-9 for _, bound in told)
        assert all(value is None or value >= searched.incumbent_value - 1e-9 for value, _ in told)


def test_reduced_costs_fix_something() -> None:
    """Over forty problems most columns are fixed; bounds that are always the whole model's would pass the test above."""
    fixed = 0
    for seed in range(40):
        searched = tree(random_matrix(seed))
        searched.search()
        lower, upper = searched.fixed_bounds()
        fixed += int((lower == upper).sum())
    assert fixed > 40 * SIZE / 2


def test_an_aim_that_counts_whole_things_is_proved_by_its_rounded_bound() -> None:
    """2 x0 + 2 x1 >= 3 with the fewest chosen: the relaxation says 1.5 and half a thing does not exist, so 2 is proved at the root.
    Comparing the bare bound would leave it unproved."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(2), domain=pyo.Binary)
    model.row = pyo.Constraint(expr=2 * model.x[0] + 2 * model.x[1] >= 3)
    model.aim = pyo.Objective(expr=model.x[0] + model.x[1])
    matrix = compile_matrix(model)
    searched = tree(matrix, level(matrix, whole=True))
    searched.accept(2.0, np.ones(2))
    searched.search()
    assert searched.proved
    assert searched.bound == 2.0


@pytest.mark.parametrize("seed", range(20))
def test_no_dual_values_prove_too_much(seed: int) -> None:
    """Whatever dual values the solver returned, also wrong ones: the bound computed from them is not above the best point of the
    node. Leaving out that a dual value may lean on a side its row does not have would break it."""
    matrix = random_matrix(seed)
    feasible = points(matrix)
    if not feasible:
        return
    best = min(float(matrix.objectives[0] @ point) for point in feasible)
    draw = np.random.default_rng(seed)
    for _ in range(50):
        duals = draw.normal(size=matrix.rows.shape[0]) * 10.0 ** draw.integers(-2, 3)
        bound, _ = DualBounds(matrix).bound(matrix.objectives[0], duals, matrix.lower, matrix.upper)
        assert bound <= best + 1e-9 * max(1.0, abs(bound))


def test_a_node_is_infeasible_only_on_proof() -> None:
    """The solver's word alone, or dual values that prove nothing, do not make a node infeasible; dual values that bound 0 above 0 do."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(2), domain=pyo.Binary)
    model.row = pyo.Constraint(expr=model.x[0] + model.x[1] >= 1)
    model.aim = pyo.Objective(expr=model.x[0])
    matrix = compile_matrix(model)
    proofs = DualBounds(matrix)
    whole, none = (matrix.lower, matrix.upper), (np.zeros(2), np.zeros(2))
    assert not proofs.prove_infeasible(None, *whole)
    assert not proofs.prove_infeasible(np.array([1.0]), *whole)
    assert proofs.prove_infeasible(np.array([1.0]), *none)


@pytest.mark.parametrize("seed", range(12))
def test_a_reduced_model_is_the_full_one_with_columns_fixed(seed: int) -> None:
    """With three columns fixed, the points of the reduced model are those of the full one with these values, at the same cost. Dropping a
    row that can still be broken, or forgetting what fixed columns add, differs."""
    matrix = random_matrix(seed)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[0] = upper[1] = 0.0
    upper[0], lower[1], upper[2], lower[2] = 0.0, 0.0, 1.0, 1.0
    reduced = matrix.reduced(lower, upper)
    own = level(matrix)
    there = {
        tuple(reduced.extend(point)): float(own.restricted_to(reduced).costs @ point) + own.restricted_to(reduced).offset
        for point in points(reduced.matrix)
    }
    here = {
        tuple(point): float(own.costs @ point) + own.offset for point in points(matrix) if (lower <= point).all() and (point <= upper).all()
    }
    assert there.keys() == here.keys()
    for key, value in here.items():
        assert there[key] == pytest.approx(value)
