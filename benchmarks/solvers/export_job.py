"""Writes what the other solvers read: the path model and the arc flow as MPS, the arc flow as arrays for linopy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cases import load_case
from benchmarks.main_job.peer_job import LINKS
from benchmarks.peers import arc_flow
from model.solving.export import export
from model.solving.highs import Solver
from model.solving.matrix import Matrix, compile_matrix
from model.solving.options import SolveOptions

LINK = "disaggregated"


def job(case: str, folder: str) -> dict[str, Any]:
    """`path.mps`, `arc.mps` and `arc.npz` into the folder."""
    instance, home = load_case(case), Path(folder)
    export(instance, home / "path.mps")
    matrix = compile_matrix(arc_flow.build(instance, LINKS[LINK]))
    Solver(matrix, SolveOptions()).write(home / "arc.mps")
    _write_arrays(matrix, home / "arc.npz")
    return {}


def _write_arrays(matrix: Matrix, path: Path) -> None:
    rows = matrix.rows
    np.savez(
        path,
        costs=matrix.objectives[0],
        offset=matrix.offsets[:1],
        data=rows.data,
        indices=rows.indices,
        indptr=rows.indptr,
        row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
        lower=matrix.lower,
        upper=matrix.upper,
        whole=matrix.whole,
    )
