"""The section on the main job: the shipped command against the plain peer, and where the shipped command's time goes."""

from __future__ import annotations

import csv
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Measured, child, interleaved, run
from benchmarks.results import Row, Say, Section, markdown, percent, plain, seconds, spread_of
from benchmarks.settings import Settings

OURS, PEER = "ours", "plain peer"
BREAKDOWN, LIMIT = "ours, one process with stopwatches", "HiGHS on ready arrays"
# Optima nearer than this, relative to their size, are the same.
SAME = 1e-6
# Seconds after which a whole job is given up.
LONGEST = 1800.0


def ours(instance: str, out: Path, workers: int) -> Measured:
    """The shipped command, reports included, with nothing kept from before. It ends with 1 where some variant is infeasible."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "solve.py", "run", f"instances/{instance}", "--out", str(out), "--workers", str(workers), "--quiet"]
    return run(command, LONGEST, allowed=(0, 1))


def peer(instance: str, out: Path, settings: Settings) -> Measured:
    """The plain arc flow, rebuilt for each variant."""
    arguments = {"instance": instance, "gap": settings.gap, "limit": settings.main_job_time_limit, "workers": settings.workers}
    return run(child("peer_variants", link="disaggregated", out=str(out), **arguments), LONGEST)


def measure(settings: Settings, say: Say) -> list[Row]:
    """A row each for ours, the peer, the breakdown and HiGHS alone. Raises AssertionError where optima differ."""
    instance = settings.instance
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        work = {
            OURS: lambda: ours(instance, folder / "ours", settings.workers),
            PEER: lambda: peer(instance, folder / "peer.csv", settings),
            BREAKDOWN: lambda: run(child("breakdown", instance=f"instances/{instance}", out=str(folder / "parts")), LONGEST),
            LIMIT: lambda: run(child("highs_limit", instance=instance), LONGEST),
        }
        say(f"{instance}, all variants")
        repeats = dict.fromkeys(work, settings.main_job_repeats) | {PEER: settings.main_job_peer_repeats, BREAKDOWN: 1, LIMIT: 1}
        found = interleaved(work, repeats, say, LONGEST)
        manifest = json.loads((folder / "ours" / instance / "run" / "manifest.json").read_text(encoding="utf-8"))
        with (folder / "ours" / instance / "run" / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
            delays = {row["variant"]: float(row["weighted_delay"] or "nan") for row in csv.DictReader(file)}
    rows = [{"who": who, **plain(measured)} for who, measured in found.items()]
    for row in rows:
        if row["who"] == OURS:
            row["runs"] = [{**one, "missed": _missed(one["root_bound"], delays[one["variant"]])} for one in manifest["runs"]]
        if row["who"] == PEER:
            statuses = {one["variant"]: one["status"] for one in manifest["runs"]}
            row["unproved"] = _check_agreement(row.pop("answers", []), delays, statuses)
        if row["who"] == BREAKDOWN and found[BREAKDOWN][-1].said:
            parts = [one.said["parts"] for one in found[BREAKDOWN]]
            row["parts"] = {name: [round(float(part[name]), 4) for part in parts] for name in parts[0]}
            row["whole"] = [round(float(one.said["whole"]), 4) for one in found[BREAKDOWN]]
        if row["who"] == LIMIT and found[LIMIT][-1].said:
            row |= {name: [round(float(one.said[name]), 4) for one in found[LIMIT]] for name in ("highs_first_cpu", "highs_cpu")}
    return rows


def _missed(root_bound: float | None, delay: float) -> float | None:
    """The share of the optimum by which the plain relaxation falls short."""
    return None if root_bound is None or math.isnan(delay) else (delay - root_bound) / max(abs(delay), 1e-9)


def _check_agreement(answers: list[Row], delays: Mapping[str, float], statuses: Mapping[str, str]) -> list[str]:
    """The variants that the peer did not prove; what it proved is what ours proved."""
    unproved = []
    for row in answers:
        variant = row["variant"]
        if row["status"] not in ("optimal", "infeasible"):
            unproved.append(variant)
            continue
        assert row["status"] == statuses[variant], f"{variant}: the peer says {row['status']}, ours {statuses[variant]}"
        if row["weighted_delay"] is not None:
            away = abs(row["weighted_delay"] - delays[variant])
            assert away <= SAME * max(1.0, delays[variant]) + 1e-6, f"{variant}: {row['weighted_delay']} against {delays[variant]}"
    return unproved


# Tables ---------------------------------------------------------------------------------------------------------


def table(content: Mapping[str, Any]) -> str:
    """Whole processes, ratios, and where the time goes."""
    rows = {row["who"]: row for row in content["rows"]}
    mine, other, parts, limit = rows[OURS], rows[PEER], rows[BREAKDOWN], rows[LIMIT]
    lines = [
        (who, seconds(row, "wall"), seconds(row, "cpu"), f"{spread_of(row, 'memory').median:.0f}", _ended(row)) for who, row in rows.items()
    ]
    whole = markdown(("whole process", "wall s", "CPU s", "MB", "ended"), lines)
    told = [whole, "", f"- {_ratio('Plain peer against ours, wall', _middle(other, 'wall') / _middle(mine, 'wall'), other)}"]
    told.append(f"- {_ratio('Plain peer against ours, CPU', _middle(other, 'cpu') / _middle(mine, 'cpu'), other)}")
    if "parts" in parts:
        inside = median(parts["parts"]["HiGHS"])
        told.append(f"- Ours in one process: {median(parts['wall']) / inside:.1f} times the {inside:.2f} s it spends inside HiGHS.")
    if "highs_cpu" in limit:
        first, alone = _middle(limit, "highs_first_cpu"), _middle(limit, "highs_cpu")
        cpu, wall = _middle(mine, "cpu") / alone, _middle(mine, "wall") / alone
        told.append(
            f"- HiGHS alone, handed the same models whole as ready arrays, needs {alone:.1f} CPU s for the same aims ({first:.1f} for the "
            f"first). Ours, with reading, building, checking, explaining and writing, takes **{cpu:.2f}** times that in CPU seconds and "
            f"{wall:.2f} times in wall seconds."
        )
    if "parts" in parts:
        told += ["", _parts_table(parts)]
    return "\n".join([*told, "", _nodes_table(mine)])


def _middle(row: Row, key: str) -> float:
    return spread_of(row, key).median


def _ratio(says: str, value: float, other: Row) -> str:
    least = "at least " if other["ended"] == "time limit" or other.get("unproved") else ""
    return f"{says}: {least}**{value:.1f}**."


def _ended(row: Row) -> str:
    unproved = row.get("unproved")
    return f"{row['ended']}, not proved within the limit: {', '.join(unproved)}" if unproved else str(row["ended"])


def _parts_table(row: Row) -> str:
    whole = median(row["whole"])
    lines = [(name, spread_of(row["parts"], name).text(), f"{100 * median(row['parts'][name]) / whole:.0f} %") for name in row["parts"]]
    start = [wall - inside for wall, inside in zip(row["wall"], row["whole"], strict=True)]
    return markdown(("part of ours, one process", "wall s", "share"), [("start Python and end it", f"{median(start):.2f}", ""), *lines])


def _nodes_table(row: Row) -> str:
    lines = []
    for one in row.get("runs", []):
        lines.append(
            (
                one["variant"],
                one["status"],
                f"{one['columns']:,}",
                f"{one['rows']:,}",
                percent(one["missed"]),
                str(one["nodes"]),
                f"{one['build_seconds']:.2f}",
                f"{one['solver_seconds']:.2f}",
            )
        )
    return markdown(
        ("variant, ours", "status", "columns", "rows", "gap of the relaxation", "relaxations and nodes", "build s", "search s"), lines
    )


SECTION = Section("main-job", "Main job", measure, table)
