"""The extensive form: the models of all futures side by side, over one design.

Each future has the model that it would have alone, over domains that all futures share. Columns of the design are the same column in
all; columns of routes, services and bands are each future's own. Rows of the design that several futures have alike stand once.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.build import Built, build
from model.formulation.common_domains import common_domains
from model.solving.matrix import LARGEST_WEIGHT, Matrix, Vector, compile_matrix
from model.solving.robust.futures import Future

# Families of columns that are decided before the future is known; every other column is a future's own.
DESIGN = frozenset(("opened", "graded", "holds", "holds_graded", "level", "sized", "moved", "ranked", "kept", "absorbs"))
# Of these, what is counted from today on: futures that differ in who holds what today have their own.
FROM_TODAY = frozenset(("moved", "absorbs"))
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class FutureModel:
    """The model of one future. `places` are the columns of the whole matrix that its own columns are, in order."""

    future: Future
    built: Built
    matrix: Matrix
    places: Places

    def show(self, point: Vector) -> None:
        """Give its Pyomo variables their values at a point of the whole matrix."""
        self.matrix.show(point[self.places])


@dataclass(frozen=True)
class WholeMatrix:
    """All futures over one design. The objectives of `matrix` are those of an ordinary run: weighted delay is the mean over the futures
    by their weights, the others count what the design takes by the numbers of the first future. `delays` (futures, columns) and
    `delay_offsets` give the weighted delay of each future; `weights` are the columns' hash weights."""

    models: tuple[FutureModel, ...]
    matrix: Matrix
    delays: sparse.csr_array
    delay_offsets: Vector
    weights: Vector


class NoPosture(Exception):
    """The data alone, of one future or of all together, leave some row impossible."""


def build_whole(futures: Sequence[Future], allowed: Allowance = UNLIMITED) -> WholeMatrix:
    """The models of the futures put together. Raises NoPosture where one of them is impossible by its data, and OutOfTime."""
    domains = common_domains([future.instance for future in futures])
    shared = DESIGN if all(one.standing == domains[0].standing for one in domains) else DESIGN - FROM_TODAY
    numbers: dict[str, int] = {}
    models = []
    for future, own in zip(futures, domains, strict=True):
        built = build(future.instance, allowed=allowed, domains=own)
        if built.broken:
            raise NoPosture(_why(futures, built, allowed))
        matrix = compile_matrix(built.variables.pyomo)
        names = [_name(future, column, shared) for column in matrix.columns]
        places = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.intp)
        models.append(FutureModel(future, built, matrix, places))
    return _together(models, list(numbers))


def _why(futures: Sequence[Future], together: Built, allowed: Allowance) -> str:
    """Which future has no posture even for itself, or else what all together rule out."""
    for future in futures:
        alone = build(future.instance, allowed=allowed)
        if alone.broken:
            return f"in the future {future.name} the data leave {_row(alone)}"
    return f"what is possible in every future leaves {_row(together)}"


def _row(built: Built) -> str:
    name, index = built.broken[0]
    return f"{name} impossible at {', '.join(str(part) for part in index)}"


def _name(future: Future, column: object, shared: frozenset[str]) -> str:
    """A column's name: one for all futures where it is of a shared family."""
    name, family = column.name, column.parent_component().local_name  # type: ignore[attr-defined]
    return str(name) if family in shared else f"{future.name}: {name}"


def _together(models: Sequence[FutureModel], names: Sequence[str]) -> WholeMatrix:
    size = len(names)
    rows, low, high, knapsacks = _rows(models, size)
    first_rows = [_spread(sparse.csr_array(model.matrix.objectives[:1]), model.places, size) for model in models]
    delays = sparse.csr_array(sparse.vstack(first_rows))
    offsets = np.array([model.matrix.offsets[0] for model in models])
    shares = np.array([model.future.weight for model in models])
    first = models[0]
    objectives = np.zeros((len(first.matrix.objectives), size))
    objectives[:, first.places] = first.matrix.objectives
    objectives[0] = shares @ delays
    own_offsets = first.matrix.offsets.copy()
    own_offsets[0] = shares @ offsets
    lower, upper, whole, follows, staffing = (_by_column(models, size, name) for name in ("lower", "upper", "whole", "follows", "staffing"))
    columns: list[object] = [None] * size
    for model in reversed(models):
        for place, column in zip(model.places, model.matrix.columns, strict=True):
            columns[place] = column
    matrix = Matrix(
        objectives=objectives,
        offsets=own_offsets,
        rows=rows,
        row_lower=low,
        row_upper=high,
        lower=lower,
        upper=upper,
        whole=whole,
        follows=follows,
        staffing=staffing,
        knapsacks=knapsacks,
        columns=tuple(columns),
        constraints=(),
    )
    return WholeMatrix(tuple(models), matrix, delays, offsets, _hash_weights(names, whole))


def _by_column(models: Sequence[FutureModel], size: int, name: str) -> npt.NDArray[Any]:
    """An array of the matrices by column of the whole; columns that futures share are alike in all."""
    values = np.zeros(size, dtype=getattr(models[0].matrix, name).dtype)
    for model in reversed(models):
        values[model.places] = getattr(model.matrix, name)
    return values


def _spread(rows: sparse.csr_array, places: Places, size: int) -> sparse.csr_array:
    """The rows of one future over the columns of the whole matrix."""
    spread = sparse.csr_array((rows.data, places[rows.indices], rows.indptr), shape=(rows.shape[0], size))
    spread.sort_indices()
    return spread


def _rows(models: Sequence[FutureModel], size: int) -> tuple[sparse.csr_array, Vector, Vector, npt.NDArray[np.bool_]]:
    """Rows of all futures with their limits; those that are the same as one before them are left out."""
    parts, lows, highs, knapsacks = [], [], [], []
    seen: set[tuple[bytes, bytes, float, float]] = set()
    for model in models:
        matrix, rows = model.matrix, _spread(model.matrix.rows, model.places, size)
        new = []
        for row in range(rows.shape[0]):
            span = slice(rows.indptr[row], rows.indptr[row + 1])
            key = (rows.indices[span].tobytes(), rows.data[span].tobytes(), float(matrix.row_lower[row]), float(matrix.row_upper[row]))
            if key not in seen:
                seen.add(key)
                new.append(row)
        parts.append(rows[new])
        lows.append(matrix.row_lower[new])
        highs.append(matrix.row_upper[new])
        knapsacks.append(matrix.knapsacks[new])
    return sparse.csr_array(sparse.vstack(parts)), np.concatenate(lows), np.concatenate(highs), np.concatenate(knapsacks)


def _hash_weights(names: Sequence[str], whole: npt.NDArray[np.bool_]) -> Vector:
    """Hash weights of the tie-break, as of an ordinary run (`matrix.hash_weights`)."""
    weights = [1 + zlib.crc32(name.encode()) % LARGEST_WEIGHT for name in names]
    return np.where(whole, weights, 0).astype(float)
