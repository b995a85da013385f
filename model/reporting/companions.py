"""What stands beside the tables of a report and is made from them alone: the page, the workbook, the data package, the dictionary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.reporting.datapackage import datapackage
from model.reporting.dictionary import dictionary_csv
from model.reporting.page.make import PAGE, page_of, prices_beside
from model.reporting.page.parts import Page
from model.reporting.page.render import render
from model.reporting.stored import read_whole
from model.reporting.workbook.make import workbook
from model.tables.cells import csv_bytes, written_rows
from model.tables.column import Row, Table
from model.tables.manifest import MANIFEST
from model.tables.reading import read_rows

WORKBOOK = "report.xlsx"
Cells = Sequence[Sequence[str]]


def report_files(
    declared: Mapping[str, Table], tables: Mapping[str, Sequence[Row]], manifest: Mapping[str, object], folder: Path
) -> dict[str, bytes]:
    """Every file of the report that will stand in `folder`, by its name: the tables, what is made from them, and the manifest."""
    cells = {name: written_rows(table.columns, tables[name]) for name, table in declared.items()}
    files = {f"{name}.csv": csv_bytes(table.columns, cells[name]) for name, table in declared.items()}
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    return files | companions(declared, cells, manifest, prices_beside(folder, manifest)) | {MANIFEST: text.encode()}


def companions(
    declared: Mapping[str, Table], cells: Mapping[str, Cells], manifest: Mapping[str, object], prices: Sequence[Row] = ()
) -> dict[str, bytes]:
    """The files made from the written cells of the tables: the same cells, manifest and prices give the same bytes. `prices` are
    rows of price studies that stand beside a run. Raises InputError with every cell that is not of its column's kind."""
    rows = {name: read_rows(table, cells[name]) for name, table in declared.items()}
    return _files(declared, cells, manifest, page_of(rows, manifest, prices))


def _files(
    declared: Mapping[str, Table], cells: Mapping[str, Cells], manifest: Mapping[str, object], page: Page | None
) -> dict[str, bytes]:
    return ({PAGE: render(page).encode()} if page else {}) | {
        "dictionary.csv": dictionary_csv(declared),
        "datapackage.json": datapackage(declared, manifest).encode(),
        WORKBOOK: workbook(declared, cells, manifest),
    }


def remade(folder: Path) -> tuple[dict[str, bytes], Page | None]:
    """The page, the workbook, the data package and the dictionary of a report folder, by their names, made anew from its tables and
    its manifest, without an instance and without solving; and the page as it is before it is HTML (None: a report without
    one). Raises InputError where the folder cannot be read."""
    found = read_whole(folder)
    page = page_of(found.rows, found.manifest, prices_beside(folder, found.manifest))
    return _files(found.declared, found.cells, found.manifest, page), page
