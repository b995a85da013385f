"""Solve one instance to a proved, canonical posture.

The aims are minimised one after the other: weighted delay; then, among postures of that delay, people; then fourth
stars; then changes from today. Postures that are equal in all of these differ in which of several equally good options
they take; the last stages prefer the smaller sum of check numbers of the options' names, of the design and then of the routes, so
that the posture reported does not depend on the solver's path, the run or the machine.

The first stage grows a tree of relaxations (`tree.py`); where that does not end the matter, HiGHS's branch and bound does,
over what the tree has left open. The later stages (`later.py`) search only columns that postures of the delay reached can take.

A task may ask for other aims, in another order, and set limits to some; the tie-break always comes last. Status,
bound and gap are about the first aim; what the solver claims of it is held against the evaluation of the posture.

The ordinary task on an alliance too large for all that goes another road (`large/`), with a bound, yet without the later stages.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from pyomo.common.gc_manager import PauseGC

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.measure import condition_delays, decisions, distance, shares, tail_mean, worst_thread
from model.delay.people import liaison_staff
from model.delay.posture import Evaluation, Posture
from model.errors import ModelFault
from model.formulation.aims import Asked, add_aims
from model.formulation.allowance import Allowance, OutOfTime, TooLarge
from model.formulation.build import Built, build
from model.solving.at_the_least import at_the_least
from model.solving.highs import Answer
from model.solving.large.answer import solve_large
from model.solving.later import Reached, later_stages
from model.solving.matrix import Matrix, Vector
from model.solving.memory import Memory
from model.solving.options import Method, SolveOptions
from model.solving.outcome import AGREEMENT, Outcome, SolveCount, Status, gap_of, proved
from model.solving.routes import read_posture
from model.solving.search import COMPILING, Clock, Search, StageProgress
from model.solving.stage import Stage, counted, limits, stages_of
from model.solving.task import RUN, AimName, Task
from model.solving.tighten import what_is_open
from model.solving.tree import Tree
from model.solving.units import in_units, out_of_units, progress_in_units, task_in_units, unit_of

# Columns, estimated before a path is listed and counted before the model is built, above which it is not built unless asked for. To build
# 100,000 of them takes 180 to 320 MB (benchmarks/README.md), to solve them several times that.
MOST_COLUMNS = 150_000


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
    unit = unit_of(instance)
    tell = progress_in_units(on_progress, unit)
    # The many small objects of a model are no garbage; looking for some among them again and again costs a seventh of the time.
    with PauseGC():
        outcome = _solve(in_units(instance, unit), options, tell, task_in_units(task, unit), memory or Memory())
    return out_of_units(outcome, unit)


def _solve(instance: Instance, options: SolveOptions, on_progress: StageProgress | None, task: Task, memory: Memory) -> Outcome:
    """Search; where the time is up before much is known, add what can be had without a search."""
    search = Search(options, Clock(time.perf_counter(), options.time_limit), on_progress)
    outcome = _searched(instance, task, memory, search)
    loose = outcome.status is Status.FEASIBLE and (outcome.bound is None or search.out_of_time)
    if task != RUN or not (loose or outcome.status is Status.NO_ANSWER):
        return outcome
    allowed = search.allowance_at_the_end()
    outcome = at_the_least(instance, outcome, options, allowed)
    if outcome.status is Status.NO_ANSWER and allowed.left() > 0:
        # What is small is solved to its end in the time that was kept for this.
        again = _searched(instance, task, memory, Search(options, Clock(time.perf_counter(), allowed.left()), on_progress))
        outcome = outcome if again.status is Status.NO_ANSWER else again
    return outcome


def _searched(instance: Instance, task: Task, memory: Memory, search: Search) -> Outcome:
    """Solve with the method asked for; of itself, decompose the ordinary task where the full model would be too large."""
    method = search.options.method if task == RUN else Method.EXACT
    try:
        if method is Method.DECOMPOSITION:
            return _decomposed(instance, search)
        return _solve_whole(instance, task, memory, search, MOST_COLUMNS if method is Method.AUTO else None)
    except TooLarge:
        return _decomposed(instance, search)
    except OutOfTime as end:
        return Outcome(Status.NO_ANSWER, reason=f"time is up: {end}", count=SolveCount(build_seconds=search.clock.passed()))


def _decomposed(instance: Instance, search: Search) -> Outcome:
    return replace(solve_large(instance, search), method=Method.DECOMPOSITION.value)


def _solve_whole(instance: Instance, task: Task, memory: Memory, search: Search, most_columns: int | None) -> Outcome:
    """Solve the full model of at most so many columns (None: any number). Raises OutOfTime or TooLarge."""
    built = build(instance, recall=memory.recall, allowed=Allowance.of(search.clock.left(), most_columns))
    if built.broken:
        name, index = built.broken[0]
        reason = f"the data leave {name} impossible at {', '.join(str(part) for part in index)}"
        return Outcome(Status.INFEASIBLE, reason=reason, count=SolveCount(build_seconds=search.clock.passed()))
    add_aims(built.design, [*task.aims, *(cap.aim for cap in task.caps)], Asked(task.away_from, task.cvar_tail))
    search.clock.check_room_for(COMPILING * search.clock.passed())
    matrix = memory.matrix(built)
    search.count = SolveCount(columns=len(matrix.columns), rows=matrix.rows.shape[0], build_seconds=search.clock.passed())
    return _solve_stages(instance, built, matrix, memory, search, task)


def _solve_stages(instance: Instance, built: Built, matrix: Matrix, memory: Memory, search: Search, task: Task) -> Outcome:
    aims = counted(matrix, task)
    for costs, most in limits(task, aims):
        matrix = matrix.capped(costs, most)
    first, *later = stages_of(matrix, task, aims, memory.checks(built, matrix))
    known = _Known(memory.points(built, matrix), memory.prices(built, matrix))
    answer, reached, prices = _first_stage(matrix, first, known, search)
    memory.keep(built, answer.values, prices)
    if reached is None:
        return Outcome(answer.status, reason=f"HiGHS: {answer.code}", count=search.count)
    point, all_proved = later_stages(matrix, reached, later, search)
    posture, evaluation = _read(instance, built, matrix, point)
    value = _measured(task.aims[0], instance, posture, evaluation, task)
    return _outcome(answer, posture, evaluation, value, all_proved and answer.status is Status.OPTIMAL, search, task)


@dataclass(frozen=True)
class _Known:
    """Points of the matrix and prices of its rows that are known beforehand."""

    points: list[Vector]
    prices: list[Vector]


def _first_stage(matrix: Matrix, stage: Stage, known: _Known, search: Search) -> tuple[Answer, Reached | None, Vector | None]:
    """What is said of the first aim, over the whole matrix; where that ended, None without a posture; and the prices of the rows."""
    tell = search.progress(stage.name)
    began = time.perf_counter()
    tree = Tree(matrix, stage, search.options, search.clock.left, lambda value, bound: tell(value, bound, 0.0) if tell else None)
    tree.begin_from(known.points, known.prices)
    tree.grow()
    answer = Answer(Status.OPTIMAL, tree.point, tree.value, tree.bound, 0, 0.0, "Optimal")
    searched = not tree.proved
    if searched and search.out_of_time:
        answer = replace(answer, status=Status.NO_ANSWER if tree.point is None else Status.FEASIBLE, code="Time limit reached")
    elif searched:
        part = what_is_open(matrix, *tree.face())
        start = None if tree.point is None else part.point(tree.point)
        answer = search.minimise(part.matrix, stage.of(part), start)
        value = answer.objective
        if answer.values is not None and value is not None:
            point = part.whole(answer.values)
            answer = replace(answer, values=point)
            tree.accept(value, point)
            if answer.status is Status.OPTIMAL:
                tree.grow()
        answer = replace(answer, bound=_known_bound(tree.bound, answer))
    seconds = time.perf_counter() - began
    search.count = replace(search.count, nodes=search.count.nodes + tree.relaxations, solver_seconds=seconds, root_bound=tree.root_bound)
    if answer.values is None or answer.objective is None:
        return answer, None, tree.root_prices
    return answer, Reached(stage, answer.objective, answer.values, tree.face(), searched), tree.root_prices


def _known_bound(tree: float, answer: Answer) -> float | None:
    """What is proved of all points: by the tree, or by the search, which left out only points no better than the tree's."""
    within = answer.bound if answer.bound is not None else -math.inf
    bound = max(tree, within if answer.objective is None else min(within, answer.objective))
    return bound if math.isfinite(bound) else None


def _outcome(
    first: Answer, posture: Posture, evaluation: Evaluation, value: float, all_proved: bool, search: Search, task: Task
) -> Outcome:
    """The outcome, after the evaluation's `value` of the first aim has been held against what the solver claims."""
    bound, claimed, options, count = first.bound, first.objective, search.options, search.count
    assert claimed is not None, "the first stage ended with a posture"
    allowed = AGREEMENT * max(1.0, abs(claimed))
    if value > claimed + allowed or (bound is not None and value < bound - allowed):
        raise ModelFault(f"the posture's {task.aims[0].replace('_', ' ')} is {value}, the solver claims {claimed} with bound {bound}")
    if task.aims[0] != "weighted_delay":
        reason = f"the first aim is {task.aims[0].replace('_', ' ')}: nothing is proved about the weighted delay alone"
        status = Status.FEASIBLE if bound is None else proved(gap_of(value, min(bound, value)), options.gap)
        return Outcome(status, posture, evaluation, tie_break_proved=all_proved, reason=reason, count=count)
    if bound is None:
        return Outcome(Status.FEASIBLE, posture, evaluation, count=count)
    bound = min(bound, value)
    gap = gap_of(value, bound)
    return Outcome(proved(gap, options.gap), posture, evaluation, bound, gap, all_proved, count=count)


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


def _read(instance: Instance, built: Built, matrix: Matrix, values: Vector) -> tuple[Posture, Evaluation]:
    matrix.show(values)
    posture = read_posture(built.design)
    return posture, evaluate(instance, posture)
