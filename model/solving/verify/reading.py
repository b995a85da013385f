"""A strict reader of the report tables: every cell of its column's kind, or a finding that says where not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.data.files import NotRegular, regular_bytes
from model.errors import Finding, InputError
from model.solving.verify.rows import Cell, Row
from model.solving.verify.shapes import Kind, Shape

WHOLE = re.compile(r"-?[0-9]{1,15}")
DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}|inf")
EXPECTED = {"text": "text", "integer": "a whole number", "number": "a number with decimals", "flag": "yes or no"}
FLAGS = {"yes": True, "no": False}
# The writer puts one more apostrophe before text that, behind any of its own, a spreadsheet would take for a formula.
ESCAPED = re.compile(r"'+[=+\-@\t\r]", re.DOTALL)


def read_tables(folder: Path, shapes: Iterable[Shape]) -> dict[str, tuple[Row, ...]]:
    """The rows of `<folder>/<name>.csv` of each shape, by name. Raises InputError with all that keeps them from being read: a file
    that is missing or no table, columns that are not those, every cell that is not of its column's kind."""
    tables: dict[str, tuple[Row, ...]] = {}
    found: list[Finding] = []
    for shape in shapes:
        rows, faults = _read(folder / f"{shape.name}.csv", shape)
        tables[shape.name] = tuple(rows)
        found += faults
    if found:
        raise InputError(found)
    return tables


def _read(path: Path, shape: Shape) -> tuple[list[Row], list[Finding]]:
    try:
        return _rows(path.name, shape, regular_bytes(path).decode("utf-8-sig"))
    except NotRegular as error:
        return [], [Finding(path.name, 0, "", "", str(error))]
    except UnicodeDecodeError as error:
        return [], [Finding(path.name, 0, "", "", f"is not UTF-8 text: {error}")]


def _rows(file: str, shape: Shape, text: str) -> tuple[list[Row], list[Finding]]:
    rows: list[Row] = []
    found: list[Finding] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header: list[str] = next(reader, [])
        missing = [column for column in shape.kinds if header.count(column) != 1]
        if missing:
            return [], [Finding(file, 1, column, "", "the column must stand there once") for column in missing]
        for cells in reader:
            faults = _faults(file, shape, header, cells, reader.line_num)
            found += faults
            if not faults:
                by_name = dict(zip(header, cells, strict=True))
                values = {column: _value(kind, by_name[column]) for column, kind in shape.kinds.items()}
                rows.append(Row(shape.name, reader.line_num, values))
    except csv.Error as error:
        found.append(Finding(file, reader.line_num, "", "", f"is not CSV: {error}"))
    return rows, found


def _faults(file: str, shape: Shape, header: Sequence[str], cells: Sequence[str], line: int) -> list[Finding]:
    if len(cells) != len(header):
        return [Finding(file, line, "", "", f"has {len(cells)} cells under {len(header)} columns")]
    by_name = dict(zip(header, cells, strict=True))
    found = []
    for column, kind in shape.kinds.items():
        text = by_name[column]
        if not text and (kind == "text" or column in shape.may_be_empty):
            continue
        if not _fits(kind, text):
            found.append(Finding(file, line, column, text, f"must be {EXPECTED[kind]}" if text else "must not be empty"))
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
