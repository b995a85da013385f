"""Branch and bound over linear relaxations, until what is left of the model is small.

Most columns of a model cannot be taken by any posture as good as the best one known. The tree finds such a posture, proves
it best where few branchings do, and tells the *face*: which columns postures of that worth may still take. All later stages
search the face alone, which is a fraction of the model.

Nothing here rests on the solver's tolerances. For any prices y of the rows, `y'b + sum_j min over its bounds of (c - A'y)_j x_j`
is a lower bound on the objective (weak duality), whatever y is; bounds, and the columns they settle, are computed so from the
prices the solver returns. In the same way a branch counts as empty only when its prices prove it.

A column between 0 and 1 counts as settled at 0 when taking it whole costs more than allowed (reduced-cost fixing). That is right for
continuous columns too: every design has a solution, no longer than any other of the design, in which each such column is 0 or 1. The
theorem with its conditions and proof is docs/proofs.md.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from model.solving.bound_propagation import propagate, reduce
from model.solving.highs import LinearRelaxation, RelaxationResult, Solver
from model.solving.matrix import Matrix, Vector
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.stage import WHOLE_SLACK, Stage

# A whole column within this of a whole number counts as whole; HiGHS's own tolerance.
WHOLE = 1e-6
# Effort before the solver's own branch and bound takes over: relaxations, and simplex iterations beside those of the root.
RELAXATIONS, ROOTS, ITERATIONS = 60, 10, 10_000
# Numbers kept for open branches, in all: what is larger branches less.
MOST_NUMBERS = 100_000_000
# Relaxations are of a part of the matrix; a new part is made when fewer than this share of its columns are still open.
SHRUNK = 0.5
# Worth of a branching nobody has tried, and the least worth, for the product rule.
UNTRIED, LEAST = 1.0, 1e-6

Report = Callable[[float | None, float | None], None]


@dataclass(frozen=True)
class _Branching:
    """A column branched on, to which side, by how much, and the bound before."""

    column: int
    up: bool
    moved: float
    before: float


@dataclass(frozen=True, order=True)
class _Branch:
    """A part of the search space. `bound` and `reduced_costs` were proved for it or for what contains it."""

    bound: float
    number: int
    lower: Vector = field(compare=False)
    upper: Vector = field(compare=False)
    reduced_costs: Vector | None = field(compare=False, default=None)
    by: _Branching | None = field(compare=False, default=None)


class Tree:
    """The tree of one matrix and stage. `value` and `point` are the best found (None: none yet)."""

    def __init__(self, matrix: Matrix, stage: Stage, options: SolveOptions, time_left: Callable[[], float | None], report: Report) -> None:
        self.matrix, self.stage, self.options = matrix, stage, options
        self.value: float | None = None
        self.point: Vector | None = None
        self.relaxations = 0
        self.root_bound: float | None = None
        self.root_prices: Vector | None = None
        self._iterations = 0
        self._look_at(matrix.lower, matrix.upper)
        self._time_left, self._report = time_left, report
        self._columns = matrix.rows.tocsc()
        self._unit = (matrix.lower == 0.0) & (matrix.upper == 1.0)
        self._open: list[_Branch] = [_Branch(-np.inf, 0, matrix.lower, matrix.upper)]
        self._closed: list[_Branch] = []
        self._looking: _Branch | None = None
        self._numbers = 0
        self._root_iterations = 0
        self._worth: dict[tuple[int, bool], tuple[float, int]] = {}

    # What is known -----------------------------------------------------------------------------------------------

    @property
    def bound(self) -> float:
        """Proven lower bound on the objective; infinite where no point is left."""
        least = min((branch.bound for branch in [*self._open, *self._closed]), default=np.inf)
        if self.stage.whole:
            least = np.ceil(least - WHOLE_SLACK)
        return float(least if self.value is None else min(least, self.value))

    @property
    def proved(self) -> bool:
        """Whether the point is proved best, to within the gap asked for."""
        if self.value is None:
            return False
        return self.bound >= self.value - (WHOLE_SLACK if self.stage.whole else self.options.gap * abs(self.value))

    def begin_from(self, points: Iterable[Vector], prices: Iterable[Vector]) -> None:
        """Use what is known of the model before the first relaxation: points that satisfy it, and prices of its rows."""
        for point in points:
            self.accept(float(self.stage.costs @ point) + self.stage.offset, point)
        (root,) = self._open
        for known in prices:
            bound, reduced_costs = self._proved_bound(self.stage.costs, known, root.lower, root.upper)
            if bound + self.stage.offset > root.bound:
                root = _Branch(bound + self.stage.offset, 0, root.lower, root.upper, reduced_costs)
        self._open = [_Branch(root.bound, 0, *self._settled(root), root.reduced_costs)]

    def accept(self, value: float, point: Vector) -> None:
        """Take a feasible point found elsewhere."""
        if self.value is None or value < self.value:
            self.value, self.point = value, point
            lower, upper = self.face()
            if 0 < np.count_nonzero(lower < upper) < SHRUNK * len(self._reduced.free):
                self._look_at(lower, upper)

    def _look_at(self, lower: Vector, upper: Vector) -> None:
        """Solve relaxations from now on of the part of the matrix between these bounds, outside of which is nothing to be found."""
        self._within = propagate(self.matrix, lower, upper)
        self._reduced = self.matrix.reduced(*self._within)
        stage = self.stage.of(self._reduced)
        self._relaxation = LinearRelaxation(self._reduced.matrix, self.options, stage.costs, stage.offset)

    def face(self) -> tuple[Vector, Vector]:
        """Bounds of the columns that hold for every posture no worse than `value`; the matrix's own where there is none."""
        if self.value is None:
            return self.matrix.lower, self.matrix.upper
        lower, upper = self.matrix.upper.copy(), self.matrix.lower.copy()
        looking = [] if self._looking is None else [self._looking]
        for branch in [*self._open, *self._closed, *looking]:
            if branch.bound <= self._limit():
                low, high = self._settled(branch)
                lower, upper = np.minimum(lower, low), np.maximum(upper, high)
        return lower, upper

    def _limit(self) -> float:
        return np.inf if self.value is None else self.stage.beyond(self.value)

    def _settled(self, branch: _Branch) -> tuple[Vector, Vector]:
        """The branch's bounds without what would cost more than the limit."""
        if branch.reduced_costs is None or self.value is None:
            return branch.lower, branch.upper
        room = self._limit() - branch.bound
        open_ = self._unit & (branch.lower < branch.upper)
        upper = np.where(open_ & (branch.reduced_costs > room), 0.0, branch.upper)
        lower = np.where(open_ & (branch.reduced_costs < -room), 1.0, branch.lower)
        return lower, upper

    # Growing -----------------------------------------------------------------------------------------------------

    def grow(self) -> None:
        """Branch until the best point is proved, or the effort is spent. Goes on from where it stopped."""
        effort = self.relaxations + RELAXATIONS
        room = max(4, MOST_NUMBERS // max(1, 3 * len(self.matrix.columns)))
        following: _Branch | None = None
        while following is not None or self._open:
            spent = self.relaxations >= effort or len(self._open) + len(self._closed) >= room or self._tired()
            if spent or (following is None and self.proved):
                break
            branch = following or heapq.heappop(self._open)
            following = None
            if branch.bound <= self._limit():
                following = self._look_into(branch)
                self._looking = None
                bound = self.bound if following is None else min(self.bound, following.bound)
                self._report(self.value, bound if np.isfinite(bound) else None)
        if following is not None:
            heapq.heappush(self._open, following)

    def _tired(self) -> bool:
        left = self._time_left()
        return (left is not None and left <= 0) or self._iterations > (1 + ROOTS) * self._root_iterations + ITERATIONS

    def _look_into(self, branch: _Branch) -> _Branch | None:
        """Solve the branch's relaxation; file what is left of it, and return the half to look into next."""
        lower, upper = np.maximum(branch.lower, self._within[0]), np.minimum(branch.upper, self._within[1])
        if (lower > upper).any():
            return None  # outside of what is worth looking at
        branch = replace(branch, lower=lower, upper=upper)
        found = self._relax(branch)
        if found.status is Status.INFEASIBLE and self._is_empty(branch, found):
            self._learn(branch, np.inf)
            return None
        if found.point is None or found.duals is None:
            self._closed.append(branch)  # without an answer nothing is known of it, and nothing settled
            return None
        bound, reduced_costs = self._proved_bound(self.stage.costs, found.duals, branch.lower, branch.upper)
        bound = max(bound + self.stage.offset, branch.bound)
        self._learn(branch, bound)
        self._looking = branch = _Branch(bound, branch.number, branch.lower, branch.upper, reduced_costs)
        if self.root_bound is None:
            self.root_bound, self.root_prices, self._root_iterations = bound, found.duals, self._iterations
            self._round(branch, found.point)
        split = np.flatnonzero(self.matrix.whole & (np.abs(found.point - np.round(found.point)) > WHOLE))
        if not len(split):
            self.accept(found.objective, np.where(self.matrix.whole, np.round(found.point), found.point))
            self._closed.append(branch)
            return None
        if bound > self._limit():
            return None
        return self._split(branch, found.point, split)

    def _round(self, branch: _Branch, point: Vector) -> None:
        """Look for a first posture among those that agree with the relaxation wherever it is whole already."""
        settled = self.matrix.whole & (np.abs(point - np.round(point)) <= WHOLE)
        lower, upper = (np.where(settled, np.round(point), bounds) for bounds in (branch.lower, branch.upper))
        reduced = reduce(self.matrix, lower, upper)
        stage = self.stage.of(reduced)
        found = Solver(reduced.matrix, self.options).minimise(stage.costs, stage.offset, gap=self.options.gap, time_limit=self._time_left())
        if found.values is not None and found.objective is not None:
            self.accept(found.objective, reduced.extend(found.values))

    def _relax(self, branch: _Branch) -> RelaxationResult:
        """The branch's relaxation, with point and prices of the whole matrix."""
        reduced, before = self._reduced, self._relaxation.iterations
        found = self._relaxation.solve(reduced.restrict(branch.lower), reduced.restrict(branch.upper), self._time_left())
        self.relaxations += 1
        self._iterations += self._relaxation.iterations - before
        point = None if found.point is None else reduced.extend(found.point)
        duals = None if found.duals is None else reduced.extend_duals(found.duals, self.matrix.rows.shape[0])
        return replace(found, point=point, duals=duals)

    def _split(self, branch: _Branch, point: Vector, split: npt.NDArray[np.intp]) -> _Branch:
        """Halve the branch on one column; put one half aside and return the other."""
        lower, upper = self._settled(branch)
        column = self._choose(point, split)
        below, above = float(np.floor(point[column])), float(np.ceil(point[column]))
        self._numbers += 2
        halves = []
        for up in (False, True):
            low, high = lower.copy(), upper.copy()
            low[column], high[column] = (above, high[column]) if up else (low[column], below)
            by = _Branching(column, up, above - point[column] if up else point[column] - below, branch.bound)
            halves.append(_Branch(branch.bound, -self._numbers - up, low, high, branch.reduced_costs, by))
        first = self.value is None or bool(point[column] - below >= 0.5)
        heapq.heappush(self._open, halves[not first])
        return halves[first]

    def _choose(self, point: Vector, split: npt.NDArray[np.intp]) -> int:
        """The column to branch on: while no point is known the one nearest to being taken, then the one by the product rule."""
        design = [int(column) for column in split if not self.matrix.follows[column]] or [int(column) for column in split]
        if self.value is None:
            return max(design, key=lambda column: (point[column] - np.floor(point[column]), -column))
        tried = [total / count for total, count in self._worth.values()]
        untried = sum(tried) / len(tried) if tried else UNTRIED

        def product(column: int) -> tuple[float, int]:
            worth = 1.0
            for up in (False, True):
                total, count = self._worth.get((column, up), (untried, 1))
                part = point[column] - np.floor(point[column])
                worth *= max(LEAST, total / count * (1.0 - part if up else part))
            return worth, -column

        return max(design, key=product)

    def _learn(self, branch: _Branch, bound: float) -> None:
        """Remember how far branching on a column raised the bound, a unit of the column."""
        by = branch.by
        if by is None or not np.isfinite(by.before):
            return
        # A branch beyond the limit, or empty, raised the bound as far as it matters.
        most = self._limit() if self.value is not None else by.before + abs(by.before)
        total, count = self._worth.get((by.column, by.up), (0.0, 0))
        self._worth[by.column, by.up] = (total + (min(bound, most) - by.before) / by.moved, count + 1)

    # Proofs ------------------------------------------------------------------------------------------------------

    def _proved_bound(self, costs: Vector, prices: Vector, lower: Vector, upper: Vector) -> tuple[float, Vector]:
        """The bound that the prices prove, without offset, and the reduced costs. -inf where they prove nothing."""
        # A price that leans on a side the row does not have proves nothing; without it the rest still does.
        sides = np.where(prices > 0, self.matrix.row_lower, self.matrix.row_upper)
        sound = np.isfinite(sides) & (prices != 0)
        prices, sides = np.where(sound, prices, 0.0), np.where(sound, sides, 0.0)
        reduced_costs = costs - self._columns.T @ prices
        least = np.where(reduced_costs > 0, lower, upper)
        with np.errstate(invalid="ignore"):  # an unbounded column of reduced cost 0 adds nothing
            added = np.where(reduced_costs == 0, 0.0, reduced_costs * least)
        return float(prices @ sides + added.sum()), reduced_costs

    def _is_empty(self, branch: _Branch, found: RelaxationResult) -> bool:
        """Whether prices prove that the branch has no point: with costs of 0 no point is below 0, yet they bound it above 0."""
        if found.duals is None:
            return False
        zero = np.zeros(len(self.matrix.columns))
        scale = 1e-6 * max(1.0, float(np.abs(found.duals).max(initial=0.0)))
        return any(self._proved_bound(zero, sign * found.duals, branch.lower, branch.upper)[0] > scale for sign in (1.0, -1.0))
