"""The data dictionary: what every column of every report means, as CSV rows and as a page."""

from __future__ import annotations

from collections.abc import Mapping

from model.data.markdown import in_cell
from model.reporting.compared import TABLES as COMPARED
from model.reporting.run_tables import PLAN_TABLES, RECORD_TABLES, TABLES
from model.simulation.tables import SIMULATION_TABLES
from model.study.tables import study_tables
from model.tables.cells import DECIMALS, csv_bytes, written_rows
from model.tables.column import Column, Row, Table

COLUMNS = (
    Column("table", "table, which is also the file's name"),
    Column("column", "column"),
    Column("description", "what a cell means"),
    Column("unit", "unit"),
    Column("kind", "text, integer, number or flag"),
    Column("decimals", "decimals written, for numbers", "", "integer"),
)

PREFACE = """\
# Reports

`reports/<instance>/<study>/` holds what a study found. Everything here is output: change the instance and run again.
The numbers are comparative indices under the assumptions in `assumptions.csv`, never forecasts.

Files are CSV in UTF-8 with a byte order mark (in Python: `utf-8-sig`), so that spreadsheets show every letter right, with a
header row, one table each, in a stable order. An empty cell means that there is no value. Numbers have fixed decimals, so the parts
of a delay add up to its total to within one unit of the last decimal a part. Text that a spreadsheet would take for a formula (it
begins with `=`, `+`, `-`, `@`, a tab or a carriage return, or with apostrophes and then one of these) has one apostrophe more in
front than was meant: take one off again. Flags are `yes` or `no`. Nothing in a table depends on the clock or the machine: a run
repeated with the same packages writes the same bytes.

`report.xlsx` shows the same tables as sheets, behind a page of contents; in a run, also the variants side by side with two charts.
`datapackage.json` describes the tables to programs (a Frictionless data package: types, units, keys, allowed words).
`dictionary.csv` is this page as a table. These three are made from the tables alone. `manifest.json` holds the versions, options,
digests, model sizes and times.

This page is made from the program's own table of columns by `python solve.py dictionary`.
"""


def dictionary_csv(tables: Mapping[str, Table] = TABLES) -> bytes:
    """The dictionary of these tables as a CSV file; by default of those a run writes."""
    rows: list[Row] = [
        {
            "table": table.name,
            "column": column.name,
            "description": column.description,
            "unit": column.unit,
            "kind": column.kind,
            "decimals": DECIMALS if column.kind == "number" else None,
        }
        for table in tables.values()
        for column in table.columns
    ]
    return csv_bytes(COLUMNS, written_rows(COLUMNS, rows))


def render() -> str:
    """The dictionary as a Markdown page."""
    lines = [PREFACE]
    of_runs = [*PLAN_TABLES.values(), *RECORD_TABLES.values(), *SIMULATION_TABLES.values()]
    for table in [*of_runs, *study_tables().values(), *COMPARED]:
        only = " Only reports of plans of several phases have this table." if table.plans_only else ""
        only = " Only reports of instances with a public record have this table." if table.name in RECORD_TABLES else only
        only += " A run has it once `solve.py simulate` has lived its postures through." if table.name in SIMULATION_TABLES else ""
        lines += [f"## {table.name}.csv", "", f"A row is {table.row}.{only}", "", "| column | unit | meaning |", "|---|---|---|"]
        lines += [_line(column) for column in table.columns]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _line(column: Column) -> str:
    only = " (only in reports of plans of several phases)" if column.plans_only else ""
    return f"| `{column.name}` | {column.unit} | {in_cell(column.description)}{only} |"
