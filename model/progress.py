"""Progress on standard error: bars on a terminal, plain lines elsewhere, nothing where nobody wants it."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from model.study.records import Answer
from model.study.records import Progress as Report

PLAIN_SECONDS = 15.0  # least time between two plain lines on one run


class Display:
    """Shows how the runs of a study go on. Use as a context; `listen` and `ended` are called as reports arrive."""

    def __init__(self, jobs: int, time_limit: float | None, silent: bool) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, quiet=silent)
        self._jobs, self._done, self._time_limit = jobs, 0, time_limit
        self._tasks: dict[str, TaskID] = {}
        self._told: dict[str, float] = {}
        self._bars: Progress | None = None
        if self._console.is_terminal and not silent:
            text = TextColumn("{task.description}", markup=False)
            self._bars = Progress(
                text, BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(), console=self._console, transient=True
            )
            self._all = self._bars.add_task("runs", total=jobs)

    def __enter__(self) -> Display:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bars:
            self._bars.stop()

    def listen(self, report: Report) -> None:
        """Show how far one run is."""
        text = describe(report, self._time_limit)
        if self._bars:
            if report.variant not in self._tasks:
                self._tasks[report.variant] = self._bars.add_task(text, total=None)
            self._bars.update(self._tasks[report.variant], description=text)
        elif time.monotonic() - self._told.get(report.variant, float("-inf")) >= PLAIN_SECONDS:
            self._told[report.variant] = time.monotonic()
            self._console.print(text, soft_wrap=True)

    def ended(self, answer: Answer) -> None:
        """Show that one run has ended, and how."""
        self._done += 1
        found = answer.outcome.evaluation
        delay = f", {found.weighted_delay:.2f} h/day" if found else ""
        line = f"[{self._done}/{self._jobs}] {answer.variant}: {answer.outcome.status.value}{delay} ({answer.seconds:.1f} s)"
        if self._bars:
            if answer.variant in self._tasks:
                self._bars.remove_task(self._tasks.pop(answer.variant))
            self._bars.advance(self._all)
        self._console.print(line, soft_wrap=True)


def describe(report: Report, time_limit: float | None) -> str:
    """One run's progress in a line: stage, best delay and bound so far (h/day), gap, time left under a limit."""
    text = f"{report.variant}: {report.stage}"
    if report.incumbent is not None:
        text += f", best {report.incumbent:.2f}"
    if report.bound is not None:
        text += f", bound {report.bound:.2f}"
    if report.incumbent and report.bound is not None:
        text += f", gap {100 * abs(report.incumbent - report.bound) / abs(report.incumbent):.2f} %"
    text += f", {report.seconds:.0f} s"
    return text if time_limit is None else text + f" (at most {max(0.0, time_limit - report.seconds):.0f} s left)"
