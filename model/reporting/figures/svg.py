"""Small pieces of SVG as text. Every text that goes in is escaped here, and only here."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from functools import cache
from html import escape

from model.reporting.figures.palette import FONT, INK, PAPER

# Mean width of a letter in parts of the font size, in the fonts named; a little wide, so that text fits.
LETTER = 0.56
# How much wider a letter is in bold.
BOLD = 1.12

Attribute = str | int | float


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return str(value) if isinstance(value, int) else f"{value:.1f}".removesuffix(".0")


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def element(tag: str, inside: str = "", /, **attributes: Attribute) -> str:
    """An element; attribute names are written with `_` for `-`, numbers short. `inside` is SVG, not text."""
    pieces = [f'{_attribute(name)}="{escape(value) if isinstance(value, str) else number(value)}"' for name, value in attributes.items()]
    opened = " ".join([tag, *pieces])
    return f"<{opened}>{inside}</{tag}>" if inside else f"<{opened}/>"


def words(text: str, x: float, y: float, **attributes: Attribute) -> str:
    """One line of text with its baseline at y."""
    return element("text", escape(text, quote=False), x=x, y=y, **attributes)


def hint(text: str) -> str:
    """What is told beside the pointer, to stand inside the element that it is about."""
    return element("title", escape(text, quote=False))


def width_of(text: str, size: float) -> float:
    """About how wide the text is."""
    return LETTER * size * len(text)


def shortened(text: str, width: float, size: float) -> str:
    """The text cut so that it fits, with an ellipsis where something is missing."""
    most = max(1, int(width / (LETTER * size)))
    return text if len(text) <= most else text[: most - 1].rstrip() + "\u2026"


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines that fit."""
    return textwrap.wrap(text, max(8, int(width / (LETTER * size)))) or [""]


def arrow(points: Sequence[tuple[float, float]], **attributes: Attribute) -> str:
    """A line through the points with a head at its end."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    angle = math.atan2(y1 - y0, x1 - x0)
    head = [(x1 - 9 * math.cos(angle + turn), y1 - 9 * math.sin(angle + turn)) for turn in (-0.42, 0.42)]
    line = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    tip = " ".join(f"{number(x)},{number(y)}" for x, y in (head[0], (x1, y1), head[1]))
    return element("polyline", points=line, fill="none", **attributes) + element("polyline", points=tip, fill="none", **attributes)


def drawing(width: float, height: float, inside: str) -> str:
    """The whole SVG, on paper; text is 13 units high unless it says otherwise."""
    paper = element("rect", width=width, height=height, fill=PAPER)
    return element(
        "svg",
        paper + inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_family=FONT,
        font_size=13,
        fill=INK,
    )
