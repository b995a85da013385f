"""Growth with size: alliances of rising size, each solved to within 1 % in a process of its own that is measured whole."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import python, run
from benchmarks.results import Row, Say, Section, plain
from benchmarks.scale.generate import generate

# Headquarters and threads.
SIZES = ((25, 250), (50, 500), (100, 1000))
LARGEST = (200, 2000)
# The full model is built up to here, to show where it stops.
FULL = ((16, 50), (25, 250))
GAP = 0.01
# Seconds a solve is given, and those its process is given beside them.
TIME_LIMIT, BESIDE = 600.0, 300.0
FULL_TIME_LIMIT = 120.0
SEED = 1


def measure_scale(
    sizes: Sequence[tuple[int, int]] = SIZES,
    full: Sequence[tuple[int, int]] = FULL,
    seeds: Sequence[int] = (SEED,),
    say: Say = lambda _: None,
) -> list[Row]:
    """A row for each size, seed and road. `sizes` are solved by the program as shipped, `full` with the model of all paths."""
    rows = []
    jobs = [(size, "full", FULL_TIME_LIMIT) for size in full] + [(size, "shipped", TIME_LIMIT) for size in sizes]
    with tempfile.TemporaryDirectory() as scratch:
        for (headquarters, threads), road, limit in jobs:
            for seed in seeds:
                folder = Path(scratch) / f"{headquarters}-{threads}-{seed}"
                if not folder.exists():
                    generate(folder, headquarters, threads, seed)
                measured = run(python("benchmarks.scale.job", folder, road, limit, GAP), limit + BESIDE)
                row = {"headquarters": headquarters, "threads": threads, "seed": seed, "road": road, **plain([measured])}
                say(_line(row))
                rows.append(row)
    return rows


def _line(row: Mapping[str, Any]) -> str:
    return " | ".join(_cells(row))


HEADINGS = (
    "HQs",
    "threads",
    "seed",
    "road",
    "columns",
    "rows",
    "build s",
    "CPU s in all",
    "wall s",
    "memory MB",
    "status",
    "hours/day",
    "gap",
    "gap of the relaxation",
)


def _cells(row: Mapping[str, Any]) -> list[str]:
    value, bound, root = row.get("value"), row.get("bound"), row.get("root_bound")
    return [
        str(row["headquarters"]),
        f"{row['threads']:,}",
        str(row["seed"]),
        row["road"],
        f"{row['columns']:,}" if "columns" in row else "-",
        f"{row['rows']:,}" if "rows" in row else "-",
        f"{row['build_seconds']:.1f}" if "build_seconds" in row else "-",
        f"{row['cpu'][0]:.1f}",
        f"{row['wall'][0]:.1f}",
        f"{row['memory'][0]:,.0f}",
        row.get("status", row["ended"]),
        "-" if value is None else f"{value:,.0f}",
        "-" if value is None or bound is None else f"{(value - bound) / value:.2%}",
        "-" if value is None or root is None else f"{(value - root) / value:.2%}",
    ]


def table(content: Mapping[str, Any]) -> str:
    """The rows as Markdown."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|" + "---|" * len(HEADINGS)]
    return "\n".join([*lines, *(f"| {' | '.join(_cells(row))} |" for row in content["rows"])])


SECTION = Section("scale", "Growth with size", lambda settings, say: measure_scale(say=say), table)
