"""Schemas for other tools, generated from the records: a Frictionless Table Schema for each table, JSON Schemas for TOML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from model.data.based_on import BasedOnFile
from model.data.cells import columns
from model.data.column import Column
from model.data.instance_file import InstanceFile
from model.data.kinds import Record
from model.data.parameters import OPTIONAL_PARAMETERS, PARAMETERS, PHASE_PARAMETERS
from model.data.records import TABLES
from model.data.variant_file import VariantFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TABLE_TYPES = {"number": "number", "integer": "integer", "flag": "boolean", "date": "date"}
WHOLE_NUMBERS = r"[+-]?[0-9]+(\s*\|\s*[+-]?[0-9]+)*"


def _bounds(record: type[Record], name: str) -> dict[str, Any]:
    """JSON Schema keywords of a field, an optional field's without its null."""
    field = record.model_json_schema()["properties"][name]
    found: dict[str, Any] = field
    for part in field.get("anyOf", ()):
        if part.get("type") != "null":
            found = part
    return found


def table_schema(table: str) -> dict[str, Any]:
    """The Frictionless Table Schema of a CSV table."""
    record, keys = TABLES[table]
    fields = [_table_field(record, column) for column in columns(record).values()]
    # Columns of notes may stand beside the known ones; `partial` allows known ones to be absent too.
    match = "partial" if any(column.optional for column in columns(record).values()) else "subset"
    schema: dict[str, Any] = {"fields": fields, "fieldsMatch": match, "primaryKey": list(keys), "missingValues": [""]}
    references = [
        {"fields": [column.name], "reference": {"resource": column.refers, "fields": list(TABLES[column.refers][1])}}
        for column in columns(record).values()
        if column.refers in TABLES and column.kind == "text"
    ]
    return schema | ({"foreignKeys": references} if references else {})


def _table_field(record: type[Record], column: Column) -> dict[str, Any]:
    bounds = _bounds(record, column.name)
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind in ("number", "integer"):
        constraints |= {key: bounds[key] for key in ("minimum", "maximum") if key in bounds}
        if "exclusiveMinimum" in bounds:
            constraints["minimum"] = bounds["exclusiveMinimum"]
    if column.kind == "integers":
        constraints["pattern"] = WHOLE_NUMBERS
    if column.kind == "text" and "pattern" in bounds:
        constraints["pattern"] = bounds["pattern"].strip("^$")
    if column.choices:
        constraints["enum"] = list(column.choices)
    field: dict[str, Any] = {"name": column.name, "type": TABLE_TYPES.get(column.kind, "string"), "description": column.description}
    if column.kind == "flag":
        field |= {"trueValues": ["yes", "true"], "falseValues": ["no", "false"]}
    if column.unit:
        field["unit"] = column.unit
    return field | ({"constraints": constraints} if constraints else {})


class _Untitled(GenerateJsonSchema):
    """Schemas in which fields have no titles, which would but repeat their names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _toml_schema(record: type[Record], title: str) -> dict[str, Any]:
    made = record.model_json_schema(schema_generator=_Untitled)
    return {"$schema": DRAFT, **made, "title": title}


def instance_schema() -> dict[str, Any]:
    """The JSON Schema of instance.toml: of a folder with all its files, or of one that is based on another."""
    own, based_on = _own_schema(), _toml_schema(BasedOnFile, "instance.toml, based on another folder")
    definitions = {**own.pop("$defs"), **based_on.pop("$defs")}
    head = {key: own.pop(key) for key in ("$schema", "title")}
    based_on.pop("$schema")
    return {**head, "$defs": definitions, "if": {"required": ["based_on"]}, "then": based_on, "else": own}


def _own_schema() -> dict[str, Any]:
    """Of a folder with all its files, with the parameters there are."""
    schema = _toml_schema(InstanceFile, "instance.toml")
    parameter = schema["properties"]["parameters"].pop("additionalProperties")
    possible = PARAMETERS | PHASE_PARAMETERS | OPTIONAL_PARAMETERS
    schema["properties"]["parameters"] |= {
        "additionalProperties": False,
        "required": list(PARAMETERS),
        "properties": {name: {**parameter, "description": meaning} for name, meaning in possible.items()},
    }
    return schema


def variant_schema() -> dict[str, Any]:
    """The JSON Schema of a file in variants/."""
    return _toml_schema(VariantFile, "variants/NAME.toml")


def schema_files() -> dict[str, str]:
    """The text of every schema file, by its name."""
    schemas = {f"{table}.schema.json": table_schema(table) for table in TABLES}
    schemas |= {"instance.schema.json": instance_schema(), "variant.schema.json": variant_schema()}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def write_schemas(folder: Path) -> None:
    """Write every schema file into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
