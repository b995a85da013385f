"""A runner that answers in this very process."""

from __future__ import annotations

from collections.abc import Sequence

from model.simulation.replication import Replication
from model.study.runner_protocol import Attempt, Begun, Ended, Stopping


class Here:
    """Answers one after the other; `stop_after` so many it heeds whoever says stop."""

    workers = 1

    def __init__(self, stop_after: int = 0) -> None:
        self._stop_after = stop_after
        self.answered = 0
        self.lived: list[int] = []  # cells of each replication

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        for number, attempt in enumerate(experiments):
            if stopping() and number >= self._stop_after:
                return
            on_begun(attempt)
            self.answered += 1
            assert isinstance(attempt.experiment, Replication)
            self.lived.append(len(attempt.experiment.plan.cells))
            on_ended(attempt, attempt.experiment.answer())

    def close(self) -> None:
        """There is nothing to let go of."""
