"""Every way a solve can end has one status, and a point is read only where there is one."""

from __future__ import annotations

import itertools

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest

from model.errors import SolverFailure
from model.solving.highs import STATUSES, LinearRelaxation, Solver, SolverResult
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from tests.solving.test_branch_and_bound import points, random_matrix

Code = highspy.HighsModelStatus


def solve(model: pyo.ConcreteModel, *, time_limit: float | None = None, start: list[float] | None = None) -> SolverResult:
    matrix = compile_matrix(model)
    given = None if start is None else np.array(start)
    return Solver(matrix, SolveOptions()).minimise(
        matrix.objectives[0], float(matrix.offsets[0]), gap=0.0, time_limit=time_limit, start=given
    )


def knapsack(size: int, rows: int) -> pyo.ConcreteModel:
    """A maximisation (as minimisation) that HiGHS cannot finish at once: several knapsack rows with awkward numbers."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(size), domain=pyo.Binary)
    model.rows = pyo.Constraint(
        range(rows), rule=lambda m, r: sum((17 + (31 * i * (r + 3)) % 89) * m.x[i] for i in range(size)) <= 20 * size
    )
    model.aim = pyo.Objective(expr=-sum((19 + (37 * i) % 83) * model.x[i] for i in range(size)))
    return model


def test_optimal_comes_with_values_objective_and_bound() -> None:
    """min 3x + 2 with x >= 1.5 whole is 8 at x = 2; dropping the offset would give 6, dropping wholeness 6.5."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.row = pyo.Constraint(expr=2 * model.x >= 3)
    model.aim = pyo.Objective(expr=3 * model.x + 2)
    answer = solve(model)
    assert answer.status is Status.OPTIMAL
    assert answer.values is not None
    assert (answer.objective, answer.bound, list(answer.values)) == (8.0, 8.0, [2.0])


def test_infeasible_has_no_values() -> None:
    """2x = 3 has no whole solution although its relaxation has one: an LP-only check would call it feasible."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.Integers, bounds=(0, 10))
    model.y = pyo.Var(domain=pyo.Integers, bounds=(0, 10))
    model.row = pyo.Constraint(expr=2 * model.x + 4 * model.y == 3)
    model.aim = pyo.Objective(expr=model.x)
    answer = solve(model)
    assert (answer.status, answer.values, answer.objective) == (Status.INFEASIBLE, None, None)


def test_unbounded_is_not_a_posture() -> None:
    """min -x with x >= 0 has no end; its last point must not be read."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.row = pyo.Constraint(expr=model.x >= 1)
    model.aim = pyo.Objective(expr=-model.x)
    answer = solve(model)
    assert (answer.status, answer.values) == (Status.UNBOUNDED, None)


def test_a_time_limit_without_a_point_is_no_answer() -> None:
    """Out of time at once: neither infeasible nor optimal may be claimed."""
    answer = solve(knapsack(60, 8), time_limit=0.0)
    assert (answer.status, answer.values) == (Status.NO_ANSWER, None)


def test_a_time_limit_with_a_point_is_feasible_with_its_bound() -> None:
    """Given the empty knapsack as a start and no time, the answer is that point, and the bound does not exceed it."""
    answer = solve(knapsack(60, 8), time_limit=0.0, start=[0.0] * 60)
    assert answer.status is Status.FEASIBLE
    assert answer.objective == 0.0
    assert answer.bound is None or answer.bound <= 0.0


@pytest.mark.parametrize(
    "code, has_point, status",
    [
        (Code.kOptimal, True, Status.OPTIMAL),
        (Code.kModelEmpty, True, Status.OPTIMAL),
        (Code.kInfeasible, False, Status.INFEASIBLE),
        (Code.kUnbounded, False, Status.UNBOUNDED),
        (Code.kUnbounded, True, Status.UNBOUNDED),
        (Code.kTimeLimit, True, Status.FEASIBLE),
        (Code.kTimeLimit, False, Status.NO_ANSWER),
        (Code.kIterationLimit, True, Status.FEASIBLE),
        (Code.kIterationLimit, False, Status.NO_ANSWER),
        (Code.kSolutionLimit, True, Status.FEASIBLE),
        (Code.kSolutionLimit, False, Status.NO_ANSWER),
        (Code.kInterrupt, True, Status.FEASIBLE),
        (Code.kInterrupt, False, Status.NO_ANSWER),
        (Code.kHighsInterrupt, True, Status.FEASIBLE),
        (Code.kHighsInterrupt, False, Status.NO_ANSWER),
        (Code.kMemoryLimit, True, Status.FEASIBLE),
        (Code.kMemoryLimit, False, Status.NO_ANSWER),
    ],
)
def test_the_status_table_row_by_row(code: highspy.HighsModelStatus, has_point: bool, status: Status) -> None:
    """A row changed or lost in the table fails here."""
    assert STATUSES[code, has_point] is status


def test_everything_else_is_a_failure() -> None:
    """Codes that say neither yes nor no, or optimal without a point, are not in the table and end as failed."""
    for code in (Code.kLoadError, Code.kSolveError, Code.kPresolveError, Code.kPostsolveError, Code.kUnknown, Code.kNotset):
        assert (code, True) not in STATUSES
        assert (code, False) not in STATUSES
    assert (Code.kOptimal, False) not in STATUSES
    assert len(STATUSES) == 17


@pytest.mark.parametrize("seed", range(30))
def test_the_best_within_a_limit_or_the_proof_that_there_is_none(seed: int) -> None:
    """Against all 512 points: at limits below, at and above the optimum. HiGHS says "optimal" of points above its bound; taken at its
    word, a limit below the optimum would have an answer. The offset of 3.5 is part of the limit."""
    matrix = random_matrix(seed)
    values = [float(matrix.objectives[0] @ point) + 3.5 for point in points(matrix)]
    if not values:
        return
    best = min(values)
    for most in (best - 2, best - 0.5, best - 1e-3, best + 1e-3, best + 0.5, best + 3):
        answer = Solver(matrix, SolveOptions()).best_within(matrix.objectives[0], float(matrix.offsets[0]), most)
        if most < best:
            assert (answer.status, answer.values, answer.objective, answer.bound) == (Status.INFEASIBLE, None, None, most)
        else:
            assert answer.status is Status.OPTIMAL
            assert answer.objective == pytest.approx(best)


def test_nothing_left_to_decide_is_an_answer() -> None:
    """A part without columns: its rows hold or not, and its aim is its offset. HiGHS refuses a starting point for it."""
    matrix = random_matrix(0)
    point = points(matrix)[0]
    reduced = matrix.reduced(point, point)
    answer = Solver(reduced.matrix, SolveOptions()).minimise(np.zeros(0), 7.0, gap=0.0, start=np.zeros(0))
    assert (answer.status, answer.objective, answer.bound) == (Status.OPTIMAL, 7.0, 7.0)
    broken = next(p for p in itertools.product((0.0, 1.0), repeat=len(point)) if not any((q == p).all() for q in points(matrix)))
    reduced = matrix.reduced(np.array(broken), np.array(broken))
    answer = Solver(reduced.matrix, SolveOptions()).minimise(np.zeros(0), 7.0, gap=0.0)
    assert (answer.status, answer.values) == (Status.INFEASIBLE, None)


def test_a_search_that_ran_out_above_the_limit_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of time with a point above the limit and a bound below it: neither a best point nor a proof. That point handed on would be
    taken for one within the limit."""
    matrix = random_matrix(0)
    solver = Solver(matrix, SolveOptions())
    ended = SolverResult(Status.FEASIBLE, np.zeros(len(matrix.columns)), 9.0, 1.0, 5, 0.1, "Time limit reached")
    monkeypatch.setattr(solver, "minimise", lambda *_, **__: ended)
    answer = solver.best_within(matrix.objectives[0], 3.5, 4.0)
    assert (answer.status, answer.values, answer.objective, answer.bound) == (Status.NO_ANSWER, None, None, 1.0)


def test_a_relaxation_with_nothing_left_to_decide() -> None:
    """Between bounds that meet at a point the rows hold or not; the aim is then the offset. HiGHS calls both the same."""
    matrix = random_matrix(0)
    good = points(matrix)[0]
    broken = next(np.array(p) for p in itertools.product((0.0, 1.0), repeat=len(good)) if not any((q == p).all() for q in points(matrix)))
    for point, status in ((good, Status.OPTIMAL), (broken, Status.INFEASIBLE)):
        reduced = matrix.reduced(point, point)
        found = LinearRelaxation(reduced.matrix, SolveOptions(), np.zeros(0), 7.0).solve(np.zeros(0), np.zeros(0))
        assert found.status is status
        assert found.objective == (7.0 if status is Status.OPTIMAL else np.inf)


def test_a_number_that_highs_does_not_take_is_told_in_words_of_the_input() -> None:
    """A row with 1e16: HiGHS says only "error"; the planner reads what of the input is too large."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(2), domain=pyo.Binary)
    model.row = pyo.Constraint(expr=1e16 * model.x[0] + model.x[1] >= 1)
    model.aim = pyo.Objective(expr=model.x[0])
    with pytest.raises(SolverFailure, match="too large together"):
        solve(model)
