"""From values to the bytes of a CSV file and back: fixed decimals, one way to write nothing, no text a spreadsheet would execute.

Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does text that stands behind apostrophes
of its own before such a start; whoever takes one apostrophe off again has the text that was meant."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence

from model.errors import Finding, InputError, ModelFault
from model.reporting.columns import Column, Table

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]

ENCODING = "utf-8-sig"  # without the byte order mark, spreadsheets take UTF-8 for the machine's old code page
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Apostrophes before such a start are counted in, so that one can always be taken off.
LIKE_A_FORMULA = re.compile(f"'*[{re.escape(''.join(FORMULA_STARTS))}]")
FLAGS = {"yes": True, "no": False}


def written(column: Column, value: Cell) -> str:
    """The cell as it stands in the file. None is an empty cell. Raises ModelFault where the value is not of the column's kind."""
    if value is None:
        return ""
    if column.kind == "text" and isinstance(value, str):
        return "'" + value if LIKE_A_FORMULA.match(value) else value
    if column.kind == "flag" and isinstance(value, bool):
        return "yes" if value else "no"
    if column.kind == "integer" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if column.kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return fixed(value, column.decimals)
    raise ModelFault(f"report column {column.name} is {column.kind}, but got {value!r}")


def fixed(value: float, decimals: int) -> str:
    """The number with that many decimals, never a negative zero; inf stays `inf`. Raises ModelFault for not-a-number."""
    if math.isnan(value):
        raise ModelFault("a report would show a number that is not a number")
    text = f"{float(value):.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def plain(text: str) -> str:
    """A cell of text as it was before it was made safe for spreadsheets."""
    return text[1:] if text.startswith("'") and LIKE_A_FORMULA.match(text) else text


def written_rows(columns: Sequence[Column], rows: Sequence[Row]) -> list[list[str]]:
    """The cells of a table as they stand in its file, without the header. Raises ModelFault for a row with other columns."""
    names = [column.name for column in columns]
    for row in rows:
        if set(row) != set(names):
            raise ModelFault(f"a report row has columns {sorted(set(row) ^ set(names))} too many or too few")
    return [[written(column, row[column.name]) for column in columns] for row in rows]


def csv_of(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> str:
    """Written cells as CSV: header first, `\\n` line ends, rows as they come."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(cells)
    return out.getvalue()


def csv_text(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """The table as CSV. Raises ModelFault for a row with other columns."""
    return csv_of(columns, written_rows(columns, rows))


def csv_bytes(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bytes:
    """Written cells as the bytes of a report's file: UTF-8 behind a byte order mark."""
    return csv_of(columns, cells).encode(ENCODING)


def read_cells(table: Table, raw: bytes) -> list[list[str]]:
    """The written cells of a report's file, without the header. Raises InputError where it is not what the columns say."""
    file = f"{table.name}.csv"
    try:
        lines = list(csv.reader(io.StringIO(raw.decode(ENCODING), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Finding(file, 0, "", "", f"is not a table of a report: {error}")]) from None
    names = [column.name for column in table.columns]
    if not lines or lines[0] != names:
        shown = ",".join(lines[0]) if lines else ""
        raise InputError([Finding(file, 1, "", shown, f"must have the columns {', '.join(names)}")])
    uneven = [line for line, cells in enumerate(lines, start=1) if len(cells) != len(names)]
    if uneven:
        raise InputError([Finding(file, line, "", "", f"must have {len(names)} cells") for line in uneven])
    return lines[1:]


def value_of(column: Column, text: str) -> Cell:
    """What a written cell means, the reverse of `written`. Raises ValueError where it is not of the column's kind."""
    if column.kind == "text":
        return plain(text)
    if not text:
        return None
    if column.kind == "flag":
        if text not in FLAGS:
            raise ValueError("must be yes or no")
        return FLAGS[text]
    return int(text) if column.kind == "integer" else float(text)


def read_rows(table: Table, cells: Sequence[Sequence[str]]) -> list[Row]:
    """Rows as the tables' functions make them, out of written cells; an empty cell of text is empty text.
    Raises InputError with every cell that is not of its column's kind."""
    rows: list[Row] = []
    findings: list[Finding] = []
    for line, texts in enumerate(cells, start=2):
        row: dict[str, Cell] = {}
        for column, text in zip(table.columns, texts, strict=True):
            try:
                row[column.name] = value_of(column, text)
            except ValueError:
                findings.append(Finding(f"{table.name}.csv", line, column.name, text, f"must be {column.kind}"))
        rows.append(row)
    if findings:
        raise InputError(findings)
    return rows
