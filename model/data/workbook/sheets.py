"""The filled cells of a sheet, read as a stream: what a sheet says of its own size is not believed, and empty cells cost nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from model.data.workbook.archive import Archive, broken, too_much
from model.data.workbook.book import MOST_COLUMNS, MOST_LINES
from model.data.workbook.contents import Text, unescaped
from model.data.workbook.markup import Listener, tell
from model.data.workbook.values import Stored, Values

MOST_CELLS = 250_000  # filled cells of a workbook
MOST_CHARACTERS = 50_000_000  # in all its cells, a shared text counted as often as it stands there
LINE = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)


@dataclass
class Room:
    """How much of a workbook has been read, so that no workbook fills the memory."""

    cells: int = 0
    characters: int = 0

    def take(self, characters: int) -> None:
        """Count one thing of so many characters. Raises Unreadable where it is too much."""
        self.cells += 1
        self.characters += characters
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise too_much(f"holds more than {MOST_CELLS:,} filled cells or {MOST_CHARACTERS:,} characters")


@dataclass(frozen=True)
class SheetFault:
    """A cell that cannot be text, or an area that is merged."""

    line: int
    position: int
    value: str
    why: str

    @property
    def letter(self) -> str:
        """The column as spreadsheets call it."""
        return get_column_letter(self.position)


@dataclass
class Sheet:
    """A sheet's filled cells as text, by line and position (both from 1), and what is wrong with the others."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    faults: list[SheetFault] = field(default_factory=list)
    merged: list[SheetFault] = field(default_factory=list)

    def cell(self, line: int, position: int) -> str:
        """A cell's text; empty where there is none."""
        return self.rows.get(line, {}).get(position, "")

    def lines(self) -> list[int]:
        """The lines in which something stands, in their order."""
        return sorted(self.rows)


def read_sheet(name: str, archive: Archive, part: str, values: Values, room: Room) -> Sheet:
    """A sheet from its part of the archive. Raises Unreadable."""
    reading = _Reading(Sheet(name), values, room)
    tell(archive, part, reading)
    return reading.sheet


class _Reading(Listener):
    """Where in a sheet the reading stands: the line and position, and what the cell that is open has said so far."""

    def __init__(self, sheet: Sheet, values: Values, room: Room) -> None:
        self.sheet, self._values, self._room = sheet, values, room
        self._line = self._position = 0
        self._in_cells = False
        self._inside = ""
        self._attributes: dict[str, str] = {}
        self._value: list[str] = []
        self._formula: list[str] = []
        self._has_formula = False
        self._text = Text()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or something of it; or a merged area, which comes after all cells."""
        if not self._in_cells:
            self._in_cells = name == "sheetData"
            if name == "mergeCell":
                self._merge(attributes.get("ref", ""))
        elif name == "c":
            self._attributes = attributes
            self._position += 1
        elif name == "row":
            self._line = self._number(attributes["r"]) if "r" in attributes else self._line + 1
            self._position = 0
        elif name in ("v", "f"):
            self._inside = name
            self._has_formula |= name == "f"
        else:
            self._text.start(name, attributes)

    def text(self, text: str) -> None:
        """A piece of a value, a formula or an own text."""
        if self._inside == "v":
            self._value.append(text)
        elif self._inside == "f":
            self._formula.append(text)
        else:
            self._text.text(text)

    def end(self, name: str) -> None:
        """The end of a cell or of something in it. A cell without a value counts for nothing."""
        if name in ("v", "f"):
            self._inside = ""
        elif name == "sheetData":
            self._in_cells = False
        elif name != "c":
            self._text.end(name)
        elif self._value or self._has_formula or self._attributes.get("t") == "inlineStr":
            self._keep()
            self._value, self._formula, self._has_formula = [], [], False

    def _number(self, text: str) -> int:
        """The line that a row says it is."""
        if not LINE.fullmatch(text):
            raise broken(f"sheet {self.sheet.name!r} has a row with the number {text[:20]!r}")
        return int(text)

    def _place(self) -> int:
        """The position of the cell that ends: beside the one before, unless it says otherwise."""
        reference = self._attributes.get("r")
        if reference is None:
            return self._position
        found = PLACE.fullmatch(reference)
        if found is None or int(found[2]) != self._line:
            raise broken(f"sheet {self.sheet.name!r} has a cell {reference!r} in line {self._line}")
        return column_index_from_string(found[1])

    def _keep(self) -> None:
        """The cell that ends is put into the sheet."""
        self._position = self._place()
        if not (0 < self._line <= MOST_LINES and self._position <= MOST_COLUMNS):
            raise broken(f"sheet {self.sheet.name!r} has a cell outside of every sheet")
        row = self.sheet.rows.setdefault(self._line, {})
        if self._position in row:
            raise broken(f"sheet {self.sheet.name!r} has two cells {get_column_letter(self._position)}{self._line}")
        row[self._position] = text = self._as_text()
        self._room.take(len(text))

    def _as_text(self) -> str:
        """The cell that ends as text; what cannot be text is noted and empty."""
        kind = self._attributes.get("t", "n")
        value = self._text.hand_over() if kind == "inlineStr" else unescaped("".join(self._value))
        formula = "=" + "".join(self._formula) if self._has_formula else ""
        self._room.characters += len(formula) + len(value)
        try:
            return self._values.text(Stored(kind, self._attributes.get("s", "0"), value, formula))
        except ValueError as error:
            self.sheet.faults.append(SheetFault(self._line, self._position, formula or value, str(error)))
            return ""

    def _merge(self, area: str) -> None:
        found = AREA.fullmatch(area)
        if found is None:
            raise broken(f"sheet {self.sheet.name!r} merges the area {area!r}")
        self._room.take(len(area))
        self.sheet.merged.append(
            SheetFault(int(found[2]), column_index_from_string(found[1]), area, "is merged; every cell must stand alone")
        )
