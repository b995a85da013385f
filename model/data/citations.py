"""Which sources the rows of an instance cite: a key in square brackets, in cells that say where something comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from model.data.instance import Instance, key_text, rows_of
from model.data.markdown import in_cell
from model.data.records import TABLES

KEY = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9_.-]*)\]")
COLUMNS = ("source", "citation")


@dataclass(frozen=True)
class Citation:
    """A cell that cites `source`: table (a CSV stem, `parameters` or `variants`), the row's key text and the column."""

    table: str
    key: str
    column: str
    text: str
    source: str


def citations(instance: Instance) -> Iterator[Citation]:
    """Every citation, in the order of the tables and their rows, variants last."""
    for table in (*TABLES, "parameters", "variants"):
        rows = instance.variants if table == "variants" else rows_of(instance, table)
        for key, row in rows.items():
            for column in COLUMNS:
                text = getattr(row, column, "")
                yield from (Citation(table, key_text(key), column, text, source) for source in KEY.findall(text))


def source_list(instance: Instance) -> str:
    """The sources as a table in Markdown, for the README of an instance."""
    lines = ["| key | source | what it supports |", "|---|---|---|"]
    for key, source in instance.sources.items():
        told = ", ".join(part for part in (source.title, source.publisher, source.date) if part)
        lines.append(f"| `{key}` | {in_cell(told)} | {in_cell(source.supports)} |")
    return "\n".join(lines) + "\n"
