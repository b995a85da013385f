"""The section on peers: the same problem through other models, modelling layers and solvers, each a whole process, in one run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, child, interleaved, run
from benchmarks.results import Row, Say, Section, markdown, percent, plain, seconds, spread_of
from benchmarks.settings import Settings

# Optima nearer than this, relative to their size, are the same; CP-SAT scales shares to whole numbers and is given more room.
SAME, SAME_SCALED = 1e-6, 1e-4
REST = 60.0
OURS = "ours: path columns, pruned, all stages"
ARC, PATH = "arc flow", "path columns, exported"
SCALED = "CP-SAT"


def contenders(case: str, folder: Path, settings: Settings) -> dict[str, Callable[[], Measured]]:
    """Who takes part -> one measured process."""
    common: dict[str, Any] = {"gap": settings.gap, "limit": settings.time_limit}
    longest = settings.time_limit + REST
    jobs = {
        OURS: child("model", case=case),
        f"{ARC}, aggregated: Pyomo, rebuilt, HiGHS": child("pyomo", case=case, link="aggregated", **common),
        f"{ARC}, disaggregated: Pyomo, rebuilt, HiGHS": child("pyomo", case=case, link="disaggregated", **common),
        f"{ARC}, disaggregated: linopy from ready arrays, HiGHS": child("linopy", folder=str(folder), **common),
    }
    for what, file in ((PATH, "path"), (f"{ARC}, exported", "arc")):
        jobs[f"{what}: SCIP"] = child("scip", path=str(folder / f"{file}.mps"), **common)
        jobs[f"{what}: {SCALED}"] = child("cp_sat", path=str(folder / f"{file}.mps"), **common)
    return {name: partial(run, command, longest) for name, command in jobs.items()}


def measure(settings: Settings, say: Say) -> list[Row]:
    """A row for each case and contender. Raises AssertionError where two prove different optima."""
    rows: list[Row] = []
    for case in settings.peer_cases:
        say(case)
        with tempfile.TemporaryDirectory() as scratch:
            written = run(child("export", case=case, folder=scratch), settings.time_limit + REST)
            assert written.ended == "done", f"{case} was not exported: {written.why}"
            work = contenders(case, Path(scratch), settings)
            found = interleaved(work, dict.fromkeys(work, settings.repeats), say, settings.long)
        here = [{"case": case, "who": who, **plain(measured)} for who, measured in found.items()]
        _check_agreement(case, here)
        rows += here
    return rows


def _check_agreement(case: str, rows: list[Row]) -> None:
    optimum = rows[0].get("delay")
    if rows[0].get("status") != "optimal" or optimum is None:
        return
    for row in rows[1:]:
        if row.get("status") == "optimal":
            allowed = (SAME_SCALED if SCALED in row["who"] else SAME) * max(1.0, abs(optimum))
            assert abs(row["delay"] - optimum) <= allowed, f"{case}: {row['who']} says {row['delay']}, ours {optimum}"


def table(content: Mapping[str, Any]) -> str:
    """Whole processes with their ratio to ours."""
    lines: list[tuple[str, ...]] = []
    for case in dict.fromkeys(row["case"] for row in content["rows"]):
        here = [row for row in content["rows"] if row["case"] == case]
        optimum = here[0].get("delay")
        lines.append((f"**{case}**", *[""] * 5))
        lines += [_line(row, here[0], optimum) for row in here]
    return markdown(("who", "wall s", "CPU s", "wall / ours", "MB", "outcome"), lines)


def _line(row: Row, ours: Row, optimum: float | None) -> tuple[str, ...]:
    if row["ended"] in ("not installed", "failed"):
        return (row["who"], *["-"] * 4, row["ended"])
    ratio = spread_of(row, "wall").median / spread_of(ours, "wall").median
    at_least = "" if row.get("status") == "optimal" else "> "
    return (
        row["who"],
        seconds(row, "wall"),
        seconds(row, "cpu"),
        f"{at_least}{ratio:.1f}",
        f"{spread_of(row, 'memory').median:.0f}",
        _outcome(row, optimum),
    )


def _outcome(row: Row, optimum: float | None) -> str:
    status = row.get("status", row["ended"])
    if status == "optimal" or optimum is None:
        return str(status)
    if row.get("delay") is None:
        return "nothing found within the limit"
    told = f"not proved: best {percent((row['delay'] - optimum) / abs(optimum))} above the optimum"
    if row.get("bound") is not None:
        told += f", bound {percent((optimum - row['bound']) / abs(optimum))} below"
    return told


SECTION = Section("peers", "Peers", measure, table)
