"""What a roadmap has rows for: things that move, and what each of them is from when on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from model.reporting.figures.command_chart import in_conditions, stars
from model.reporting.figures.rows import grouped, listed, names, text
from model.tables.column import Row
from model.tables.transitions import EVERY

# Kinds of transitions -> the heading under which they stand, in the order of the roadmap.
HEADINGS = {
    "opening": "Headquarters",
    "closing": "Headquarters",
    "grade": "Commanders",
    "authority": "Authorities",
    "team": "Liaison teams",
}
COUNT = re.compile(r": (\d+ of \d+)")  # in what something waits for
NOBODY = "nobody"


@dataclass(frozen=True)
class RoadmapBar:
    """What a thing is from one column to another, both counted from today (0). `waits` tells what keeps the change at its end back."""

    first: int
    last: int
    state: str
    waits: str = ""


@dataclass(frozen=True)
class RoadmapRow:
    """A thing that moves: the heading it stands under, its name in words, and what it is, stretch by stretch."""

    heading: str
    what: str
    bars: tuple[RoadmapBar, ...]


def lines_of(transitions: Sequence[Row], phases: Sequence[str], condition_names: Mapping[str, str]) -> list[RoadmapRow]:
    """The lines of one variant by heading, those that move first before others. Conditions in which an authority goes the same way share
    one."""
    things = grouped(transitions, lambda row: (HEADINGS[text(row, "kind")], text(row, "what")))
    lines = [line for (heading, _), rows in things.items() for line in _lines(heading, rows, phases, condition_names)]
    order = list(dict.fromkeys(HEADINGS.values()))
    return sorted(lines, key=lambda line: (order.index(line.heading), [one.first for one in line.bars[1:]], line.what))


def state(kind: str, cell: str) -> str:
    """What stands in `from` or `to`, as people say it."""
    if kind == "grade":
        return stars(int(cell.removeprefix("O-"))) if cell.removeprefix("O-").isdecimal() else cell
    if kind == "team" and cell.isdecimal():
        return "no team" if cell == "0" else f"level {cell}"
    return listed(cell.split("|")) if cell else NOBODY


def reasons(transition: Row) -> list[str]:
    """What something waits for: `transfers_max of 2026 (2 of 2)`, each limit by itself."""
    return [COUNT.sub(r" (\1)", one) for one in text(transition, "waits_for").split("; ") if one]


def _lines(heading: str, rows: Sequence[Row], phases: Sequence[str], condition_names: Mapping[str, str]) -> Iterable[RoadmapRow]:
    """One thing's lines: one, or one for each way that an authority goes in some conditions. In others it may stay."""
    name = text(rows[0], "what_name") or text(rows[0], "what")
    if heading != HEADINGS["authority"]:
        yield RoadmapRow(heading, name, _bars(rows, phases))
        return
    ways: dict[tuple[RoadmapBar, ...], list[str]] = {}
    for condition in condition_names:
        if own := [row for row in rows if {EVERY, condition} & set(names(row, "conditions"))]:
            ways.setdefault(_bars(own, phases), []).append(condition)
    for bars, conditions in ways.items():
        yield RoadmapRow(heading, name + in_conditions(conditions, list(condition_names), condition_names), bars)


def _bars(rows: Sequence[Row], phases: Sequence[str]) -> tuple[RoadmapBar, ...]:
    """From today to the last phase: each change ends a stretch and begins the next."""
    changes = sorted(rows, key=lambda row: phases.index(text(row, "phase")))
    starts = [0, *(phases.index(text(row, "phase")) + 1 for row in changes)]
    states = [_side(changes[0], "from"), *(_side(row, "to") for row in changes)]
    waits = [*(" and ".join(reasons(row)) for row in changes), ""]
    ends = [*(second - 1 for _, second in pairwise(starts)), len(phases)]
    return tuple(RoadmapBar(first, last, one, why) for first, last, one, why in zip(starts, ends, states, waits, strict=True))


def _side(row: Row, side: str) -> str:
    return state(text(row, "kind"), text(row, side))
