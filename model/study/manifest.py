"""The manifest of a study: all that is needed to repeat it, and what it took. The only report that holds times."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import platform
from collections import Counter
from collections.abc import Sequence
from importlib import metadata

from model.data.digest import digest
from model.data.instance import Instance
from model.data.stated import Stated
from model.solving.options import SolveOptions
from model.study.engine import StudyRun
from model.study.evaluate import program
from model.study.experiment import Result
from model.study.runs import RunRecord
from model.study.studyfile import Study
from model.tables.common import CAUTION

PACKAGES = ("command-posture", "distributed", "highspy", "numpy", "pandas", "pydantic", "pyomo", "scipy", "tzdata")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that can change an answer; `not installed` for a bare checkout's own."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def _head(base: Instance, options: SolveOptions, started: dt.datetime, seconds: float) -> dict[str, object]:
    return {
        "format": 1,
        "note": CAUTION,
        "instance": {"name": base.name, "title": base.title, "as_of": base.as_of.isoformat(), "digest": digest(base)},
        "options": dataclasses.asdict(options),
        "versions": versions(),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def manifest(
    base: Instance,
    runs: Sequence[RunRecord],
    options: SolveOptions,
    settings: Sequence[tuple[str, str]],
    baseline: str,
    started: dt.datetime,
    seconds: float,
    interrupted: bool,
    stated: Sequence[Stated] = (),
) -> dict[str, object]:
    """The manifest as plain data. `started` is an aware time, `seconds` the wall time of the whole study, `stated` what is stated on the
    command line, whose price stands beside each run where it was asked."""
    return {
        **_head(base, options, started, seconds),
        "settings": dict(settings),
        "stated": [list(one) for one in stated],
        "baseline": baseline,
        "interrupted": interrupted,
        "runs": [
            {
                "variant": run.variant,
                "status": run.outcome.status.value,
                "digest": run.digest,
                "seconds": round(run.seconds, 3),
                **dataclasses.asdict(run.outcome.count),
                **({} if run.unstated is None else _unstated(run.unstated, run.price_of_stated)),
            }
            for run in runs
        ],
    }


def _unstated(result: Result, price: float | None) -> dict[str, object]:
    return {"unstated": {"status": result.status, "weighted_delay": result.weighted_delay, "price": price}}


def study_manifest(
    study: Study,
    base: Instance,
    options: SolveOptions,
    run: StudyRun,
    faults: Sequence[tuple[str, str]],
    started: dt.datetime,
    seconds: float,
) -> dict[str, object]:
    """The manifest of a sweep. `faults` are (key, difference) of experiments that got another answer when asked again."""
    return {
        **_head(base, options, started, seconds),
        "study": _asked(study),
        "program": program(),
        "interrupted": run.interrupted,
        "questions": len(run.planned),
        "newly_run": run.fresh,
        "statuses": dict(sorted(Counter(result.status for result in run.results.values()).items())),
        "question_seconds": round(sum(result.seconds for result in run.results.values()), 3),
        "faults": [{"key": key, "difference": difference} for key, difference in faults],
    }


def _asked(study: Study) -> dict[str, object]:
    """The study in plain values; of postures that it is given, whose texts are long, their digests by name."""
    told = dataclasses.asdict(dataclasses.replace(study, given=()))
    return {**told, "given": {one.name: hashlib.sha256(one.text.encode()).hexdigest() for one in study.given}}
