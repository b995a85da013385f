"""Write the model of an instance for other solvers."""

from __future__ import annotations

from pathlib import Path

from model.data.instance import Instance
from model.errors import ModelFault
from model.formulation.build import build
from model.solving.highs import Solver
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions


def export(instance: Instance, path: Path) -> None:
    """Write `instance` with its first aim (weighted delay) as MPS or LP, by the suffix of `path`.

    Raises ModelFault where the data alone leave no posture, so that there is no model to write.
    """
    built = build(instance)
    if built.broken:
        name, index = built.broken[0]
        raise ModelFault(f"nothing to write: the data leave {name} impossible at {', '.join(str(part) for part in index)}")
    Solver(compile_matrix(built.design.pyomo), SolveOptions(), named=True).write(path)
