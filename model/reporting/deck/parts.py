"""What a deck is made of: slides with words, tables and charts, and where in the report each number of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.reporting.figures.rows import grouped


@dataclass(frozen=True)
class Place:
    """Where a number stands: a table's name, its line in the file (the header is line 1) and the column."""

    table: str
    line: int
    column: str


@dataclass(frozen=True)
class Shown:
    """What is shown, and where it stands; None for words, and for numbers that are worked out (a remark then says how)."""

    text: str
    place: Place | None = None


@dataclass(frozen=True)
class Words:
    """Paragraphs, each with what comes first in bold (empty: nothing)."""

    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table: headings, the share of the width that each column takes, and rows. `strong` names the rows (from 0) that stand out,
    `right` the columns that are set to the right."""

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[Shown, ...], ...]
    strong: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()
    size: float = 10.0  # points; larger where there is room


@dataclass(frozen=True)
class Series:
    """One series of a chart: its name, a value and a place for each category, and one colour, or one for each value."""

    name: str
    values: tuple[float, ...]
    places: tuple[Place | None, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True)
class BarChart:
    """Bars that a presentation program can edit; `across`: they lie, the first on top. `alt` says in words what it is. `most` is what no
    value can exceed (1 for shares), and nor does the axis; None: no such limit."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    form: str  # of the numbers at the bars, as spreadsheets write it
    alt: str
    across: bool = True
    most: float | None = None


Block = Words | Grid | BarChart


@dataclass(frozen=True)
class Slide:
    """A slide: its finding as a title, a sentence or two under it, blocks side by side, and remarks for the speaker's notes."""

    title: str
    says: str
    blocks: tuple[Block, ...]
    remarks: tuple[str, ...] = ()
    numbers: tuple[tuple[str, Place], ...] = ()  # said in title, sentence or words
    shares: tuple[float, ...] = ()  # of the width that each block takes; empty: all alike


@dataclass(frozen=True)
class Deck:
    """All slides. `about` stands at the foot of each, before `caution`."""

    title: str
    under: str
    about: str
    caution: str
    slides: tuple[Slide, ...]
    remarks: tuple[str, ...]


def notes(slide: Slide) -> str:
    """What the speaker's notes say: the remarks, then for every number on the slide its file, line and column."""
    lines = list(slide.remarks)
    told = [_at(what, [place]) for what, place in slide.numbers]
    for block in slide.blocks:
        if isinstance(block, Grid):
            for position, head in enumerate(block.heads):
                told += _column(head, [row[position].place for row in block.rows])
        elif isinstance(block, BarChart):
            start = f"chart '{block.title}', "
            for series in block.series:
                told += _column(start + series.name, series.places)
    if told:
        lines += ["Where the numbers stand (line 1 of a file is its header, as a spreadsheet counts):", *dict.fromkeys(told)]
    return "\n".join(lines)


def _column(what: str, places: Sequence[Place | None]) -> list[str]:
    """Where the numbers of a column or series stand, one after the other; `none` where one is not a cell of a table."""
    files = grouped((place for place in places if place), lambda place: (place.table, place.column))
    return [
        _at(f"{what}, one after the other" if len(places) > 1 else what, [own if own in found else None for own in places])
        for found in files.values()
    ]


def _at(what: str, places: Iterable[Place | None]) -> str:
    listed = list(places)
    first = next(place for place in listed if place)
    lines = ", ".join(str(place.line) if place else "none" for place in listed)
    return f"{what}: {first.table}.csv, column {first.column}, {'line' if len(listed) == 1 else 'lines'} {lines}"
