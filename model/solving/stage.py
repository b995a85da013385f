"""The stages of a solve: the aims of a task one after the other, and last the tie-break.

Each stage keeps what the earlier ones reached as a row. Fourth stars and changes are whole numbers, so that one stage with
a large enough weight on the stars is the same as two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from model.formulation.aims import FURTHER
from model.formulation.objective import AIMS
from model.solving.matrix import Matrix, Part, Vector
from model.solving.task import AimName, Task

# Two delays nearer than this, relative to their size, are the same delay to the later stages.
SAME_DELAY = 1e-7
# How far above a whole number a count may stay: rounding only, counts differ by at least 1.
WHOLE_SLACK = 1e-6
# Aims that count whole things.
WHOLE: tuple[AimName, ...] = ("people", "four_stars", "changes", "liaison_staff", "distance")


@dataclass(frozen=True)
class Stage:
    """One objective, `costs` x + `offset`. `whole` tells that it counts whole things."""

    name: str
    costs: Vector
    offset: float
    whole: bool

    def kept(self, reached: float) -> float:
        """The value that later stages must not exceed once this one has reached `reached`.

        The solver's point is whole only to within a tolerance, so it can reach a hair less than a whole number. A limit at
        that hair would shut out every truly whole point; hence it is drawn at the whole number.
        """
        return round(reached) + WHOLE_SLACK if self.whole else reached + SAME_DELAY * max(1.0, abs(reached))

    def beyond(self, reached: float) -> float:
        """A value past `kept` that no later stage can reach: what cannot be had for less need not be looked at again."""
        return round(reached) + 2 * WHOLE_SLACK if self.whole else reached + 2 * SAME_DELAY * max(1.0, abs(reached))

    def of(self, part: Part) -> Stage:
        """The stage over the columns of a part."""
        return replace(self, costs=part.point(self.costs), offset=self.offset + float(self.costs @ part.settled))


def counted(matrix: Matrix, task: Task) -> dict[str, Stage]:
    """Each aim of the model as a stage of its own."""
    asked = {*task.aims, *(cap.aim for cap in task.caps)}
    names = [*(aim.name for aim in AIMS), *(further.aim.name for further in FURTHER if further.aim.name in asked)]
    rows = zip(names, matrix.aims, matrix.offsets, strict=True)
    return {name: Stage(name.replace("_", " "), costs, float(offset), name in WHOLE) for name, costs, offset in rows}


def limits(task: Task, aims: dict[str, Stage]) -> list[tuple[Vector, float]]:
    """The task's caps as rows: costs and the most they may come to."""
    rows = []
    for cap in task.caps:
        stage = aims[cap.aim]
        most = math.floor(cap.most + WHOLE_SLACK) if stage.whole else cap.most
        rows.append((stage.costs, stage.kept(most) - stage.offset))
    return rows


def stages_of(matrix: Matrix, task: Task, aims: dict[str, Stage], checks: Vector) -> list[Stage]:
    """The stages of the task in order, the tie-break by the columns' check numbers last; later ones that leave nothing to decide are
    left out."""
    stages: list[Stage] = []
    for aim in task.aims:
        stage = aims[aim]
        # The first aim stays by itself, so that its bound is a bound on it.
        if aim == "changes" and len(stages) > 1 and stages[-1] is aims["four_stars"]:
            used = np.flatnonzero(stage.costs)
            span = float(np.abs(stage.costs[used]) @ np.maximum(np.abs(matrix.lower[used]), np.abs(matrix.upper[used]))) + 1.0
            stars = stages.pop()
            stage = Stage("stars and changes", span * stars.costs + stage.costs, span * stars.offset + stage.offset, True)
        stages.append(stage)
    stages.append(Stage("tie-break", checks, 0.0, True))
    return [stages[0], *(stage for stage in stages[1:] if stage.costs.any())]
