"""Branch and bound over linear relaxations, with reduced-cost fixing, until what is left of the model is small.

Most columns of a model cannot be taken by any posture as good as the incumbent. The tree finds an incumbent, proves it best where few
branchings do, and tells the *fixed bounds*: between which postures as good as the incumbent still lie. All later levels search between
these bounds alone, which is a fraction of the model.

Nothing here rests on the solver's tolerances: bounds, and the columns they fix, are those that the dual values which the solver returns
prove (`dual_bounds.py`), and a node counts as infeasible only when its dual values prove it.

A column between 0 and 1 is fixed at 0 when taking it whole costs more than the cutoff allows: reduced-cost fixing (G. Dantzig,
R. Fulkerson and S. Johnson, Solution of a large-scale traveling-salesman problem, Operations Research 2, 1954; G. Nemhauser and
L. Wolsey, Integer and Combinatorial Optimization, 1988, II.5.2). That is right for continuous columns too: every design has a solution,
no longer than any other of the design, in which each such column is 0 or 1. The theorem with its conditions and proof is docs/proofs.md.

Cover inequalities tighten the first relaxation (`cover_cuts.py`), columns to branch on are chosen by `pseudo_costs.py`. The first
incumbent comes from relaxation enforced neighbourhood search (T. Berthold, RENS: the optimal rounding, Mathematical Programming
Computation 6, 2014).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from model.solving.bound_propagation import propagate, reduce
from model.solving.cover_cuts import ROUNDS, CoverCuts
from model.solving.dual_bounds import DualBounds
from model.solving.highs import LinearRelaxation, RelaxationResult, Solver
from model.solving.matrix import Matrix, Vector
from model.solving.nodes import Branching, Node
from model.solving.objective_level import WHOLE_SLACK, ObjectiveLevel
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.pseudo_costs import PseudoCosts

# A whole column within this of a whole number counts as whole; HiGHS's own tolerance.
WHOLE = 1e-6
# Effort before the solver's own branch and bound takes over: relaxations, and simplex iterations beside those of the root.
RELAXATIONS, ROOTS, ITERATIONS = 60, 10, 10_000
# Numbers kept for open nodes, in all: what is larger branches less.
MOST_NUMBERS = 100_000_000
# Relaxations are of a reduced model; it is reduced again when fewer than this share of its columns are still free.
SHRUNK = 0.5

Report = Callable[[float | None, float | None], None]


class BranchAndBound:
    """The search of one matrix and level. `incumbent` is the best point found and `incumbent_value` its value (None: none yet). Points
    above the `ceiling` are not looked for: where none is at or below it, that is what is proved."""

    def __init__(
        self,
        matrix: Matrix,
        level: ObjectiveLevel,
        options: SolveOptions,
        time_left: Callable[[], float | None],
        report: Report,
        ceiling: float = np.inf,
    ) -> None:
        self.matrix, self.level, self.options, self.ceiling = matrix, level, options, ceiling
        self.incumbent_value: float | None = None
        self.incumbent: Vector | None = None
        self.relaxations = 0
        self.root_bound: float | None = None
        self.root_duals: Vector | None = None
        self._iterations = 0
        self._restrict_to(matrix.lower, matrix.upper)
        self._time_left, self._report = time_left, report
        self._dual_bounds = DualBounds(matrix)
        self._unit = (matrix.lower == 0.0) & (matrix.upper == 1.0)
        self._open_nodes: list[Node] = [Node(-np.inf, 0, matrix.lower, matrix.upper)]
        self._leaves: list[Node] = []
        self._current: Node | None = None
        self._created = 0
        self._root_iterations = 0
        self._pseudo_costs = PseudoCosts()

    # What is known -----------------------------------------------------------------------------------------------

    @property
    def bound(self) -> float:
        """Proven lower bound on the objective; infinite where no point is left."""
        least = min((node.bound for node in [*self._open_nodes, *self._leaves]), default=np.inf)
        if self.level.whole:
            least = np.ceil(least - WHOLE_SLACK)
        least = min(least, self.ceiling)
        return float(least if self.incumbent_value is None else min(least, self.incumbent_value))

    @property
    def proved(self) -> bool:
        """Whether the incumbent is proved best, to within the gap asked for, or that no point is at or below the ceiling."""
        if self.bound >= self.ceiling:
            return bool(np.isfinite(self.ceiling))
        if self.incumbent_value is None:
            return False
        return self.bound >= self.incumbent_value - (WHOLE_SLACK if self.level.whole else self.options.gap * abs(self.incumbent_value))

    def warm_start(self, points: Iterable[Vector], duals: Iterable[Vector]) -> None:
        """Use what is known of the model before the first relaxation: points that satisfy it, and dual values of its rows."""
        for point in points:
            self.accept(float(self.level.costs @ point) + self.level.offset, point)
        (root,) = self._open_nodes
        for known in duals:
            bound, reduced_costs = self._dual_bounds.bound(self.level.costs, known, root.lower, root.upper)
            if bound + self.level.offset > root.bound:
                root = Node(bound + self.level.offset, 0, root.lower, root.upper, reduced_costs)
        self._open_nodes = [Node(root.bound, 0, *self._reduced_cost_fixing(root), root.reduced_costs)]

    def accept(self, value: float, point: Vector) -> None:
        """Take a feasible point found elsewhere."""
        if self.incumbent_value is None or value < self.incumbent_value:
            self.incumbent_value, self.incumbent = value, point
            lower, upper = self.fixed_bounds()
            if 0 < np.count_nonzero(lower < upper) < SHRUNK * len(self._reduced.free) and (lower <= upper).all():
                self._restrict_to(lower, upper)

    def _restrict_to(self, lower: Vector, upper: Vector) -> None:
        """Solve relaxations from now on of the matrix between these bounds, outside of which is nothing to be found."""
        self._within = propagate(self.matrix, lower, upper)
        self._reduced = self.matrix.reduced(*self._within)
        level = self.level.restricted_to(self._reduced)
        self._relaxation = LinearRelaxation(self._reduced.matrix, self.options, level.costs, level.offset)

    def fixed_bounds(self) -> tuple[Vector, Vector]:
        """Bounds of the columns that hold for every posture no worse than the incumbent, nor above the ceiling; the matrix's own where
        there is neither. Lower bounds above upper ones where no such posture is left."""
        if not np.isfinite(self._cutoff()):
            return self.matrix.lower, self.matrix.upper
        lower, upper = self.matrix.upper.copy(), self.matrix.lower.copy()
        current = [] if self._current is None else [self._current]
        for node in [*self._open_nodes, *self._leaves, *current]:
            if node.bound <= self._cutoff():
                low, high = self._reduced_cost_fixing(node)
                lower, upper = np.minimum(lower, low), np.maximum(upper, high)
        return lower, upper

    def _cutoff(self) -> float:
        return min(self.ceiling, np.inf if self.incumbent_value is None else self.level.cutoff(self.incumbent_value))

    def _reduced_cost_fixing(self, node: Node) -> tuple[Vector, Vector]:
        """The node's bounds without what would cost more than the cutoff."""
        room = self._cutoff() - node.bound
        if node.reduced_costs is None or not np.isfinite(room):
            return node.lower, node.upper
        free = self._unit & (node.lower < node.upper)
        upper = np.where(free & (node.reduced_costs > room), 0.0, node.upper)
        lower = np.where(free & (node.reduced_costs < -room), 1.0, node.lower)
        return lower, upper

    # Searching ---------------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Branch until the incumbent is proved best, or the effort is spent. Goes on from where it stopped."""
        effort = self.relaxations + RELAXATIONS
        room = max(4, MOST_NUMBERS // max(1, 3 * len(self.matrix.columns)))
        next_node: Node | None = None
        while next_node is not None or self._open_nodes:
            spent = self.relaxations >= effort or len(self._open_nodes) + len(self._leaves) >= room or self._out_of_effort()
            if spent or (next_node is None and self.proved):
                break
            node = next_node or heapq.heappop(self._open_nodes)
            next_node = None
            if node.bound <= self._cutoff():
                next_node = self._explore(node)
                self._current = None
                bound = self.bound if next_node is None else min(self.bound, next_node.bound)
                self._report(self.incumbent_value, bound if np.isfinite(bound) else None)
        if next_node is not None:
            heapq.heappush(self._open_nodes, next_node)

    def _out_of_effort(self) -> bool:
        left = self._time_left()
        return (left is not None and left <= 0) or self._iterations > (1 + ROOTS) * self._root_iterations + ITERATIONS

    def _explore(self, node: Node) -> Node | None:
        """Solve the node's relaxation and branch; return the child to explore next, None where the node is fathomed."""
        lower, upper = np.maximum(node.lower, self._within[0]), np.minimum(node.upper, self._within[1])
        if (lower > upper).any():
            return None  # outside of what is worth exploring
        node = replace(node, lower=lower, upper=upper)
        relaxed = self._solve_relaxation(node)
        if relaxed.status is Status.INFEASIBLE and self._dual_bounds.prove_infeasible(relaxed.duals, lower, upper):
            self._update_pseudo_costs(node, np.inf)
            return None
        if relaxed.point is None or relaxed.duals is None:
            self._leaves.append(node)  # without a result nothing is known of it, and nothing fixed
            return None
        bound, reduced_costs = self._dual_bounds.bound(self.level.costs, relaxed.duals, node.lower, node.upper)
        bound = max(bound + self.level.offset, node.bound)
        self._update_pseudo_costs(node, bound)
        self._current = node = Node(bound, node.number, node.lower, node.upper, reduced_costs)
        point = relaxed.point
        if self.root_bound is None:
            self.root_bound, self.root_duals, self._root_iterations = bound, relaxed.duals, self._iterations
            node, point = self._with_cuts(node, point)
            self._current = node
            self._primal_heuristic(node, point)
        fractional = self._fractional(point)
        if not len(fractional):
            self.accept(float(self.level.costs @ point) + self.level.offset, np.where(self.matrix.whole, np.round(point), point))
            self._leaves.append(node)
            return None
        if node.bound > self._cutoff():
            return None
        return self._branch_on(node, point, fractional)

    def _fractional(self, point: Vector) -> npt.NDArray[np.intp]:
        return np.flatnonzero(self.matrix.whole & (np.abs(point - np.round(point)) > WHOLE))

    def _with_cuts(self, root: Node, point: Vector) -> tuple[Node, Vector]:
        """The root and the best point of its relaxation after rounds of cover inequalities, which become rows of the matrix."""
        cover_cuts = CoverCuts(self.matrix) if len(self._fractional(point)) else None
        for _ in range(ROUNDS):
            left = self._time_left()
            cuts = None if cover_cuts is None or (left is not None and left <= 0) else cover_cuts.broken_by(point)
            if cuts is None:
                break
            self.matrix, self._reduced = self.matrix.with_rows(cuts.rows, cuts.upper), self._reduced.with_rows(cuts.rows, cuts.upper)
            self._dual_bounds = DualBounds(self.matrix)
            new = self._reduced.matrix
            self._relaxation.add_rows(new.rows[-len(cuts.upper) :], most=new.row_upper[-len(cuts.upper) :])
            relaxed = self._solve_relaxation(root)
            if relaxed.point is None or relaxed.duals is None:
                break
            point = relaxed.point
            bound, reduced_costs = self._dual_bounds.bound(self.level.costs, relaxed.duals, root.lower, root.upper)
            if bound + self.level.offset > root.bound:
                root = replace(root, bound=bound + self.level.offset, reduced_costs=reduced_costs)
        return root, point

    def _primal_heuristic(self, node: Node, point: Vector) -> None:
        """Relaxation enforced neighbourhood search: the best posture that agrees with the relaxation wherever that is whole already."""
        fixed = self.matrix.whole & (np.abs(point - np.round(point)) <= WHOLE)
        lower, upper = (np.where(fixed, np.round(point), bounds) for bounds in (node.lower, node.upper))
        reduced = reduce(self.matrix, lower, upper)
        level = self.level.restricted_to(reduced)
        result = Solver(reduced.matrix, self.options).minimise(
            level.costs, level.offset, gap=self.options.gap, time_limit=self._time_left()
        )
        if result.values is not None and result.objective is not None:
            self.accept(result.objective, reduced.extend(result.values))

    def _solve_relaxation(self, node: Node) -> RelaxationResult:
        """The node's relaxation, with point and dual values of the full matrix."""
        reduced, before = self._reduced, self._relaxation.iterations
        relaxed = self._relaxation.solve(reduced.restrict(node.lower), reduced.restrict(node.upper), self._time_left())
        self.relaxations += 1
        self._iterations += self._relaxation.iterations - before
        point = None if relaxed.point is None else reduced.extend(relaxed.point)
        duals = None if relaxed.duals is None else reduced.extend_duals(relaxed.duals)
        return replace(relaxed, point=point, duals=duals)

    def _branch_on(self, node: Node, point: Vector, fractional: npt.NDArray[np.intp]) -> Node:
        """Branch on one column; keep one child open and return the other."""
        lower, upper = self._reduced_cost_fixing(node)
        column = self._branching_column(point, fractional)
        below, above = float(np.floor(point[column])), float(np.ceil(point[column]))
        self._created += 2
        children = []
        for up in (False, True):
            low, high = lower.copy(), upper.copy()
            low[column], high[column] = (above, high[column]) if up else (low[column], below)
            by = Branching(column, up, above - point[column] if up else point[column] - below, node.bound)
            children.append(Node(node.bound, -self._created - up, low, high, node.reduced_costs, by))
        first = self.incumbent_value is None or bool(point[column] - below >= 0.5)
        heapq.heappush(self._open_nodes, children[not first])
        return children[first]

    def _branching_column(self, point: Vector, fractional: npt.NDArray[np.intp]) -> int:
        """The column to branch on: while there is no incumbent the one nearest to being taken, then the one by the product rule."""
        design = [int(column) for column in fractional if not self.matrix.follows[column]] or [int(column) for column in fractional]
        if self.incumbent_value is None:
            return max(design, key=lambda column: (point[column] - np.floor(point[column]), -column))
        return self._pseudo_costs.best({column: float(point[column] - np.floor(point[column])) for column in design})

    def _update_pseudo_costs(self, node: Node, bound: float) -> None:
        """Learn how far branching has raised the bound."""
        by = node.by
        if by is None or not np.isfinite(by.before):
            return
        # A node beyond the cutoff, or infeasible, raised the bound as far as it matters.
        most = self._cutoff() if np.isfinite(self._cutoff()) else by.before + abs(by.before)
        self._pseudo_costs.learn(by.column, by.up, min(bound, most) - by.before, by.moved)
