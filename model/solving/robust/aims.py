"""What is minimised over many futures: columns and rows that the aims add to the extensive form.

The conditional value at risk is in the form of R. T. Rockafellar and S. Uryasev, Optimization of conditional value-at-risk, Journal of
Risk 2(3), 2000. All columns have finite bounds, so that dual values that are rounded still prove something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from model.solving.matrix import Matrix, Vector
from model.solving.objective_level import ObjectiveLevel
from model.solving.robust.futures import Future, RobustAim
from model.solving.robust.whole_matrix import WholeMatrix

COUNTED = ("people", "four stars", "changes")


def with_aim(whole: WholeMatrix, aim: RobustAim, tail: float) -> tuple[Matrix, list[ObjectiveLevel], Vector]:
    """The matrix with the columns and rows of the aim; the objectives in their order: the aim, then the mean delay over the futures
    where that is another one, then people, fourth stars and changes; the hash weights of its columns."""
    matrix = whole.matrix
    expected, *counts = (
        ObjectiveLevel(name, costs, float(offset), name in COUNTED)
        for name, costs, offset in zip(("weighted delay", *COUNTED), matrix.objectives, matrix.offsets, strict=True)
    )
    if aim == "expected":
        return matrix, [expected, *counts], whole.weights
    if aim == "cvar":
        matrix, costs = _with_tail(whole, tail)
    else:
        matrix, costs = _with_most(whole, _optima(whole) if aim == "regret" else np.zeros(len(whole.models)))
    more = len(matrix.lower) - len(expected.costs)
    later = [replace(level, costs=np.append(level.costs, np.zeros(more))) for level in (expected, *counts)]
    return (
        matrix,
        [ObjectiveLevel(aim, costs, zero_of(aim, [model.future for model in whole.models]), False), *later],
        np.append(whole.weights, np.zeros(more)),
    )


def zero_of(aim: RobustAim, futures: Sequence[Future]) -> float:
    """What the aim's level counts more than the aim: a regret may be nothing at all, and what is relative (gaps, tolerances) would be
    meaningless. So a regret is counted on top of the mean of the least delays that are possible."""
    return float(sum(one.weight * (one.optimum or 0.0) for one in futures)) if aim == "regret" else 0.0


def _optima(whole: WholeMatrix) -> Vector:
    return np.array([model.future.optimum for model in whole.models], dtype=float)


def _with_most(whole: WholeMatrix, less: Vector) -> tuple[Matrix, Vector]:
    """One column more that no future's delay, `less` so much, exceeds; and the costs that it alone has."""
    least, most = _ranges(whole)
    count = len(whole.models)
    rows = sparse.hstack([whole.delays, sparse.csr_array(np.full((count, 1), -1.0))])
    matrix = _with_columns(whole.matrix, [float((least - less).max())], [float((most - less).max())])
    return matrix.with_rows(sparse.csr_array(rows), less - whole.delay_offsets), np.append(np.zeros(len(whole.matrix.lower)), 1.0)


def _with_tail(whole: WholeMatrix, tail: float) -> tuple[Matrix, Vector]:
    """A column for the delay at which the tail starts and one a future for what exceeds it; and their costs."""
    least, most = _ranges(whole)
    count = len(whole.models)
    rows = sparse.hstack([whole.delays, sparse.csr_array(np.full((count, 1), -1.0)), -sparse.eye_array(count)])
    lower, upper = [float(least.min()), *np.zeros(count)], [float(most.max()), *(most - least.min())]
    shares = [model.future.weight / tail for model in whole.models]
    costs = np.concatenate([np.zeros(len(whole.matrix.lower)), [1.0], shares])
    return _with_columns(whole.matrix, lower, upper).with_rows(sparse.csr_array(rows), -whole.delay_offsets), costs


def _ranges(whole: WholeMatrix) -> tuple[Vector, Vector]:
    """The least and the most that the bounds of the columns leave each future's delay."""
    more, less = whole.delays.maximum(0), whole.delays.minimum(0)
    lower, upper = whole.matrix.lower, whole.matrix.upper
    return more @ lower + less @ upper + whole.delay_offsets, more @ upper + less @ lower + whole.delay_offsets


def _with_columns(matrix: Matrix, lower: Sequence[float], upper: Sequence[float]) -> Matrix:
    """The matrix with columns more, between these bounds, that no row and no objective has yet. They belong to no Pyomo variable."""
    count = len(lower)
    none = np.zeros(count, dtype=bool)
    return replace(
        matrix,
        objectives=np.hstack([matrix.objectives, np.zeros((len(matrix.objectives), count))]),
        rows=sparse.csr_array(sparse.hstack([matrix.rows, sparse.csr_array((matrix.rows.shape[0], count))])),
        lower=np.append(matrix.lower, lower),
        upper=np.append(matrix.upper, upper),
        whole=np.append(matrix.whole, none),
        follows=np.append(matrix.follows, none),
        staffing=np.append(matrix.staffing, none),
        columns=(*matrix.columns, *(None for _ in lower)),
    )
