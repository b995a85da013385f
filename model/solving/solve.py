"""Solve one instance to a proved, canonical posture.

The aims are minimised one after the other: weighted delay; then, among postures of that delay, people; then fourth
stars; then changes from today. Each stage keeps what the earlier ones reached as a row. Fourth stars and changes are
whole numbers, so that one stage with a large enough weight on the stars is the same as two. Postures that are equal in
all of these differ in which of several equally good options they take; a last stage prefers the smaller sum of check
numbers of the options' names, so that the posture reported does not depend on the solver's path, the run or the machine.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.posture import Evaluation, Posture
from model.errors import ModelFault
from model.formulation.build import Built, build
from model.solving.highs import Answer, Progress, Solver
from model.solving.matrix import Matrix, Vector, compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, SolveCount, Status
from model.solving.routes import read_posture

# stage, incumbent, bound, seconds since the run began
StageProgress = Callable[[str, float | None, float | None, float], None]
# Two delays nearer than this, relative to their size, are the same delay to the later stages.
SAME_DELAY = 1e-7
# How far above a whole number a count may stay: rounding only, counts differ by at least 1.
WHOLE_SLACK = 1e-6
# A delay counts as proved optimal when its relative gap is at most this; with a larger gap the posture is merely feasible.
PROVED = 1e-4
# The evaluation and the solver's claim may differ by this much, relative to their size: HiGHS's own tolerance on rows.
AGREEMENT = 1e-6
# Check numbers run from 1 to this prime: large enough that two sets of options rarely tie, small enough for exact sums.
CHECK_NUMBERS = 9973


@dataclass(frozen=True)
class _Stage:
    name: str
    costs: Vector
    offset: float
    # Whether the aim counts whole things.
    whole: bool

    def kept(self, reached: float) -> float:
        """The value that later stages must not exceed once this one has reached `reached`.

        The solver's point is whole only to within a tolerance, so it can reach a hair less than a whole number. A limit at
        that hair would shut out every truly whole point; hence it is drawn at the whole number.
        """
        return round(reached) + WHOLE_SLACK if self.whole else reached + SAME_DELAY * max(1.0, abs(reached))


def solve(instance: Instance, options: SolveOptions, on_progress: StageProgress | None = None) -> Outcome:
    """Solve `instance` (with its variant applied). The outcome's status is exact; a posture in it has been evaluated
    independently of the solver and agrees with it (ModelFault otherwise)."""
    began = time.perf_counter()
    built = build(instance)
    count = SolveCount(build_seconds=time.perf_counter() - began)
    if built.broken:
        name, index = built.broken[0]
        reason = f"the data leave {name} impossible at {', '.join(str(part) for part in index)}"
        return Outcome(Status.INFEASIBLE, reason=reason, count=count)
    matrix = compile_matrix(built.design.pyomo)
    count = replace(count, columns=len(matrix.columns), rows=matrix.rows.shape[0], build_seconds=time.perf_counter() - began)
    return _solve_stages(instance, built, matrix, options, count, began, on_progress)


def _solve_stages(
    instance: Instance,
    built: Built,
    matrix: Matrix,
    options: SolveOptions,
    count: SolveCount,
    began: float,
    on_progress: StageProgress | None,
) -> Outcome:
    solver = Solver(matrix, options)
    best: Answer | None = None
    first: Answer | None = None
    proved = True
    for stage in _stages(matrix):
        for presolve in (True, False):
            answer = solver.minimise(
                stage.costs,
                stage.offset,
                gap=0.0 if stage.whole else options.gap,
                time_limit=None if options.time_limit is None else options.time_limit - (time.perf_counter() - began),
                start=None if best is None else best.values,
                progress=_progress(stage.name, began, on_progress),
                presolve=presolve,
            )
            count = replace(count, nodes=count.nodes + answer.nodes, solver_seconds=count.solver_seconds + answer.seconds)
            if best is None or not _lost_the_point(answer):
                break
        if first is None:
            first = answer
            if answer.values is None:
                return Outcome(answer.status, reason=f"HiGHS: {answer.code}", count=count)
        proved = proved and answer.status is Status.OPTIMAL and not _lost_the_point(answer)
        if answer.values is None:
            break
        best = answer
        assert answer.objective is not None, "an answer with values has an objective"
        solver.at_most(stage.costs, stage.kept(answer.objective) - stage.offset)
    if first is None or best is None or best.values is None:
        raise ModelFault("there is always a first stage, and it ended with a posture")
    posture, evaluation = _read(instance, built, matrix, best.values)
    return _outcome(first, posture, evaluation, proved, count)


def _lost_the_point(answer: Answer) -> bool:
    """Whether the solver contradicts an earlier stage, whose point is still feasible: it finds no point, or calls the start
    optimal without a bound. HiGHS's presolve can do so where little room is left; without presolve it does not."""
    return answer.status is Status.INFEASIBLE or (answer.status is Status.OPTIMAL and answer.bound is None)


def _outcome(first: Answer, posture: Posture, evaluation: Evaluation, proved: bool, count: SolveCount) -> Outcome:
    """The outcome, after the evaluation has been held against what the solver claims."""
    delay, bound = evaluation.weighted_delay, first.bound
    claimed = first.objective
    assert claimed is not None, "the first stage ended with a posture"
    allowed = AGREEMENT * max(1.0, abs(claimed))
    if delay > claimed + allowed or (bound is not None and delay < bound - allowed):
        raise ModelFault(f"the posture's delay is {delay}, the solver claims {claimed} with bound {bound}")
    bound = None if bound is None else min(bound, delay)
    gap = None if bound is None else (delay - bound) / max(abs(delay), 1e-9)
    status = first.status if gap is not None and gap <= PROVED else Status.FEASIBLE
    return Outcome(status, posture, evaluation, bound, gap, proved, count=count)


def _stages(matrix: Matrix) -> list[_Stage]:
    delay, people, stars, changes = matrix.aims
    span = float(np.abs(changes) @ np.maximum(np.abs(matrix.lower), np.abs(matrix.upper))) + 1.0
    stages = [
        _Stage("weighted delay", delay, float(matrix.offsets[0]), False),
        _Stage("people", people, float(matrix.offsets[1]), True),
        _Stage("stars and changes", span * stars + changes, float(span * matrix.offsets[2] + matrix.offsets[3]), True),
        _Stage("tie-break", _check_numbers(matrix), 0.0, True),
    ]
    return [stages[0], *(stage for stage in stages[1:] if stage.costs.any())]


def _check_numbers(matrix: Matrix) -> Vector:
    """A number from 1 to CHECK_NUMBERS for each whole column, from its name alone; 0 for the others."""
    return np.array(
        [
            1 + zlib.crc32(column.name.encode()) % CHECK_NUMBERS if whole else 0
            for column, whole in zip(matrix.columns, matrix.whole, strict=True)
        ],
        dtype=float,
    )


def _progress(stage: str, began: float, on_progress: StageProgress | None) -> Progress | None:
    if on_progress is None:
        return None
    return lambda incumbent, bound, _: on_progress(stage, incumbent, bound, time.perf_counter() - began)


def _read(instance: Instance, built: Built, matrix: Matrix, values: Vector) -> tuple[Posture, Evaluation]:
    for column, value, whole in zip(matrix.columns, values, matrix.whole, strict=True):
        column.set_value(round(value) if whole else value, skip_validation=True)
    for variable in built.design.pyomo.component_data_objects(ctype=type(matrix.columns[0].parent_component())):
        if variable.value is None:
            variable.set_value(0)  # a variable in no row and no aim
    posture = read_posture(built.design)
    return posture, evaluate(instance, posture)
