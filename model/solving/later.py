"""The stages after the first: each minimised in turn over what the stages before it have left; or, where that is hard, proved by
challenge.

Where the first stage took a search the later ones as objectives take several times as long: without the delay as objective the solver
has lost its best guide. There a neighbourhood of the first stage's point gives a champion, and the search goes, with the delay as
objective again, for a rival: a point as fast that the later stages would rather take. Where there is none the champion is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from model.solving.bound_propagation import reduce
from model.solving.highs import SolverResult
from model.solving.matrix import Mask, Matrix, Vector
from model.solving.outcome import Status
from model.solving.search import Search
from model.solving.stage import WHOLE_SLACK, Stage

# Champions in a row before the stages are minimised in turn after all.
CHAMPIONS = 4


@dataclass(frozen=True)
class Reached:
    """Where the first stage ended: its `value` at `point`, bounds between which every point as good lies, whether a search was needed."""

    stage: Stage
    value: float
    point: Vector
    face: tuple[Vector, Vector]
    searched: bool


def later_stages(matrix: Matrix, reached: Reached, later: Sequence[Stage], search: Search) -> tuple[Vector, bool]:
    """The best point after all stages, and whether each of them was proved."""
    capped = _keeping(matrix, reached.stage, reached.value)
    deciding = [stage for stage in later if not stage.after_design]
    point = reached.point
    if reached.searched and not reached.stage.whole and _countable(matrix, deciding):
        point, proved = _champion(matrix, capped, reached, deciding, search)
        if proved:
            return in_turn(capped, [stage for stage in later if stage.after_design], reached.face, point, search)
    return in_turn(capped, later, reached.face, point, search)


def in_turn(matrix: Matrix, stages: Sequence[Stage], face: tuple[Vector, Vector], point: Vector, search: Search) -> tuple[Vector, bool]:
    """The stages one after the other within the bounds, from `point`."""
    lower, upper = face
    proved = True
    for stage in stages:
        if search.out_of_time:
            return point, False
        if stage.after_design:
            lower, upper = _settled(matrix.whole & ~matrix.follows, matrix, (lower, upper), point)
        reduced = reduce(matrix, lower, upper)
        answer = search.minimise(reduced.matrix, stage.of(reduced), reduced.restrict(point))
        proved = proved and answer.status is Status.OPTIMAL and not _lost_the_point(answer)
        if answer.values is None or answer.objective is None:
            return point, False
        point = reduced.extend(answer.values)
        matrix = _keeping(matrix, stage, answer.objective)
    return point, proved


def _champion(matrix: Matrix, capped: Matrix, reached: Reached, stages: Sequence[Stage], search: Search) -> tuple[Vector, bool]:
    """The best point found that is as good as the first stage's, and whether it is proved that the stages take no other."""
    first, point = reached.stage, reached.point
    most, beyond = first.kept(reached.value), first.beyond(reached.value)
    for _ in range(CHAMPIONS):
        # First what the routes can do without, then who else could hold what and where else the requests could go.
        for settled in (matrix.follows, matrix.staffing):
            point, _ = in_turn(capped, stages, _settled(settled, matrix, reached.face, point), point, search)
        if search.out_of_time:
            return point, False
        others = rivals(replace(matrix, lower=reached.face[0], upper=reached.face[1]), stages, point)
        reduced = reduce(others, others.lower, others.upper)
        delay = replace(first, name="another as fast", costs=np.append(first.costs, np.zeros(len(stages)))).of(reduced)
        answer = search.best_within(reduced.matrix, delay, beyond)
        if answer.status is Status.INFEASIBLE or (answer.bound is not None and answer.bound > most):
            return point, True
        rival = None if answer.values is None else reduced.extend(answer.values)[: len(matrix.columns)]
        if rival is None or first.at(rival) > most or not preferred(stages, rival, point):
            return point, False
        point = rival
    return point, False


def _countable(matrix: Matrix, stages: Sequence[Stage]) -> bool:
    """Whether there are stages and all count columns that are 0 or 1."""
    counted = np.any([stage.costs != 0 for stage in stages], axis=0) if stages else np.zeros(0, dtype=bool)
    unit = matrix.whole & (matrix.lower >= 0) & (matrix.upper <= 1)
    return bool(counted.any()) and all(stage.whole for stage in stages) and bool(unit[counted].all())


def preferred(stages: Sequence[Stage], point: Vector, other: Vector) -> bool:
    """Whether the stages, one after the other, take `point` before `other`."""
    return [round(stage.at(point)) for stage in stages] < [round(stage.at(other)) for stage in stages]


def rivals(matrix: Matrix, stages: Sequence[Stage], point: Vector) -> Matrix:
    """The matrix without all points that the stages do not take before `point`; all stages count whole things.

    A column more for each stage is 1 where that stage is the first to tell the two apart. Those before it are then no worse, and those
    after it are free: their rows give way by as much as they can vary.
    """
    count, size = len(stages), len(matrix.columns)
    reached = np.array([round(stage.at(point)) for stage in stages])
    vary = np.maximum(0.0, [stage.highest(matrix) for stage in stages] - reached)
    tells = np.eye(count) - np.tril(np.ones((count, count)), -1) * vary[:, None]
    # A column that is nearly whole lets a row give way a little: the point itself must still not come back.
    counted = np.any([stage.costs != 0 for stage in stages], axis=0)
    there = counted & (np.round(point) > 0)
    one_tells = np.append(np.zeros(size), np.ones(count))
    another = np.append(there * 1.0 - (counted & ~there), np.zeros(count))
    rows = sparse.vstack(
        [
            sparse.hstack([matrix.rows, sparse.csr_array((matrix.rows.shape[0], count))]),
            sparse.csr_array(np.vstack([np.hstack([[stage.costs for stage in stages], tells]), one_tells, another])),
        ]
    )
    return replace(
        matrix,
        objectives=np.hstack([matrix.objectives, np.zeros((matrix.objectives.shape[0], count))]),
        rows=sparse.csr_array(rows),
        row_lower=np.concatenate([matrix.row_lower, np.full(count, -np.inf), [1.0, -np.inf]]),
        row_upper=np.concatenate([matrix.row_upper, reached - [stage.offset for stage in stages] + WHOLE_SLACK, [1.0, there.sum() - 1.0]]),
        lower=np.append(matrix.lower, np.zeros(count)),
        upper=np.append(matrix.upper, np.ones(count)),
        whole=np.append(matrix.whole, np.ones(count, dtype=bool)),
        follows=np.append(matrix.follows, np.zeros(count, dtype=bool)),
        staffing=np.append(matrix.staffing, np.zeros(count, dtype=bool)),
        columns=(*matrix.columns, *(None for _ in stages)),
    )


def _keeping(matrix: Matrix, stage: Stage, value: float) -> Matrix:
    """The matrix without the points that are worse in the stage than `value`."""
    return matrix.capped(stage.costs, stage.kept(value) - stage.offset)


def _settled(settled: Mask, matrix: Matrix, bounds: tuple[Vector, Vector], point: Vector) -> tuple[Vector, Vector]:
    """The bounds with the columns of `settled` held at the point."""
    there = np.where(matrix.whole, np.round(point), point)
    lower, upper = (np.where(settled, there, end) for end in bounds)
    return lower, upper


def _lost_the_point(answer: SolverResult) -> bool:
    """Whether the solver contradicts an earlier stage, whose point is still feasible: it finds no point, or calls the start
    optimal without a bound. No count is then proved."""
    return answer.status is Status.INFEASIBLE or (answer.status is Status.OPTIMAL and answer.bound is None)
