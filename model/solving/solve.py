"""Solve one instance to a proved, canonical posture.

The aims are minimised one after the other: weighted delay; then, among postures of that delay, people; then fourth
stars; then changes from today. Each stage keeps what the earlier ones reached as a row. Fourth stars and changes are
whole numbers, so that one stage with a large enough weight on the stars is the same as two. Postures that are equal in
all of these differ in which of several equally good options they take; a last stage prefers the smaller sum of check
numbers of the options' names, so that the posture reported does not depend on the solver's path, the run or the machine.

A task may ask for other aims, in another order, and set limits to some; the tie-break is always the last stage. Status,
bound and gap are about the first aim; what the solver claims of it is held against the evaluation of the posture.
"""

from __future__ import annotations

import math
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.measure import condition_delays, decisions, distance, liaison_staff, shares, tail_mean, worst_thread
from model.delay.posture import Evaluation, Posture
from model.errors import ModelFault
from model.formulation.aims import FURTHER, Asked, add_aims
from model.formulation.build import Built, build
from model.formulation.objective import AIMS
from model.solving.highs import Answer, Progress, Solver
from model.solving.matrix import Matrix, Vector, compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, SolveCount, Status
from model.solving.routes import read_posture
from model.solving.task import RUN, AimName, Task

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
# Aims that count whole things.
WHOLE: tuple[AimName, ...] = ("people", "four_stars", "changes", "liaison_staff", "distance")


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


def solve(instance: Instance, options: SolveOptions, on_progress: StageProgress | None = None, task: Task = RUN) -> Outcome:
    """Solve `instance` (with its variant applied) for what `task` asks. The outcome's status is exact; a posture in it has been
    evaluated independently of the solver and agrees with it (ModelFault otherwise). Limits of the task hold to within a hair
    (SAME_DELAY, relative); where the weighted delay is not the first aim, the outcome has neither bound nor gap and says why."""
    began = time.perf_counter()
    built = build(instance)
    count = SolveCount(build_seconds=time.perf_counter() - began)
    if built.broken:
        name, index = built.broken[0]
        reason = f"the data leave {name} impossible at {', '.join(str(part) for part in index)}"
        return Outcome(Status.INFEASIBLE, reason=reason, count=count)
    add_aims(built.design, [*task.aims, *(cap.aim for cap in task.caps)], Asked(task.away_from, task.cvar_tail))
    matrix = compile_matrix(built.design.pyomo)
    count = replace(count, columns=len(matrix.columns), rows=matrix.rows.shape[0], build_seconds=time.perf_counter() - began)
    return _solve_stages(instance, built, matrix, options, count, began, on_progress, task)


def _solve_stages(
    instance: Instance,
    built: Built,
    matrix: Matrix,
    options: SolveOptions,
    count: SolveCount,
    began: float,
    on_progress: StageProgress | None,
    task: Task,
) -> Outcome:
    solver = Solver(matrix, options)
    counted = _counted(matrix, task)
    for cap in task.caps:
        stage = counted[cap.aim]
        most = math.floor(cap.most + WHOLE_SLACK) if stage.whole else cap.most
        solver.at_most(stage.costs, stage.kept(most) - stage.offset)
    best: Answer | None = None
    first: Answer | None = None
    proved = True
    for stage in _stages(matrix, task, counted):
        left = None if options.time_limit is None else options.time_limit - (time.perf_counter() - began)
        if best is not None and left is not None and left <= 0:
            proved = False  # a stage that began now would still take HiGHS seconds to notice
            break
        answer = solver.minimise(
            stage.costs,
            stage.offset,
            gap=0.0 if stage.whole else options.gap,
            time_limit=left,
            start=None if best is None else best.values,
            progress=_progress(stage.name, began, on_progress),
        )
        count = replace(count, nodes=count.nodes + answer.nodes, solver_seconds=count.solver_seconds + answer.seconds)
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
    value = _measured(task.aims[0], instance, posture, evaluation, task)
    return _outcome(first, posture, evaluation, value, proved, count, task)


def _lost_the_point(answer: Answer) -> bool:
    """Whether the solver contradicts an earlier stage, whose point is still feasible: it finds no point, or calls the start
    optimal without a bound. No count is then proved."""
    return answer.status is Status.INFEASIBLE or (answer.status is Status.OPTIMAL and answer.bound is None)


def _outcome(first: Answer, posture: Posture, evaluation: Evaluation, value: float, proved: bool, count: SolveCount, task: Task) -> Outcome:
    """The outcome, after the evaluation's `value` of the first aim has been held against what the solver claims."""
    bound, claimed = first.bound, first.objective
    assert claimed is not None, "the first stage ended with a posture"
    allowed = AGREEMENT * max(1.0, abs(claimed))
    if value > claimed + allowed or (bound is not None and value < bound - allowed):
        raise ModelFault(f"the posture's {task.aims[0].replace('_', ' ')} is {value}, the solver claims {claimed} with bound {bound}")
    bound = None if bound is None else min(bound, value)
    gap = None if bound is None else (value - bound) / max(abs(value), 1e-9)
    status = first.status if gap is not None and gap <= PROVED else Status.FEASIBLE
    if task.aims[0] != "weighted_delay":
        reason = f"the first aim is {task.aims[0].replace('_', ' ')}: nothing is proved about the weighted delay alone"
        return Outcome(status, posture, evaluation, tie_break_proved=proved, reason=reason, count=count)
    return Outcome(status, posture, evaluation, bound, gap, proved, count=count)


def _measured(aim: AimName, instance: Instance, posture: Posture, evaluation: Evaluation, task: Task) -> float:
    """What is minimised when the aim is asked for, computed from the posture alone."""
    values: dict[AimName, Callable[[], float]] = {
        "weighted_delay": lambda: evaluation.weighted_delay,
        "people": lambda: evaluation.people,
        "four_stars": lambda: evaluation.four_stars,
        "changes": lambda: evaluation.changes,
        "liaison_staff": lambda: liaison_staff(instance, posture),
        "worst_thread": lambda: worst_thread(evaluation),
        "cvar": lambda: tail_mean(condition_delays(instance, evaluation), shares(instance), task.cvar_tail),
        "distance": lambda: -distance(decisions(posture), task.away_from),
    }
    return values[aim]()


def _counted(matrix: Matrix, task: Task) -> dict[str, _Stage]:
    """Each aim of the model as a stage of its own."""
    asked = {*task.aims, *(cap.aim for cap in task.caps)}
    names = [*(aim.name for aim in AIMS), *(further.aim.name for further in FURTHER if further.aim.name in asked)]
    rows = zip(names, matrix.aims, matrix.offsets, strict=True)
    return {name: _Stage(name.replace("_", " "), costs, float(offset), name in WHOLE) for name, costs, offset in rows}


def _stages(matrix: Matrix, task: Task, counted: dict[str, _Stage]) -> list[_Stage]:
    stages: list[_Stage] = []
    for aim in task.aims:
        stage = counted[aim]
        # The first aim stays by itself, so that its bound is a bound on it.
        if aim == "changes" and len(stages) > 1 and stages[-1] is counted["four_stars"]:
            used = np.flatnonzero(stage.costs)
            span = float(np.abs(stage.costs[used]) @ np.maximum(np.abs(matrix.lower[used]), np.abs(matrix.upper[used]))) + 1.0
            stars = stages.pop()
            stage = _Stage("stars and changes", span * stars.costs + stage.costs, span * stars.offset + stage.offset, True)
        stages.append(stage)
    stages.append(_Stage("tie-break", _check_numbers(matrix), 0.0, True))
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
