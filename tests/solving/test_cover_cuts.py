"""Cover inequalities: no whole point is cut off, and what a relaxation mixes is."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from model.data.reader import load_instance
from model.data.variants import apply
from model.formulation.build import build
from model.solving.branch_and_bound import BranchAndBound
from model.solving.cover_cuts import CoverCuts
from model.solving.matrix import Matrix, Vector, compile_matrix
from model.solving.objective_level import counted
from model.solving.options import SolveOptions
from model.solving.task import RUN


def knapsack(weights: list[float], limit: float, *, gated: bool, whole_gate: bool = True) -> Matrix:
    """A matrix of one row: the items together at most `limit`, or that times a last column."""
    count = len(weights) + gated
    row = [*weights, -limit] if gated else weights
    return Matrix(
        objectives=np.zeros((1, count)),
        offsets=np.zeros(1),
        rows=sparse.csr_array([row]),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([0.0 if gated else limit]),
        lower=np.zeros(count),
        upper=np.ones(count),
        whole=np.array([*(False for _ in weights), *([whole_gate] if gated else [])]),
        follows=np.zeros(count, dtype=bool),
        staffing=np.zeros(count, dtype=bool),
        knapsacks=np.ones(1, dtype=bool),
        columns=tuple(range(count)),
        constraints=(None,),
    )


@pytest.mark.parametrize("gated", [False, True])
def test_no_whole_point_is_cut_off(gated: bool) -> None:
    """On 300 random knapsacks, points that fill the row with fractions are broken off, and every whole point of the row stays."""
    draw, cut = random.Random(1), 0
    for _ in range(300):
        weights = [draw.choice((1.0, 2.0, 3.5, 5.0, 8.0)) for _ in range(draw.randint(2, 7))]
        limit = draw.uniform(0.3, 0.9) * sum(weights)
        matrix, cuts = knapsack(weights, limit, gated=gated), None
        gate = draw.uniform(0.2, 1.0) if gated else 1.0
        point = np.array([draw.choice((0.0, gate, gate * draw.random())) for _ in weights] + ([gate] if gated else []))
        cuts = CoverCuts(matrix).broken_by(point)
        if cuts is None:
            continue
        cut += 1
        assert (cuts.rows @ point > cuts.upper + 1e-4).all()
        for bits in product((0.0, 1.0), repeat=len(point)):
            whole = np.array(bits)
            if gated and whole[-1] == 0.0 and whole[:-1].any():
                continue  # items are at most the gate
            if (matrix.rows @ whole <= matrix.row_upper + 1e-12).all():
                assert (cuts.rows @ whole <= cuts.upper + 1e-12).all(), (weights, limit, bits)
    assert cut >= 60


def test_items_of_which_two_are_too_much_are_taken_alone() -> None:
    """Three items of 3 in a knapsack of 5: the relaxation takes 5/3 of them, the one cut leaves 1, and is told once."""
    found = CoverCuts(knapsack([3.0, 3.0, 3.0], 5.0, gated=False))
    point: Vector = np.array([1.0, 2 / 3, 0.0])
    cuts = found.broken_by(point)
    assert cuts is not None
    assert cuts.rows.toarray().tolist() == [[1.0, 1.0, 1.0]]
    assert cuts.upper.tolist() == [1.0]
    assert found.broken_by(point) is None


def test_what_the_row_holds_to_within_the_solver_is_no_cover() -> None:
    """Items that exceed the limit by less than a solver may are not too much."""
    assert CoverCuts(knapsack([2.5, 2.5 + 1e-6], 5.0, gated=False)).broken_by(np.array([1.0, 0.9])) is None


def test_a_gate_that_may_be_a_fraction_makes_no_knapsack() -> None:
    """Of a row whose limit is multiplied by a fraction no cover follows."""
    assert CoverCuts(knapsack([3.0, 3.0], 5.0, gated=True, whole_gate=False)).broken_by(np.array([0.5, 0.5, 0.6])) is None


def test_cuts_close_most_of_what_the_first_relaxation_misses(us_japan_one_phase: Path) -> None:
    """Of the four-star variant the plain relaxation misses 3.1 h/day; after the cuts no branching is left to do but a little. Without
    them the search took 120 relaxations and HiGHS's own."""
    matrix = compile_matrix(build(apply(load_instance(us_japan_one_phase), "v02-jfhq-four-star")).variables.pyomo)
    tree = BranchAndBound(matrix, counted(matrix, RUN)["weighted_delay"], SolveOptions(), lambda: None, lambda value, bound: None)
    tree.search()
    assert tree.proved
    assert tree.root_bound is not None
    assert tree.bound - tree.root_bound > 3.0
    assert tree.matrix.rows.shape[0] > matrix.rows.shape[0]
    assert tree.relaxations <= 30
