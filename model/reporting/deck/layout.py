"""How much room text takes on a slide, and the cutting of tables that take more than one slide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from model.reporting.deck.letters import lines_needed, width
from model.reporting.deck.parts import Grid, Shown, Slide

# Points. A slide is 13.333 by 7.5 inches, as a projector is wide.
WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 36.0
INSIDE = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT = 20.0, 66.0
SAYS_TOP, SAYS_SIZE, SAYS_LINES = 86.0, 13.0, 2
BODY_BOTTOM = 504.0
FOOT_TOP = 512.0
GAP = 20.0
CELL_SIDE, CELL_TOP = 5.0, 2.6  # margins of a cell
LINE = 1.2  # line height in parts of the type size
MOST_PAGES = 3  # of a table that is cut
LARGEST = 14.0  # points, of type in a table that has room
STEP = 0.5


def says_lines(slide: Slide) -> int:
    """How many lines the sentence under the title takes."""
    return lines_needed(slide.says, INSIDE, SAYS_SIZE) if slide.says else 0


def body_top(slide: Slide) -> float:
    """Where the blocks of a slide begin."""
    return SAYS_TOP + (says_lines(slide) * SAYS_SIZE * LINE + 10 if slide.says else 12)


def body_height(slide: Slide) -> float:
    """How high the blocks of a slide may be."""
    return BODY_BOTTOM - body_top(slide)


def short(says: str, more: str = "") -> str:
    """The first of the two that takes no more lines than there are under a title; empty where neither does."""
    return next((said for said in (says, more) if lines_needed(said, INSIDE, SAYS_SIZE) <= SAYS_LINES), "")


def widths(grid: Grid, whole: float) -> list[float]:
    """The width of each column in points."""
    return [whole * share / sum(grid.shares) for share in grid.shares]


def heights(grid: Grid, whole: float) -> list[float]:
    """The height of each line of a table in points, its headings first."""
    rooms = [wide - 2 * CELL_SIDE for wide in widths(grid, whole)]

    def height(cells: Sequence[str], bold: bool) -> float:
        most = max(lines_needed(cell, room, grid.size, bold) for cell, room in zip(cells, rooms, strict=True))
        return most * grid.size * LINE + 2 * CELL_TOP

    body = [height([cell.text for cell in row], place in grid.strong) for place, row in enumerate(grid.rows)]
    return [height(grid.heads, True), *body]


def fitted(grid: Grid, room: float) -> Grid:
    """The table in the largest type with which it is no higher than `room` and no word of it is broken; in its own where none is."""
    size = LARGEST
    while size > grid.size:
        larger = replace(grid, size=size)
        if sum(heights(larger, INSIDE)) <= room and not _breaks(larger):
            return larger
        size -= STEP
    return grid


def _breaks(grid: Grid) -> bool:
    """Whether a word of a table is wider than its column."""
    rooms = [wide - 2 * CELL_SIDE for wide in widths(grid, INSIDE)]
    rows = [(grid.heads, True), *(([cell.text for cell in row], place in grid.strong) for place, row in enumerate(grid.rows))]
    return any(
        width(word, grid.size, bold) > room
        for cells, bold in rows
        for cell, room in zip(cells, rooms, strict=True)
        for word in re.split(r"(?<=-)|\s+", cell)
    )


def cut(slide: Slide, rest: str = "") -> list[Slide]:
    """The slide, or as many as its table needs. What is beyond the last of them is counted there, and `rest` says where it is."""
    (block,) = slide.blocks
    if not isinstance(block, Grid):
        return [slide]
    room = body_height(slide)
    grid = fitted(block, room)
    starts = _starts(heights(grid, INSIDE), room)
    pages = [*pairwise([*starts, len(grid.rows)])][:MOST_PAGES]
    if len(pages) == 1:
        return [replace(slide, blocks=(grid,))]
    shown = []
    for number, (first, last) in enumerate(pages, start=1):
        rows = grid.rows[first:last]
        left = len(grid.rows) - last if number == len(pages) else 0
        if left:
            rows = (*rows[:-1], _left(left + 1, rest, grid))
        strong = frozenset(place - first for place in grid.strong if first <= place < last)
        page = replace(grid, rows=rows, strong=strong)
        shown.append(replace(slide, title=f"{slide.title} ({number} of {len(pages)})", blocks=(page,)))
    return shown


def _left(number: int, rest: str, grid: Grid) -> tuple[Shown, ...]:
    """The last row of a table that is cut; it is told in the widest column."""
    widest = grid.shares.index(max(grid.shares))
    return tuple(Shown(f"{number:,} more: {rest}" if place == widest else "") for place in range(len(grid.heads)))


def _starts(high: Sequence[float], room: float) -> list[int]:
    """The first row of each page; the headings stand on all of them. A row that is higher than a page has one for itself."""
    head, *rows = high
    starts, used = [0], head
    for place, row in enumerate(rows):
        if used + row > room and place > starts[-1]:
            starts.append(place)
            used = head
        used += row
    return starts
