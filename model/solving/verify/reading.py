"""A strict reader of the report tables: every cell of its column's kind, or a violation that says where not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from model.solving.verify.rows import Cell, Row, Violation
from model.solving.verify.shapes import Kind, Shape

WHOLE = re.compile(r"-?\d{1,15}")
DECIMAL = re.compile(r"-?\d{1,15}\.\d+|inf")
FLAGS = {"yes": True, "no": False}
# The writer puts one more apostrophe before text that, behind any of its own, a spreadsheet would take for a formula.
ESCAPED = re.compile(r"'+[=+\-@\t\r]", re.DOTALL)


def read_table(folder: Path, shape: Shape) -> tuple[tuple[Row, ...], list[Violation]]:
    """The rows of `<folder>/<name>.csv` that can be read, and every cell that cannot."""
    path = folder / f"{shape.name}.csv"
    if not path.is_file():
        return (), [Violation(shape.name, 0, "", "", "", "the table is missing")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return (), [Violation(shape.name, 0, "", "", "", f"is not UTF-8 text: {error}")]
    return _rows(shape, text)


def _rows(shape: Shape, text: str) -> tuple[tuple[Row, ...], list[Violation]]:
    rows: list[Row] = []
    found: list[Violation] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header: list[str] = next(reader, [])
        missing = [column for column in shape.kinds if header.count(column) != 1]
        if missing:
            return (), [Violation(shape.name, 1, column, "", column, "the column must stand there once") for column in missing]
        for cells in reader:
            faults = _faults(shape, header, cells, reader.line_num)
            found += faults
            if not faults:
                by_name = dict(zip(header, cells, strict=True))
                values = {column: _value(kind, by_name[column]) for column, kind in shape.kinds.items()}
                rows.append(Row(shape.name, reader.line_num, values))
    except csv.Error as error:
        found.append(Violation(shape.name, reader.line_num, "", "", "", f"is not CSV: {error}"))
    return tuple(rows), found


def _faults(shape: Shape, header: Sequence[str], cells: Sequence[str], line: int) -> list[Violation]:
    if len(cells) != len(header):
        return [Violation(shape.name, line, "", "", "", f"has {len(cells)} cells under {len(header)} columns")]
    by_name = dict(zip(header, cells, strict=True))
    found = []
    for column, kind in shape.kinds.items():
        text = by_name[column]
        if not text and (kind == "text" or column in shape.may_be_empty):
            continue
        if not _fits(kind, text):
            found.append(Violation(shape.name, line, column, text, "", f"must be {kind}" if text else "must not be empty"))
    return found


def _fits(kind: Kind, text: str) -> bool:
    patterns = {"integer": WHOLE, "number": DECIMAL}
    if kind == "flag":
        return text in FLAGS
    return kind == "text" or bool(patterns[kind].fullmatch(text))


def _value(kind: Kind, text: str) -> Cell:
    if kind == "text":
        return text[1:] if ESCAPED.match(text) else text
    if not text:
        return None
    if kind == "flag":
        return FLAGS[text]
    return int(text) if kind == "integer" else float(text)
