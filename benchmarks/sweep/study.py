"""The section on sweeps: points an hour through the public study command, and by the plain rebuild loop on some of its points."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.cases import folder_of
from benchmarks.measure import child, interleaved, run
from benchmarks.results import Row, Say, Section, markdown, plain, spread_of
from benchmarks.settings import Settings
from benchmarks.sweep.instance import STUDY, write_copy
from benchmarks.sweep.peer_job import questions_of

OURS, PEER = "ours", "plain rebuild loop"
# Optima nearer than this, relative to their size, are the same.
SAME = 1e-6
# Seconds after which a job is given up.
LONGEST = 7200.0


def measure(settings: Settings, say: Say) -> list[Row]:
    """A row each for ours and the peer. Raises AssertionError where a point's optima differ."""
    with tempfile.TemporaryDirectory() as scratch:
        copy, out = Path(scratch) / settings.instance, Path(scratch) / "out"
        points = write_copy(folder_of(settings.instance), copy, settings.points)
        questions = questions_of(copy)
        numbers = sorted({place * len(questions) // settings.peer_points for place in range(settings.peer_points)})
        say(f"{settings.instance}, {points} points, {len(numbers)} of them by the plain loop too")
        workers, common = settings.workers, {"gap": settings.gap, "limit": settings.time_limit}
        command = [sys.executable, "solve.py", "sweep", str(copy), STUDY, "--out", str(out), "--workers", str(workers), "--quiet"]
        work = {
            PEER: lambda: run(child("peer_points", folder=str(copy), numbers=numbers, workers=workers, **common), LONGEST),
            OURS: lambda: run(command, LONGEST, allowed=(0, 1)),
        }
        found = interleaved(work, dict.fromkeys(work, 1), say, LONGEST)
        rows = {who: {"who": who, **plain(measured)} for who, measured in found.items()}
        rows[OURS] |= _ours(out / settings.instance / STUDY) if found[OURS][-1].ended == "done" else {}
    answers = rows[PEER].get("answers", [])
    rows[PEER] |= {"points": len(numbers), "statuses": dict(Counter(answer["status"] for answer in answers))}
    rows[PEER]["agreed"] = _check_agreement(answers, rows[OURS].pop("delays", []))
    rows[PEER].pop("answers", None)
    return [rows[OURS], rows[PEER]]


def _ours(tables: Path) -> Row:
    """What the study's own tables say: delay and status of each point, in the order of the points."""
    with (tables / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    manifest = json.loads((tables / "manifest.json").read_text(encoding="utf-8"))
    return {
        "points": len(listed),
        "statuses": dict(Counter(row["status"] for row in listed)),
        "question_seconds": manifest["question_seconds"],
        "delays": [(row["status"], row["weighted_delay"]) for row in listed],
    }


def _check_agreement(answers: list[Row], ours: list[tuple[str, str]]) -> int:
    """How many points both proved, and to the same optimum."""
    agreed = 0
    for answer in answers:
        if not ours or answer["status"] not in ("optimal", "infeasible"):
            continue
        status, delay = ours[answer["point"]]
        assert status == answer["status"], f"point {answer['point']}: the peer says {answer['status']}, ours {status}"
        if answer["delay"] is not None:
            away = abs(float(delay) - answer["delay"])
            assert away <= SAME * max(1.0, abs(answer["delay"])) + 1e-6, f"point {answer['point']}: {answer['delay']} against {delay}"
        agreed += 1
    return agreed


def table(content: Mapping[str, Any]) -> str:
    """Throughput of both and their ratio."""
    lines, hourly = [], {}
    for row in content["rows"]:
        wall, points = spread_of(row, "wall").median, row.get("points", 0)
        hourly[row["who"]] = 3600 * points / wall
        statuses = ", ".join(f"{count} {status}" for status, count in sorted(row.get("statuses", {}).items()))
        each = f"{wall / points:.3f}" if points else "-"
        cpu = f"{spread_of(row, 'cpu').median / points:.3f}" if points else "-"
        lines.append(
            (
                row["who"],
                str(points),
                f"{wall:.1f}",
                each,
                cpu,
                f"{hourly[row['who']]:,.0f}",
                f"{spread_of(row, 'memory').median:.0f}",
                statuses,
            )
        )
    shown = markdown(("who", "points", "wall s", "wall s a point", "CPU s a point", "points an hour", "MB", "outcomes"), lines)
    peer = next(row for row in content["rows"] if row["who"] == PEER)
    ratio = hourly[OURS] / hourly[PEER] if hourly[PEER] else float("nan")
    agreed = f"Both proved the same answer at {peer['agreed']} of {peer['points']} points."
    least = "" if peer["agreed"] == peer["points"] else "at least "
    return f"{shown}\n\nThroughput of ours against the plain loop: {least}**{ratio:.1f}**. {agreed}"


SECTION = Section("sweep", "Sweep", measure, table)
