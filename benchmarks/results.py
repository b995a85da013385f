"""Result files: one JSON a section in `results/`, small enough to be kept with the code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import load, machine
from benchmarks.measure import Measured, Spread, spread

FOLDER = Path(__file__).resolve().parent / "results"
Row = dict[str, Any]
Say = Callable[[str], None]
# Digits kept of measured seconds and MB.
DIGITS = 4


@dataclass(frozen=True)
class Section:
    """One part of the benchmarks: `measure` makes its rows from the settings (of the command line) and says how it goes on;
    `table` makes Markdown of the file's content."""

    name: str
    title: str
    measure: Callable[[Any, Say], list[Row]]
    table: Callable[[Mapping[str, Any]], str]


def carry_out(section: Section, settings: Any, shown: Mapping[str, Any], say: Say, folder: Path = FOLDER) -> None:
    """Measure a section and write its file. `shown` are the settings that go into it."""
    before = machine()
    rows = section.measure(settings, say)
    content = {"section": section.name, "machine": before, "load_after": load(), "settings": dict(shown), "rows": rows}
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{section.name}.json").write_text(text, encoding="utf-8", newline="\n")


def content_of(section: Section, folder: Path = FOLDER) -> dict[str, Any] | None:
    """What a section's file holds; None where it was not measured yet."""
    path = folder / f"{section.name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def plain(measured: Sequence[Measured]) -> Row:
    """Repeats of one job as plain values: a list for each of wall, CPU and memory, how it ended, and what the last one said."""
    last = measured[-1]
    return {
        "ended": last.ended,
        "wall": [round(one.wall, DIGITS) for one in measured],
        "cpu": [round(one.cpu, DIGITS) for one in measured],
        "memory": [round(one.memory, 1) for one in measured],
        **last.said,
        **({"why": last.why} if last.ended == "failed" else {}),
    }


# Tables ---------------------------------------------------------------------------------------------------------


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are set to the right."""
    lines = ["| " + " | ".join(headings) + " |", "|---" + "|---:" * (len(headings) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def spread_of(row: Mapping[str, Any], key: str) -> Spread:
    """The spread of a row's list of measurements."""
    return spread([float(value) for value in row[key]])


def seconds(row: Mapping[str, Any], key: str) -> str:
    """Seconds of a row as text; more than the limit where it ran into it."""
    told = spread_of(row, key).text()
    return f"> {told}" if row["ended"] == "time limit" else told


def percent(share: float | None, digits: int = 3) -> str:
    """A share as per cent; a bar where there is none. Rounding below 0 is shown as 0."""
    return "-" if share is None else f"{max(0.0, 100 * share):.{digits}f} %"


def number(value: float | None) -> str:
    """A whole number with thousands separated; a bar where there is none."""
    return "-" if value is None else f"{value:,.0f}"
