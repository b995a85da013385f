"""A runner that answers in this process, for tests that need no protection from a death and ask often."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.study.runner_protocol import Attempt, Begun, Ended, Listen, Stopping
from model.study.worker import run_experiment


class Here:
    """Takes what a LocalRunner takes."""

    workers = 1

    def __init__(self, base: Instance, options: SolveOptions, workers: int = 1, listen: Listen | None = None) -> None:
        self.base, self.options = base, options

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        """One after the other."""
        for asked in experiments:
            on_begun(asked)
            on_ended(asked, run_experiment(self.base, asked.experiment, self.options))

    def close(self) -> None:
        """Nothing is held."""
