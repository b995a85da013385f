"""Cover inequalities: what a desk or a pool cannot hold together.

A row `sum w_j x_j <= limit y` with items x_j of 0 or 1 (requests served while a desk works in a band, teams, officers) and one y of 0 or
1 (the band; 1 where the limit is always there) is a knapsack. Of items that are too much together, a cover C, one at least is left out:
`sum over C of x_j <= (|C| - 1) y`. Every item at least as heavy as the heaviest of C can stand in the sum too. A relaxation may fill the
knapsack with fractions of requests; these rows say that a request takes one way (E. Balas, Facets of the knapsack polytope, Mathematical
Programming 8, 1975; H. Crowder, E. Johnson and M. Padberg, Solving large-scale zero-one linear programming problems, Operations Research
31, 1983). They take away no posture: whatever is whole in a design stays (docs/proofs.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from model.solving.matrix import Matrix, Vector

# Items are too much together only where they exceed the limit by more than this share: a solver's point may exceed it by less.
TOO_MUCH = 1e-5
# A point breaks a cut by at least this; what is less moves no bound.
BROKEN = 1e-3
# A y, or an item, of less than this is none.
NONE = 1e-6
# Rounds of cuts, each with a relaxation.
ROUNDS = 10

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Knapsack:
    """Items in `columns`, none of them 0 in `weights`, that together hold at most `limit`: times the column `gate`, where there is one."""

    columns: Places
    weights: Vector
    limit: float
    gate: int | None


@dataclass(frozen=True)
class CoverRows:
    """Rows `rows` x <= `upper` over all columns of a matrix."""

    rows: sparse.csr_array
    upper: Vector


class CoverCuts:
    """Finds cover inequalities of a matrix's knapsacks; each one once."""

    def __init__(self, matrix: Matrix) -> None:
        self._width = len(matrix.columns)
        self._knapsacks = list(_knapsacks(matrix))
        self._found: set[tuple[int, tuple[int, ...], int]] = set()

    def broken_by(self, point: Vector) -> CoverRows | None:
        """The cuts that a point breaks; None where it breaks none of those looked at."""
        cuts: list[tuple[Knapsack, list[int], int]] = []
        for number, knapsack in enumerate(self._knapsacks):
            gate = 1.0 if knapsack.gate is None else float(point[knapsack.gate])
            if gate < NONE:
                continue
            taken = point[knapsack.columns] / gate
            for cover in sorted(_covers(knapsack, taken)):
                most = len(cover) - 1
                heaviest = max(knapsack.weights[item] for item in cover)
                extended = sorted({*cover, *(int(item) for item in np.flatnonzero(knapsack.weights >= heaviest))})
                key = (number, tuple(extended), most)
                if taken[extended].sum() > most + BROKEN and key not in self._found:
                    self._found.add(key)
                    cuts.append((knapsack, extended, most))
        return _rows(cuts, self._width) if cuts else None


def _knapsacks(matrix: Matrix) -> Iterator[Knapsack]:
    unit = (matrix.lower == 0.0) & (matrix.upper == 1.0)
    for row in np.flatnonzero(matrix.knapsacks):
        place = slice(matrix.rows.indptr[row], matrix.rows.indptr[row + 1])
        columns, weights, limit = matrix.rows.indices[place], matrix.rows.data[place], float(matrix.row_upper[row])
        gates, items = np.flatnonzero(weights < 0), weights > 0
        if not np.isfinite(limit) or len(gates) > 1 or not unit[columns].all():
            continue
        if not len(gates):
            yield Knapsack(columns[items], weights[items], limit, None)
        elif matrix.whole[columns[gates[0]]] and limit <= 0.0:
            # Where the gate is closed nothing is held, and its share of the limit is not there.
            yield Knapsack(columns[items], weights[items], limit - float(weights[gates[0]]), int(columns[gates[0]]))


def _covers(knapsack: Knapsack, taken: Vector) -> set[tuple[int, ...]]:
    """Covers that a point may break: the items that it takes most of for their weight, and the same with each fractional item in it."""
    there = np.flatnonzero(taken > NONE)
    weights, limit = knapsack.weights, knapsack.limit + TOO_MUCH * max(1.0, abs(knapsack.limit))
    if weights[there].sum() <= limit:
        return set()
    by_weight = there[np.argsort(((1.0 - taken) / weights)[there], kind="stable")]
    by_share = there[np.argsort((1.0 - taken)[there], kind="stable")]
    orders = [by_weight.tolist(), by_share.tolist()]
    orders += [[item, *(other for other in orders[0] if other != item)] for item in there.tolist() if taken[item] < 1.0 - NONE]
    return {_cover(order, weights, taken, limit) for order in orders}


def _cover(order: list[int], weights: Vector, taken: Vector, limit: float) -> tuple[int, ...]:
    """The first items that are too much together, without those that it does without; the first one of all stays."""
    total, cover = 0.0, list[int]()
    for item in order:
        cover.append(item)
        total += float(weights[item])
        if total > limit:
            break
    for item in sorted(cover[1:], key=lambda item: (taken[item], -weights[item])):
        if total - weights[item] > limit:
            cover.remove(item)
            total -= float(weights[item])
    return tuple(sorted(cover))


def _rows(cuts: list[tuple[Knapsack, list[int], int]], width: int) -> CoverRows:
    rows, columns, values, upper = list[int](), list[int](), list[float](), list[float]()
    for number, (knapsack, items, most) in enumerate(cuts):
        gated = knapsack.gate is not None
        own = [int(column) for column in knapsack.columns[items]]
        columns += [*own, int(knapsack.gate or 0)] if gated else own
        values += [*(1.0 for _ in own), float(-most)] if gated else [1.0 for _ in own]
        rows += [number] * (len(own) + gated)
        upper.append(0.0 if gated else float(most))
    return CoverRows(sparse.csr_array((values, (rows, columns)), shape=(len(cuts), width)), np.array(upper))
