"""Schemas for other tools, generated from the records: a Frictionless Table Schema for each table, JSON Schemas for TOML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.data.cells import Column, columns
from model.data.kinds import Record
from model.data.reader import FORMAT, HEAD_KEYS
from model.data.records import PARAMETERS, TABLES, Parameter, Phase
from model.data.variant_file import HIGHEST_SCORE, KEYS, MANDATE_KINDS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TABLE_TYPES = {"number": "number", "integer": "integer", "flag": "boolean", "date": "date"}
WHOLE_NUMBERS = r"[+-]?[0-9]+(\s*\|\s*[+-]?[0-9]+)*"
TEXT_OR_LIST: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


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


def _toml_property(record: type[Record], column: Column) -> dict[str, Any]:
    """The JSON Schema of a field as TOML writes it: lists may also be written as a cell."""
    bounds = _bounds(record, column.name)
    kept: dict[str, Any] = {key: bounds[key] for key in ("minimum", "maximum", "exclusiveMinimum", "minLength") if key in bounds}
    told = {"description": f"{column.description} [{column.unit}]" if column.unit else column.description} if column.description else {}
    if column.choices:
        return {"enum": list(column.choices), **told}
    if column.kind == "texts":
        return {**TEXT_OR_LIST, **told}
    types = {"number": "number", "integer": "integer", "flag": "boolean"}
    extra = {"format": "date"} if column.kind == "date" else {}
    return {"type": types.get(column.kind, "string"), **extra, **kept, **told}


def _toml_table(record: type[Record]) -> dict[str, Any]:
    known = columns(record)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, column in known.items() if column.required],
        "properties": {name: _toml_property(record, column) for name, column in known.items()},
    }


def instance_schema() -> dict[str, Any]:
    """The JSON Schema of instance.toml."""
    parameter = _toml_table(Parameter)
    band = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    parameters = {name: {**parameter, "description": meaning} for name, meaning in PARAMETERS.items()}
    return {
        "$schema": DRAFT,
        "title": "instance.toml",
        "type": "object",
        "additionalProperties": False,
        "required": list(HEAD_KEYS),
        "properties": {
            "format": {"const": FORMAT},
            "title": {"type": "string", "minLength": 1},
            "description": {"type": "string", "minLength": 1},
            "as_of": {"type": "string", "format": "date"},
            "utilisation_bands": {"type": "array", "minItems": 1, "items": band},
            "phases": {"type": "array", "minItems": 1, "maxItems": 1, "items": _toml_table(Phase)},
            "parameters": {
                "type": "object",
                "additionalProperties": False,
                "required": list(PARAMETERS),
                "properties": parameters,
            },
        },
    }


def variant_schema() -> dict[str, Any]:
    """The JSON Schema of a file in variants/."""
    texts = {"type": "string", "minLength": 1}
    properties: dict[str, Any] = {
        "title": texts,
        "why": texts,
        "source": texts,
        "extends": TEXT_OR_LIST,
        "political_score": {"type": "integer", "minimum": 0, "maximum": HIGHEST_SCORE},
        "set": {"type": "object", "description": "path = value"},
        "mandate": {"type": "array", "items": {"oneOf": [_toml_table(record) for record in MANDATE_KINDS.values()]}},
        "rules": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"disable": TEXT_OR_LIST, "enable": TEXT_OR_LIST},
        },
        "record": {"type": "object", "additionalProperties": {"type": "number"}},
    }
    return {
        "$schema": DRAFT,
        "title": "variants/NAME.toml",
        "type": "object",
        "additionalProperties": False,
        "required": ["title", "why", "source"],
        "properties": {key: properties[key] for key in KEYS},
    }


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
