"""Objective levels of a lexicographic solve: the objectives of a task one after the other, and last the tie-break.

Each level keeps what the earlier ones reached as a row. People, fourth stars and changes are whole numbers, so that one level with
large enough weights is the same as several.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.formulation.objectives import OBJECTIVES
from model.formulation.optional_objectives import OPTIONAL
from model.solving.matrix import Matrix, ReducedModel, Vector
from model.solving.task import AimName, Task

# Two delays nearer than this, relative to their size, are the same delay to the later levels.
SAME_DELAY = 1e-7
# How far above a whole number a count may stay: rounding only, counts differ by at least 1.
WHOLE_SLACK = 1e-6
# The largest value of two levels in one. Columns are whole to within the solver's 1e-6, and the sum must be to within a half.
LARGEST_JOINED = 5e5
# Objectives that count whole things.
WHOLE: tuple[AimName, ...] = ("people", "four_stars", "changes", "liaison_staff", "distance")


@dataclass(frozen=True)
class ObjectiveLevel:
    """One objective, `costs` x + `offset`. `whole` tells that it counts whole things, `after_design` that the levels before it have
    fixed the design."""

    name: str
    costs: Vector
    offset: float
    whole: bool
    after_design: bool = False

    def value_at(self, point: Vector) -> float:
        """The value at a point."""
        return float(self.costs @ point) + self.offset

    def highest_value(self, matrix: Matrix) -> float:
        """The largest value that the bounds of the columns leave."""
        used = np.flatnonzero(self.costs)
        return float(np.maximum(self.costs[used] * matrix.lower[used], self.costs[used] * matrix.upper[used]).sum()) + self.offset

    def limit(self, reached: float) -> float:
        """The value that later levels must not exceed once this one has reached `reached`.

        The solver's point is whole only to within a tolerance, so it can reach a hair less than a whole number. A limit at
        that hair would shut out every truly whole point; hence it is drawn at the whole number.
        """
        return round(reached) + WHOLE_SLACK if self.whole else reached + SAME_DELAY * max(1.0, abs(reached))

    def cutoff(self, reached: float) -> float:
        """A value past `limit` that no later level can reach: what cannot be had for less is pruned."""
        return round(reached) + 2 * WHOLE_SLACK if self.whole else reached + 2 * SAME_DELAY * max(1.0, abs(reached))

    def restricted_to(self, reduced: ReducedModel) -> ObjectiveLevel:
        """The level over the columns of a reduced model."""
        return replace(self, costs=reduced.restrict(self.costs), offset=self.offset + float(self.costs @ reduced.fixed))


def counted(matrix: Matrix, task: Task) -> dict[str, ObjectiveLevel]:
    """Each objective of the model as a level of its own."""
    wanted = {*task.aims, *(cap.aim for cap in task.caps)}
    optional = [own.objective for own in OPTIONAL if own.objective.name in wanted]
    names = [objective.name for objective in (*OBJECTIVES, *optional)]
    rows = zip(names, matrix.objectives, matrix.offsets, strict=True)
    return {name: ObjectiveLevel(name.replace("_", " "), costs, float(offset), name in WHOLE) for name, costs, offset in rows}


def limits(task: Task, objectives: dict[str, ObjectiveLevel]) -> list[tuple[Vector, float]]:
    """The task's caps as rows: costs and the most they may come to."""
    rows = []
    for cap in task.caps:
        level = objectives[cap.aim]
        most = math.floor(cap.most + WHOLE_SLACK) if level.whole else cap.most
        rows.append((level.costs, level.limit(most) - level.offset))
    return rows


def levels_of(matrix: Matrix, objectives: Sequence[ObjectiveLevel], weights: Vector) -> list[ObjectiveLevel]:
    """The levels of these objectives in order, then the hash-weighted tie-break, by the columns' `weights`: of the design, and with that
    fixed of what follows from it. Later ones that leave nothing to decide are left out."""
    first, *later = objectives
    levels: list[ObjectiveLevel] = []
    for level in (level for level in later if level.costs.any()):
        joined = _joined(levels[-1], level, matrix) if levels else None
        # The first objective stays by itself, so that its bound is a bound on it.
        levels[-1:] = [*levels[-1:], level] if joined is None else [joined]
    levels.append(ObjectiveLevel("tie-break of the design", np.where(matrix.follows, 0.0, weights), 0.0, True))
    levels.append(ObjectiveLevel("tie-break of the routes", np.where(matrix.follows, weights, 0.0), 0.0, True, after_design=True))
    return [first, *(level for level in levels if level.costs.any())]


def _joined(above: ObjectiveLevel, below: ObjectiveLevel, matrix: Matrix) -> ObjectiveLevel | None:
    """One level that is the same as two: a step of `above` weighs more than all of `below` together. None where that takes numbers too
    large for whole steps to be told apart."""
    weight = _most(below, matrix) + 1.0
    if not (above.whole and below.whole) or weight * _most(above, matrix) > LARGEST_JOINED:
        return None
    return ObjectiveLevel(f"{above.name}, {below.name}", weight * above.costs + below.costs, weight * above.offset + below.offset, True)


def _most(level: ObjectiveLevel, matrix: Matrix) -> float:
    """By how much the level's value can vary."""
    used = np.flatnonzero(level.costs)
    return float(np.abs(level.costs[used]) @ np.maximum(np.abs(matrix.lower[used]), np.abs(matrix.upper[used])))
