"""What HiGHS alone needs for the main job: each variant's whole path model as ready arrays, without our pruning.

Once to the proved least delay, and once through all that the shipped program proves: the later aims and the tie-break, each with
the earlier ones held as rows and from the posture of the level before.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.cases import load_case, variants_of
from model.formulation.build import build
from model.solving.highs import Solver
from model.solving.matrix import Matrix, compile_matrix, hash_weights
from model.solving.objective_level import counted, levels_of
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.task import RUN


def stage_seconds(matrix: Matrix) -> list[tuple[str, float]]:
    """CPU seconds inside HiGHS of each level. Raises AssertionError where one is not proved."""
    seconds, start = [], None
    objectives = counted(matrix, RUN)
    for level in levels_of(matrix, [objectives[aim] for aim in RUN.aims], hash_weights(matrix.columns)):
        solver = Solver(matrix, SolveOptions())
        began = time.process_time()
        answer = solver.minimise(level.costs, level.offset, gap=0.0 if level.whole else SolveOptions.gap, start=start)
        seconds.append((level.name, time.process_time() - began))
        assert answer.status is Status.OPTIMAL, f"{level.name}: {answer.code}"
        assert answer.objective is not None
        start = answer.values
        matrix = matrix.capped(level.costs, level.limit(answer.objective) - level.offset)
    return seconds


def job(instance: str) -> dict[str, Any]:
    """CPU seconds inside HiGHS over all variants, at the gap of the shipped program."""
    first, whole, by_variant = 0.0, 0.0, {}
    for variant in variants_of(instance):
        built = build(load_case(f"{instance}/{variant}"))
        if built.broken:
            continue
        stages = stage_seconds(compile_matrix(built.variables.pyomo))
        first, whole = first + stages[0][1], whole + sum(seconds for _, seconds in stages)
        by_variant[variant] = dict(stages)
    return {"highs_first_cpu": first, "highs_cpu": whole, "by_variant": by_variant}
