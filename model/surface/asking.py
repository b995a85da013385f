"""How Python gets its answers: solved in this process or in several, with progress where somebody watches, kept where that is asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from model.data.instance import Instance
from model.progress import Display
from model.solving.options import SolveMethod, SolveOptions
from model.study.engine import Engine
from model.study.local_runner import LocalRunner, worker_count
from model.study.runner_protocol import Attempt, Begun, Ended, Listen, Runner, Stopping
from model.study.store import Store
from model.study.worker import run_experiment
from model.surface.carried_out import store_of
from model.surface.notebook import NotebookDisplay, in_notebook

MANY = 1_000_000


class InThisProcess:
    """Answers questions one after the other, here. Ctrl-C, or the stop button of a notebook, ends it as it ends anything."""

    workers = 1

    def __init__(self, base: Instance, options: SolveOptions, listen: Listen) -> None:
        self._base, self._options, self._listen = base, options, listen

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        """Answer all."""
        for attempt in experiments:
            on_begun(attempt)
            on_ended(attempt, run_experiment(self._base, attempt.experiment, self._options, partial(self._listen, attempt)))

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Asking:
    """How questions are answered: the solver's options, how many processes, whether progress is shown (None: where somebody
    watches), and below which folder of reports answers are kept (None: nowhere)."""

    options: SolveOptions
    workers: int = 1
    progress: bool | None = None
    keep: Path | None = None

    @contextmanager
    def engine(self, base: Instance, study: str) -> Iterator[Engine]:
        """What carries a study of this name out; progress is shown meanwhile."""
        kept = None if self.keep is None else store_of(self.keep, base, study)
        with Store(kept) as store, self._display() as display:
            yield Engine(base, self.options, store, lambda: self._runner(base, display), display)

    def _runner(self, base: Instance, display: Display) -> Runner:
        if self.workers == 1:
            return InThisProcess(base, self.options, display.listen)
        return LocalRunner(base, self.options, worker_count(MANY, self.workers, self.options.threads), display.listen)

    def _display(self) -> Display:
        if self.progress is not False and in_notebook():
            return NotebookDisplay(self.options.time_limit)
        watched = sys.stderr.isatty() if self.progress is None else self.progress
        return Display(silent=not watched, time_limit=self.options.time_limit)


def asking(
    time_limit: float | None,
    gap: float,
    seed: int,
    method: str,
    workers: int,
    progress: bool | None,
    keep: str | Path | None,
) -> Asking:
    """How to answer, from what a caller gives. Raises ValueError for a number that cannot be one of these."""
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit is {time_limit!r}; it must be more than 0 seconds, or None for no limit")
    if not 0 <= gap <= 1:
        raise ValueError(f"gap is {gap!r}; it must be from 0 to 1")
    if not 0 <= seed < 2**31:
        raise ValueError(f"seed is {seed!r}; it must be from 0 to {2**31 - 1}")
    if workers < 1:
        raise ValueError(f"workers is {workers!r}; it must be 1 or more")
    methods = [one.value for one in SolveMethod]
    if method not in methods:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(methods)}")
    options = SolveOptions(time_limit, gap, seed, method=SolveMethod(method))
    return Asking(options, workers, progress, None if keep is None else Path(keep))
