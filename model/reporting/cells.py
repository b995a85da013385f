"""From values to the bytes of a CSV file: fixed decimals, one way to write nothing, no text a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence

from model.errors import ModelFault
from model.reporting.columns import Column

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]

# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def written(column: Column, value: Cell) -> str:
    """The cell as it stands in the file. None is an empty cell. Raises ModelFault where the value is not of the column's kind."""
    if value is None:
        return ""
    if column.kind == "text" and isinstance(value, str):
        return "'" + value if value.startswith(FORMULA_STARTS) else value
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


def csv_text(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """The table as CSV: header first, `\\n` line ends, rows as they come. Raises ModelFault for a row with other columns."""
    names = [column.name for column in columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        if set(row) != set(names):
            raise ModelFault(f"a report row has columns {sorted(set(row) ^ set(names))} too many or too few")
        writer.writerow([written(column, row[column.name]) for column in columns])
    return out.getvalue()
