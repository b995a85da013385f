"""The folder of a comparison: its tables, what their columns mean, its page, and a manifest that says what was compared."""

from __future__ import annotations

import json
from pathlib import Path

from model.reporting.compared import TABLES, Comparison, RunReport
from model.reporting.compared_words import page_of, short_names
from model.reporting.dictionary import dictionary_csv
from model.reporting.page.make import PAGE
from model.reporting.page.render import render
from model.reporting.write import check_replaceable, replace_folder
from model.tables.cells import csv_bytes, written_rows
from model.tables.manifest import MANIFEST


def write_comparison(folder: Path, about: Comparison) -> None:
    """Write a comparison to a folder, in the place of an earlier one. Raises InputError where the folder is not ours to replace."""
    check_replaceable(folder)
    files = {f"{table.name}.csv": csv_bytes(table.columns, written_rows(table.columns, about.tables[table.name])) for table in TABLES}
    files["dictionary.csv"] = dictionary_csv({table.name: table for table in TABLES})
    files[PAGE] = render(page_of(about)).encode()
    files[MANIFEST] = _manifest(about)
    replace_folder(folder, files)


def _manifest(about: Comparison) -> bytes:
    names = short_names(Path(about.first.name), Path(about.second.name))
    compared = {
        "format": 1,
        "alike": about.alike,
        "variants": [list(pair) for pair in about.pairs],
        "compared": [_compared(report, name) for report, name in zip((about.first, about.second), names, strict=True)],
    }
    return (json.dumps(compared, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _compared(report: RunReport, name: str) -> dict[str, object]:
    told = ("instance", "settings", "stated")
    return {"folder": name, **{part: report.manifest[part] for part in told if part in report.manifest}}
