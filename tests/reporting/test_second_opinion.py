"""An independent reader's opinion of our tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from frictionless import Resource, Schema

from model.reporting.columns import TABLES
from model.reporting.write import write_reports
from tests.reporting.builders import infeasible_record, run_record, tiny_instance

KINDS = {"text": "string", "integer": "integer", "number": "number", "flag": "boolean"}


@pytest.mark.parametrize("name", TABLES)
def test_another_reader_finds_each_table_to_be_what_the_dictionary_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """frictionless reads every cell as its column's kind; a cell of another kind, a ragged row or a doubled header is an error."""
    monkeypatch.chdir(tmp_path)
    runs = [run_record("v00"), run_record("v01", delegated=True, political_score=1), infeasible_record("v02")]
    write_reports(Path("run"), tiny_instance(), runs, {})
    fields = [
        {
            "name": column.name,
            "type": KINDS[column.kind],
            **({"trueValues": ["yes"], "falseValues": ["no"]} if column.kind == "flag" else {}),
        }
        for column in TABLES[name].columns
    ]
    schema = Schema.from_descriptor({"fields": fields, "missingValues": [""]})
    report = Resource(path=f"run/{name}.csv", schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
