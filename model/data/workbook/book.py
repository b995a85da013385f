"""A workbook made in memory whose bytes depend on nothing but what is written into it."""

from __future__ import annotations

import datetime as dt
import io
import math
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# Files of this kind carry a date of making; a clock's would change their bytes.
MADE = dt.datetime(2000, 1, 1)
LONGEST_TEXT = 32_767  # characters a cell can hold
MOST_LINES, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet
INK, PAPER = "#1F3A5F", "#FFFFFF"
LINE_HEIGHT, HIGHEST = 15.0, 405.0  # points


def height(text: str, width: float) -> float:
    """Points that a text takes when it is wrapped to so many characters a line. Not every spreadsheet finds this out by itself."""
    lines = sum(max(1, math.ceil(len(line) / width)) for line in text.split("\n"))
    return min(HIGHEST, LINE_HEIGHT * lines)


def for_paper(sheet: Worksheet, header: bool = True) -> None:
    """Landscape A4, as wide as a page; `header`: the first line on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&Rpage &P of &N")
    if header:
        sheet.repeat_rows(0)


@dataclass(frozen=True)
class Styles:
    """The formats that all our sheets share."""

    title: Format
    heading: Format
    text: Format
    link: Format
    note: Format


class Book:
    """A workbook and its styles. `bytes()` closes it."""

    def __init__(self, title: str) -> None:
        self._out = io.BytesIO()
        self.workbook = Workbook(self._out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.workbook.set_properties({"title": title, "created": MADE})
        add = self.workbook.add_format
        self.styles = Styles(
            title=add({"bold": True, "font_size": 16, "font_color": INK}),
            heading=add({"bold": True, "font_color": PAPER, "bg_color": INK, "valign": "vcenter", "border": 1, "border_color": PAPER}),
            text=add({"text_wrap": True, "valign": "top"}),
            link=add({"font_color": "#0B5CAD", "underline": 1, "valign": "top"}),
            note=add({"italic": True, "text_wrap": True, "valign": "top", "font_color": "#444444"}),
        )

    def bytes(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return self._out.getvalue()
