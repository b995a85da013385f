"""The schemas in docs/ are those of the records, and other tools agree with our reading of a valid instance."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from frictionless import Package, Resource, Schema

from model.data.records import TABLES
from model.data.schema import instance_schema, schema_files, table_schema, variant_schema


def test_schemas_in_docs_are_fresh(root: Path) -> None:
    """docs/schemas holds exactly what the records say now. Would fail when a column changes and the files do not.
    Write them anew with model.data.schema.write_schemas(Path("docs/schemas"))."""
    folder = root / "docs" / "schemas"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")} == schema_files()


def _frictionless_is_content(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.chdir(folder)
    resources = [Resource(name=name, path=f"{name}.csv", schema=Schema.from_descriptor(table_schema(name))) for name in TABLES]
    return bool(Package(resources=resources).validate().valid)


def test_frictionless_accepts_the_skeleton(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reader finds our valid tables valid. Would fail if a schema said another type than the reader's."""
    assert _frictionless_is_content(folder, monkeypatch)


def test_frictionless_refuses_a_spoiled_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word in a number's place is refused there too. Would pass if the schemas constrained nothing."""
    path = folder / "conditions.csv"
    path.write_text(path.read_text().replace("0.9,1,office", "0.9,fast,office"))
    assert not _frictionless_is_content(folder, monkeypatch)


def test_frictionless_accepts_notes_and_absent_optional_columns(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planner's own column and rules without `thread` are no fault there either; a column that must be there still is. A schema that
    asked for exactly its columns would refuse the first two."""
    sites, rules = folder / "sites.csv", folder / "rules.csv"
    sites.write_text("\n".join(f"{'mine' if number else 'notes'},{row}" for number, row in enumerate(sites.read_text().splitlines())))
    rules.write_text("\n".join(row.rpartition(",")[0] for row in rules.read_text().splitlines()))
    assert "thread" not in rules.read_text().splitlines()[0]
    assert _frictionless_is_content(folder, monkeypatch)
    sites.write_text(sites.read_text().replace("timezone", "notes on time", 1))
    assert not _frictionless_is_content(folder, monkeypatch)


def _as_json(path: Path) -> Any:
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))


def test_toml_files_meet_their_json_schemas(folder: Path) -> None:
    """The skeleton's TOML fits, an unknown key does not. Would fail if the schema forgot a key or allowed any."""
    head, variant = _as_json(folder / "instance.toml"), _as_json(folder / "variants" / "forward.toml")
    jsonschema.validate(head, instance_schema())
    jsonschema.validate(variant, variant_schema())
    for document, schema in ((head, instance_schema()), (variant, variant_schema())):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**document, "colour": "red"}, schema)
