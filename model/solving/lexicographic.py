"""Lexicographic minimisation: each later level in turn over the optima of the levels before it; or, where that is hard, an incumbent
that is proved by a lexicographic no-good cut.

Where the first level took a search the later ones as objectives take several times as long: without the delay as objective the solver
has lost its best guide. There a neighbourhood of the first level's point gives an incumbent, and the search goes, with the delay as
objective again, for a challenger: a point as fast that the later levels would rather take. The cut that leaves only such points is a
no-good cut (E. Balas and R. Jeroslow, Canonical cuts on the unit hypercube, SIAM Journal on Applied Mathematics 23, 1972) made
lexicographic by one column a level. Where there is no challenger the incumbent is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from model.solving.bound_propagation import reduce
from model.solving.highs import SolverResult
from model.solving.matrix import Mask, Matrix, Vector
from model.solving.objective_level import WHOLE_SLACK, ObjectiveLevel
from model.solving.outcome import Status
from model.solving.search import Search

# Incumbents in a row before the levels are minimised in turn after all.
INCUMBENTS = 4


@dataclass(frozen=True)
class Reached:
    """Where the first level ended: its `value` at `point`, bounds between which every point as good lies, whether HiGHS searched too. The
    `matrix` is the one given, with the cuts that were found."""

    matrix: Matrix
    level: ObjectiveLevel
    value: float
    point: Vector
    fixed_bounds: tuple[Vector, Vector]
    searched: bool


def later_levels(reached: Reached, later: Sequence[ObjectiveLevel], search: Search) -> tuple[Vector, bool]:
    """The best point after all levels, and whether each of them was proved."""
    matrix = reached.matrix
    capped = _keeping(matrix, reached.level, reached.value)
    deciding = [level for level in later if not level.after_design]
    point = reached.point
    if reached.searched and not reached.level.whole and _countable(matrix, deciding):
        point, proved = _improve_incumbent(matrix, capped, reached, deciding, search)
        if proved:
            return in_turn(capped, [level for level in later if level.after_design], reached.fixed_bounds, point, search)
    return in_turn(capped, later, reached.fixed_bounds, point, search)


def without_idle(reached: Reached, later: Sequence[ObjectiveLevel], search: Search) -> Vector:
    """The first level's point with the least that its own routes leave to the later levels: nobody stands idle, and nothing is proved of
    the levels. Takes little time."""
    matrix = reached.matrix
    deciding = [level for level in later if not level.after_design]
    bounds = _fixed(matrix.follows, matrix, reached.fixed_bounds, reached.point)
    return in_turn(_keeping(matrix, reached.level, reached.value), deciding, bounds, reached.point, search)[0]


def in_turn(
    matrix: Matrix, levels: Sequence[ObjectiveLevel], bounds: tuple[Vector, Vector], point: Vector, search: Search
) -> tuple[Vector, bool]:
    """The levels one after the other within the bounds, from `point`."""
    lower, upper = bounds
    proved = True
    for level in levels:
        if search.out_of_time:
            return point, False
        if level.after_design:
            lower, upper = _fixed(matrix.whole & ~matrix.follows, matrix, (lower, upper), point)
        reduced = reduce(matrix, lower, upper)
        answer = search.minimise(reduced.matrix, level.restricted_to(reduced), reduced.restrict(point))
        proved = proved and answer.status is Status.OPTIMAL and not _lost_the_point(answer)
        if answer.values is None or answer.objective is None:
            return point, False
        point = reduced.extend(answer.values)
        matrix = _keeping(matrix, level, answer.objective)
    return point, proved


def _improve_incumbent(
    matrix: Matrix, capped: Matrix, reached: Reached, levels: Sequence[ObjectiveLevel], search: Search
) -> tuple[Vector, bool]:
    """The best point found that is as good as the first level's, and whether it is proved that the levels take no other."""
    first, point = reached.level, reached.point
    limit, cutoff = first.limit(reached.value), first.cutoff(reached.value)
    for _ in range(INCUMBENTS):
        # First what the routes can do without, then who else could hold what and where else the requests could go.
        for columns in (matrix.follows, matrix.staffing):
            point, _ = in_turn(capped, levels, _fixed(columns, matrix, reached.fixed_bounds, point), point, search)
        if search.out_of_time:
            return point, False
        improving = improving_points_only(replace(matrix, lower=reached.fixed_bounds[0], upper=reached.fixed_bounds[1]), levels, point)
        reduced = reduce(improving, improving.lower, improving.upper)
        delay = replace(first, name="another as fast", costs=np.append(first.costs, np.zeros(len(levels)))).restricted_to(reduced)
        answer = search.best_within(reduced.matrix, delay, cutoff)
        if answer.status is Status.INFEASIBLE or (answer.bound is not None and answer.bound > limit):
            return point, True
        challenger = None if answer.values is None else reduced.extend(answer.values)[: len(matrix.columns)]
        if challenger is None or first.value_at(challenger) > limit or not preferred(levels, challenger, point):
            return point, False
        point = challenger
    return point, False


def _countable(matrix: Matrix, levels: Sequence[ObjectiveLevel]) -> bool:
    """Whether there are levels and all count columns that are 0 or 1."""
    counted = np.any([level.costs != 0 for level in levels], axis=0) if levels else np.zeros(0, dtype=bool)
    unit = matrix.whole & (matrix.lower >= 0) & (matrix.upper <= 1)
    return bool(counted.any()) and all(level.whole for level in levels) and bool(unit[counted].all())


def preferred(levels: Sequence[ObjectiveLevel], point: Vector, other: Vector) -> bool:
    """Whether the levels, one after the other, take `point` before `other`."""
    return [round(level.value_at(point)) for level in levels] < [round(level.value_at(other)) for level in levels]


def improving_points_only(matrix: Matrix, levels: Sequence[ObjectiveLevel], point: Vector) -> Matrix:
    """The matrix without all points that the levels do not take before `point`; all levels count whole things.

    A column more for each level is 1 where that level is the first to tell the two apart. Those before it are then no worse, and those
    after it are free: their rows give way by as much as they can vary.
    """
    count, size = len(levels), len(matrix.columns)
    reached = np.array([round(level.value_at(point)) for level in levels])
    vary = np.maximum(0.0, [level.highest_value(matrix) for level in levels] - reached)
    tells = np.eye(count) - np.tril(np.ones((count, count)), -1) * vary[:, None]
    # A column that is nearly whole lets a row give way a little: the point itself must still not come back.
    counted = np.any([level.costs != 0 for level in levels], axis=0)
    there = counted & (np.round(point) > 0)
    one_tells = np.append(np.zeros(size), np.ones(count))
    another = np.append(there * 1.0 - (counted & ~there), np.zeros(count))
    rows = sparse.vstack(
        [
            sparse.hstack([matrix.rows, sparse.csr_array((matrix.rows.shape[0], count))]),
            sparse.csr_array(np.vstack([np.hstack([[level.costs for level in levels], tells]), one_tells, another])),
        ]
    )
    return replace(
        matrix,
        objectives=np.hstack([matrix.objectives, np.zeros((matrix.objectives.shape[0], count))]),
        rows=sparse.csr_array(rows),
        row_lower=np.concatenate([matrix.row_lower, np.full(count, -np.inf), [1.0, -np.inf]]),
        row_upper=np.concatenate([matrix.row_upper, reached - [level.offset for level in levels] + WHOLE_SLACK, [1.0, there.sum() - 1.0]]),
        knapsacks=np.append(matrix.knapsacks, np.zeros(count + 2, dtype=bool)),
        lower=np.append(matrix.lower, np.zeros(count)),
        upper=np.append(matrix.upper, np.ones(count)),
        whole=np.append(matrix.whole, np.ones(count, dtype=bool)),
        follows=np.append(matrix.follows, np.zeros(count, dtype=bool)),
        staffing=np.append(matrix.staffing, np.zeros(count, dtype=bool)),
        columns=(*matrix.columns, *(None for _ in levels)),
    )


def _keeping(matrix: Matrix, level: ObjectiveLevel, value: float) -> Matrix:
    """The matrix without the points that are worse in the level than `value`."""
    return matrix.capped(level.costs, level.limit(value) - level.offset)


def _fixed(columns: Mask, matrix: Matrix, bounds: tuple[Vector, Vector], point: Vector) -> tuple[Vector, Vector]:
    """The bounds with these columns fixed at the point."""
    there = np.where(matrix.whole, np.round(point), point)
    lower, upper = (np.where(columns, there, end) for end in bounds)
    return lower, upper


def _lost_the_point(answer: SolverResult) -> bool:
    """Whether the solver contradicts an earlier level, whose point is still feasible: it finds no point, or calls the start
    optimal without a bound. No count is then proved."""
    return answer.status is Status.INFEASIBLE or (answer.status is Status.OPTIMAL and answer.bound is None)
