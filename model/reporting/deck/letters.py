"""How wide text is in the letters of the slides, so that what is laid out here fits where it is opened.

Widths are Helvetica's as Adobe published them with its core fonts; Arial, Liberation Sans and Arimo have the same.
"""

from __future__ import annotations

import re
from functools import cache

FONT = "Arial"
# Thousandths of the type size, for the characters from the space to the tilde.
_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556,) * 10,
    *(278, 278, 584, 584, 584, 556, 1015),
    *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(278, 278, 278, 469, 556, 333),
    *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500),
    *(334, 260, 334, 584),
)
_FIRST = ord(" ")
_NARROW, _WIDE = 600, 1000  # of other letters of alphabets; of signs, and of scripts whose letters are as wide as high
_ALPHABETS_END = 0x2000
BOLD = 1.08  # how much wider bold letters are, at most in ordinary text
SAFE = 1.02  # programs differ a little in how they set a line


@cache
def _letter(letter: str) -> int:
    place = ord(letter) - _FIRST
    if 0 <= place < len(_WIDTHS):
        return _WIDTHS[place]
    return _NARROW if ord(letter) < _ALPHABETS_END else _WIDE


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in the unit of `size`."""
    return sum(map(_letter, text)) / 1000 * size * SAFE * (BOLD if bold else 1.0)


def lines_needed(text: str, room: float, size: float, bold: bool = False) -> int:
    """How many lines the text takes where a line is `room` wide. Lines break at spaces and behind hyphens; a longer word anywhere."""
    return sum(_lines(part, room, size, bold) for part in text.split("\n"))


def _lines(text: str, room: float, size: float, bold: bool) -> int:
    lines, used = 1, 0.0
    for word in re.findall(r"[^\s-]*-+\s*|[^\s-]+\s*|\s+", text):
        wide, bare = width(word, size, bold), width(word.rstrip(), size, bold)
        if used and used + bare > room:
            lines, used = lines + 1, 0.0
        if bare > room:  # broken anywhere
            more = int(bare // room)
            lines, wide = lines + more, wide - more * room
        used += wide
    return lines
