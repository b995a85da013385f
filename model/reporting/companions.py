"""What stands beside the tables of a report and is made from them alone: the page, the workbook, the data package, the dictionary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.errors import Finding, InputError
from model.reporting.cells import Row, csv_bytes, read_cells, read_rows, written_rows
from model.reporting.columns import TABLES, Table
from model.reporting.datapackage import datapackage
from model.reporting.dictionary import dictionary_csv
from model.reporting.page.make import PAGE, page_of, prices_beside
from model.reporting.page.render import render
from model.reporting.study_columns import STUDY_TABLES
from model.reporting.workbook.make import workbook

MANIFEST = "manifest.json"
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
    page = page_of(rows, manifest, prices)
    return ({PAGE: render(page).encode()} if page else {}) | {
        "dictionary.csv": dictionary_csv(declared),
        "datapackage.json": datapackage(declared, manifest).encode(),
        WORKBOOK: workbook(declared, cells, manifest),
    }


def read_report(folder: Path) -> tuple[dict[str, list[Row]], dict[str, object]]:
    """The tables of a report folder, by name and with values of their columns' kinds, and its manifest (empty where it has none).
    Raises InputError with every fault of them."""
    declared, cells = _stored(folder)
    return {name: read_rows(table, cells[name]) for name, table in declared.items()}, read_manifest(folder)


def write_companions(folder: Path) -> tuple[str, ...]:
    """Make the page, the workbook, the data package and the dictionary of a report folder anew from its tables and its manifest, without an
    instance and without solving, and return the names of the files. Raises InputError where the tables cannot be read; then
    nothing is written."""
    declared, cells = _stored(folder)
    manifest = read_manifest(folder)
    files = companions(declared, cells, manifest, prices_beside(folder, manifest))
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return tuple(files)


def _stored(folder: Path) -> tuple[dict[str, Table], dict[str, list[list[str]]]]:
    """The tables that a folder holds and their written cells, in the order of the dictionary."""
    declared = {name: table for name, table in {**TABLES, **STUDY_TABLES}.items() if (folder / f"{name}.csv").is_file()}
    if not declared:
        raise InputError([Finding(str(folder), 0, "", "", "holds no table of a report")])
    cells: dict[str, list[list[str]]] = {}
    # The tables of a run belong together; those of a study are as many as its method has.
    missing = [name for name in TABLES if name not in declared] if "runs" in declared else []
    findings = [Finding(f"{name}.csv", 0, "", "", "is missing; run again to have every table of this version") for name in missing]
    for name, table in declared.items():
        try:
            cells[name] = read_cells(table, (folder / f"{name}.csv").read_bytes())
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return declared, cells


def read_manifest(folder: Path) -> dict[str, object]:
    """The manifest beside the tables; empty where there is none. Raises InputError where it cannot be read."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError([Finding(MANIFEST, 0, "", "", f"is not valid JSON: {error}")]) from None
    return found if isinstance(found, dict) else {}
