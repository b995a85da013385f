"""What a figure is: a picture, what it says, the same in words, and the numbers behind it.

A figure is computed from table rows alone and knows nothing of pages. Statistical pictures are Vega-Lite specifications as
plain data, so that making one needs no plotting package; drawings (charts of boxes, maps, steps) are SVG text. Both can be
shown on a page, set in type or put on a slide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.tables.column import Column, Row

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True)
class Spec:
    """A Vega-Lite specification with its data inlined; without `$schema` and `config`, which the page adds for all. A width of
    `container` follows the page; on slides it becomes a number."""

    vega_lite: Mapping[str, Json]


@dataclass(frozen=True)
class Drawing:
    """An SVG element as text, with `viewBox`, every text from a table escaped, and no style but attributes. A `wide` one stays legible in a
    narrow window, where it is moved sideways."""

    svg: str
    wide: bool = False


@dataclass(frozen=True)
class FigureTable:
    """The numbers behind a figure: its columns, in order, and a row of cells each."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figure:
    """One figure.

    `id` is a valid HTML id, unique on its page, and names the exported file. `says` is the one sentence to take away, `alt`
    the picture in words, both computed from the data. Where `variant`, `condition` or `phase` is not empty the figure is about that
    one alone, and is shown when it is chosen; figures that differ only in these stand one after the other.
    """

    id: str
    title: str
    says: str
    chart: Spec | Drawing
    alt: str
    table: FigureTable
    variant: str = ""
    condition: str = ""
    phase: str = ""
