"""Progress of a study on standard error: a bar on a terminal, plain lines elsewhere, nothing where nobody wants it."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from model.study.estimate import in_words
from model.study.question import Result

PLAIN_SECONDS = 10.0  # least time between two plain lines


class SweepDisplay:
    """Use as a context; it is the watcher of an engine."""

    def __init__(self, silent: bool) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, quiet=silent, soft_wrap=True)
        self._planned = self._known = self._done = self._failed = self._infeasible = 0
        self._told = self._begun = time.monotonic()
        self._bar: Progress | None = None
        if self._console.is_terminal and not silent:
            text = TextColumn("{task.description}", markup=False)
            self._bar = Progress(BarColumn(bar_width=30), MofNCompleteColumn(), text, console=self._console, transient=True)
            self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> SweepDisplay:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def say(self, text: str) -> None:
        """A line of its own."""
        self._console.print(text)

    def round(self, planned: int, known: int) -> None:
        """A round begins."""
        self._planned, self._known = planned, known - self._done
        new = planned - known
        self.say(f"{planned} questions planned, {known} known, {new} to run" if new else f"{planned} questions planned, all known")
        self._show()

    def ended(self, result: Result) -> None:
        """A question has ended."""
        self._done += 1
        self._failed += not result.answered
        self._infeasible += result.status == "infeasible"
        if result.status == "failed":
            self.say(f"failed: {result.reason.splitlines()[0] if result.reason else 'no reason given'}")
        self._show()

    def fault(self, difference: str) -> None:
        """A second result differs from the first."""
        self.say(f"FAULT: a question asked again got another answer: {difference}")

    def _show(self) -> None:
        done = self._known + self._done
        if self._bar:
            self._bar.update(self._task, completed=done, total=self._planned, description=self.line())
        elif time.monotonic() - self._told >= PLAIN_SECONDS or (self._done and done == self._planned):
            self._told = time.monotonic()
            self.say(f"[{done}/{self._planned}] {self.line()}")

    def line(self) -> str:
        """Failures, throughput and time left in a line."""
        seconds = time.monotonic() - self._begun
        told = f"{self._infeasible} infeasible, {self._failed} without answer"
        if self._done and seconds > 0:
            left = (self._planned - self._known - self._done) * seconds / self._done
            told += f", {60 * self._done / seconds:.1f}/min, {in_words(left)} left"
        return told
