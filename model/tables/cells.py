"""From values to the bytes of a CSV file: fixed decimals, one way to write nothing, no text a spreadsheet would execute.

Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does text that stands behind apostrophes
of its own before such a start; whoever takes one apostrophe off again has the text that was meant."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence

from model.errors import ModelFault
from model.tables.column import Cell, Column, Row

ENCODING = "utf-8-sig"  # without the byte order mark, spreadsheets take UTF-8 for the machine's old code page
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Apostrophes before such a start are counted in, so that one can always be taken off.
LIKE_A_FORMULA = re.compile(f"'*[{re.escape(''.join(FORMULA_STARTS))}]")
DECIMALS = 6  # of hours and of everything computed from them
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
        return fixed(value)
    raise ModelFault(f"report column {column.name} is {column.kind}, but got {value!r}")


def fixed(value: float) -> str:
    """The number with its decimals, never a negative zero; inf stays `inf`. Raises ModelFault for not-a-number."""
    if math.isnan(value):
        raise ModelFault("a report would show a number that is not a number")
    text = f"{float(value):.{DECIMALS}f}"
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


def csv_bytes(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bytes:
    """Written cells as the bytes of a report's file: UTF-8 behind a byte order mark."""
    return csv_of(columns, cells).encode(ENCODING)
