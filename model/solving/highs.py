"""The one module that touches HiGHS.

Solver codes go through one table; a solution is read only where there is one.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from model.errors import SolverFailure
from model.solving.matrix import Matrix, Vector
from model.solving.options import SolveOptions
from model.solving.outcome import Status

# HiGHS refuses a row with a larger number (its option large_matrix_value).
LARGEST_COEFFICIENT = 1e15
# By how much a row may be missed: HiGHS's own tolerance.
FEASIBLE = 1e-6
# incumbent, bound, seconds since the solve began
SolverProgress = Callable[[float | None, float | None, float], None]

# Status by (what HiGHS says, whether it holds a feasible point). Anything that is not here is a failure.
_Code = highspy.HighsModelStatus
STATUSES: dict[tuple[_Code, bool], Status] = {
    (_Code.kOptimal, True): Status.OPTIMAL,
    (_Code.kModelEmpty, True): Status.OPTIMAL,
    (_Code.kInfeasible, False): Status.INFEASIBLE,
    (_Code.kUnbounded, False): Status.UNBOUNDED,
    (_Code.kUnbounded, True): Status.UNBOUNDED,
    **{
        (code, has_point): Status.FEASIBLE if has_point else Status.NO_ANSWER
        for code in (
            _Code.kTimeLimit,
            _Code.kIterationLimit,
            _Code.kSolutionLimit,
            _Code.kInterrupt,
            _Code.kHighsInterrupt,  # type: ignore[attr-defined]  # highspy's stubs lack it
            _Code.kMemoryLimit,
        )
        for has_point in (True, False)
    },
}


@dataclass(frozen=True)
class SolverResult:
    """One solve: `values` are the columns of the best point (None where there is none), `objective` its value and `bound`
    the proven lower bound, both with the offset; `code` is HiGHS's own word for how it ended."""

    status: Status
    values: Vector | None
    objective: float | None
    bound: float | None
    nodes: int
    seconds: float
    code: str


@cache
def _greeted() -> None:
    """HiGHS greets on standard output when the first of its objects is made, before it can be told to be quiet, and what the program
    prints may be read by another. It greets into nothing."""
    sys.stdout.flush()
    shown = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        highspy.Highs()
    finally:
        os.dup2(shown, 1)
        os.close(nothing)
        os.close(shown)


class _Highs:
    """One matrix in one HiGHS object."""

    def __init__(self, matrix: Matrix, options: SolveOptions, lp: highspy.HighsLp) -> None:
        self.matrix = matrix
        _greeted()
        self._highs = highspy.Highs()
        self._set("output_flag", False)
        self._set("threads", options.threads)
        self._set("random_seed", options.seed)
        # Presolve of HiGHS 1.12 to 1.15 lost optimal points of models like ours, or all of them (tests/solving/test_presolve.py). That
        # of 1.16 does not; it stays off for what it costs: on the main job it gains nothing, and ties of six variants stay unproved.
        self._set("presolve", "off")
        _check_coefficients(matrix.rows.data)
        self._check(self._highs.passModel(lp), "taking the model")

    def _set(self, option: str, value: object) -> None:
        self._check(self._highs.setOptionValue(option, value), f"setting {option}")

    def _limit_time(self, seconds: float | None) -> None:
        self._set("time_limit", math.inf if seconds is None else self._highs.getRunTime() + max(0.0, seconds))

    def add_rows(self, rows: Any, *, least: Vector | float = -math.inf, most: Vector | float = math.inf) -> None:
        """Take more rows (in compressed rows), least <= `rows` x <= most; a solve that has a basis goes on from it."""
        count = rows.shape[0]
        lower, upper = np.full(count, least), np.full(count, most)
        starts, columns = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self._check(self._highs.addRows(count, lower, upper, rows.nnz, starts, columns, rows.data), "adding rows")

    def _holds_empty(self) -> bool:
        """Whether the rows hold where every column is 0, or where there is none."""
        return bool((self.matrix.row_lower <= FEASIBLE).all() and (self.matrix.row_upper >= -FEASIBLE).all())

    @staticmethod
    def _check(status: highspy.HighsStatus, doing: str) -> None:
        if status == highspy.HighsStatus.kError:
            raise SolverFailure(f"HiGHS reported an error while {doing}")


class Solver(_Highs):
    """A matrix with its whole columns: choose an objective, add rows, solve, and again."""

    def __init__(self, matrix: Matrix, options: SolveOptions, *, named: bool = False) -> None:
        super().__init__(matrix, options, _model(matrix, named))

    def minimise(
        self,
        costs: Vector,
        offset: float,
        *,
        gap: float,
        time_limit: float | None = None,
        start: Vector | None = None,
        progress: SolverProgress | None = None,
    ) -> SolverResult:
        """Minimise `costs` x + `offset` over the present rows, to a relative gap of `gap`, from `start` if given."""
        highs, size = self._highs, len(costs)
        if not size:
            return self._without_columns(offset)
        columns = np.arange(size, dtype=np.int32)
        self._check(highs.changeColsCost(size, columns, costs), "setting the objective")
        self._check(highs.changeObjectiveOffset(offset), "setting the objective")
        self._set("mip_rel_gap", gap)
        self._set("mip_abs_gap", 1e-9)
        self._limit_time(time_limit)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = list(start)
            self._check(highs.setSolution(solution), "taking a starting point")
        began = highs.getRunTime()
        self._listen(progress, began)
        self._check(highs.run(), "solving")
        return self._answer(began)

    def best_within(
        self,
        costs: Vector,
        offset: float,
        most: float,
        *,
        gap: float = 0.0,
        time_limit: float | None = None,
        progress: SolverProgress | None = None,
    ) -> SolverResult:
        """The least `costs` x + `offset` that is `most` or less, to the gap. INFEASIBLE where it is proved that there is none. No time
        goes into looking for points beside the search: this is asked where there should be none."""
        # HiGHS searches below this bound only. How it ends, and which point and bound above it it names, then tells nothing but that.
        self._set("objective_bound", most)
        self._set("mip_heuristic_effort", 0.0)
        answer = self.minimise(costs, offset, gap=gap, time_limit=time_limit, progress=progress)
        if answer.status is Status.INFEASIBLE or (answer.bound is not None and answer.bound > most):
            return replace(answer, status=Status.INFEASIBLE, values=None, objective=None, bound=most)
        if answer.objective is not None and answer.objective > most:
            return replace(answer, status=Status.NO_ANSWER, values=None, objective=None)
        return answer

    def _without_columns(self, offset: float) -> SolverResult:
        """The answer where nothing is left to decide: HiGHS takes no starting point for that, and gives none back."""
        if not self._holds_empty():
            return SolverResult(Status.INFEASIBLE, None, None, None, 0, 0.0, self._highs.modelStatusToString(_Code.kInfeasible))
        return SolverResult(Status.OPTIMAL, np.zeros(0), offset, offset, 0, 0.0, self._highs.modelStatusToString(_Code.kModelEmpty))

    def _listen(self, progress: SolverProgress | None, began: float) -> None:
        self._highs.cbMipLogging.clear()
        if progress is None:
            return

        def report(event: highspy.HighsCallbackEvent) -> None:
            out = event.data_out
            progress(_finite(out.mip_primal_bound), _finite(out.mip_dual_bound), self._highs.getRunTime() - began)

        self._highs.cbMipLogging.subscribe(report)

    def _answer(self, began: float) -> SolverResult:
        highs = self._highs
        code, info = highs.getModelStatus(), highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        status = STATUSES.get((code, feasible), Status.FAILED)
        is_mip = bool(self.matrix.whole.any())
        values = objective = bound = None
        if status in (Status.OPTIMAL, Status.FEASIBLE):
            values = np.array(highs.getSolution().col_value, dtype=float)
            objective = float(info.objective_function_value)
            bound = _finite(info.mip_dual_bound) if is_mip else (objective if status is Status.OPTIMAL else None)
        nodes = int(info.mip_node_count) if is_mip else 0
        return SolverResult(status, values, objective, bound, max(0, nodes), highs.getRunTime() - began, highs.modelStatusToString(code))

    def write(self, path: Path) -> None:
        """Write the model as MPS or LP, by the path's suffix."""
        self._check(self._highs.writeModel(str(path)), f"writing {path.name}")


@dataclass(frozen=True)
class RelaxationResult:
    """One linear relaxation: OPTIMAL with the best `point` (columns) and the `duals` (dual values of the rows); INFEASIBLE with
    the duals of a proof that there is no point (None where HiGHS gives none); anything else without either."""

    status: Status
    objective: float = math.inf
    point: Vector | None = None
    duals: Vector | None = None


class LinearRelaxation(_Highs):
    """A matrix without wholeness and with one objective: bound the columns otherwise, solve, and again. Each solve goes on from
    the last basis by the dual simplex method."""

    def __init__(self, matrix: Matrix, options: SolveOptions, costs: Vector, offset: float) -> None:
        lp = _model(matrix, named=False)
        lp.integrality_ = []
        lp.col_cost_, lp.offset_ = costs, offset
        super().__init__(matrix, options, lp)
        self._set("solver", "simplex")
        # Safe here: bounds are proved from the dual values alone, points are checked. Only the first solve, without a basis, uses it.
        self._set("presolve", "on")
        self._offset = offset
        self._lower, self._upper = matrix.lower.copy(), matrix.upper.copy()
        self.iterations = 0

    def solve(self, lower: Vector, upper: Vector, time_limit: float | None = None) -> RelaxationResult:
        """Minimise with the columns between `lower` and `upper`."""
        highs = self._highs
        if not len(lower):
            empty = RelaxationResult(Status.OPTIMAL, self._offset, np.zeros(0), np.zeros(len(self.matrix.row_lower)))
            return empty if self._holds_empty() else RelaxationResult(Status.INFEASIBLE)
        moved = np.flatnonzero((lower != self._lower) | (upper != self._upper)).astype(np.int32)
        self._check(highs.changeColsBounds(len(moved), moved, lower[moved], upper[moved]), "setting bounds")
        self._lower, self._upper = lower.copy(), upper.copy()
        self._limit_time(time_limit)
        self._check(highs.run(), "solving a relaxation")
        info, code = highs.getInfo(), highs.getModelStatus()
        self.iterations += max(0, int(info.simplex_iteration_count))
        if code == _Code.kOptimal:
            solution = highs.getSolution()
            point, duals = np.array(solution.col_value, dtype=float), np.array(solution.row_dual, dtype=float)
            return RelaxationResult(Status.OPTIMAL, float(info.objective_function_value), point, duals)
        if code == _Code.kInfeasible:
            _, exists, ray = highs.getDualRay()
            return RelaxationResult(Status.INFEASIBLE, duals=np.array(ray, dtype=float) if exists else None)
        return RelaxationResult(STATUSES.get((code, False), Status.FAILED))


def _check_coefficients(numbers: Vector) -> None:
    """Raises SolverFailure where a number of a row is more than HiGHS takes."""
    largest = float(np.abs(numbers).max(initial=0.0))
    if largest > LARGEST_COEFFICIENT:
        why = f"a coefficient is {largest:.3g}, and HiGHS takes none above {LARGEST_COEFFICIENT:g}"
        raise SolverFailure(f"{why}: hours, requests or urgencies of the input are too large together")


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _model(matrix: Matrix, named: bool) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.columns), matrix.rows.shape[0]
    lp.col_cost_, lp.offset_ = matrix.objectives[0], float(matrix.offsets[0])
    lp.col_lower_, lp.col_upper_ = matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = matrix.rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.rows.data
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in matrix.whole]
    if named:
        lp.col_names_ = [name.replace(" ", "") for name in matrix.column_names]
        lp.row_names_ = [f"{name.replace(' ', '')}#{number}" for number, name in enumerate(matrix.row_names)]
    return lp
