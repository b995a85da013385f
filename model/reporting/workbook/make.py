"""All sheets of a report's workbook, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.data.workbook.book import Book
from model.errors import ModelFault
from model.reporting.spread import ROUTES, SIMULATION, routes_with_spread
from model.reporting.workbook.asked import title_of
from model.reporting.workbook.front import add_front
from model.reporting.workbook.overview import add_overview
from model.reporting.workbook.sheets import add_table
from model.tables.column import Table
from model.tables.reading import read_rows

BESIDE = ("runs", "comparison", "routes")  # the tables of the overview


def workbook(declared: Mapping[str, Table], cells: Mapping[str, Sequence[Sequence[str]]], manifest: Mapping[str, object]) -> bytes:
    """The workbook of these tables. `cells` are the written cells of each, as in its CSV; the same cells give the same bytes."""
    book = Book(title_of(manifest))
    beside = all(name in declared for name in BESIDE)
    add_front(book, declared, cells, manifest, beside)
    if beside:
        add_overview(book, *(read_rows(declared[name], cells[name]) for name in BESIDE))
    shown = {name: (table, cells[name]) for name, table in declared.items()}
    if ROUTES in declared and SIMULATION in declared:
        shown[ROUTES] = routes_with_spread(declared, cells)
    sheets = [add_table(book, table, rows) for table, rows in shown.values()]
    made = book.bytes()
    if not all(sheet.written for sheet in sheets):
        raise ModelFault("the installed XlsxWriter writes the rows of a sheet in another way than this program knows")
    return made
