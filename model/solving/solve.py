"""Solve one instance to a proved, canonical posture.

The objectives are minimised one after the other: weighted delay; then, among postures of that delay, people; then fourth
stars; then changes, from today and from phase to phase. Postures that are equal in all of these differ in which of several equally good
options they take; the last levels prefer the smaller sum of weights hashed from the options' names, of the design and then of the
routes, so that the posture reported does not depend on the solver's path, the run or the machine.

The first level is branch and bound over relaxations (`branch_and_bound.py`); where that does not end the matter, HiGHS's own does,
over what the tree has left open. The later levels (`lexicographic.py`) search only columns that postures of the delay reached can take.

A task may ask for other objectives, in another order, and set limits to some; the tie-break always comes last. Status,
bound and gap are about the first objective; what the solver claims of it is held against the evaluation of the posture.

The ordinary task on an alliance too large for all that goes another road (`decomposition/`), with a bound, yet without the later levels.
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
from model.formulation.allowance import Allowance, OutOfTime, TooLarge
from model.formulation.build import Built, build
from model.formulation.optional_objectives import ObjectiveParameters, add_optional_objectives
from model.formulation.register import told_broken
from model.solving.bound_propagation import reduce
from model.solving.branch_and_bound import BranchAndBound, Report
from model.solving.decomposition.cut_loop import solve_large
from model.solving.fallback import with_fallback
from model.solving.highs import SolverResult
from model.solving.lexicographic import Reached, later_levels
from model.solving.matrix import Matrix, ReducedModel, Vector
from model.solving.model_cache import ModelCache
from model.solving.myopic import solve_myopically
from model.solving.objective_level import ObjectiveLevel, counted, levels_of, limits
from model.solving.options import SolveMethod, SolveOptions
from model.solving.outcome import AGREEMENT, Outcome, SolveCount, Status, gap_of, proved
from model.solving.routes import read_posture
from model.solving.search import COMPILING, Clock, Search, StageProgress
from model.solving.task import RUN, AimName, Task
from model.solving.units import in_units, out_of_units, progress_in_units, task_in_units, unit_of

# Columns, estimated before a path is listed and counted before the model is built, above which it is not built unless asked for. To build
# 100,000 of them takes 180 to 320 MB (benchmarks/README.md), to solve them several times that.
MOST_COLUMNS = 150_000


def solve(
    instance: Instance,
    options: SolveOptions,
    on_progress: StageProgress | None = None,
    task: Task = RUN,
    cache: ModelCache | None = None,
) -> Outcome:
    """Solve `instance` (with its variant applied) for what `task` asks. The outcome's status is exact; a posture in it has been
    evaluated independently of the solver and agrees with it (ModelFault otherwise). Limits of the task hold to within a hair
    (SAME_DELAY, relative); where the weighted delay is not the first objective, the outcome has neither bound nor gap and says why.
    `cache` of what earlier solves left saves time and changes no answer."""
    if task.foresight == "myopic":
        alone = replace(task, foresight="perfect")
        return solve_myopically(instance, options, lambda phase, left: solve(phase, left, on_progress, alone, cache))
    unit = unit_of(instance)
    tell = progress_in_units(on_progress, unit)
    # The many small objects of a model are no garbage; looking for some among them again and again costs a seventh of the time.
    with PauseGC():
        outcome = _solve(in_units(instance, unit), options, tell, task_in_units(task, unit), cache or ModelCache())
    return out_of_units(outcome, unit)


def _solve(instance: Instance, options: SolveOptions, on_progress: StageProgress | None, task: Task, cache: ModelCache) -> Outcome:
    """Search; where the time is up before much is known, add what can be had without a search."""
    search = Search(options, Clock(time.perf_counter(), options.time_limit), on_progress)
    outcome = _searched(instance, task, cache, search)
    loose = outcome.status is Status.FEASIBLE and (outcome.bound is None or search.out_of_time)
    if task != RUN or not (loose or outcome.status is Status.NO_ANSWER):
        return outcome
    allowed = search.allowance_at_the_end()
    outcome = with_fallback(instance, outcome, options, allowed)
    if outcome.status is Status.NO_ANSWER and allowed.left() > 0:
        # What is small is solved to its end in the time that was kept for this.
        again = _searched(instance, task, cache, Search(options, Clock(time.perf_counter(), allowed.left()), on_progress))
        outcome = outcome if again.status is Status.NO_ANSWER else again
    return outcome


def _searched(instance: Instance, task: Task, cache: ModelCache, search: Search) -> Outcome:
    """Solve with the method asked for; of itself, decompose the ordinary task where the full model would be too large."""
    method = search.options.method if task == RUN else SolveMethod.EXACT
    try:
        if method is SolveMethod.DECOMPOSITION:
            return _decomposed(instance, search)
        return _solve_whole(instance, task, cache, search, MOST_COLUMNS if method is SolveMethod.AUTO else None)
    except TooLarge:
        return _decomposed(instance, search)
    except OutOfTime as end:
        return Outcome(Status.NO_ANSWER, reason=f"time is up: {end}", count=SolveCount(build_seconds=search.clock.passed()))


def _decomposed(instance: Instance, search: Search) -> Outcome:
    return replace(solve_large(instance, search), method=SolveMethod.DECOMPOSITION.value)


def _solve_whole(instance: Instance, task: Task, cache: ModelCache, search: Search, most_columns: int | None) -> Outcome:
    """Solve the full model of at most so many columns (None: any number). Raises OutOfTime or TooLarge."""
    built = build(instance, templates=cache.templates, allowed=Allowance.of(search.clock.left(), most_columns))
    if built.broken:
        return Outcome(Status.INFEASIBLE, reason=told_broken(built.broken), count=SolveCount(build_seconds=search.clock.passed()))
    parameters = ObjectiveParameters(task.away_from, task.cvar_tail, task.among)
    add_optional_objectives(built.variables, [*task.aims, *(cap.aim for cap in task.caps)], parameters)
    search.clock.check_room_for(COMPILING * search.clock.passed())
    matrix = cache.matrix(built)
    search.count = SolveCount(columns=len(matrix.columns), rows=matrix.rows.shape[0], build_seconds=search.clock.passed())
    return _solve_levels(instance, built, matrix, cache, search, task)


def _solve_levels(instance: Instance, built: Built, matrix: Matrix, cache: ModelCache, search: Search, task: Task) -> Outcome:
    objectives = counted(matrix, task)
    for costs, most in limits(task, objectives):
        matrix = matrix.capped(costs, most)
    first, *later = levels_of(matrix, [objectives[aim] for aim in task.aims], cache.hash_weights(built, matrix))
    known = Known(cache.points(built, matrix), cache.duals(built, matrix))
    answer, reached, duals = first_level(matrix, first, known, search)
    cache.keep(built, answer.values, duals)
    if reached is None:
        return Outcome(answer.status, reason=f"HiGHS: {answer.code}", count=search.count)
    point, all_proved = later_levels(reached, later, search)
    posture, evaluation = _read(instance, built, matrix, point)
    value = _measured(task.aims[0], instance, posture, evaluation, task)
    return _outcome(answer, posture, evaluation, value, all_proved and answer.status is Status.OPTIMAL, search, task)


@dataclass(frozen=True)
class Known:
    """Points of the matrix and dual values of its rows that are known beforehand."""

    points: list[Vector]
    duals: list[Vector]


def first_level(
    matrix: Matrix, level: ObjectiveLevel, known: Known, search: Search, ceiling: float = math.inf
) -> tuple[SolverResult, Reached | None, Vector | None]:
    """What is said of the first objective, over the whole matrix; where that ended, None without a posture; the rows' dual values.

    Points above the `ceiling` are not looked for: where there is none below, that is the bound, and the best of the known points is the
    answer."""
    tell = search.progress(level.name)
    began = time.perf_counter()
    report: Report = lambda value, bound: tell(value, bound, 0.0) if tell else None  # noqa: E731
    tree = BranchAndBound(matrix, level, search.options, search.clock.left, report, ceiling)
    tree.warm_start(known.points, known.duals)
    tree.search()
    answer = SolverResult(Status.OPTIMAL, tree.incumbent, tree.incumbent_value, tree.bound, 0, 0.0, "Optimal")
    searched = not tree.proved
    if searched and search.out_of_time:
        answer = replace(answer, status=Status.NO_ANSWER if tree.incumbent is None else Status.FEASIBLE, code="Time limit reached")
    elif searched:
        reduced = reduce(tree.matrix, *tree.fixed_bounds())
        answer = _searched_below(tree, reduced, search)
        value = answer.objective
        if answer.values is not None and value is not None:
            point = reduced.extend(answer.values)
            answer = replace(answer, values=point)
            tree.accept(value, point)
            if answer.status is Status.OPTIMAL:
                tree.search()
        answer = replace(answer, bound=_known_bound(tree.bound, answer))
        if answer.values is None and math.isfinite(ceiling) and tree.incumbent is not None:
            answer = replace(answer, status=Status.FEASIBLE, values=tree.incumbent, objective=tree.incumbent_value)
    seconds = time.perf_counter() - began
    search.count = replace(search.count, nodes=search.count.nodes + tree.relaxations, solver_seconds=seconds, root_bound=tree.root_bound)
    if answer.values is None or answer.objective is None:
        return answer, None, tree.root_duals
    bounds = (tree.matrix.lower, tree.matrix.upper) if math.isfinite(ceiling) else tree.fixed_bounds()
    return answer, Reached(tree.matrix, level, answer.objective, answer.values, bounds, searched), tree.root_duals


def _searched_below(tree: BranchAndBound, reduced: ReducedModel, search: Search) -> SolverResult:
    """HiGHS's own search of what the tree has left open, below the tree's ceiling."""
    level = tree.level.restricted_to(reduced)
    if math.isfinite(tree.ceiling):
        return search.best_within(reduced.matrix, level, tree.ceiling, search.options.gap)
    return search.minimise(reduced.matrix, level, None if tree.incumbent is None else reduced.restrict(tree.incumbent))


def _known_bound(tree: float, answer: SolverResult) -> float | None:
    """What is proved of all points: by the tree, or by the search, which left out only points no better than the tree's."""
    within = answer.bound if answer.bound is not None else -math.inf
    bound = max(tree, within if answer.objective is None else min(within, answer.objective))
    return bound if math.isfinite(bound) else None


def _outcome(
    first: SolverResult, posture: Posture, evaluation: Evaluation, value: float, all_proved: bool, search: Search, task: Task
) -> Outcome:
    """The outcome, after the evaluation's `value` of the first objective has been held against what the solver claims."""
    bound, claimed, options, count = first.bound, first.objective, search.options, search.count
    assert claimed is not None, "the first level ended with a posture"
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


def _measured(objective: AimName, instance: Instance, posture: Posture, evaluation: Evaluation, task: Task) -> float:
    """What is minimised when the objective is asked for, computed from the posture alone."""
    values: dict[AimName, Callable[[], float]] = {
        "weighted_delay": lambda: evaluation.weighted_delay,
        "people": lambda: evaluation.people,
        "four_stars": lambda: evaluation.four_stars,
        "changes": lambda: evaluation.changes,
        "liaison_staff": lambda: liaison_staff(instance, posture),
        "worst_thread": lambda: worst_thread(evaluation),
        "cvar": lambda: tail_mean(condition_delays(instance, evaluation), shares(instance), task.cvar_tail),
        "distance": lambda: -distance(decisions(posture), task.away_from, task.among),
    }
    return values[objective]()


def _read(instance: Instance, built: Built, matrix: Matrix, values: Vector) -> tuple[Posture, Evaluation]:
    matrix.show(values)
    posture = read_posture(built.variables)
    return posture, evaluate(instance, posture)
