"""Fixing continuous columns by their reduced costs is right under the conditions of docs/proofs.md, and wrong without each of them.

Small models have one request that may take three ways: short (0 h), middle (5 h) or long (10 h). Where a condition is not met, a mixture of
the short and the long way is better than every plain point, and fixing loses it: the long way alone costs more than the best plain point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.core.expr.visitor import identify_variables

from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.measure import decisions
from model.formulation import incidence
from model.formulation.build import build
from model.formulation.optional_objectives import ObjectiveParameters, add_optional_objectives
from model.solving.branch_and_bound import BranchAndBound
from model.solving.highs import LinearRelaxation, Solver
from model.solving.matrix import Matrix, Vector, compile_matrix
from model.solving.objective_level import ObjectiveLevel
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.classics.problems import Problem, capacitated_tables, write_problem

SHORT, MIDDLE, LONG = range(3)
HOURS = (0.0, 5.0, 10.0)
# A row may speak of what a way takes more or less of; at least 2 are had by the middle way, or by a fifth of the long one.
TAKES, ASKED = (0.0, 2.0, 10.0), 2.0


def aim(matrix: Matrix) -> ObjectiveLevel:
    """The matrix's first aim."""
    return ObjectiveLevel("aim", matrix.objectives[0], float(matrix.offsets[0]), False)


def least(matrix: Matrix, lower: Vector, upper: Vector) -> float | None:
    """Least value between bounds, the columns declared whole being whole; None where there is none."""
    level = aim(matrix)
    within = replace(matrix, lower=lower, upper=upper)
    return Solver(within, SolveOptions()).minimise(level.costs, level.offset, gap=0.0, time_limit=None).objective


def plain_points(matrix: Matrix) -> list[Vector]:
    """The best point of every choice of 0 or 1 for the unit columns that satisfies the rows."""
    unit = np.flatnonzero((matrix.lower == 0.0) & (matrix.upper == 1.0))
    relaxation = LinearRelaxation(matrix, SolveOptions(), aim(matrix).costs, aim(matrix).offset)
    found = []
    for choice in product((0.0, 1.0), repeat=len(unit)):
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        lower[unit] = upper[unit] = choice
        found.append(relaxation.solve(lower, upper).point)
    return [point for point in found if point is not None]


def face(matrix: Matrix, prices: Sequence[float]) -> tuple[Vector, Vector]:
    """The bounds that the tree leaves once it knows the best plain point and these prices of the rows."""
    tree = BranchAndBound(matrix, aim(matrix), SolveOptions(), lambda: None, lambda value, bound: None)
    tree.warm_start(plain_points(matrix), [np.array(prices)])
    return tree.fixed_bounds()


def asking(row: Callable[[pyo.ConcreteModel], object], *, whole: bool = False) -> Matrix:
    """The request takes one way in all, and `row` asks for something."""
    model = pyo.ConcreteModel()
    model.flow = pyo.Var(range(3), domain=pyo.Binary if whole else pyo.UnitInterval)
    model.opened = pyo.Var(range(3), domain=pyo.Binary)
    model.one = pyo.Constraint(expr=sum(model.flow.values()) == 1)
    model.open = pyo.Constraint(range(3), rule=lambda m, way: m.flow[way] <= m.opened[way])
    model.asked = pyo.Constraint(expr=row(model))
    model.aim = pyo.Objective(expr=sum(hours * model.flow[way] for way, hours in enumerate(HOURS)))
    return compile_matrix(model)


def taken(columns: pyo.Var) -> object:
    """What the ways take, together."""
    return sum(takes * columns[way] for way, takes in enumerate(TAKES))


def room(model: pyo.ConcreteModel) -> object:
    """A desk has room for eight; the ways that take less of something else bring it what is left of ten."""
    return sum((10.0 - takes) * model.flow[way] for way, takes in enumerate(TAKES)) <= 10.0 - ASKED


def wide_room(model: pyo.ConcreteModel) -> object:
    """The same desk with room for all that may come."""
    return sum((10.0 - takes) * model.flow[way] for way, takes in enumerate(TAKES)) <= 10.0


def cap(model: pyo.ConcreteModel) -> object:
    """At most so much may be taken, as by a cap or a deadline."""
    return taken(model.flow) <= ASKED


def floor(model: pyo.ConcreteModel) -> object:
    """At least so much must be taken."""
    return taken(model.flow) >= ASKED


def distance_of_designs(model: pyo.ConcreteModel) -> object:
    """What is opened differs from a given posture in at least so much."""
    return taken(model.opened) >= ASKED


def distance_of_flows(model: pyo.ConcreteModel) -> object:
    """What requests take differs from a given posture in at least so much."""
    return taken(model.flow) >= ASKED


def exceeding(*, short: bool) -> Matrix:
    """The aim is what the hours of the request exceed 6 h by; with `short`, also what they fall short of them by."""
    model = pyo.ConcreteModel()
    model.flow = pyo.Var(range(3), domain=pyo.UnitInterval)
    model.excess, model.lack = pyo.Var(domain=pyo.NonNegativeReals), pyo.Var(domain=pyo.NonNegativeReals)
    hours = sum(hours * model.flow[way] for way, hours in enumerate(HOURS))
    model.one = pyo.Constraint(expr=sum(model.flow.values()) == 1)
    model.above = pyo.Constraint(expr=model.excess - hours >= -6.0)
    model.below = pyo.Constraint(expr=model.lack + hours >= 6.0)
    model.aim = pyo.Objective(expr=model.excess + (model.lack if short else 0.0))
    return compile_matrix(model)


# Prices of the rows (one way in all, each way open, what is asked; or one way, above, below). Any prices prove a bound.
NOTHING, OF_EXCESS = (0.0,) * 5, (0.0, 1.0, 0.0)
MET = {
    "a binding desk, flows whole": (asking(room, whole=True), NOTHING, 5.0),
    "a desk that cannot run short": (asking(wide_room), NOTHING, 0.0),
    "hours are limited from above": (asking(cap), NOTHING, 0.0),
    "the tail counts what exceeds": (exceeding(short=False), OF_EXCESS, 0.0),
    "distance speaks of the design": (asking(distance_of_designs), NOTHING, 0.0),
}
NOT_MET = {
    "a binding desk, flows not whole": (asking(room), NOTHING, 2.0, 5.0),
    "hours are limited from below": (asking(floor), NOTHING, 2.0, 5.0),
    "the tail counts what falls short": (exceeding(short=True), OF_EXCESS, 0.0, 1.0),
    "distance speaks of flows": (asking(distance_of_flows), NOTHING, 2.0, 5.0),
}


@pytest.mark.parametrize("name", MET)
def test_with_its_conditions_fixing_keeps_the_optimum(name: str) -> None:
    """The best of all points is plain, the long way is fixed at 0 (it is not among the best), and the face has the optimum still."""
    matrix, prices, value = MET[name]
    lower, upper = face(matrix, prices)
    assert upper[LONG] == 0.0, "something is fixed"
    assert min(aim(matrix).value_at(point) for point in plain_points(matrix)) == pytest.approx(value)
    assert least(matrix, matrix.lower, matrix.upper) == pytest.approx(value)
    assert least(matrix, lower, upper) == pytest.approx(value)


@pytest.mark.parametrize("name", NOT_MET)
def test_without_a_condition_fixing_loses_the_optimum(name: str) -> None:
    """A fifth of the long way (of the tail, a mixture that takes 6 h) beats every plain point, and is no longer to be had once the long way
    is fixed at 0 for costing more than the best of those: the theorem does not hold, and what rests on it goes wrong."""
    matrix, prices, value, plain = NOT_MET[name]
    lower, upper = face(matrix, prices)
    assert upper[LONG] == 0.0, "something is fixed"
    assert min(aim(matrix).value_at(point) for point in plain_points(matrix)) == pytest.approx(plain)
    assert least(matrix, matrix.lower, matrix.upper) == pytest.approx(value)
    assert least(matrix, lower, upper) == pytest.approx(plain)


def desk_problem(home: Path) -> Path:
    """Two clients of weight 1 and two centres, the near one with room for one and a half: one whole client must go the long way."""
    problem = Problem(2, [[1.0, 5.0], [1.0, 5.0]], [1.0, 1.0], [0, 1], capacity=[1.5, 2.0])
    return write_problem(home / "desks", capacitated_tables(problem))


def test_without_whole_flows_a_binding_desk_takes_half_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first condition in a whole model: the best posture has 8 h (two hours of work, one and five on the way); with the flows of the
    desk not declared whole, half a request at each centre gives 6 h for the same design."""
    instance = load_instance(desk_problem(tmp_path))
    whole = compile_matrix(build(instance).variables.pyomo)
    assert whole.whole[[column.name.startswith("flow") for column in whole.columns]].any()
    assert least(whole, whole.lower, whole.upper) == pytest.approx(8.0)
    monkeypatch.setattr(incidence, "_whole_flows", lambda routing, incidence: [])
    split = compile_matrix(build(instance).variables.pyomo)
    assert not split.whole[[column.name.startswith("flow") for column in split.columns]].any()
    assert least(split, split.lower, split.upper) == pytest.approx(6.0)


def test_distance_speaks_of_the_design_alone(teaching: Path) -> None:
    """In a whole model with two postures to be far from, the rows of distance hold columns of the design and of distance itself, none of a
    flow, a hop, a service or a referral; a term for routes there would let half a route count as half a difference."""
    instance = apply(load_instance(teaching), "delegate")
    posture = solve(instance, SolveOptions()).posture
    assert posture is not None
    design = build(instance).variables
    add_optional_objectives(design, ["distance"], ObjectiveParameters((decisions(posture), frozenset())))
    rows = [row for name in ("row_distance", "row_holders_apart") for row in getattr(design.pyomo, name).values()]
    families = {column.parent_component().local_name for row in rows for column in identify_variables(row.body)}
    assert {"least_apart", "opened", "level", "holds"} <= families
    assert families <= {"least_apart", "apart", "opened", "graded", "sized", "level", "holds"}
