"""Cuts that raise the hours of the relaxation to what a design makes of them.

For a stretch with the shares y of its (from, to) pairs and its hours H: H >= sum of D y - sum of s l, where D are the hours
between the pairs under some design, and s is what opening a decision l beyond that design could save (`Ways.prices`). The cut
holds for every design, whole or fractional; which design the hours are taken from only decides how much it says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyomo.core.expr.visitor import identify_variables
from scipy import sparse

from model.formulation.decision_variables import Term
from model.formulation.hour_bounds import Place
from model.solving.decomposition.master import Master, Stretch
from model.solving.decomposition.shortest_paths import LEAST_SHARE, Numbers
from model.solving.matrix import Matrix, Vector

# The designs the hours are taken from: what the last of this share of the requests could use.
SHARES = (1.0, 0.75, 0.5, 0.25, 0.02)
# Hours that differ by less, relative to their size, are the same.
ROUNDING = 1e-7
# A cut holds a point where it is when the point is this near, relative to the cut's size.
TOUCH = 1e-6


@dataclass(frozen=True)
class Cuts:
    """Rows `rows` x >= `least`; `hours` is the column of the hours that each row is about, where its coefficient is 1."""

    rows: sparse.csr_array
    least: Vector
    hours: Numbers

    def with_more(self, more: Cuts) -> Cuts:
        """Both."""
        rows = sparse.csr_array(sparse.vstack([self.rows, more.rows]))
        return Cuts(rows, np.append(self.least, more.least), np.append(self.hours, more.hours))

    def touching(self, point: Vector) -> Cuts:
        """Those that hold the point where it is."""
        kept = self.rows @ point - self.least <= TOUCH * np.maximum(1.0, np.abs(self.least))
        return Cuts(self.rows[kept], self.least[kept], self.hours[kept])


def no_cuts(columns: int) -> Cuts:
    """No cuts yet, over so many columns."""
    return Cuts(sparse.csr_array((0, columns)), np.zeros(0), np.zeros(0, dtype=np.intp))


class Cutter:
    """Finds cuts for one master and its matrix."""

    def __init__(self, master: Master, matrix: Matrix) -> None:
        self._size = len(matrix.columns)
        self._column = {id(column): number for number, column in enumerate(matrix.columns)}
        self._ways = master.ways
        self._literals = {place: self._linear(ways.literals) for place, ways in master.ways.items()}
        self._stretches: dict[Place, list[_Known]] = {place: [] for place in master.ways}
        nearest = {place: ways.least() for place, ways in master.ways.items()}
        for stretch in master.stretches:
            self._stretches[stretch.place].append(self._know(stretch, nearest[stretch.place]))

    def find(self, point: Vector, worth: float) -> Cuts:
        """Cuts that the point breaks by at least `worth`, in units of the objective."""
        found = [cut for place, known in self._stretches.items() for cut in self._at(place, known, point, worth)]
        if not found:
            return no_cuts(self._size)
        rows = np.repeat(np.arange(len(found)), [len(columns) for columns, _, _ in found])
        columns = np.concatenate([columns for columns, _, _ in found])
        values = np.concatenate([values for _, values, _ in found])
        matrix = sparse.csr_array((values, (rows, columns)), shape=(len(found), self._size))
        return Cuts(matrix, np.array([least for _, _, least in found]), np.array([columns[0] for columns, _, _ in found]))

    def _linear(self, terms: tuple[Term, ...]) -> sparse.csr_array:
        """Literals by column; each is a sum of columns."""
        rows, columns = [], []
        for number, term in enumerate(terms):
            for variable in identify_variables(term):
                rows.append(number)
                columns.append(self._column[id(variable)])
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(terms), self._size))

    def _know(self, stretch: Stretch, nearest: Vector) -> _Known:
        number = self._ways[stretch.place].number
        pairs = [(number[one], number[other]) for one, other in stretch.shares]
        shares = [-1 if isinstance(share, int) else self._column[id(share)] for share in stretch.shares.values()]
        return _Known(
            np.array([one for one, _ in pairs]),
            np.array([other for _, other in pairs]),
            np.array(shares),
            np.array([nearest[one, other] for one, other in pairs]),
            self._column[id(stretch.hours)],
            stretch.weight,
        )

    def _at(self, place: Place, stretches: list[_Known], point: Vector, worth: float) -> list[_Cut]:
        if not stretches:
            return []
        ways, literals = self._ways[place], self._literals[place]
        opened = np.clip(literals @ point, 0.0, 1.0)
        sources = sorted({int(source) for known in stretches for source in known.source})
        row = {source: number for number, source in enumerate(sources)}
        whole = bool((np.abs(opened - np.round(opened)) < LEAST_SHARE).all())
        found = [ways.distances(ways.used(opened, share), sources) for share in (SHARES[:1] if whole else SHARES)]
        priced: dict[tuple[int, int, int], Vector] = {}

        def prices(number: int, source: int, target: int) -> Vector:
            key = (number, source, target)
            if key not in priced:
                priced[key] = ways.prices(source, target, found[number][row[source]])
            return priced[key]

        cuts = []
        for known in stretches:
            share = np.where(known.share < 0, 1.0, point[known.share])
            lines = [row[int(source)] for source in known.source]
            best: tuple[float, Vector, Vector] | None = None
            for number, distances in enumerate(found):
                hours = distances[lines, known.target]
                # Pairs with less of the stretch than that are taken at their least hours.
                taken = (share > LEAST_SHARE) & np.isfinite(hours)
                hours = np.where(taken, hours, known.nearest)
                most = float(hours @ share)
                if not self._breaks(known, most, point, worth):
                    continue
                saving = np.zeros(len(opened))
                for pair in np.flatnonzero(taken & (hours > known.nearest)):
                    saving = np.maximum(saving, prices(number, int(known.source[pair]), int(known.target[pair])))
                value = most - float(saving @ opened)
                if best is None or value > best[0]:
                    best = value, hours, saving
            if best is not None and self._breaks(known, best[0], point, worth):
                cuts.append(self._cut(known, best[1], best[2], literals))
        return cuts

    @staticmethod
    def _breaks(known: _Known, hours: float, point: Vector, worth: float) -> bool:
        """Whether a stretch that takes so many hours is worth a cut: by the objective, and by more than rounding."""
        short = hours - point[known.hours]
        return bool(short * known.weight >= worth and short > ROUNDING * max(1.0, hours))

    def _cut(self, known: _Known, hours: Vector, saving: Vector, literals: sparse.csr_array) -> _Cut:
        saved = sparse.csr_array(saving.reshape(1, -1)) @ literals
        free = known.share >= 0
        columns = np.concatenate([[known.hours], known.share[free], saved.indices])
        values = np.concatenate([[1.0], -hours[free], saved.data])
        return columns, values, float(hours[~free].sum())


@dataclass(frozen=True)
class _Known:
    """A stretch by numbers: HQs of its pairs, columns of their shares (-1: all of it), their least hours, the column of its hours."""

    source: np.ndarray
    target: np.ndarray
    share: np.ndarray
    nearest: Vector
    hours: int
    weight: float


# Columns, their values, and the least their sum may be.
_Cut = tuple[np.ndarray, np.ndarray, float]
