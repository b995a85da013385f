"""A workbook becomes the files of an instance, or a list of everything about the workbook that keeps it from that.

What the files say is not looked at here; `check` does that. Spreadsheets turn typed cells into numbers, dates and truths: these
are written back as our files write them (8, not 8.0).
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from model.data.cells import columns, value_text
from model.data.reader import MAY_BE_ABSENT
from model.data.records import TABLES
from model.data.workbook.layout import ABOUT, HEAD, TEXT_FILE, lines_text, table_text
from model.errors import Finding, InputError, nearest

MOST_BYTES = 500_000_000  # unpacked; a workbook that grows beyond is damaged or meant to do harm
MOST_CELLS = 5_000_000
# What the library raises, beside its own error, on a file that is a workbook only by name.
DAMAGED = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError)
NO_VALUE = "is a formula without a stored value; open the workbook in a spreadsheet and save it, or write the value"


def read_instance_workbook(path: Path) -> dict[str, bytes]:
    """The files of the instance in a workbook, by their path in its folder. Raises InputError with every fault of the workbook."""
    reading = _Reading(path.name, *_opened(path))
    for sheet in reading.formulas.worksheets:
        reading.take(sheet)
    reading.miss()
    if reading.findings:
        raise InputError(reading.findings)
    return {name: text.encode() for name, text in sorted(reading.files.items())}


def _opened(path: Path) -> tuple[Workbook, Workbook]:
    """The workbook twice: with formulas as they are written, and with the values stored for them."""
    if not path.is_file():
        raise InputError([Finding(str(path), 0, "", "", "there is no such file")])
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MOST_BYTES:
            raise InputError([Finding(path.name, 0, "", "", f"unpacks to {size:,} bytes, more than any instance needs")])
        return load_workbook(path), load_workbook(path, data_only=True)
    except DAMAGED as error:
        why = f"is not a workbook that can be read; save it as .xlsx ({type(error).__name__}: {error})"
        raise InputError([Finding(path.name, 0, "", "", why)]) from None


class _Reading:
    """What was read so far: files by name, and every fault."""

    def __init__(self, name: str, formulas: Workbook, values: Workbook) -> None:
        self.name, self.formulas, self.values = name, formulas, values
        self.files: dict[str, str] = {}
        self.findings: list[Finding] = []

    def fault(self, sheet: Worksheet, line: int, column: str, value: str, why: str, hint: str = "") -> None:
        """Note a fault of a sheet; line 0 is the whole sheet."""
        self.findings.append(Finding(f"{self.name}[{sheet.title}]", line, column, value, why, hint))

    def take(self, sheet: Worksheet) -> None:
        """Read one sheet, whatever it is."""
        if sheet.title == ABOUT:
            return
        first = sheet.cell(1, 1).value
        is_text = isinstance(first, str) and TEXT_FILE.fullmatch(first.strip())
        if sheet.title not in TABLES and not is_text:
            hint = nearest(sheet.title, set(TABLES) - set(self.formulas.sheetnames))
            why = "is neither the sheet of a table nor one whose first cell names a file (instance.toml, variants/NAME.toml ...)"
            self.fault(sheet, 0, "", "", why, hint)
            return
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            self.fault(sheet, sheet.max_row, "", "", "reaches down to this line; delete the empty lines below the last row")
            return
        for merged in sheet.merged_cells.ranges:
            self.fault(sheet, merged.min_row, get_column_letter(merged.min_col), merged.coord, "is merged; every cell must stand alone")
        lines = [list(self._texts(sheet, number)) for number in range(1, sheet.max_row + 1)]
        if sheet.title in TABLES:
            self._table(sheet, lines)
        else:
            self._text(sheet, lines)

    def _texts(self, sheet: Worksheet, line: int) -> Iterator[str]:
        """The cells of a line as text; what cannot be text is noted and empty."""
        stored = self.values[sheet.title]
        for position in range(1, sheet.max_column + 1):
            cell = sheet.cell(line, position)
            try:
                yield _text_of(cell, stored.cell(line, position))
            except ValueError as error:
                self.fault(sheet, line, get_column_letter(position), str(cell.value), str(error))
                yield ""

    def _table(self, sheet: Worksheet, lines: list[list[str]]) -> None:
        known = columns(TABLES[sheet.title][0])
        header = [text.strip() for text in lines[0]]
        for position, name in enumerate(header, start=1):
            letter = get_column_letter(position)
            if name and name not in known:
                self.fault(sheet, 1, letter, name, "is not a known column", nearest(name, set(known) - set(header)))
            if name and name in header[: position - 1]:
                self.fault(sheet, 1, letter, name, "is a column given twice")
            stray = next((line for line, row in enumerate(lines, start=1) if row[position - 1]), 0)
            if not name and stray:
                self.fault(sheet, stray, letter, lines[stray - 1][position - 1], "stands in a column without a heading")
        for column in known.values():
            if column.name not in header and not column.optional:
                self.fault(sheet, 1, column.name, "", "is a column that the sheet must have")
        kept = [position for position, name in enumerate(header) if name]
        rows = [[row[position] for position in kept] for row in lines[1:] if any(text.strip() for text in row)]
        self.files[f"{sheet.title}.csv"] = table_text([[header[position] for position in kept], *rows])

    def _text(self, sheet: Worksheet, lines: list[list[str]]) -> None:
        file = lines[0][0].strip()
        if file in self.files:
            self.fault(sheet, 1, "A", file, "is the file of an earlier sheet too")
        for number, row in enumerate(lines, start=1):
            for position, text in enumerate(row[1:], start=2):
                if text:
                    self.fault(sheet, number, get_column_letter(position), text, "stands beside the lines; only column A is read")
        self.files.setdefault(file, lines_text([row[0] for row in lines[1:]]))

    def miss(self) -> None:
        """Note every sheet that an instance must have and this workbook has not."""
        for name in TABLES:
            if name not in self.formulas.sheetnames and name not in MAY_BE_ABSENT:
                self.findings.append(Finding(self.name, 0, "", "", f"has no sheet {name}"))
        if HEAD not in self.files:
            self.findings.append(Finding(self.name, 0, "", "", f"has no sheet whose first cell is {HEAD}"))


def _text_of(cell: Cell | MergedCell, stored: Cell | MergedCell) -> str:
    """A cell as our files write it. Raises ValueError with the reason where it has no value to write."""
    if cell.data_type == "f" and stored.value is None:
        raise ValueError(NO_VALUE)
    if "e" in (cell.data_type, stored.data_type):
        raise ValueError("is an error of the spreadsheet, not a value")
    value = stored.value
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return value_text(value)
