"""The text of a table becomes rows of cells, as spreadsheets of any country write it, where it can be read in one way only.

Cells are separated by commas, semicolons or tabs, one of them throughout; a first line `sep=;` may say which. Decimal commas are
read where cells are not separated by commas. Empty rows at the end and columns without heading and cells are left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.data.cells import is_note
from model.data.column import Column
from model.errors import Finding

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
LONGEST_CELL = 131_072  # characters
WAY_OUT = "save the table as CSV with one separator throughout, best with commas"
ANNOUNCED = re.compile(r'"?sep=([,;\t]?|[^\r\n",;\t]+)"?[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # 1,234: what it is only other numbers of the table can tell

Row = tuple[int, list[str]]  # the line it begins in, its stripped cells


@dataclass
class Rows:
    """The rows of a table, header first, by the lines of the file: `rows` with stripped cells, `written` as they stand there.

    `whole` is false where some are missing."""

    separator: str = ","
    rows: list[Row] = field(default_factory=list)
    written: list[Row] = field(default_factory=list)
    decimal_comma: bool = False
    whole: bool = True

    @property
    def header(self) -> list[str]:
        """The names of the columns, some of them perhaps empty."""
        return self.rows[0][1] if self.rows else []

    def plain(self, column: Column, text: str) -> str:
        """A cell with the decimal point that our own files have. Blanks around it stay."""
        return text.replace(",", ".") if self.decimal_comma and column.kind == "number" and COMMA.fullmatch(text.strip()) else text


def read_rows(text: str, file: str, known: Mapping[str, Column], findings: list[Finding]) -> Rows:
    """The rows of a table with the `known` columns. What keeps it from being read in one way is one finding, without rows."""
    start, separator = _separator(text, known)
    if separator not in SEPARATORS:
        why = f"names a separator that is not read; {WAY_OUT}"
        findings.append(Finding(file, 1, "", separator, why))
        return Rows(whole=False)
    found = Rows(separator)
    found.written = list(_parsed(text[start:], separator, file, 1 if start else 0, found, findings))
    found.rows = [(line, [cell.strip() for cell in cells]) for line, cells in found.written]
    _cut_empty_ends(found)
    refusal = _refusal(found, file, known) if found.rows else None
    if refusal:
        findings.append(refusal)
        return Rows(whole=False)
    return found


def _refusal(found: Rows, file: str, known: Mapping[str, Column]) -> Finding | None:
    """Why the whole table cannot be read in one way."""
    if not any(found.header):
        return Finding(file, found.rows[0][0], "", "", "has no headings; the first line names the columns")
    return _mixed(found, file, known) or _decimals(found, file, known)


def _separator(text: str, known: Mapping[str, Column]) -> tuple[int, str]:
    """Where the table begins, and what separates its cells: what a first line says, or what finds most known columns."""
    announced = ANNOUNCED.match(text)
    if announced:
        return announced.end(), announced[1]
    return 0, max(SEPARATORS, key=lambda separator: _columns_found(text, separator, known))


def _reader(text: str, separator: str) -> Any:
    """Reads rows of cells. How long a cell may be holds for the whole process, and other packages change it."""
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _columns_found(text: str, separator: str, known: Mapping[str, Column]) -> tuple[int, int]:
    """How many known columns, and how many columns, the header has if its cells are separated so."""
    try:
        header: list[str] = next(_reader(text, separator), [])
    except csv.Error:
        return 0, 0
    return sum(cell.strip() in known for cell in header), len(header)


def _parsed(text: str, separator: str, file: str, before: int, found: Rows, findings: list[Finding]) -> Iterator[Row]:
    """Rows with the line each begins in. A row that csv refuses ends the file: what follows cannot be trusted."""
    reader = _reader(text, separator)
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = f"a cell is longer than {LONGEST_CELL} characters" if "limit" in str(error) else f"is not valid CSV: {error}"
            findings.append(Finding(file, line, "", "", f"{why}; is a quotation mark left open?"))
            found.whole = False
            return
        yield line, cells


def _mixed(found: Rows, file: str, known: Mapping[str, Column]) -> Finding | None:
    """The first line whose cells are separated otherwise than the header's."""
    header_line, header = found.rows[0]
    others = [other for other in SEPARATORS if other != found.separator]
    for other in others:
        if any(_holds_columns(cell, other, known) for cell in header):
            return _told(file, header_line, header, f"its cells are separated by {SEPARATORS[found.separator]} and by {SEPARATORS[other]}")
    if len(header) == 1 and header[0] and header[0] not in known:
        return _told(file, header_line, header, "its cells are not separated by commas, semicolons or tabs")
    for line, cells in found.rows[1:]:
        for other in others:
            if len(cells) < len(header) == _count(found.separator.join(cells), other):
                return _told(file, line, cells, f"is separated by {SEPARATORS[other]}, the header by {SEPARATORS[found.separator]}")
    return None


def _holds_columns(heading: str, separator: str, known: Mapping[str, Column]) -> bool:
    """Whether a heading is several, separated otherwise."""
    return separator in heading and not is_note(heading) and any(part.strip() in known for part in heading.split(separator))


def _count(text: str, separator: str) -> int:
    return text.count(separator) + 1


def _told(file: str, line: int, cells: list[str], why: str) -> Finding:
    return Finding(file, line, "", " ".join(cells)[:80], f"{why}; {WAY_OUT}")


def _decimals(found: Rows, file: str, known: Mapping[str, Column]) -> Finding | None:
    """Find out whether numbers have decimal commas; a finding where that can be read in two ways."""
    numbers = list(_numbers(found.rows, known))
    commas = [number for number in numbers if COMMA.fullmatch(number[2])]
    if found.separator == ",":
        return _commas_twice(commas, file) if len(commas) > 1 else None
    points = [number for number in numbers if POINT.fullmatch(number[2])]
    found.decimal_comma = bool(commas)
    if commas and points:
        line, column, text = commas[0]
        why = f"has a decimal comma, but line {points[0][0]} has {points[0][2]!r}; write all numbers of a table in one way"
        return Finding(file, line, column, text, why)
    if (commas or points) and all(THOUSANDS.fullmatch(number[2]) for number in (*commas, *points)):
        line, column, text = (*commas, *points)[0]
        why = "can be a decimal number or thousands; leave thousands unseparated, and save the table with commas and decimal points"
        return Finding(file, line, column, text, why)
    return None


def _commas_twice(commas: list[tuple[int, str, str]], file: str) -> Finding:
    line, column, text = commas[0]
    why = f"has a comma, as other numbers of the table ({len(commas)} in all); write decimal points and no separated thousands, or separate"
    return Finding(file, line, column, text, f"{why} the cells by semicolons")


def _numbers(rows: list[Row], known: Mapping[str, Column]) -> Iterator[tuple[int, str, str]]:
    """Line, column and text of every cell that has to be a number."""
    places = [(position, name) for position, name in enumerate(rows[0][1]) if name in known and known[name].kind == "number"]
    for line, cells in rows[1:]:
        yield from ((line, name, cells[position]) for position, name in places if position < len(cells))


def _cut_empty_ends(found: Rows) -> None:
    """Leave out empty rows at the end, and what stands empty behind the last column in use, as spreadsheets write it."""
    while found.rows and not any(found.rows[-1][1]):
        found.rows.pop()
    width = max((_last_filled(cells[: len(found.header)]) for _, cells in found.rows), default=0)
    for _, cells in found.rows:
        while len(cells) > width and not cells[-1]:
            cells.pop()
    found.written = [(line, cells[: len(kept)]) for (line, cells), (_, kept) in zip(found.written, found.rows, strict=False)]


def _last_filled(cells: list[str]) -> int:
    """The position, from 1, of the last cell that is not empty; 0 where all are."""
    return next((position for position in range(len(cells), 0, -1) if cells[position - 1]), 0)
