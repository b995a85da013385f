"""Solve one instance to a proved, canonical posture.

The aims are minimised one after the other: weighted delay; then, among postures of that delay, people; then fourth
stars; then changes from today. Postures that are equal in all of these differ in which of several equally good options
they take; the last stages prefer the smaller sum of check numbers of the options' names, of the design and then of the routes, so
that the posture reported does not depend on the solver's path, the run or the machine.

The first stage grows a tree of relaxations (`tree.py`); where that does not end the matter, HiGHS's branch and bound does,
over what the tree has left open. The later stages search only columns that postures of the delay reached can take.

A task may ask for other aims, in another order, and set limits to some; the tie-break always comes last. Status,
bound and gap are about the first aim; what the solver claims of it is held against the evaluation of the posture.

The ordinary task on an alliance too large for all that goes another road (`large/`), with a bound, yet without the later stages.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from pyomo.common.gc_manager import PauseGC

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.measure import condition_delays, decisions, distance, liaison_staff, shares, tail_mean, worst_thread
from model.delay.posture import Evaluation, Posture
from model.errors import ModelFault
from model.formulation.aims import Asked, add_aims
from model.formulation.build import Built, build
from model.formulation.paths import OutOfTime
from model.solving.highs import Answer, Progress, Solver, check_coefficients
from model.solving.large.answer import is_large, solve_large
from model.solving.matrix import Matrix, Vector
from model.solving.memory import Memory
from model.solving.options import SolveOptions
from model.solving.outcome import AGREEMENT, PROVED, Outcome, SolveCount, Status
from model.solving.routes import read_posture
from model.solving.stage import Stage, counted, limits, stages_of
from model.solving.task import RUN, AimName, Task
from model.solving.tree import Tree

# stage, incumbent, bound, seconds since the run began
StageProgress = Callable[[str, float | None, float | None, float], None]


def solve(
    instance: Instance,
    options: SolveOptions,
    on_progress: StageProgress | None = None,
    task: Task = RUN,
    memory: Memory | None = None,
) -> Outcome:
    """Solve `instance` (with its variant applied) for what `task` asks. The outcome's status is exact; a posture in it has been
    evaluated independently of the solver and agrees with it (ModelFault otherwise). Limits of the task hold to within a hair
    (SAME_DELAY, relative); where the weighted delay is not the first aim, the outcome has neither bound nor gap and says why.
    `memory` of earlier solves saves time and changes no answer."""
    # The many small objects of a model are no garbage; looking for some among them again and again costs a seventh of the time.
    with PauseGC():
        if task == RUN and is_large(instance):
            return solve_large(instance, options, on_progress)
        return _solve_whole(instance, options, on_progress, task, memory or Memory())


def _solve_whole(instance: Instance, options: SolveOptions, on_progress: StageProgress | None, task: Task, memory: Memory) -> Outcome:
    """Solve the full model."""
    clock = _Clock(time.perf_counter(), options.time_limit)
    left = clock.left()
    try:
        built = build(instance, recall=memory.recall, until=None if left is None else time.monotonic() + left)
    except OutOfTime as end:
        return Outcome(Status.NO_ANSWER, reason=f"time is up: {end}", count=SolveCount(build_seconds=clock.passed()))
    count = SolveCount(build_seconds=clock.passed())
    if built.broken:
        name, index = built.broken[0]
        reason = f"the data leave {name} impossible at {', '.join(str(part) for part in index)}"
        return Outcome(Status.INFEASIBLE, reason=reason, count=count)
    add_aims(built.design, [*task.aims, *(cap.aim for cap in task.caps)], Asked(task.away_from, task.cvar_tail))
    matrix = memory.matrix(built)
    count = replace(count, columns=len(matrix.columns), rows=matrix.rows.shape[0], build_seconds=clock.passed())
    return _solve_stages(instance, built, matrix, memory, options, count, clock, on_progress, task)


@dataclass
class _Clock:
    """When the run began and how long it may take."""

    began: float
    limit: float | None

    def passed(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self.began

    def left(self) -> float | None:
        """Seconds that are left; None: no limit."""
        return None if self.limit is None else self.limit - self.passed()


def _solve_stages(
    instance: Instance,
    built: Built,
    matrix: Matrix,
    memory: Memory,
    options: SolveOptions,
    count: SolveCount,
    clock: _Clock,
    on_progress: StageProgress | None,
    task: Task,
) -> Outcome:
    aims = counted(matrix, task)
    for costs, most in limits(task, aims):
        check_coefficients(costs)
        matrix = matrix.capped(costs, most)
    first, *later = stages_of(matrix, task, aims, memory.checks(built, matrix))
    known = _Known(memory.points(built, matrix), memory.prices(built, matrix))
    reached = _first_stage(matrix, first, known, options, clock, on_progress)
    memory.keep(built, reached.answer.values, reached.prices)
    count = replace(count, nodes=reached.nodes, solver_seconds=reached.answer.seconds, root_bound=reached.root_bound)
    if reached.answer.values is None:
        return Outcome(reached.answer.status, reason=f"HiGHS: {reached.answer.code}", count=count)
    values, count, proved = _later_stages(matrix, first, later, reached, options, count, clock, on_progress)
    posture, evaluation = _read(instance, built, matrix, values)
    value = _measured(task.aims[0], instance, posture, evaluation, task)
    return _outcome(reached.answer, posture, evaluation, value, proved, count, task)


@dataclass(frozen=True)
class _Reached:
    """The end of the first stage. `answer` is over the whole matrix (no values: no posture), `face` the bounds between which
    later stages search."""

    answer: Answer
    face: tuple[Vector, Vector]
    nodes: int
    root_bound: float | None
    prices: Vector | None


@dataclass(frozen=True)
class _Known:
    """Points of the matrix and prices of its rows that are known beforehand."""

    points: list[Vector]
    prices: list[Vector]


def _first_stage(
    matrix: Matrix, stage: Stage, known: _Known, options: SolveOptions, clock: _Clock, on_progress: StageProgress | None
) -> _Reached:
    tell = _progress(stage.name, clock, on_progress)
    began = time.perf_counter()
    tree = Tree(matrix, stage, options, clock.left, lambda value, bound: tell(value, bound, 0.0) if tell else None)
    tree.begin_from(known.points, known.prices)
    tree.grow()
    answer = Answer(Status.OPTIMAL, tree.point, tree.value, tree.bound, 0, 0.0, "Optimal")
    if not tree.proved:
        part = matrix.part(*tree.face())
        start = None if tree.point is None else part.point(tree.point)
        answer = _minimise(part.matrix, stage.of(part), options, clock, tell, start)
        point, value = answer.values, answer.objective
        if point is not None and value is not None:
            answer = replace(answer, values=part.whole(point))
            tree.accept(value, part.whole(point))
            if answer.status is Status.OPTIMAL:
                tree.grow()
    nodes = tree.relaxations + answer.nodes
    answer = replace(answer, seconds=time.perf_counter() - began)
    return _Reached(answer, tree.face(), nodes, tree.root_bound, tree.root_prices)


def _minimise(matrix: Matrix, stage: Stage, options: SolveOptions, clock: _Clock, tell: Progress | None, start: Vector | None) -> Answer:
    gap = 0.0 if stage.whole else options.gap
    return Solver(matrix, options).minimise(stage.costs, stage.offset, gap=gap, time_limit=clock.left(), start=start, progress=tell)


def _later_stages(
    matrix: Matrix,
    first: Stage,
    later: list[Stage],
    reached: _Reached,
    options: SolveOptions,
    count: SolveCount,
    clock: _Clock,
    on_progress: StageProgress | None,
) -> tuple[Vector, SolveCount, bool]:
    """The best point after all stages, what they took, and whether each of them was proved."""
    best, value = reached.answer.values, reached.answer.objective
    if best is None or value is None:
        raise ModelFault("the later stages begin from a posture")
    done, proved = first, reached.answer.status is Status.OPTIMAL
    lower, upper = reached.face
    for stage in later:
        left = clock.left()
        if left is not None and left <= 0:
            return best, count, False  # a stage that began now would still take HiGHS seconds to notice
        matrix = matrix.capped(done.costs, done.kept(value) - done.offset)
        if stage.after_design:
            design = matrix.whole & ~matrix.follows
            lower, upper = (np.where(design, np.round(best), bounds) for bounds in (lower, upper))
        part = matrix.part(lower, upper)
        check_coefficients(part.point(done.costs))
        tell = _progress(stage.name, clock, on_progress)
        answer = _minimise(part.matrix, stage.of(part), options, clock, tell, part.point(best))
        count = replace(count, nodes=count.nodes + answer.nodes, solver_seconds=count.solver_seconds + answer.seconds)
        proved = proved and answer.status is Status.OPTIMAL and not _lost_the_point(answer)
        if answer.values is None or answer.objective is None:
            return best, count, False
        best, done, value = part.whole(answer.values), stage, answer.objective
    return best, count, proved


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


def _progress(stage: str, clock: _Clock, on_progress: StageProgress | None) -> Progress | None:
    if on_progress is None:
        return None
    return lambda incumbent, bound, _: on_progress(stage, incumbent, bound, clock.passed())


def _read(instance: Instance, built: Built, matrix: Matrix, values: Vector) -> tuple[Posture, Evaluation]:
    for column, value, whole in zip(matrix.columns, values, matrix.whole, strict=True):
        column.set_value(round(value) if whole else value, skip_validation=True)
    posture = read_posture(built.design)
    return posture, evaluate(instance, posture)
