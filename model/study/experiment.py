"""What a study asks: one solve of one changed instance, named so that the same experiment is never solved twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from model.data.shut_out import Forbid
from model.data.stated import Stated
from model.solving.robust.futures import RobustAim
from model.solving.task import RUN, Decision, Task

EVALUATED = "evaluated"  # how a question ends that asks for no posture, but what given ones come to


@dataclass(frozen=True)
class FutureSettings:
    """One future that a posture must do for: paths set, the weight it counts with, and the least weighted delay that is possible there
    (h/day), where the aim or its search asks for it."""

    name: str
    weight: float
    settings: tuple[tuple[str, str], ...]
    optimum: float | None = None


@dataclass(frozen=True)
class OnePosture:
    """Asks for one posture for several futures: the `aim` (see `model.solving.robust.futures`), the share of the weight over which `cvar`
    averages, and the relative gap at which the search ends. The search starts from the design of the decisions `start`, where
    they are given, and looks for nothing above the `ceiling` (h/day of the aim). Where the design is `kept`, nothing is decided anew: asked
    is what it costs in each future, with the best routes and bands there."""

    aim: RobustAim
    futures: tuple[FutureSettings, ...]
    tail: float
    gap: float
    start: tuple[Decision, ...] = ()
    ceiling: float | None = None
    kept: bool = False


@dataclass(frozen=True)
class GivenPosture:
    """A posture under a `name` of its own, of a variant, as text (see `model.study.whole`); empty where there is none, and `status` says
    how its search ended."""

    name: str
    variant: str
    status: str
    text: str


@dataclass(frozen=True)
class ManyFutures:
    """Asks what postures come to in futures of the register, of which the first has the number `first` (from 0) and the last
    `first + number - 1`, drawn with `seed`. A posture is near the best within so many percent; means of the worst are over the share
    `tail`; `singly`: also in which futures each is farther. With `reroute` each request takes the best way of each future."""

    postures: tuple[GivenPosture, ...]
    first: int
    number: int
    seed: int
    within: float
    tail: float
    singly: bool = False
    reroute: bool = False


@dataclass(frozen=True)
class Experiment:
    """A variant with some paths set, some parts (kind, name: rules, mandates, pools) not in force, some holders shut out, and
    the task to solve. Its key in the store is a digest of the changed instance and the task, so two ways of asking the same are one.

    `stated` are decisions of the command line (`--force`, `--freeze`) with their texts.
    `whole` asks for the whole outcome, as the report of a run needs it: the posture and, where there is none, the conflict in words.
    `robust` asks for one posture for several futures in place of the task, `many` what given postures come to in many."""

    variant: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    forbids: tuple[Forbid, ...] = ()
    task: Task = RUN
    whole: bool = False
    stated: tuple[Stated, ...] = ()
    robust: OnePosture | None = None
    many: ManyFutures | None = None


@dataclass(frozen=True)
class Result:
    """A finished experiment as it is kept: plain values only, so that it can be stored as JSON and compared.

    `delay_by_condition` is urgency-weighted h/day of a condition while it lasts,
    `decisions` the canonical design (sorted; see `Decision`), `blocked_by` names ("rule jp_no_foreign_command") of a conflict
    where infeasible. Numbers are None and mappings empty where there is no posture. `gap` travels with every number.
    `outcome` is the whole outcome as text (see `whole`) where the experiment asked for it.
    `delay_by_future`, `aim_value`, `aim_bound` and `aim_gap` are of one posture for several futures: weighted delay in each, and the aim
    with what is proved of it; `weighted_delay` is then the mean by the futures' weights.
    `lot` is what given postures come to in many futures, as text (see `model.study.lots`).
    `tie_break_proved` is as of an `Outcome`, None where there is no posture. A `lost` experiment failed by no doing of its own, as a
    worker that was killed; the same command asks it again.
    """

    status: str
    reason: str = ""
    weighted_delay: float | None = None
    bound: float | None = None
    gap: float | None = None
    people: int | None = None
    four_stars: int | None = None
    changes: int | None = None
    worst_thread_hours: float | None = None
    delay_by_condition: Mapping[str, float] | None = None
    decisions: tuple[Decision, ...] = ()
    blocked_by: tuple[str, ...] = ()
    seconds: float = 0.0
    outcome: str | None = None
    tie_break_proved: bool | None = None
    lost: bool = False
    delay_by_future: Mapping[str, float] | None = None
    aim_value: float | None = None
    aim_bound: float | None = None
    aim_gap: float | None = None
    lot: str | None = None

    @property
    def answered(self) -> bool:
        """Whether the experiment has its final answer: a proved optimum, proved to have none, or all futures that it asks about."""
        return self.status in ("optimal", "infeasible", EVALUATED)


class OtherQuestion(Protocol):
    """A question of another kind than a solve, which knows by itself how it is answered; runners carry it just the same."""

    def answer(self) -> Result:
        """The answer, worked out in the process of a worker."""
