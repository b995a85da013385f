"""How long a study may take, told before it begins."""

from __future__ import annotations

import json
import math
from pathlib import Path
from statistics import mean

from model.study.store import Store

MOST_BYTES = 2**26  # no manifest comes near this


def seconds_a_question(store: Store, reports: Path) -> tuple[float, str] | None:
    """Mean wall seconds of an experiment and where that comes from: the study's own results, else the runs of any study reported
    in the folder `reports`; None where nothing was run yet."""
    own = store.mean_seconds()
    if own is not None:
        return own, "this study's results so far"
    for manifest in sorted(reports.glob("*/manifest.json")):
        found = _run_seconds(manifest)
        if found:
            return mean(found), f"the runs of {manifest.parent.name}"
    return None


def _run_seconds(manifest: Path) -> list[float]:
    """Seconds of each run; none where the file is not a manifest of ours, which is no reason to tell less."""
    try:
        if not manifest.is_file() or manifest.stat().st_size > MOST_BYTES:
            return []
        runs = json.loads(manifest.read_text(encoding="utf-8")).get("runs", [])
        seconds = [float(run["seconds"]) for run in runs]
    except (OSError, ValueError, AttributeError, KeyError, TypeError, OverflowError, RecursionError):
        return []
    return seconds if all(math.isfinite(one) and one >= 0 for one in seconds) else []


def in_words(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
