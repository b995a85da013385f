"""A report folder read back: its tables and its manifest, or every fault of them by file and line."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import Finding, InputError
from model.reporting.about import ANY, STUDY, tables_of_method
from model.reporting.agreement import disagreements
from model.reporting.run_tables import PLAN_TABLES, RECORD_TABLES, TABLES
from model.simulation.tables import SIMULATION_TABLES
from model.study.tables import study_tables
from model.tables.column import Row, Table
from model.tables.manifest import read_manifest
from model.tables.reading import read_lines, read_rows

Cells = dict[str, list[list[str]]]


@dataclass(frozen=True)
class StoredReport:
    """A report folder as it was read: what its tables are, their written cells, the same as rows with values of their columns' kinds, all
    in the order of the dictionary, and its manifest (empty where a run has none)."""

    declared: dict[str, Table]
    cells: Cells
    rows: dict[str, list[Row]]
    manifest: dict[str, Any]


def read_report(folder: Path) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """The tables of a report folder, by name and with values of their columns' kinds, and its manifest (empty where a run has none).
    Raises InputError with every fault of them."""
    found = read_whole(folder)
    return found.rows, found.manifest


def read_written(folder: Path) -> tuple[dict[str, Table], Cells, dict[str, Any]]:
    """The tables of a report folder, their written cells, both in the order of the dictionary, and its manifest. Raises InputError
    with every fault of them."""
    found = read_whole(folder)
    return found.declared, found.cells, found.manifest


def read_whole(folder: Path) -> StoredReport:
    """All of a report folder. Raises InputError with every fault of it: a table of the run or of the study's method that is missing, a
    cell that is not of its column's kind, rows of two tables that do not fit together. The report of a plan is known by any of the
    tables that only those have, one with a public record by its table, one beside which a simulation stands by any of the tables of
    that."""
    of_plan = any(os.path.lexists(folder / f"{name}.csv") for name in PLAN_TABLES.keys() - TABLES.keys())
    of_record = {name: table for name, table in RECORD_TABLES.items() if os.path.lexists(folder / f"{name}.csv")}
    simulated = any(os.path.lexists(folder / f"{name}.csv") for name in SIMULATION_TABLES)
    of_run = (PLAN_TABLES if of_plan else TABLES) | of_record | (SIMULATION_TABLES if simulated else {})
    known = of_run | study_tables()
    there = [name for name in known if os.path.lexists(folder / f"{name}.csv")]
    if not there:
        raise InputError([Finding(str(folder), 0, "", "", "holds no table of a report")])
    of_study = not any(name in PLAN_TABLES | RECORD_TABLES for name in there)
    findings: list[Finding] = []
    manifest: dict[str, Any] = {}
    wanted = there if of_study else list(of_run)
    try:
        manifest = read_manifest(folder, ANY, STUDY if of_study else None)
        if of_study:
            wanted = list(tables_of_method(manifest))
    except InputError as error:
        findings += error.findings
    declared = {name: known[name] for name in wanted}
    cells: Cells = {}
    rows: dict[str, list[Row]] = {}
    for name, table in declared.items():
        try:
            cells[name] = read_lines(folder, table)
            rows[name] = read_rows(table, cells[name])
        except InputError as error:
            findings += error.findings
    findings = findings or disagreements(rows)
    if findings:
        raise InputError(findings)
    return StoredReport(declared, cells, rows, manifest)
