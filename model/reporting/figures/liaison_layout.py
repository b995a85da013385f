"""Where the headquarters of a liaison network stand: nation by nation, in as many columns as fit beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from model.reporting.figures.rows import text
from model.tables.column import Row

WIDTH, ROW, NODE, TOP, HEADING = 1240.0, 46.0, 210.0, 34.0, 22.0
BOX = 30.0  # height of a box
MOST = 4  # columns that leave room for lines and numbers between them

Column = list[tuple[str, list[str]]]  # each nation with its headquarters, from top to bottom


@dataclass(frozen=True)
class Layout:
    """Upper left corners of the boxes, where the nations are written, the room between columns, and the drawing's height.

    `lanes` are the heights at which a line crosses a column (by its left edge) without touching a box.
    """

    spots: Mapping[str, tuple[float, float]]
    headings: Sequence[tuple[str, float, float]]
    lanes: Mapping[float, Sequence[float]]
    gap: float
    height: float


def leader(nation: str) -> str:
    """The nation that a headquarters is drawn under: of a combined one (a|b) that of its commander, which is the first."""
    return nation.partition("|")[0]


def label(hq: str, nation: str) -> str:
    """What is written in a box; of a combined headquarters also the nations that the heading does not say."""
    others = nation.split("|")[1:]
    return f"{hq} (with {', '.join(others)})" if others else hq


def layout(rows: Sequence[Row], nation: Mapping[str, str]) -> Layout:
    """The places of all ends of the links; no two boxes or headings meet, however many the nations."""
    columns = _untangled(_columns(rows, nation), rows)
    height = max(map(_height, columns), default=ROW)
    between = (WIDTH - NODE) / max(1, len(columns) - 1)
    spots: dict[str, tuple[float, float]] = {}
    headings = []
    lanes = {}
    for place, column in enumerate(columns):
        x = place * between if len(columns) > 1 else (WIDTH - NODE) / 2
        y = TOP + (height - _height(column)) / 2
        lanes[x] = [y - 4]
        for name, members in column:
            headings.append((name, x, y))
            spots |= {hq: (x, y + HEADING + ROW * line) for line, hq in enumerate(members)}
            lanes[x] += [spots[hq][1] + (BOX + ROW) / 2 for hq in members]
            y += HEADING + ROW * len(members)
    return Layout(spots, headings, lanes, between - NODE if len(columns) > 1 else (WIDTH - NODE) / 2, TOP + height)


def _height(column: Column) -> float:
    return sum(HEADING + ROW * len(members) for _, members in column)


def _columns(rows: Sequence[Row], nation: Mapping[str, str]) -> list[Column]:
    """The nations with most headquarters get a column each, from the left; every other goes below those of the lowest column."""
    ends = sorted({hq for row in rows for hq in (text(row, "from_hq"), text(row, "to_hq"))})
    under = {hq: leader(nation.get(hq, "")) for hq in ends}
    members = {name: [hq for hq in ends if under[hq] == name] for name in set(under.values())}
    columns: list[Column] = []
    for group in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(columns) < MOST:
            columns.append([group])
        else:
            min(columns, key=_height).append(group)
    return columns


def _untangled(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """The same columns, each headquarters moved towards the mean height of those it is joined with: fewer crossings."""
    joined: dict[str, list[str]] = {}
    for row in rows:
        joined.setdefault(text(row, "from_hq"), []).append(text(row, "to_hq"))
        joined.setdefault(text(row, "to_hq"), []).append(text(row, "from_hq"))
    for _ in range(4):
        height = dict(chain.from_iterable(map(_heights, columns)))
        wanted = {hq: sum(height[other] for other in others) / len(others) for hq, others in joined.items()}
        columns = [[(name, sorted(members, key=lambda hq: (wanted[hq], hq))) for name, members in column] for column in columns]
    return columns


def _heights(column: Column) -> Iterator[tuple[str, float]]:
    """How far down its column each headquarters stands, from 0 to 1."""
    hqs = [hq for _, members in column for hq in members]
    return ((hq, (place + 0.5) / len(hqs)) for place, hq in enumerate(hqs))
