"""How the command chart is drawn: two panels of boxes beside each other, indented by who stands under whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from model.reporting.figures import svg
from model.reporting.figures.palette import BLUE, INK, LINE, ORANGE, QUIET

PANEL, GAP, INDENT, LINE_HEIGHT, HEAD, PAD = 612.0, 16.0, 18.0, 17.0, 24.0, 6.0


@dataclass
class Box:
    """A headquarters in one panel: its heading, its stars, a remark, and the lines on what it holds (words, mark).

    `commander` names the officer of several headquarters; empty where it has one of its own.
    """

    hq: str
    name: str
    stars: str
    remark: str = ""
    commander: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)

    @property
    def marked(self) -> bool:
        return bool(self.remark) or any(mark for _, mark in self.lines)


def draw(
    variant: str, tree: Sequence[tuple[str, int]], nations: Mapping[str, str], today: Mapping[str, Box], then: Mapping[str, Box]
) -> str:
    """The SVG. `tree` holds headquarters with their depth in the order of drawing; a panel leaves out those it has no box for."""
    drawn, heights = [], []
    for x, title, boxes, mark, colour in ((0.0, "Today", today, "\u2212", ORANGE), (PANEL + GAP, variant, then, "+", BLUE)):
        inside, height = _panel(x, title, [(boxes[hq], depth, nations[hq]) for hq, depth in tree if hq in boxes], mark, colour)
        drawn.append(inside)
        heights.append(height)
    return svg.drawing(2 * PANEL + GAP, max(heights), "".join(drawn))


def _panel(x: float, title: str, boxes: Sequence[tuple[Box, int, str]], mark: str, colour: str) -> tuple[str, float]:
    """One panel: (its SVG, its height)."""
    y, nation, pieces = 30.0, "", [svg.words(svg.shortened(title, PANEL, 17), x, 18, font_size=17, font_weight=600)]
    for box, depth, of_nation in boxes:
        if of_nation != nation:
            nation = of_nation
            pieces.append(_heading(x, y, nation))
            y += 26
        inside, height = _box(x + depth * INDENT, y, PANEL - depth * INDENT - 1, box, mark, colour)
        pieces.append(inside)
        y += height + 6
    return "".join(pieces), y + 4


def _heading(x: float, y: float, nation: str) -> str:
    """A nation, and from its end to the panel's a line."""
    end = x + max(30.0, svg.width_of(nation, 13) * svg.BOLD + 8)
    line = svg.element("path", d=f"M{end:g} {y + 12:g}H{x + PANEL:g}", stroke=LINE) if end < x + PANEL else ""
    return svg.words(svg.shortened(nation, PANEL / svg.BOLD, 13), x, y + 16, font_weight=600, fill=QUIET) + line


def _box(x: float, y: float, width: float, box: Box, mark: str, colour: str) -> tuple[str, float]:
    lines: list[tuple[str, bool]] = []
    for what, move in box.lines:
        told = f"{mark} {what}, {move}" if move else f"\u2022 {what}"
        lines += [(line, bool(move)) for line in svg.wrapped(told, width - 20, 13.4 if move else 12.5)]
    height = HEAD + LINE_HEIGHT * len(lines) + (PAD if lines else 0)
    edge: dict[str, str | float] = {"stroke": colour, "stroke_width": 2.5} if box.marked else {"stroke": LINE, "stroke_width": 1}
    rank = f"{box.commander} {box.stars}".strip() + (f" ({box.remark})" if box.remark else "")
    room = width - svg.width_of(rank, 13) - 26
    name = svg.shortened(f"{box.hq}  {box.name}", room, 13)
    pieces = [
        svg.element("rect", x=x + 1, y=y, width=width - 2, height=height, rx=4, fill="#f7f9fb", **edge),
        svg.words(name, x + 10, y + 16, font_weight=600),
        svg.words(
            rank, x + width - 10, y + 16, text_anchor="end", fill=colour if box.remark else INK, font_weight=600 if box.remark else 400
        ),
    ]
    for place, (line, moved) in enumerate(lines):
        look: dict[str, str | int] = {"fill": colour, "font_weight": 600} if moved else {"fill": INK}
        pieces.append(svg.words(line, x + 12, y + HEAD + 11 + LINE_HEIGHT * place, font_size=12.5, **look))
    return "".join(pieces), height
