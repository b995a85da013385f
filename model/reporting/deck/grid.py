"""A table of a slide, as a table that a presentation program can edit."""

from __future__ import annotations

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide as FileSlide
from pptx.table import _Cell
from pptx.util import Pt

from model.data.workbook.book import INK as HEAD
from model.data.workbook.book import PAPER
from model.reporting.deck import layout
from model.reporting.deck.letters import FONT
from model.reporting.deck.parts import Grid
from model.reporting.figures.palette import INK

PLAIN, BAND, STRONG = "FFFFFF", "F1F4F8", "DCEBF7"


def add_grid(made: FileSlide, grid: Grid, left: float, top: float, wide: float) -> None:
    """Add the table; each row is as high as its text needs."""
    high = layout.heights(grid, wide)
    frame = made.shapes.add_table(len(grid.rows) + 1, len(grid.heads), Pt(left), Pt(top), Pt(wide), Pt(sum(high)))
    frame.name = f"Table: {grid.heads[0] or grid.heads[1]}"
    table = frame.table
    table.first_row, table.horz_banding = True, False
    for column, width in zip(table.columns, layout.widths(grid, wide), strict=True):
        column.width = Pt(width)
    for row, height in zip(table.rows, high, strict=True):
        row.height = Pt(height)
    for position, head in enumerate(grid.heads):
        _cell(table.cell(0, position), head, grid.size, HEAD, PAPER, True, position in grid.right)
    for line, cells in enumerate(grid.rows):
        strong = line in grid.strong
        fill = STRONG if strong else BAND if line % 2 else PLAIN
        for position, shown in enumerate(cells):
            _cell(table.cell(line + 1, position), shown.text, grid.size, fill, INK, strong, position in grid.right)


def _cell(cell: _Cell, said: str, size: float, fill: str, ink: str, bold: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(layout.CELL_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(layout.CELL_TOP)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(fill.lstrip("#").upper())
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    if not said:  # else the row would be as high as the template's letters
        etree.SubElement(paragraph._p, qn("a:endParaRPr"), sz=str(round(size * 100)))
        return
    run = paragraph.add_run()
    run.text = said
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = RGBColor.from_string(ink.lstrip("#").upper())
