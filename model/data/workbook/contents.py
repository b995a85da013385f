"""What a workbook's own pages say: which sheets it has and where, its shared texts, and which styles show dates."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from model.data.workbook.archive import Archive, Unreadable, broken
from model.data.workbook.markup import Listener, tell

# `_x0041_` in a text stands for the letter of that number; halves of letters stand for themselves.
ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
TABLE_OF_CONTENTS = "_rels/.rels"
OPEN_DOCUMENT = "META-INF/manifest.xml"


@dataclass(frozen=True)
class DateStyles:
    """The numbers of the styles that show a number as a date or time, and those of them that show a span of time."""

    dates: frozenset[int]
    spans: frozenset[int]


@dataclass(frozen=True)
class Contents:
    """The sheets of a workbook by name (the part that holds each), and what its cells refer to."""

    sheets: dict[str, str]
    texts: tuple[str, ...]
    styles: DateStyles
    epoch: dt.datetime


def contents(archive: Archive) -> Contents:
    """What the workbook says of itself. Raises Unreadable."""
    home = _workbook_part(archive)
    links = _Links.of(archive, home)
    pages = _Pages(links.linked)
    tell(archive, home, pages)
    if not pages.sheets:
        raise broken("it has no sheets")
    # Sheets of another kind, charts say, hold no cells.
    cells = {title: part for title, part in pages.sheets.items() if links.kinds[part] == "worksheet"}
    named = {kind: part for part, kind in links.kinds.items()}
    return Contents(cells, _texts(archive, named.get("sharedStrings")), _styles(archive, named.get("styles")), pages.epoch)


class _Pages(Listener):
    """The sheets in their order, and the day that dates are counted from."""

    def __init__(self, linked: dict[str, str]) -> None:
        self._linked = linked
        self.sheets: dict[str, str] = {}
        self.epoch = CALENDAR_WINDOWS_1900

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A sheet, or how dates are counted."""
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = CALENDAR_MAC_1904
        if name == "sheet":
            title, part = attributes.get("name", ""), self._linked.get(_attribute(attributes, "id"))
            if part is None or title in self.sheets:
                raise broken(f"its sheet {title!r} is named twice or stands nowhere")
            self.sheets[title] = part


def _attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _workbook_part(archive: Archive) -> str:
    if TABLE_OF_CONTENTS not in archive:
        if OPEN_DOCUMENT in archive:
            raise Unreadable("is an OpenDocument spreadsheet; open it in a spreadsheet and save it as .xlsx")
        raise broken("it has no table of contents")
    home = next((part for part, kind in _Links.of(archive, "").kinds.items() if kind == "officeDocument"), None)
    if home is None:
        raise broken("its table of contents names no workbook")
    if home.endswith(".bin"):
        raise Unreadable("is a binary workbook (.xlsb); open it in a spreadsheet and save it as .xlsx")
    return home


class _Links(Listener):
    """Where a part's links lead: parts by the links' names, and the kind of each part."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.linked: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    @classmethod
    def of(cls, archive: Archive, part: str) -> _Links:
        """The links of a part; those of the empty name are the archive's own."""
        folder, name = posixpath.split(part)
        links = cls(folder)
        tell(archive, posixpath.join(folder, "_rels", f"{name}.rels"), links)
        return links

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A link. Its target is seen from the part's folder, or from the archive where it begins with a stroke."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            part = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", ""))).lstrip("/")
            self.linked[attributes.get("Id", "")] = part
            self.kinds[part] = attributes.get("Type", "").rpartition("/")[2]


class Text(Listener):
    """A text gathered from what stands in its `t` elements, without the readings that are written above its letters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open = self._reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A run of the text begins, or a reading."""
        if name == "t":
            self._open = not self._reading
        elif name == "rPh":
            self._reading = True

    def end(self, name: str) -> None:
        """A run of the text ends, or a reading."""
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._reading = False

    def text(self, text: str) -> None:
        """A piece of a run."""
        if self._open:
            self._parts.append(text)

    def hand_over(self) -> str:
        """The text so far, which is then forgotten."""
        text = unescaped("".join(self._parts))
        self._parts = []
        return text


class _Texts(Text):
    """The shared texts in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        """A run of a text ends, or the text."""
        super().end(name)
        if name == "si":
            self.found.append(self.hand_over())


def _texts(archive: Archive, part: str | None) -> tuple[str, ...]:
    texts = _Texts()
    if part is not None:
        tell(archive, part, texts)
    return tuple(texts.found)


def unescaped(text: str) -> str:
    """A text without the escapes that the file format has for letters XML cannot hold."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Formats(Listener):
    """How each style of cells shows a number."""

    def __init__(self) -> None:
        self._codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        self._used: list[str] = []
        self._of_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A way to show numbers, or a style that uses one."""
        if name == "cellXfs":
            self._of_cells = True
        elif name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and self._of_cells:
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """Styles of another kind may follow."""
        if name == "cellXfs":
            self._of_cells = False

    def styles(self) -> DateStyles:
        """Which of them show dates and spans of time."""
        dates = {number for number, code in self._codes.items() if is_date_format(code)}
        spans = {number for number in dates if is_timedelta_format(self._codes[number])}
        places = list(enumerate(self._used))
        return DateStyles(frozenset(at for at, used in places if used in dates), frozenset(at for at, used in places if used in spans))


def _styles(archive: Archive, part: str | None) -> DateStyles:
    formats = _Formats()
    if part is not None:
        tell(archive, part, formats)
    return formats.styles()
