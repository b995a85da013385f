"""Whether a built model has any posture at all."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import numpy as np

from model.formulation.build import Built
from model.solving.highs import Solver
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Status


class Feasibility(Enum):
    """A proved yes, a proved no, or neither."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


def feasibility(built: Built, options: SolveOptions) -> tuple[Feasibility, str]:
    """Whether some posture satisfies every row, and where the data alone forbid it, which row."""
    if built.broken:
        name, index = built.broken[0]
        return Feasibility.IMPOSSIBLE, f"{name} at {', '.join(str(part) for part in index)}"
    matrix = compile_matrix(built.variables.pyomo)
    if not matrix.columns:
        return Feasibility.POSSIBLE, ""
    nothing = np.zeros(len(matrix.columns))
    matrix = replace(matrix, objectives=nothing[np.newaxis], offsets=np.zeros(1))
    answer = Solver(matrix, options).minimise(nothing, 0.0, gap=0.0, time_limit=options.time_limit)
    if answer.values is not None:
        return Feasibility.POSSIBLE, ""
    return (Feasibility.IMPOSSIBLE, "") if answer.status is Status.INFEASIBLE else (Feasibility.UNKNOWN, answer.code)
