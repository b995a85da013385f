"""The study `trial` carried out, and who answers its questions and watches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.data.instance import Instance
from model.data.reader import load_instance
from model.solving.options import SolveOptions
from model.study.engine import Engine, StudyRun
from model.study.experiment import Experiment, Result
from model.study.local_runner import LocalRunner
from model.study.methods import load_method
from model.study.runner_protocol import Runner
from model.study.store import Store
from model.study.studyfile import load_study
from model.study.tables import questions_table
from tests.study.here import Here

OPTIONS = SolveOptions()
SAMPLES = 10


def here(base: Instance) -> Runner:
    return Here(base, OPTIONS)


def two_processes(base: Instance) -> Runner:
    return LocalRunner(base, OPTIONS, 2)


class Quiet:
    """A watcher that only counts."""

    def __init__(self) -> None:
        self.known: list[int] = []
        self.results: list[Result] = []
        self.faults: list[str] = []

    def round(self, planned: int, known: int) -> None:
        self.known.append(known)

    def ended(self, question: Experiment, result: Result) -> None:
        self.results.append(result)

    def fault(self, difference: str) -> None:
        self.faults.append(difference)


def carry_out(
    folder: Path,
    store: Path,
    runner: Callable[[Instance], Runner] = here,
    stopping: Callable[[], int] = lambda: 0,
    retry_failed: bool = False,
    watcher: Quiet | None = None,
) -> StudyRun:
    """The study `trial`, in this process unless said otherwise."""
    base = load_instance(folder)
    study = load_study(folder, "trial", base)
    with Store(store) as kept:
        method = load_method("trial")
        engine = Engine(base, OPTIONS, kept, lambda: runner(base), watcher or Quiet(), stopping, retry_failed)
        return engine.run(method.steps(study, base))


def table(run: StudyRun) -> list[dict[str, object]]:
    return [dict(row) for row in questions_table(run.planned, run.results)]


def never(base: Instance) -> Runner:
    """A runner that must not be needed."""
    raise AssertionError("something is run again")
