"""HiGHS with options of one's own: what the model's solver does not offer, since it needs only one setting."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from model.solving.highs import LinearRelaxation, Solver
from model.solving.matrix import Matrix, Vector
from model.solving.options import SolveOptions
from model.solving.outcome import Status

# The root alone: HiGHS ends before it branches. Without heuristics nothing but relaxation and cuts raises the bound.
ROOT_ALONE: Mapping[str, object] = {"mip_max_nodes": 1, "mip_heuristic_effort": 0.0}


@dataclass(frozen=True)
class Solved:
    """One solve of a matrix's first aim: bound is the proven lower one (None: none), `cpu` and `wall`
    seconds of the search."""

    status: Status
    delay: float | None
    bound: float | None
    nodes: int
    cpu: float
    wall: float
    values: Vector | None


class Tuned(Solver):
    """The model's solver with HiGHS options changed."""

    def first_aim(
        self, gap: float, time_limit: float | None = None, options: Mapping[str, object] | None = None, start: Vector | None = None
    ) -> Solved:
        """Minimise the matrix's first aim under the options, from `start` if given."""
        for option, value in (options or {}).items():
            self._set(option, value)
        began, started = time.process_time(), time.perf_counter()
        costs, offset = self.matrix.objectives[0], float(self.matrix.offsets[0])
        answer = self.minimise(costs, offset, gap=gap, time_limit=time_limit, start=start)
        bound = float(self._highs.getInfo().mip_dual_bound)
        return Solved(
            answer.status,
            answer.objective,
            bound if math.isfinite(bound) else None,
            answer.nodes,
            time.process_time() - began,
            time.perf_counter() - started,
            answer.values,
        )


def solve_matrix(
    matrix: Matrix,
    gap: float,
    time_limit: float | None = None,
    options: Mapping[str, object] | None = None,
    start: Vector | None = None,
    threads: int = 1,
) -> Solved:
    """Minimise the first aim of a matrix in a HiGHS object of its own."""
    return Tuned(matrix, SolveOptions(threads=threads)).first_aim(gap, time_limit, options, start)


def relaxed_bound(matrix: Matrix, time_limit: float | None) -> float | None:
    """The optimum of the linear relaxation for the first aim; None where time ran out."""
    relaxation = LinearRelaxation(matrix, SolveOptions(), matrix.objectives[0], float(matrix.offsets[0]))
    found = relaxation.solve(matrix.lower, matrix.upper, time_limit)
    return found.objective if found.status is Status.OPTIMAL else None
