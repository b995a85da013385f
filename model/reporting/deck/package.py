"""The bytes of a deck's file, which depend on nothing but what is on its slides."""

from __future__ import annotations

import io
import zipfile

from model.data.workbook.book import MADE, Book
from model.reporting.deck.parts import BarChart

STAMP = MADE.timetuple()[:6]
TYPES = "[Content_Types].xml"  # comes first in files of this kind


def chart_workbook(chart: BarChart) -> bytes:
    """The workbook behind a chart, which a presentation program opens to edit it: categories down, a series a column."""
    book = Book(chart.title)
    sheet = book.workbook.add_worksheet("Sheet1")
    sheet.set_column(0, 0, 40)
    for line, category in enumerate(chart.categories, start=1):
        sheet.write_string(line, 0, category)
    for column, series in enumerate(chart.series, start=1):
        sheet.write_string(0, column, series.name)
        for line, value in enumerate(series.values, start=1):
            sheet.write_number(line, column, value)
    return book.bytes()


def same_bytes(package: bytes) -> bytes:
    """The package with every part stamped with the same time, in the order of their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != TYPES, one)):
            about = zipfile.ZipInfo(name, STAMP)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(about, old.read(name), compresslevel=6)
    return made.getvalue()
