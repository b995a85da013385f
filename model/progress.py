"""Progress on standard error: bars on a terminal, plain lines elsewhere, nothing where nobody wants it."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from model.data.instance import BASE
from model.study.duration import in_words
from model.study.experiment import Experiment, Result
from model.study.runner_protocol import Attempt
from model.study.runs import Progress as Report

ONE_SECONDS = 15.0  # least time between two plain lines on one question
ALL_SECONDS = 10.0  # least time between two plain lines on a study of many
FEW = 40  # of so many questions each is told as it ends
LONGEST_NAME = 60  # letters


class _OnStandardError:
    """A console with, on a terminal, bars under `total` things called `what`. Use as a context."""

    def __init__(self, silent: bool, what: str = "", total: int | None = None) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, quiet=silent, soft_wrap=True)
        self._begun = self._told = time.monotonic()
        self._bars: Progress | None = None
        if self._console.is_terminal and not silent:
            text = TextColumn("{task.description}", markup=False)
            self._bars = Progress(
                text, BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(), console=self._console, transient=True
            )
            self._all = self._bars.add_task(what, total=total)

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bars:
            self._bars.stop()

    def say(self, text: str) -> None:
        """A line of its own."""
        self._console.print(text)


class Display(_OnStandardError):
    """Shows how the questions of a study go on. Use as a context; it is the watcher of an engine, and `listen` hears its runner."""

    def __init__(self, silent: bool, time_limit: float | None = None) -> None:
        super().__init__(silent)
        self._time_limit = time_limit
        self._planned = self._known = self._done = self._failed = self._infeasible = 0
        self._told_of: dict[Experiment, float] = {}
        self._tasks: dict[Experiment, TaskID] = {}

    def round(self, planned: int, known: int) -> None:
        """A round begins."""
        self._planned, self._known = planned, known - self._done
        new = planned - known
        self.say(f"{planned} questions planned, {known} known, {new} to run" if new else f"{planned} questions planned, all known")
        self._show()

    def listen(self, attempt: Attempt, report: Report) -> None:
        """Show how far one question is."""
        experiment, text = attempt.solve, describe(name_of(attempt.solve), report, self._time_limit)
        if self._bars:
            if experiment not in self._tasks:
                self._tasks[experiment] = self._bars.add_task(text, total=None)
            self._bars.update(self._tasks[experiment], description=text)
        elif time.monotonic() - self._told_of.setdefault(experiment, time.monotonic()) >= ONE_SECONDS:
            self._told_of[experiment] = time.monotonic()
            self.say(text)

    def ended(self, experiment: Experiment, result: Result) -> None:
        """Show that one question has ended, and how."""
        self._done += 1
        self._failed += not result.answered
        self._infeasible += result.status == "infeasible"
        self._told_of.pop(experiment, None)
        if self._bars and experiment in self._tasks:
            self._bars.remove_task(self._tasks.pop(experiment))
        if self._planned <= FEW or result.status == "failed":
            delay = "" if result.weighted_delay is None else f", {result.weighted_delay:.2f} h/day"
            reason = f": {result.reason.splitlines()[0]}" if result.status == "failed" and result.reason else ""
            self.say(f"{self._so_far()} {name_of(experiment)}: {result.status}{delay}{reason} ({result.seconds:.1f} s)")
        self._show()

    def fault(self, difference: str) -> None:
        """A second result differs from the first."""
        self.say(f"FAULT: a question asked again got another answer: {difference}")

    def _so_far(self) -> str:
        return f"[{self._known + self._done}/{self._planned}]"

    def _show(self) -> None:
        done = self._known + self._done
        if self._bars:
            self._bars.update(self._all, completed=done, total=self._planned, description=self.line())
        elif self._planned > FEW and (time.monotonic() - self._told >= ALL_SECONDS or (self._done and done == self._planned)):
            self._told = time.monotonic()
            self.say(f"{self._so_far()} {self.line()}")

    @property
    def count(self) -> tuple[int, int]:
        """How many questions have an answer, of how many planned so far."""
        return self._known + self._done, self._planned

    def line(self) -> str:
        """Failures, throughput and time left in a line."""
        seconds = time.monotonic() - self._begun
        told = f"{self._infeasible} infeasible, {self._failed} not proved"
        if self._done and seconds > 0:
            left = (self._planned - self._known - self._done) * seconds / self._done
            told += f", {60 * self._done / seconds:.1f}/min, {in_words(left)} left"
        return told


class Count(_OnStandardError):
    """Shows how many of a number of like things are done. Use as a context."""

    def __init__(self, silent: bool, what: str, total: int) -> None:
        super().__init__(silent, what, total)
        self._what, self._total, self._done = what, total, 0

    def one(self) -> None:
        """One more is done."""
        self._done += 1
        left = (self._total - self._done) * (time.monotonic() - self._begun) / self._done
        if self._bars:
            self._bars.update(self._all, completed=self._done, description=f"{self._what}, {in_words(left)} left")
        elif time.monotonic() - self._told >= ALL_SECONDS or self._done == self._total:
            self._told = time.monotonic()
            self.say(f"[{self._done}/{self._total}] {self._what}, {in_words(left)} left")


def name_of(experiment: Experiment) -> str:
    """The question in a few words: its variant, what is set, and what is stated; or which futures it is about."""
    if experiment.many is not None:
        return f"futures {experiment.many.first + 1} to {experiment.many.first + experiment.many.number}"
    name = " ".join([experiment.variant or BASE, *("=".join(pair) for pair in experiment.settings if not experiment.whole)])
    name = " ".join([name, *(text for _, text in experiment.stated)])
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."


def describe(name: str, report: Report, time_limit: float | None) -> str:
    """One question's progress in a line: stage, best delay and bound so far (h/day), gap, time left under a limit."""
    text = f"{name}: {report.stage}"
    if report.incumbent is not None:
        text += f", best {report.incumbent:.2f}"
    if report.bound is not None:
        text += f", bound {report.bound:.2f}"
    if report.incumbent and report.bound is not None:
        text += f", gap {100 * abs(report.incumbent - report.bound) / abs(report.incumbent):.2f} %"
    text += f", {report.seconds:.0f} s"
    return text if time_limit is None else text + f" (at most {max(0.0, time_limit - report.seconds):.0f} s left)"
