"""The section on solver options: the settings of HiGHS over several variants, on the whole path model."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.measure import child, run
from benchmarks.results import Row, Say, Section, markdown
from benchmarks.settings import Settings
from benchmarks.solvers.options_job import SETTINGS
from model.solving.options import SolveOptions

# Optima nearer than this, relative to their size, are the same.
SAME = 1e-6
REST = 120.0


def measure(settings: Settings, say: Say) -> list[Row]:
    """A row for each case and setting, at the shipped program's gap. Settings of one number of threads share a process."""
    by_threads: dict[int, list[str]] = {}
    for name, (_, _, threads) in SETTINGS.items():
        by_threads.setdefault(threads, []).append(name)
    rows: list[Row] = []
    for case in settings.option_cases:
        for names in by_threads.values():
            longest = (len(names) * settings.repeats + 1) * settings.time_limit + REST
            arguments = {"case": case, "gap": SolveOptions.gap, "limit": settings.time_limit, "repeats": settings.repeats}
            measured = run(child("options", settings=names, **arguments), longest)
            say(f"  {case}, {len(names)} settings: {measured.wall:.1f} s wall, {measured.cpu:.1f} s CPU, {measured.ended} {measured.why}")
            missing: Row = {"search_cpu": [], "search_wall": []}
            rows += [{"case": case, "setting": name, "ended": measured.ended, **measured.said.get(name, missing)} for name in names]
    return rows


def table(content: Mapping[str, Any]) -> str:
    """A row a setting: medians of CPU seconds by case, their sum, and whether every optimum was found."""
    rows = content["rows"]
    cases = list(dict.fromkeys(row["case"] for row in rows))
    best = {
        case: min((row["delay"] for row in rows if row["case"] == case and row.get("delay") is not None), default=None) for case in cases
    }
    lines = []
    for setting in dict.fromkeys(row["setting"] for row in rows):
        own = {row["case"]: row for row in rows if row["setting"] == setting}
        times = [median(row["search_cpu"]) if row["search_cpu"] else float("nan") for row in own.values()]
        spreads = [
            max(row["search_cpu"]) / min(row["search_cpu"]) for row in own.values() if row["search_cpu"] and min(row["search_cpu"]) > 0
        ]
        wall = sum(median(row["search_wall"]) for row in own.values() if row["search_wall"])
        nodes = sum(int(row.get("nodes", 0)) for row in own.values())
        missed = [case for case, row in own.items() if not _found(row, best[case])]
        told = "all" if not missed else f"{len(own) - len(missed)} of {len(own)}"
        noise = f"{max(spreads, default=1.0):.2f}"
        lines.append((setting, *(f"{time:.2f}" for time in times), f"{sum(times):.2f}", f"{wall:.2f}", noise, str(nodes), told))
    names = [case.rpartition("/")[2].partition("-")[0] for case in cases]
    return markdown(("setting", *names, "sum, CPU s", "sum, wall s", "most / least", "nodes", "optimum proved"), lines)


def _found(row: Row, best: float | None) -> bool:
    if row.get("status") != "optimal" or row.get("delay") is None or best is None:
        return False
    return bool(abs(row["delay"] - best) <= SAME * max(1.0, abs(best)))


SECTION = Section("options", "Solver options", measure, table)
