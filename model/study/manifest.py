"""The manifest of a study: all that is needed to repeat it, and what it took. The only report that holds times."""

from __future__ import annotations

import dataclasses
import datetime as dt
import platform
from collections.abc import Sequence
from importlib import metadata

from model.data.digest import digest
from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.study.records import RunRecord

PACKAGES = ("command-posture", "highspy", "numpy", "pandas", "pebble", "pydantic", "pyomo", "scipy", "tzdata")
NOTE = "The numbers are comparative indices under stated assumptions, not forecasts."


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that can change an answer; `not installed` for a bare checkout's own."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def manifest(
    base: Instance,
    runs: Sequence[RunRecord],
    options: SolveOptions,
    settings: Sequence[tuple[str, str]],
    baseline: str,
    started: dt.datetime,
    seconds: float,
    interrupted: bool,
) -> dict[str, object]:
    """The manifest as plain data. `started` is an aware time, `seconds` the wall time of the whole study."""
    return {
        "format": 1,
        "note": NOTE,
        "instance": {"name": base.name, "title": base.title, "as_of": base.as_of.isoformat(), "digest": digest(base)},
        "settings": dict(settings),
        "baseline": baseline,
        "options": dataclasses.asdict(options),
        "versions": versions(),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "interrupted": interrupted,
        "runs": [
            {
                "variant": run.variant,
                "status": run.outcome.status.value,
                "digest": run.digest,
                "seconds": round(run.seconds, 3),
                **dataclasses.asdict(run.outcome.count),
            }
            for run in runs
        ],
    }
