"""What a run ends with: an exact status, the proof that goes with it, and the posture where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from model.delay.posture import Evaluation, Posture
from model.solving.options import SolveMethod

# A delay counts as proved optimal when its relative gap is at most the one asked for, and never above this.
PROVED = 1e-4
# The evaluation and the solver's claim may differ by this much, relative to their size: HiGHS's own tolerance on rows.
AGREEMENT = 1e-6


class Status(str, Enum):
    """How a run ended. Only `optimal` and `feasible` carry a posture."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_ANSWER = "no answer"
    FAILED = "failed"


def proved(gap: float, asked: float) -> Status:
    """The status of a posture with a relative gap where `asked` was asked for: what lies within the solver's own tolerance is no gap."""
    return Status.OPTIMAL if gap <= min(PROVED, max(asked, AGREEMENT)) else Status.FEASIBLE


def gap_of(value: float, bound: float) -> float:
    """Relative gap of a delay to a bound; none where there is no delay at all."""
    return (value - bound) / abs(value) if value else 0.0


@dataclass(frozen=True)
class ConflictItem:
    """One member of a conflict: a rule, a mandate, a pool or what else can be given up, in words, with its citation or source."""

    kind: str
    name: str
    says: str
    citation: str


@dataclass(frozen=True)
class SolveCount:
    """What solving took: the model's size, relaxations and nodes searched, wall seconds of the search and of building, and the
    bound of the first objective's plain relaxation."""

    columns: int = 0
    rows: int = 0
    nodes: int = 0
    root_bound: float | None = None
    solver_seconds: float = 0.0
    build_seconds: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """The end of one run.

    `bound` is the proven lower bound on the weighted delay and `gap` the relative gap to it (0.0001 = 0.01 %); both are
    None where there is no posture. `tie_break_proved` tells whether the later lexicographic stages were proved too.
    `conflict` names, for an infeasible run, rules, mandates and pools that cannot hold together. `reason` says in words
    why a run has no posture. `method` is the one the run was solved with: `exact` or `decomposition`; `foresight` tells how a plan was
    solved: `perfect`, all phases together, or `myopic`, phase after phase."""

    status: Status
    posture: Posture | None = None
    evaluation: Evaluation | None = None
    bound: float | None = None
    gap: float | None = None
    tie_break_proved: bool = False
    conflict: tuple[ConflictItem, ...] = ()
    reason: str = ""
    count: SolveCount = SolveCount()
    method: str = SolveMethod.EXACT.value
    foresight: str = "perfect"
