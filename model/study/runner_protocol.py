"""What the driver of a study and the runners say to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from model.errors import ModelFault
from model.study.experiment import Experiment, OtherQuestion, Result
from model.study.runs import Progress


@dataclass(frozen=True)
class Attempt:
    """An experiment, or a question that answers itself, under its key; `tries` counts how often it was begun before without an end."""

    key: str
    experiment: Experiment | OtherQuestion
    tries: int = 0

    @property
    def solve(self) -> Experiment:
        """The experiment. Raises ModelFault for a question of another kind, of which neither a store nor progress knows."""
        if not isinstance(self.experiment, Experiment):
            raise ModelFault("a question that answers itself was taken for a solve")
        return self.experiment


Begun = Callable[[Attempt], None]
Ended = Callable[[Attempt, Result], None]
Listen = Callable[[Attempt, Progress], None]
# How often someone has asked for an end: 0 go on, 1 finish what is under way, 2 stop now.
Stopping = Callable[[], int]


class ClusterLost(Exception):
    """The machinery that answers experiments is gone, which is nobody's fault here; the message says how. What had ended is kept."""


class Runner(Protocol):
    """Answers experiments somewhere."""

    @property
    def workers(self) -> int:
        """How many experiments it answers at a time."""

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        """Answer all; tell of each as it is begun and as it ends. Raises ClusterLost where no more can be answered."""

    def close(self) -> None:
        """Let go of what is held."""
