"""The built model as sparse arrays, one objective a row: the form in which the solver takes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

Vector = npt.NDArray[np.float64]
# A row within this of its limits whatever the columns do cannot be broken: less than the solver's own tolerance on rows.
ROUNDING = 1e-9


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

    def capped(self, costs: Vector, limit: float) -> Matrix:
        """The matrix with one more row, costs x <= limit. The row belongs to no Pyomo constraint."""
        row = sparse.csr_array(costs.reshape(1, -1))
        return replace(
            self,
            rows=sparse.csr_array(sparse.vstack([self.rows, row])),
            row_lower=np.append(self.row_lower, -np.inf),
            row_upper=np.append(self.row_upper, limit),
        )

    def part(self, lower: Vector, upper: Vector) -> Part:
        """What is left to decide between tighter bounds: columns whose bounds meet are settled, and rows that then hold whatever
        the others do are left out."""
        open_ = np.flatnonzero(lower < upper)
        settled = np.where(lower < upper, 0.0, lower)
        rows, shift = self.rows[:, open_], self.rows @ settled
        row_lower, row_upper = self.row_lower - shift, self.row_upper - shift
        low, high = lower[open_], upper[open_]
        more, less = rows.maximum(0), rows.minimum(0)
        with np.errstate(invalid="ignore"):  # an unbounded column makes its rows' ranges infinite, or, times 0, undefined
            certain = (more @ low + less @ high >= row_lower - ROUNDING) & (more @ high + less @ low <= row_upper + ROUNDING)
        live = np.flatnonzero(~certain)
        matrix = Matrix(
            aims=self.aims[:, open_],
            offsets=self.offsets + self.aims @ settled,
            rows=rows[live],
            row_lower=row_lower[live],
            row_upper=row_upper[live],
            lower=low,
            upper=high,
            whole=self.whole[open_],
            columns=tuple(self.columns[j] for j in open_),
            constraints=(),
        )
        return Part(matrix, open_, settled)


@dataclass(frozen=True)
class Part:
    """A smaller matrix in which some columns are settled: its column `i` is column `open_[i]` of the whole."""

    matrix: Matrix
    open_: npt.NDArray[np.int_]
    settled: Vector

    def point(self, whole: Vector) -> Vector:
        """The part's columns of a point of the whole."""
        return whole[self.open_]

    def whole(self, point: Vector) -> Vector:
        """A point of the part as one of the whole."""
        values = self.settled.copy()
        values[self.open_] = point
        return values


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
