"""The tree of relaxations: its bounds hold whatever the prices, its face loses no posture, its proofs are proofs."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pyomo.environ as pyo
import pytest

from model.solving.highs import RelaxationResult
from model.solving.matrix import Matrix, compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.stage import Stage
from model.solving.tree import Report, Tree, _Branch

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


def stage(matrix: Matrix, whole: bool = False) -> Stage:
    """The matrix's aim."""
    return Stage("aim", matrix.objectives[0], float(matrix.offsets[0]), whole)


def tree(matrix: Matrix, own: Stage | None = None, report: Report = lambda value, bound: None) -> Tree:
    """A tree that has not grown yet, without a time limit."""
    return Tree(matrix, own or stage(matrix), SolveOptions(), lambda: None, report)


@pytest.mark.parametrize("seed", range(40))
def test_the_tree_finds_the_optimum_and_the_face_keeps_every_best_point(seed: int) -> None:
    """Against all 512 points: the value is the least one, the bound is not above it, and every point of that value lies between the
    bounds of the face. A reduced cost with the wrong sign, or a branch forgotten, loses points here."""
    matrix = random_matrix(seed)
    own = stage(matrix)
    feasible = points(matrix)
    grown = tree(matrix)
    grown.grow()
    if not feasible:
        assert grown.value is None
        assert grown.bound == np.inf
        return
    best = min(float(own.costs @ point) + own.offset for point in feasible)
    assert grown.value == pytest.approx(best)
    assert grown.proved
    assert grown.bound == pytest.approx(best)
    lower, upper = grown.face()
    for point in feasible:
        if float(own.costs @ point) + own.offset <= best + 1e-9:
            assert (lower <= point).all()
            assert (point <= upper).all()


def test_what_is_reported_on_the_way_is_true_of_the_end() -> None:
    """Over forty problems every bound told is finite and not above the optimum, and every value told not below it. The bound that a
    branch had before its relaxation is none at the root, and half of a branch left out would be too high a bound."""
    told: list[tuple[float | None, float | None]] = []
    for seed in range(40):
        matrix = random_matrix(seed)
        grown = tree(matrix, report=lambda value, bound: told.append((value, bound)))
        told.clear()
        grown.grow()
        if grown.value is None:
            continue
        assert told
        assert all(bound is not None and np.isfinite(bound) and bound <= grown.value + 1e-9 for _, bound in told)
        assert all(value is None or value >= grown.value - 1e-9 for value, _ in told)


def test_the_face_settles_something() -> None:
    """Over forty problems most columns are settled; a face that is always the whole model would pass the test above."""
    settled = 0
    for seed in range(40):
        grown = tree(random_matrix(seed))
        grown.grow()
        lower, upper = grown.face()
        settled += int((lower == upper).sum())
    assert settled > 40 * SIZE / 2


def test_an_aim_that_counts_whole_things_is_proved_by_its_rounded_bound() -> None:
    """2 x0 + 2 x1 >= 3 with the fewest chosen: the relaxation says 1.5 and half a thing does not exist, so 2 is proved at the root.
    Comparing the bare bound would leave it unproved."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(2), domain=pyo.Binary)
    model.row = pyo.Constraint(expr=2 * model.x[0] + 2 * model.x[1] >= 3)
    model.aim = pyo.Objective(expr=model.x[0] + model.x[1])
    matrix = compile_matrix(model)
    grown = tree(matrix, stage(matrix, whole=True))
    grown.accept(2.0, np.ones(2))
    grown.grow()
    assert grown.proved
    assert grown.bound == 2.0


@pytest.mark.parametrize("seed", range(20))
def test_no_prices_prove_too_much(seed: int) -> None:
    """Whatever prices the solver returned, also wrong ones: the bound computed from them is not above the best point of the
    branch. Leaving out that a price may lean on a side its row does not have would break it."""
    matrix = random_matrix(seed)
    feasible = points(matrix)
    if not feasible:
        return
    best = min(float(matrix.objectives[0] @ point) for point in feasible)
    grown = tree(matrix)
    draw = np.random.default_rng(seed)
    for _ in range(50):
        prices = draw.normal(size=matrix.rows.shape[0]) * 10.0 ** draw.integers(-2, 3)
        bound, _ = grown._proved_bound(matrix.objectives[0], prices, matrix.lower, matrix.upper)
        assert bound <= best + 1e-9 * max(1.0, abs(bound))


def test_a_branch_is_empty_only_on_proof() -> None:
    """The solver's word alone, or prices that prove nothing, do not make a branch empty; prices that bound 0 above 0 do."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(2), domain=pyo.Binary)
    model.row = pyo.Constraint(expr=model.x[0] + model.x[1] >= 1)
    model.aim = pyo.Objective(expr=model.x[0])
    matrix = compile_matrix(model)
    grown = tree(matrix)
    whole = _Branch(0.0, 0, matrix.lower, matrix.upper)
    none = _Branch(0.0, 0, np.zeros(2), np.zeros(2))
    assert not grown._is_empty(whole, RelaxationResult(Status.INFEASIBLE))
    assert not grown._is_empty(whole, RelaxationResult(Status.INFEASIBLE, duals=np.array([1.0])))
    assert grown._is_empty(none, RelaxationResult(Status.INFEASIBLE, duals=np.array([1.0])))


@pytest.mark.parametrize("seed", range(12))
def test_a_part_is_the_whole_with_columns_settled(seed: int) -> None:
    """With two columns settled, the points of the part are the points of the whole with those values, at the same aim. Dropping a
    row that can still be broken, or forgetting what settled columns add, differs."""
    matrix = random_matrix(seed)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[0] = upper[1] = 0.0
    upper[0], lower[1], upper[2], lower[2] = 0.0, 0.0, 1.0, 1.0
    reduced = matrix.reduced(lower, upper)
    own = stage(matrix)
    there = {
        tuple(reduced.extend(point)): float(own.of(reduced).costs @ point) + own.of(reduced).offset for point in points(reduced.matrix)
    }
    here = {
        tuple(point): float(own.costs @ point) + own.offset for point in points(matrix) if (lower <= point).all() and (point <= upper).all()
    }
    assert there.keys() == here.keys()
    for key, value in here.items():
        assert there[key] == pytest.approx(value)
