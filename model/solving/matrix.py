"""The built model as sparse arrays, one objective a row: the form in which the solver takes it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from model.formulation.model_template import ModelTemplate
from model.formulation.pyomo_hooks import give_arrays
from model.formulation.register import FAMILIES, VARIABLES

give_arrays()
# The families of columns that follow from the design, and those that are staffing.
FOLLOWING = frozenset(family.name for family in VARIABLES if family.follows)
STAFFING = frozenset(family.name for family in VARIABLES if family.staffing)
# Names of the rows of families that are knapsacks.
KNAPSACKS = frozenset(f"row_{family.name}" for family in FAMILIES if family.knapsack)
# Hash weights run from 1 to this prime: large enough that two sets of options rarely tie, small enough for exact sums.
LARGEST_WEIGHT = 9973

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
# A row within this of its limits whatever the columns do cannot be broken: less than the solver's own tolerance on rows.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Matrix:
    """min c_i x + offset_i subject to row_lower <= A x <= row_upper, lower <= x <= upper, x whole where `whole`.

    Shapes: `objectives` (objectives, columns), `rows` (rows, columns) in compressed rows. `columns` are the Pyomo variables,
    `constraints` the Pyomo rows; `follows` marks the columns that follow from the design, `staffing` those of HQs, grades, teams and
    officers; `knapsacks` marks the rows of families that say what can be held at most.
    """

    objectives: Vector
    offsets: Vector
    rows: Any
    row_lower: Vector
    row_upper: Vector
    lower: Vector
    upper: Vector
    whole: Mask
    follows: Mask
    staffing: Mask
    knapsacks: Mask
    columns: tuple[Any, ...]
    constraints: tuple[Any, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Name of each column, as `holds[2025,peacetime,operations,STAFF]`."""
        return tuple(column.name for column in self.columns)

    @property
    def row_names(self) -> tuple[str, ...]:
        """Name of each row, as `row_holder_open[2025,peacetime,operations,STAFF]`."""
        return tuple(row.name for row in self.constraints)

    def show(self, point: Vector) -> None:
        """Give the Pyomo variables their values at a point."""
        for column, value, whole in zip(self.columns, point, self.whole, strict=True):
            column.set_value(round(value) if whole else value, skip_validation=True)

    def capped(self, costs: Vector, limit: float) -> Matrix:
        """The matrix with one more row, costs x <= limit. The row belongs to no Pyomo constraint."""
        return self.with_rows(sparse.csr_array(costs.reshape(1, -1)), np.array([limit]))

    def with_rows(self, rows: Any, upper: Vector) -> Matrix:
        """The matrix with more `rows` x <= `upper`, which belong to no Pyomo constraint."""
        return replace(
            self,
            rows=sparse.csr_array(sparse.vstack([self.rows, rows])),
            row_lower=np.append(self.row_lower, np.full(len(upper), -np.inf)),
            row_upper=np.append(self.row_upper, upper),
            knapsacks=np.append(self.knapsacks, np.zeros(len(upper), dtype=bool)),
        )

    def reduced(self, lower: Vector, upper: Vector) -> ReducedModel:
        """The reduced model between tighter bounds: columns whose bounds meet are fixed, and rows that then hold whatever the others
        do (redundant rows) are left out."""
        free = np.flatnonzero(lower < upper)
        fixed = np.where(lower < upper, 0.0, lower)
        rows, shift = self.rows[:, free], self.rows @ fixed
        row_lower, row_upper = self.row_lower - shift, self.row_upper - shift
        low, high = lower[free], upper[free]
        more, less = rows.maximum(0), rows.minimum(0)
        with np.errstate(invalid="ignore"):  # an unbounded column makes its rows' ranges infinite, or, times 0, undefined
            redundant = (more @ low + less @ high >= row_lower - ROUNDING) & (more @ high + less @ low <= row_upper + ROUNDING)
        remaining = np.flatnonzero(~redundant)
        matrix = Matrix(
            objectives=self.objectives[:, free],
            offsets=self.offsets + self.objectives @ fixed,
            rows=rows[remaining],
            row_lower=row_lower[remaining],
            row_upper=row_upper[remaining],
            lower=low,
            upper=high,
            whole=self.whole[free],
            follows=self.follows[free],
            staffing=self.staffing[free],
            knapsacks=self.knapsacks[remaining],
            columns=tuple(self.columns[j] for j in free),
            constraints=(),
        )
        return ReducedModel(matrix, free, remaining, fixed, len(row_lower))


@dataclass(frozen=True)
class ReducedModel:
    """A smaller matrix in which some columns are fixed (at `fixed`, 0 for the others): its column `i` is column `free[i]` of the full
    matrix, its row `i` row `remaining[i]` of `full_rows`."""

    matrix: Matrix
    free: npt.NDArray[np.int_]
    remaining: npt.NDArray[np.int_]
    fixed: Vector
    full_rows: int

    def with_rows(self, rows: Any, upper: Vector) -> ReducedModel:
        """The reduced model of the full matrix with these rows more."""
        more = np.arange(rows.shape[0]) + self.full_rows
        matrix = self.matrix.with_rows(rows[:, self.free], upper - rows @ self.fixed)
        return replace(self, matrix=matrix, remaining=np.append(self.remaining, more), full_rows=self.full_rows + len(more))

    def restrict(self, point: Vector) -> Vector:
        """The free columns of a point of the full matrix."""
        return point[self.free]

    def extend(self, point: Vector) -> Vector:
        """A point of the reduced model as one of the full matrix."""
        values = self.fixed.copy()
        values[self.free] = point
        return values

    def extend_duals(self, duals: Vector) -> Vector:
        """Dual values of the reduced model's rows as those of the full matrix; redundant rows have 0."""
        values = np.zeros(self.full_rows)
        values[self.remaining] = duals
        return values


@dataclass(frozen=True)
class Compiled:
    """Rows of a model over its first columns, `variables`: arrays as in `Matrix`."""

    rows: Any
    row_lower: Vector
    row_upper: Vector
    constraints: tuple[Any, ...]
    variables: tuple[Any, ...]

    @cached_property
    def hash_weights(self) -> Vector:
        """Hash weights of the variables."""
        return hash_weights(self.variables)


def compile_template(template: ModelTemplate) -> Compiled:
    """Compile the rows of a template, for `compile_matrix` to go on from."""
    own = {id(component) for component in template.rows}
    rest = [part for part in template.model.component_objects((pyo.Constraint, pyo.Objective), active=True) if id(part) not in own]
    with _left_out(rest):
        form = _written(template.model)
    return _rows(form, template.variables)


def compile_matrix(model: pyo.ConcreteModel, template: ModelTemplate | None = None, known: Compiled | None = None) -> Matrix:
    """Compile a linear Pyomo model with any number of objectives, all minimised, the columns in the order in which the variables
    were declared. `known` are the rows of its `template`, which then come first."""
    with _left_out(template.rows if template is not None and known is not None else []):
        form = _written(model)
    variables = tuple(model.component_data_objects(pyo.Var))
    families = [variable.parent_component().local_name for variable in variables]
    places = {id(variable): place for place, variable in enumerate(variables)}
    own = _rows(form, variables)
    parts = [own] if known is None else [known, own]
    constraints = tuple(constraint for part in parts for constraint in part.constraints)
    objectives = np.zeros((form.c.shape[0], len(variables)))
    objectives[:, [places[id(variable)] for variable in form.columns]] = form.c.todense()
    return Matrix(
        objectives=objectives,
        offsets=np.asarray(form.c_offset, dtype=float),
        rows=_stacked([part.rows for part in parts], len(variables)),
        row_lower=np.concatenate([part.row_lower for part in parts]),
        row_upper=np.concatenate([part.row_upper for part in parts]),
        lower=np.array([-np.inf if (bound := variable.lb) is None else bound for variable in variables], dtype=float),
        upper=np.array([np.inf if (bound := variable.ub) is None else bound for variable in variables], dtype=float),
        whole=np.array([variable.is_integer() for variable in variables], dtype=bool),
        follows=np.array([name in FOLLOWING for name in families], dtype=bool),
        staffing=np.array([name in STAFFING for name in families], dtype=bool),
        knapsacks=np.array([row.parent_component().local_name in KNAPSACKS for row in constraints], dtype=bool),
        columns=variables,
        constraints=constraints,
    )


@contextmanager
def _left_out(components: Sequence[Any]) -> Iterator[None]:
    for component in components:
        component.deactivate()
    try:
        yield
    finally:
        for component in components:
            component.activate()


def _written(model: pyo.ConcreteModel) -> Any:
    return LinearStandardFormCompiler().write(model, mixed_form=True)


def _rows(form: Any, variables: tuple[Any, ...]) -> Compiled:
    places = {id(variable): place for place, variable in enumerate(variables)}
    kinds = np.array([entry.bound_type for entry in form.rows], dtype=int)
    rhs = np.asarray(form.rhs, dtype=float)
    written = sparse.csr_array(form.A)
    to = np.array([places[id(variable)] for variable in form.columns], dtype=np.int32)
    rows = sparse.csr_array((written.data, to[written.indices], written.indptr), shape=(written.shape[0], len(places)))
    rows.sort_indices()
    return Compiled(
        rows=rows,
        # bound_type: -1 a lower bound, +1 an upper bound, 0 an equation.
        row_lower=np.where(kinds <= 0, rhs, -np.inf),
        row_upper=np.where(kinds >= 0, rhs, np.inf),
        constraints=tuple(entry.constraint for entry in form.rows),
        variables=variables,
    )


def hash_weights(variables: Iterable[Any]) -> Vector:
    """Weights of the hash-weighted tie-break: from 1 to LARGEST_WEIGHT for each whole variable, by the hash (CRC-32) of its name; 0 for
    the others."""
    return np.array(
        [1 + zlib.crc32(variable.name.encode()) % LARGEST_WEIGHT if variable.is_integer() else 0 for variable in variables], dtype=float
    )


def _stacked(parts: Sequence[Any], columns: int) -> Any:
    """The parts one under the other, each over the first of so many columns."""
    wide = [sparse.csr_array((part.data, part.indices, part.indptr), shape=(part.shape[0], columns)) for part in parts]
    return sparse.csr_array(sparse.vstack(wide)) if len(wide) > 1 else wide[0]
