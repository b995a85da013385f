"""Write the model of an instance for other solvers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from model.data.instance import Instance
from model.formulation.build import build
from model.formulation.register import told_broken
from model.solving.highs import Solver
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions


def export(instance: Instance, path: Path) -> str:
    """Write `instance` with its first objective (weighted delay) as MPS or LP, by the suffix of `path`, into a folder that is made where
    it is missing.

    Where the data alone leave no posture there is no model to write; then nothing is written and the reason is returned."""
    built = build(instance)
    if built.broken:
        return told_broken(built.broken)
    path.parent.mkdir(parents=True, exist_ok=True)
    # HiGHS takes no name that is not UTF-8, and does not tell why a file cannot be written.
    with tempfile.TemporaryDirectory() as workshop:
        made = Path(workshop) / f"model{path.suffix}"
        Solver(compile_matrix(built.variables.pyomo), SolveOptions(), named=True).write(made)
        shutil.copyfile(made, path)
    return ""
