"""The section on many futures: what the main job adds for them, and how much quicker they are together than one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.measure import child, interleaved, run
from benchmarks.results import Row, Say, Section, markdown, plain
from benchmarks.settings import Settings

FUTURES = 1000
LONGEST = 600.0


def measure(settings: Settings, say: Say) -> list[Row]:
    """One row, with the CPU seconds that each repeat tells of itself."""
    said: list[dict[str, Any]] = []

    def once() -> Any:
        measured = run(child("futures", instance=settings.instance, futures=FUTURES), LONGEST)
        said.append(dict(measured.said))
        return measured

    found = interleaved({"futures": once}, {"futures": settings.repeats}, say, LONGEST)
    row = {"who": "futures", **plain(found["futures"])}
    for name in ("whole_cpu", "at_once_cpu", "one_cpu"):
        row[name] = [round(one[name], 5) for one in said if name in one]
    return [row]


def table(content: Mapping[str, Any]) -> str:
    """CPU seconds of the tables of a run, and of a posture in all futures against `evaluate` in each."""
    (row,) = content["rows"]
    whole, at_once, one = (median(row[name]) for name in ("whole_cpu", "at_once_cpu", "one_cpu"))
    futures = row["futures"]
    lines = [
        ("all tables of a run", str(row["variants"]), str(futures), f"{whole:.2f}"),
        ("one posture, all futures at once", "1", str(futures), f"{at_once:.3f}"),
        ("one posture, one future after the other (`evaluate`)", "1", str(futures), f"{one * futures:.1f}"),
    ]
    shown = markdown(("what", "postures", "futures", "CPU s"), lines)
    held = f"the hours of {row['held_alike']} futures are the same"
    return f"{shown}\n\nAt once against one after the other: **{one * futures / at_once:.0f}** times as quick; {held}."


SECTION = Section("futures", "Many futures", measure, table)
