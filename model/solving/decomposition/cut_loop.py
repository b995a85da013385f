"""Goes round between the relaxation and postures: a design is found, settled into a posture, and the relaxation told what it got wrong.

The bound is the solver's on the relaxation, which no posture is below; the value is the evaluation of the best posture found.
The rounds end when the two meet to within the gap asked for, when time is up, or when a round brings them little nearer: what
is left then is mostly what the relaxation leaves out on purpose, the work and the waits of desks that requests only pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.posture import Evaluation, Posture
from model.delay.settle import keeps_deadlines, settle
from model.errors import ModelFault
from model.formulation.allowance import Allowance, OutOfTime
from model.formulation.design_relaxation import crude_desk_options
from model.formulation.domains import build_domains
from model.formulation.register import told_broken
from model.solving.decomposition.distance_cuts import Cuts, Cutter, no_cuts
from model.solving.decomposition.master import Master, build_master
from model.solving.highs import LinearRelaxation, Solver, SolverProgress, SolverResult
from model.solving.idle import without_idle_teams
from model.solving.matrix import Matrix, Vector, compile_matrix
from model.solving.outcome import AGREEMENT, Outcome, SolveCount, Status, gap_of, proved
from model.solving.primal_heuristic import First, first_posture
from model.solving.routes import read_design
from model.solving.search import COMPILING, Search

STAGE = "weighted delay"
# A cut is worth adding when the point breaks it by this much of the objective; cuts alone go on while a round raises the bound by this.
WORTH, WORTH_A_ROUND = 1e-6, 1e-4
# The gap of the relaxation's own search: this share of the gap asked for, but at least so much, as finer is wasted on a relaxation.
OWN_GAP, LEAST_OWN_GAP = 0.25, 5e-4
# The rounds end when one closes less than this share of what is between value and bound.
NEARER = 0.1
# While no design could be settled, desks are planned with this share of the room they were planned with before, so often at most.
LEAVE_ROOM, MOST_LEAVINGS = 0.85, 8


def solve_large(instance: Instance, search: Search) -> Outcome:
    """The best posture found and a proven bound on the weighted delay of any. The status is optimal only where the two meet; the
    later objectives are not proved, but no team stands on a channel that no request uses."""
    domains, clock = build_domains(instance), search.clock
    plans = crude_desk_options(domains)
    allowed = Allowance.of(clock.left())
    first = First() if allowed.until is None else first_posture(domains, plans, search.options, search.allowance_at_the_end())
    try:
        master = build_master(domains, plans, allowed)
        if master.broken:
            return Outcome(Status.INFEASIBLE, reason=told_broken(master.broken), count=SolveCount(build_seconds=clock.passed()))
        clock.check_room_for(COMPILING * clock.passed())
    except OutOfTime as end:
        status = Status.NO_ANSWER if first.posture is None else Status.FEASIBLE
        count = SolveCount(build_seconds=clock.passed())
        return Outcome(status, first.posture, first.evaluation, reason=f"time is up: {end}", count=count)
    rounds = _Rounds(instance, master, compile_matrix(master.design.pyomo), search, first)
    rounds.build_seconds = clock.passed()
    rounds.run()
    return rounds.outcome()


@dataclass
class _Rounds:
    """The rounds of one solve. `cuts` are over the matrix's columns; `point` is the relaxation's at the best posture's design,
    `settled` tells whether any of its designs could be settled."""

    instance: Instance
    master: Master
    matrix: Matrix
    search: Search
    first: First
    build_seconds: float = 0.0
    bound: float = -np.inf
    root: float | None = None
    best: tuple[Posture, Evaluation] | None = None
    point: Vector | None = None
    nodes: int = 0
    last: SolverResult | None = None
    settled: bool = False
    leavings: int = 0
    cuts: Cuts = field(init=False)

    def __post_init__(self) -> None:
        self.options, self.clock = self.search.options, self.search.clock
        self.cuts = no_cuts(len(self.matrix.columns))
        self._cutter = Cutter(self.master, self.matrix)
        if self.first.posture is not None and self.first.evaluation is not None:
            self.best = self.first.posture, self.first.evaluation
        self._costs, self._offset = self.matrix.objectives[0], float(self.matrix.offsets[0])

    @property
    def value(self) -> float:
        """Weighted delay of the best posture; infinite where there is none."""
        return np.inf if self.best is None else self.best[1].weighted_delay

    def run(self) -> None:
        """Cuts without wholeness first, then round after round with it."""
        if not self._refine():
            return
        while not self.search.out_of_time:
            before = self.value - self.bound
            answer = self._search()
            if answer.values is None:
                return
            self._try(answer.values)
            if not self.settled and self.leavings < MOST_LEAVINGS:
                self.leavings += 1
                continue
            found = self._cutter.find(answer.values, WORTH * abs(self.bound))
            apart = self.value - self.bound
            if not len(found.least) or apart <= self.options.gap * abs(self.value) or apart > (1 - NEARER) * before:
                return
            self.cuts = self.cuts.with_more(found)

    def _refine(self) -> bool:
        """Add cuts to the relaxation without wholeness while they raise its bound; False where it has no point at all."""
        relaxation = LinearRelaxation(self.matrix, self.options, self._costs, self._offset)
        last = -np.inf
        while not self.search.out_of_time:
            found = relaxation.solve(self.matrix.lower, self.matrix.upper, self.clock.left())
            if found.point is None:
                self.last = SolverResult(found.status, None, None, None, 0, 0.0, found.status.value)
                return False
            self.root = found.objective
            # Without wholeness there is less delay than with it, whatever the solver rounds.
            self.bound = max(self.bound, found.objective - AGREEMENT * max(1.0, abs(found.objective)))
            self._tell(None, found.objective)
            more = self._cutter.find(found.point, WORTH * abs(found.objective))
            if not len(more.least) or found.objective - last <= WORTH_A_ROUND * abs(found.objective):
                self.cuts = self.cuts.touching(found.point)
                return True
            last = found.objective
            relaxation.add_rows(more.rows, least=more.least)
            self.cuts = self.cuts.with_more(more)
        return True

    def _search(self) -> SolverResult:
        """The best design of the relaxation as it stands, and the bound that goes with it."""
        solver = Solver(with_less_room(self.matrix, self.master, LEAVE_ROOM**self.leavings), self.options)
        solver.add_rows(self.cuts.rows, least=self.cuts.least)
        gap = max(LEAST_OWN_GAP, OWN_GAP * self.options.gap)
        start = None if self.point is None else self._lifted(self.point)
        tell: SolverProgress | None = None
        if self.search.on_progress is not None:
            tell = lambda _, bound, __: self._tell(None if self.best is None else self.value, bound)  # noqa: E731
        answer = solver.minimise(self._costs, self._offset, gap=gap, time_limit=self.clock.left(), start=start, progress=tell)
        self.last, self.nodes = answer, self.nodes + answer.nodes
        # With less room than there is, nothing is proved.
        if answer.bound is not None and not self.leavings:
            self.bound = max(self.bound, answer.bound)
        return answer

    def _lifted(self, point: Vector) -> Vector:
        """The point with its hours raised to what the cuts demand: each cut is about the hours of one stretch alone."""
        missing = self.cuts.least - self.cuts.rows @ point
        raised = point.copy()
        np.maximum.at(raised, self.cuts.hours, point[self.cuts.hours] + np.maximum(0.0, missing))
        return raised

    def _try(self, point: Vector) -> None:
        """Settle the point's design into a posture, and keep it where it is the best."""
        self.matrix.show(point)
        posture = settle(self.instance, read_design(self.master.design))
        if posture is None:
            return
        self.settled = True
        posture = without_idle_teams(self.master.design.domains, posture)
        evaluation = evaluate(self.instance, posture)
        if keeps_deadlines(self.instance, evaluation) and evaluation.weighted_delay < self.value:
            self.best, self.point = (posture, evaluation), point
        self._tell(self.value if self.best else None, self.bound)

    def _tell(self, value: float | None, bound: float | None) -> None:
        if self.search.on_progress is not None:
            self.search.on_progress(STAGE, value, bound, self.clock.passed())

    def outcome(self) -> Outcome:
        """What the rounds came to."""
        size = SolveCount(
            columns=len(self.matrix.columns),
            rows=self.matrix.rows.shape[0] + len(self.cuts.least),
            nodes=self.nodes,
            root_bound=self.root,
            solver_seconds=self.clock.passed() - self.build_seconds,
            build_seconds=self.build_seconds,
        )
        if self.best is None:
            status, reason = self._why_none()
            return Outcome(status, reason=reason, count=size)
        posture, evaluation = self.best
        if self.value < self.bound - AGREEMENT * max(1.0, abs(self.value)):
            raise ModelFault(f"the posture's weighted delay is {self.value}, below the proved bound {self.bound}")
        bound = min(self.bound, self.value)
        gap = gap_of(self.value, bound)
        return Outcome(proved(gap, self.options.gap), posture, evaluation, bound, gap, tie_break_proved=False, count=size)

    def _why_none(self) -> tuple[Status, str]:
        """The status without a posture, and why there is none."""
        if self.last is None:
            return Status.NO_ANSWER, "time is up"
        if self.last.values is not None or self.leavings:
            return Status.NO_ANSWER, "no design of the relaxation could be settled into a posture whose desks hold the work"
        return self.last.status, f"HiGHS on the relaxation: {self.last.code}"


def with_less_room(matrix: Matrix, master: Master, share: float) -> Matrix:
    """The matrix with desks that hold only a share of the work they could."""
    if share == 1:
        return matrix
    rooms = {id(row) for row in master.design.pyomo.room.values()}
    of_room = np.array([id(row) in rooms for row in matrix.constraints])
    rows = matrix.rows.copy()
    # In a row of room nothing but the desk's choice, which gives the room, counts negative.
    gives = np.repeat(of_room, np.diff(rows.indptr)) & (rows.data < 0)
    rows.data = np.where(gives, share * rows.data, rows.data)
    upper = np.where(of_room & (matrix.row_upper > 0), share * matrix.row_upper, matrix.row_upper)
    return replace(matrix, rows=rows, row_upper=upper)
