"""What the figures were measured on: cores, load, versions, the day. No names, no paths, no clock."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("pyomo", "highspy", "numpy", "scipy", "linopy", "pyscipopt", "ortools")


def machine() -> dict[str, Any]:
    """The machine at this moment. `load` is the mean number of processes that wanted a core over the last minute."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def in_words(about: dict[str, Any], load_after: float) -> str:
    """The machine as one line of text."""
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return (
        f"Measured {about['date']} on {about['cores']} cores ({about['processor']}, {about['memory_gb']} GB), "
        f"load {about['load']} before and {load_after} after; Python {about['python']}, {versions}."
    )


def load() -> float:
    """The load of the last minute."""
    return round(os.getloadavg()[0], 2)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
