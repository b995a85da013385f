"""The built model as sparse arrays, one objective a row: the form in which the solver takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Matrix:
    """min c_i x + offset_i subject to row_lower <= A x <= row_upper, lower <= x <= upper, x whole where `whole`.

    Shapes: `aims` (objectives, columns), `rows` (rows, columns) in compressed rows. `columns` are the Pyomo variables,
    `constraints` the Pyomo rows, both in a fixed order that does not depend on the order of the input.
    """

    aims: Vector
    offsets: Vector
    rows: Any
    row_lower: Vector
    row_upper: Vector
    lower: Vector
    upper: Vector
    whole: npt.NDArray[np.bool_]
    columns: tuple[Any, ...]
    constraints: tuple[Any, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Name of each column, as `holds[2025,peacetime,us_opcon_joint,USFJ]`."""
        return tuple(column.name for column in self.columns)

    @property
    def row_names(self) -> tuple[str, ...]:
        """Name of each row, as `row_holder_open[2025,peacetime,us_opcon_joint,USFJ]`."""
        return tuple(row.name for row in self.constraints)


def compile_matrix(model: pyo.ConcreteModel) -> Matrix:
    """Compile a linear Pyomo model with any number of objectives, all minimised."""
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    kinds = np.array([entry.bound_type for entry in form.rows], dtype=int)
    rhs = np.asarray(form.rhs, dtype=float)
    lower = np.array([-np.inf if column.lb is None else column.lb for column in form.columns], dtype=float)
    upper = np.array([np.inf if column.ub is None else column.ub for column in form.columns], dtype=float)
    return Matrix(
        aims=np.asarray(form.c.todense(), dtype=float),
        offsets=np.asarray(form.c_offset, dtype=float),
        rows=sparse.csr_array(form.A),
        # bound_type: -1 a lower bound, +1 an upper bound, 0 an equation.
        row_lower=np.where(kinds <= 0, rhs, -np.inf),
        row_upper=np.where(kinds >= 0, rhs, np.inf),
        lower=lower,
        upper=upper,
        whole=np.array([column.is_integer() or column.is_binary() for column in form.columns], dtype=bool),
        columns=tuple(form.columns),
        constraints=tuple(entry.constraint for entry in form.rows),
    )
