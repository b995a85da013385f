"""`datapackage.json`: what the tables of a report are, for programs that read Frictionless data packages."""

from __future__ import annotations

import json
from collections.abc import Mapping

from model.reporting.workbook.asked import name_of, title_of
from model.tables.cells import ENCODING
from model.tables.column import Column, Table
from model.tables.common import CAUTION

TYPES = {"text": "string", "integer": "integer", "number": "number", "flag": "boolean"}
SAFE_TEXT = "Text that a spreadsheet would take for a formula has one apostrophe more in front than was meant."


def datapackage(declared: Mapping[str, Table], manifest: Mapping[str, object]) -> str:
    """The descriptor of these tables as JSON text."""
    name = name_of(manifest)
    head: dict[str, object] = {"profile": "tabular-data-package"}
    head |= {"name": name} if name else {}
    head |= {"title": title_of(manifest), "description": f"{CAUTION} {SAFE_TEXT}"}
    head["resources"] = [_resource(table) for table in declared.values()]
    return json.dumps(head, indent=2, ensure_ascii=False) + "\n"


def _resource(table: Table) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": ENCODING,
        "description": f"A row is {table.row}.",
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, object]:
    schema: dict[str, object] = {"fields": [_field(column, column.name in table.key) for column in table.columns], "missingValues": [""]}
    return schema | ({"primaryKey": list(table.key)} if table.key else {})


def _field(column: Column, is_key: bool) -> dict[str, object]:
    unit = f" Unit: {column.unit}." if column.unit else ""
    field: dict[str, object] = {"name": column.name, "type": TYPES[column.kind], "description": f"{column.description}.{unit}"}
    if column.kind == "flag":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, object] = ({"required": True} if is_key else {}) | ({"enum": list(column.choices)} if column.choices else {})
    return field | ({"constraints": constraints} if constraints else {})
