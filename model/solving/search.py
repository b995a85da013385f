"""HiGHS's search as the levels use it: within the time that is left, telling how far it is, counting what it took."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from model.formulation.allowance import Allowance, OutOfTime
from model.solving.highs import Solver, SolverProgress, SolverResult
from model.solving.matrix import Matrix, Vector
from model.solving.objective_level import ObjectiveLevel
from model.solving.options import SolveOptions
from model.solving.outcome import SolveCount

# level, incumbent, bound, seconds since the run began
StageProgress = Callable[[str, float | None, float | None, float], None]


# Handing a model to the solver takes at least this share of the time that building it took.
COMPILING = 0.25


@dataclass
class Clock:
    """When the run began and how long it may take."""

    began: float
    limit: float | None

    def passed(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self.began

    def left(self) -> float | None:
        """Seconds that are left; None: no limit."""
        return None if self.limit is None else self.limit - self.passed()

    def check_room_for(self, seconds: float) -> None:
        """Raises OutOfTime where what comes next and takes so long cannot be done in time."""
        left = self.left()
        if left is not None and left < seconds:
            raise OutOfTime("the model was built, too late to be solved")


@dataclass
class Search:
    """All searches of one run. `count` grows with each."""

    options: SolveOptions
    clock: Clock
    on_progress: StageProgress | None = None
    count: SolveCount = field(default_factory=SolveCount)

    @property
    def out_of_time(self) -> bool:
        """Whether a search that began now would have no time; HiGHS would still take seconds to notice."""
        left = self.clock.left()
        return left is not None and left <= 0

    def allowance_at_the_end(self) -> Allowance:
        """What a run may still take, from now on, to say what it knows: the time that is left and a little more."""
        return Allowance.of(self.options.left_at_the_end(self.clock.passed()))

    def minimise(self, matrix: Matrix, level: ObjectiveLevel, start: Vector | None = None) -> SolverResult:
        """The least value of the level, to the gap asked for or, where it counts whole things, exactly."""
        solver, tell = Solver(matrix, self.options), self.progress(level.name)
        gap = 0.0 if level.whole else self.options.gap
        return self._counted(solver.minimise(level.costs, level.offset, gap=gap, time_limit=self.clock.left(), start=start, progress=tell))

    def best_within(self, matrix: Matrix, level: ObjectiveLevel, most: float, gap: float = 0.0) -> SolverResult:
        """The least value of the level that is `most` or less, to the gap: INFEASIBLE where it is proved that there is none."""
        solver, tell = Solver(matrix, self.options), self.progress(level.name)
        return self._counted(solver.best_within(level.costs, level.offset, most, gap=gap, time_limit=self.clock.left(), progress=tell))

    def progress(self, level: str) -> SolverProgress | None:
        """How HiGHS tells of its progress in the level."""
        tell = self.on_progress
        return None if tell is None else lambda incumbent, bound, _: tell(level, incumbent, bound, self.clock.passed())

    def _counted(self, answer: SolverResult) -> SolverResult:
        nodes, seconds = self.count.nodes + answer.nodes, self.count.solver_seconds + answer.seconds
        self.count = replace(self.count, nodes=nodes, solver_seconds=seconds)
        return answer
