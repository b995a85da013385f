"""Runs and studies carried out to their end, for the command line and for Python alike: what is asked, how it is answered, what stays."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from model.data.instance import Instance
from model.reporting.comparison import baseline_of
from model.reporting.write import write_reports, write_study
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.study import fragility
from model.study.engine import Engine, StudyRun
from model.study.experiment import EVALUATED
from model.study.manifest import manifest, study_manifest
from model.study.methods import load_method, made_by
from model.study.plan import Batch, Plan, run_plan
from model.study.studyfile import Study
from model.study.tables import questions_table
from model.study.uncollected import uncollected
from model.tables.column import Row

STORES = ".store"
PROVED = (Status.OPTIMAL.value, EVALUATED)


def store_of(out: Path, base: Instance, study: str) -> Path:
    """The file below a folder of reports that keeps the answers of a study of this name."""
    return out / base.name / STORES / f"{study}.sqlite"


@dataclass(frozen=True)
class Sampled:
    """The futures in which the postures of runs are compared: how many (0: none), and the seed they are drawn with."""

    number: int = fragility.NUMBER
    seed: int = fragility.SEED


@dataclass(frozen=True)
class FinishedRun:
    """A plan with the runs that have ended. `settings` are what was set, `baseline` the variant that was named to compare with."""

    plan: Plan
    batch: Batch
    settings: tuple[tuple[str, str], ...]
    baseline: str | None
    options: SolveOptions
    futures: Sampled
    started: dt.datetime
    seconds: float

    def manifest(self) -> dict[str, object]:
        """The manifest of its report. There must be a run."""
        against = baseline_of(self.batch.runs, self.baseline).variant
        about = (self.plan.base, self.batch.runs, self.options, self.settings, against)
        made = manifest(*about, self.started, self.seconds, self.batch.interrupted, self.plan.stated)
        return made | {"futures": {"number": self.futures.number, "seed": self.futures.seed}}

    def in_futures(self) -> dict[str, list[Row]]:
        """The tables of its postures in the futures."""
        held = [path for path, _ in self.settings]
        return fragility.fragility(self.plan.base, self.batch.runs, self.futures.number, self.futures.seed, held)

    def write(self, folder: Path) -> None:
        """Write its report to a folder, in the place of an earlier one. Raises InputError where the folder is not ours to replace."""
        with uncollected():
            write_reports(folder, self.plan.base, self.batch.runs, self.manifest(), self.baseline, self.in_futures())


def carry_out_plan(
    plan: Plan,
    engine: Engine,
    settings: Sequence[tuple[str, str]],
    baseline: str | None,
    solve: Callable[[Plan, Engine], Batch] = run_plan,
    futures: Sampled = Sampled(),
) -> FinishedRun:
    """Answer what the plan asks."""
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    batch = solve(plan, engine)
    return FinishedRun(plan, batch, tuple(settings), baseline, engine.options, futures, started, time.monotonic() - clock)


@dataclass(frozen=True)
class FinishedStudy:
    """A study with its answers. `faults` are (key, difference) of questions that got another answer when asked again."""

    study: Study
    base: Instance
    options: SolveOptions
    run: StudyRun
    faults: tuple[tuple[str, str], ...]
    started: dt.datetime
    seconds: float

    @cached_property
    def tables(self) -> dict[str, Sequence[Row]]:
        """Rows of its tables, in their order. It must have come to its end."""
        made = load_method(self.study.method).tables(self.study, self.base, self.run.results)
        return {"questions": questions_table(self.run.planned, self.run.results), **made}

    @property
    def proved(self) -> bool:
        """Whether every question has a proved posture, and so has what a method makes of several answers (a posture for many futures)."""
        made = made_by(self.study.method)
        stated = [row["status"] for row in self.tables[made]] if made else []
        return all(status in PROVED for status in (*stated, *(result.status for result in self.run.results.values())))

    def manifest(self) -> dict[str, object]:
        """The manifest of its report."""
        about = (self.study, self.base, self.options, self.run, self.faults)
        return study_manifest(*about, self.started, self.seconds)

    def write(self, folder: Path) -> None:
        """Write its report to a folder, in the place of an earlier one. Raises InputError where the folder is not ours to replace."""
        write_study(folder, self.tables, self.manifest())


def carry_out_study(study: Study, engine: Engine) -> FinishedStudy:
    """Answer what the study asks."""
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    run = engine.run(load_method(study.method).steps(study, engine.base))
    faults = tuple(engine.store.faults())
    return FinishedStudy(study, engine.base, engine.options, run, faults, started, time.monotonic() - clock)
