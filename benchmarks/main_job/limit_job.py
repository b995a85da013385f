"""What HiGHS alone needs for the main job: each variant's whole path model as ready arrays, without our pruning.

Once to the proved least delay, and once through all that the shipped program proves: the later aims and the tie-break, each with
the earlier ones held as rows and from the posture of the stage before.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.cases import load_case, variants_of
from model.formulation.build import build
from model.solving.highs import Solver
from model.solving.matrix import Matrix, compile_matrix, hash_weights
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.stage import counted, stages_of
from model.solving.task import RUN


def stage_seconds(matrix: Matrix) -> list[tuple[str, float]]:
    """CPU seconds inside HiGHS of each stage. Raises AssertionError where one is not proved."""
    seconds, start = [], None
    for stage in stages_of(matrix, RUN, counted(matrix, RUN), hash_weights(matrix.columns)):
        solver = Solver(matrix, SolveOptions())
        began = time.process_time()
        answer = solver.minimise(stage.costs, stage.offset, gap=0.0 if stage.whole else SolveOptions.gap, start=start)
        seconds.append((stage.name, time.process_time() - began))
        assert answer.status is Status.OPTIMAL, f"{stage.name}: {answer.code}"
        assert answer.objective is not None
        start = answer.values
        matrix = matrix.capped(stage.costs, stage.kept(answer.objective) - stage.offset)
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
