"""A workbook becomes the files of an instance, or a list of everything about the workbook that keeps it from that.

What the files say is not looked at here; `check` does that. Spreadsheets turn typed cells into numbers, dates and truths: these
are written back as our files write them (8, not 8.0).
"""

from __future__ import annotations

from pathlib import Path

from openpyxl.utils import get_column_letter

from model.data.cells import columns, is_note
from model.data.records import TABLES
from model.data.registers import REGISTERS
from model.data.workbook.archive import Archive, Unreadable, file_bytes, too_much
from model.data.workbook.contents import contents
from model.data.workbook.layout import ABOUT, HEAD, TEXT_FILE, lines_text, table_text
from model.data.workbook.sheets import MOST_CELLS, Room, Sheet, read_sheet
from model.data.workbook.values import Values
from model.errors import Finding, InputError, nearest

MOST_FINDINGS = 1_000  # of one workbook; who sees so many has taken the wrong file


def read_instance_workbook(path: Path) -> dict[str, bytes]:
    """The files of the instance in a workbook, by their path in its folder. Raises InputError with every fault of the workbook."""
    try:
        raw = file_bytes(path)
    except Unreadable as error:
        raise InputError([Finding(str(path), 0, "", "", str(error))]) from None
    return instance_files(raw, path.name)


def instance_files(workbook: bytes, name: str) -> dict[str, bytes]:
    """As `read_instance_workbook`, from the bytes of a workbook; findings call it `name`."""
    try:
        return _Reading(name, _sheets(workbook)).files_of_all()
    except Unreadable as error:
        raise InputError([Finding(name, 0, "", "", str(error))]) from None


def _sheets(raw: bytes) -> list[Sheet]:
    archive = Archive(raw)
    found = contents(archive)
    values, room = Values(found), Room()
    return [read_sheet(name, archive, part, values, room) for name, part in found.sheets.items()]


class _Reading:
    """What was read so far: files by name, and every fault."""

    def __init__(self, name: str, sheets: list[Sheet]) -> None:
        self.name, self.sheets = name, sheets
        self.titles = [sheet.name for sheet in sheets]
        self.files: dict[str, str] = {}
        self.findings: list[Finding] = []

    def files_of_all(self) -> dict[str, bytes]:
        """The files in all sheets. Raises InputError with what is wrong with any of them."""
        for sheet in self.sheets:
            self.take(sheet)
        self.miss()
        if self.findings:
            raise InputError(self.findings)
        return {file: text.encode() for file, text in sorted(self.files.items())}

    def fault(self, sheet: Sheet, line: int, column: str, value: str, why: str, hint: str = "") -> None:
        """Note a fault of a sheet; line 0 is the whole sheet."""
        if len(self.findings) <= MOST_FINDINGS:
            self.findings.append(Finding(f"{self.name}[{sheet.name}]", line, column, value, why, hint))

    def take(self, sheet: Sheet) -> None:
        """Read one sheet, whatever it is."""
        if sheet.name == ABOUT:
            return
        if sheet.name not in TABLES and not TEXT_FILE.fullmatch(sheet.cell(1, 1).strip()):
            hint = nearest(sheet.name, set(TABLES) - set(self.titles))
            why = "is neither the sheet of a table nor one whose first cell names a file (instance.toml, variants/NAME.toml ...)"
            self.fault(sheet, 0, "", "", why, hint)
            return
        self._refuse_merged(sheet)
        for fault in sheet.faults:
            self.fault(sheet, fault.line, fault.letter, fault.value, fault.why)
        if sheet.name in TABLES:
            self._table(sheet)
        else:
            self._text(sheet)

    def _refuse_merged(self, sheet: Sheet) -> None:
        """A merged area hides what stands below its first cell. One beyond the last row or column in use hides nothing."""
        last_line = max(sheet.rows, default=0)
        last_position = max((max(row) for row in sheet.rows.values()), default=0)
        for area in dict.fromkeys(sheet.merged):
            if area.line <= last_line and area.position <= last_position:
                self.fault(sheet, area.line, area.letter, area.value, area.why)

    def _table(self, sheet: Sheet) -> None:
        header = {position: text.strip() for position, text in sorted(sheet.rows.get(1, {}).items()) if text.strip()}
        if not header:
            self.fault(sheet, 1, "", "", "has no headings in its first line")
            return
        self._header(sheet, header)
        self._stray(sheet, header)
        lines = [line for line in sheet.lines() if line > 1 and any(sheet.cell(line, position).strip() for position in header)]
        if len(lines) * len(header) > MOST_CELLS:
            raise too_much(f"has {len(lines):,} rows below {len(header):,} headings in sheet {sheet.name}")
        rows = [[sheet.cell(line, position) for position in header] for line in lines]
        self.files[f"{sheet.name}.csv"] = table_text([list(header.values()), *rows])

    def _header(self, sheet: Sheet, header: dict[int, str]) -> None:
        """Note the headings that the table does not know, and those that it lacks."""
        known = columns(TABLES[sheet.name][0])
        seen: set[str] = set()
        for position, name in header.items():
            letter = get_column_letter(position)
            if name in seen:
                self.fault(sheet, 1, letter, name, "is a column given twice")
            if name not in known and not is_note(name):
                self.fault(sheet, 1, letter, name, "is not a known column", nearest(name, set(known) - set(header.values())))
            seen.add(name)
        for column in known.values():
            if column.name not in seen and not column.optional:
                self.fault(sheet, 1, column.name, "", "is a column that the sheet must have")

    def _stray(self, sheet: Sheet, header: dict[int, str]) -> None:
        """Note the first cell of every column that has no heading; a column of empty cells is none."""
        seen = set(header)
        for line in sheet.lines():
            for position, text in sorted(sheet.rows[line].items()):
                if position not in seen and text.strip():
                    self.fault(sheet, line, get_column_letter(position), text, "stands in a column without a heading")
                    seen.add(position)

    def _text(self, sheet: Sheet) -> None:
        file = sheet.cell(1, 1).strip()
        if file in self.files:
            self.fault(sheet, 1, "A", file, "is the file of an earlier sheet too")
        for line in sheet.lines():
            for position, text in sorted(sheet.rows[line].items()):
                if position > 1 and text.strip():
                    self.fault(sheet, line, get_column_letter(position), text, "stands beside the lines; only column A is read")
        last = max(sheet.rows)
        self.files.setdefault(file, lines_text([sheet.cell(line, 1) for line in range(2, last + 1)]))

    def miss(self) -> None:
        """Note every sheet that an instance must have and this workbook has not."""
        for name in TABLES:
            if name not in self.titles and name not in REGISTERS:
                self.findings.append(Finding(self.name, 0, "", "", f"has no sheet {name}"))
        if HEAD not in self.files:
            self.findings.append(Finding(self.name, 0, "", "", f"has no sheet whose first cell is {HEAD}"))
        if len(self.findings) > MOST_FINDINGS:
            self.findings.append(Finding(self.name, 0, "", "", f"has more faults than the {MOST_FINDINGS:,} told here"))
