"""What a page is made of: answers first, then sections of figures, and what a reader can choose."""

from __future__ import annotations

from dataclasses import dataclass

from model.reporting.figures.figure import Figure, FigureTable, Json
from model.tables.common import CAUTION


@dataclass(frozen=True)
class Answer:
    """A question a newcomer has, its answer in a few words, and a sentence or two more."""

    question: str
    short: str
    more: str


@dataclass(frozen=True)
class Told:
    """A heading with plain sentences under it."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class TableBlock:
    """A table that stands for itself. `id` is a valid HTML id, unique on the page; `says` what to take away from it."""

    id: str
    title: str
    says: str
    table: FigureTable


@dataclass(frozen=True)
class PanelSlider:
    """A slider: its number, what it moves, the values it can be put at as they are read (from its lowest place on), where it begins,
    and by how many places it moves."""

    number: int
    label: str
    least: int
    most: int
    step: int
    base: int
    first: str


@dataclass(frozen=True)
class Panel:
    """Sliders that redraw a ranking from `data`. `rows` are the ranking as it stands at first: variant, hours, more than the leader."""

    id: str
    title: str
    says: str
    slides: tuple[PanelSlider, ...]
    rows: tuple[tuple[str, str, str], ...]
    data: Json


@dataclass(frozen=True)
class Section:
    """A part of the page: a heading, what it is about in a sentence, and its figures and tables in order."""

    id: str
    title: str
    lead: str
    blocks: tuple[Figure | TableBlock | Panel, ...]


@dataclass(frozen=True)
class ReaderChoice:
    """Something a reader can choose: `dimension` is variant, condition or phase; `options` are (name, words); `chosen` a name."""

    dimension: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Page:
    """A whole page. `headline` is the finding in one sentence, `more` what else must be read first (empty: nothing); `told` says what was
    asked, proved, assumed and not answered."""

    title: str
    kicker: str
    headline: str
    answers: tuple[Answer, ...]
    told: tuple[Told, ...]
    sections: tuple[Section, ...]
    choices: tuple[ReaderChoice, ...] = ()
    more: str = ""
    note: str = CAUTION
