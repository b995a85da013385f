"""From the bytes of a report's table back to its rows: every cell of its column's kind, or every fault by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from model.data.files import NotRegular, regular_bytes
from model.errors import Finding, InputError, nearest
from model.tables.cells import ENCODING, FLAGS, plain
from model.tables.column import Cell, Column, Row, Table

WHOLE = re.compile("-?[0-9]{1,15}")
# Products and quotients of such numbers, and their sums, are still numbers.
DECIMAL = re.compile("-?[0-9]{1,30}([.][0-9]{1,20})?")


def read_table(folder: Path, table: Table) -> list[list[str]]:
    """The written cells of a table's file, without the header. Raises InputError with all that is wrong with it."""
    cells = read_lines(folder, table)
    read_rows(table, cells)
    return cells


def read_lines(folder: Path, table: Table) -> list[list[str]]:
    """The same, whatever stands in the cells. Raises InputError where the file is no table with these columns."""
    return _below_header(table, file_lines(folder, table.name))


def _below_header(table: Table, lines: list[list[str]]) -> list[list[str]]:
    names = [column.name for column in table.columns]
    if not lines or lines[0] != names:
        shown = ",".join(lines[0]) if lines else ""
        raise InputError([Finding(f"{table.name}.csv", 1, "", shown, f"must have the columns {', '.join(names)}")])
    return lines[1:]


def file_lines(folder: Path, name: str) -> list[list[str]]:
    """The written cells of `<folder>/<name>.csv`, its header first. Raises InputError where it is no table."""
    file = f"{name}.csv"
    try:
        return _lines(file, regular_bytes(folder / file))
    except NotRegular as error:
        raise InputError([Finding(file, 0, "", "", str(error))]) from None


def _lines(file: str, raw: bytes) -> list[list[str]]:
    reader = csv.reader(io.StringIO(_text(file, raw), newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise InputError([Finding(file, reader.line_num, "", "", f"is not a table of a report: {error}")]) from None
    width = len(lines[0][1]) if lines else 0
    uneven = [Finding(file, line, "", "", f"must have {width} cells") for line, cells in lines if len(cells) != width]
    if uneven:
        raise InputError(uneven)
    return [cells for _, cells in lines]


def _text(file: str, raw: bytes) -> str:
    try:
        text = raw.decode(ENCODING)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError([Finding(file, line, "", "", f"is not a table of a report: {error}")]) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise InputError([Finding(file, line, "", "", "holds a NUL byte; the file is damaged or not text")])
    return text


def read_rows(table: Table, cells: Sequence[Sequence[str]]) -> list[Row]:
    """Rows as the tables' functions make them, out of written cells; an empty cell of text is empty text.
    Raises InputError with every cell that is not of its column's kind, and every row whose key stands in another."""
    lines = line_numbers(cells)
    findings = [fault for line, texts in zip(lines, cells, strict=True) for fault in _faults(table, line, texts)]
    findings += _doubled(table, lines, cells)
    if findings:
        raise InputError(findings)
    return [{column.name: _value(column, text) for column, text in zip(table.columns, texts, strict=True)} for texts in cells]


def line_numbers(cells: Sequence[Sequence[str]]) -> list[int]:
    """The line of the file in which each row begins; a cell can hold line ends."""
    line, found = 2, []
    for texts in cells:
        found.append(line)
        line += 1 + sum(text.count("\n") for text in texts)
    return found


def _faults(table: Table, line: int, texts: Sequence[str]) -> Iterator[Finding]:
    for column, text in zip(table.columns, texts, strict=True):
        why = wrong(column, text, column.name in table.key + table.filled)
        if why:
            hint = nearest(text, column.choices) if column.choices and len(text) < 100 else ""
            yield Finding(f"{table.name}.csv", line, column.name, text, why, hint)
    there = {column.name: bool(text) for column, text in zip(table.columns, texts, strict=True) if column.name in table.together}
    for name, full in there.items():
        if not full and any(there.values()):
            others = ", ".join(other for other in there if there[other])
            yield Finding(f"{table.name}.csv", line, name, "", f"must not be empty where {others} is not")


def wrong(column: Column, text: str, filled: bool = False) -> str:
    """Why a written cell is not of its column's kind; empty where it is. `filled`: a number must stand there."""
    if not text:
        return "must not be empty" if column.choices or (filled and column.kind != "text") else ""
    if column.kind == "integer":
        return "" if WHOLE.fullmatch(text) else "must be a whole number"
    if column.kind == "number":
        return "" if DECIMAL.fullmatch(text) or (column.endless and text == "inf") else "must be a number"
    if column.kind == "flag":
        return "" if text in FLAGS else "must be yes or no"
    return f"must be one of {', '.join(column.choices)}" if column.choices and text not in column.choices else ""


def _doubled(table: Table, lines: Sequence[int], cells: Sequence[Sequence[str]]) -> Iterator[Finding]:
    """Rows whose key an earlier row has; figures tell rows apart by it."""
    places = [place for place, column in enumerate(table.columns) if column.name in table.key]
    seen: dict[tuple[str, ...], int] = {}
    for line, texts in zip(lines, cells, strict=True):
        key = tuple(texts[place] for place in places)
        if places and key in seen:
            yield Finding(f"{table.name}.csv", line, table.key[-1], texts[places[-1]], f"the row of line {seen[key]} comes again")
        seen.setdefault(key, line)


def _value(column: Column, text: str) -> Cell:
    """What a written cell means, the reverse of `written`."""
    if column.kind == "text":
        return plain(text)
    if not text:
        return None
    if column.kind == "flag":
        return FLAGS[text]
    return int(text) if column.kind == "integer" else float(text)
