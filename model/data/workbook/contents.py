"""What a workbook's own pages say: which sheets it has and where, its shared texts, and which styles show dates."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from model.data.workbook.archive import Archive, Unreadable, broken
from model.data.workbook.markup import END, START, TEXT, Event, events

# `_x0041_` in a text stands for the letter of that number; halves of letters stand for themselves.
ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
TABLE_OF_CONTENTS = "_rels/.rels"
OPEN_DOCUMENT = "META-INF/manifest.xml"


@dataclass(frozen=True)
class Styles:
    """The numbers of the styles that show a number as a date or time, and those of them that show a span of time."""

    dates: frozenset[int]
    spans: frozenset[int]


@dataclass(frozen=True)
class Contents:
    """The sheets of a workbook by name (the part that holds each), and what its cells refer to."""

    sheets: dict[str, str]
    texts: tuple[str, ...]
    styles: Styles
    epoch: dt.datetime


def contents(archive: Archive) -> Contents:
    """What the workbook says of itself. Raises Unreadable."""
    home = _workbook_part(archive)
    linked, kinds = _links(archive, home)
    sheets: dict[str, str] = {}
    epoch = CALENDAR_WINDOWS_1900
    for name, attributes in _starts(archive, home):
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = CALENDAR_MAC_1904
        if name == "sheet":
            title, part = attributes.get("name", ""), linked.get(_attribute(attributes, "id"))
            if part is None or title in sheets:
                raise broken(f"its sheet {title!r} is named twice or stands nowhere")
            sheets[title] = part
    if not sheets:
        raise broken("it has no sheets")
    # Sheets of another kind, charts say, hold no cells.
    cells = {title: part for title, part in sheets.items() if kinds[part] == "worksheet"}
    named = {kind: part for part, kind in kinds.items()}
    return Contents(cells, _texts(archive, named.get("sharedStrings")), _styles(archive, named.get("styles")), epoch)


def _workbook_part(archive: Archive) -> str:
    if TABLE_OF_CONTENTS not in archive:
        if OPEN_DOCUMENT in archive:
            raise Unreadable("is an OpenDocument spreadsheet; open it in a spreadsheet and save it as .xlsx")
        raise broken("it has no table of contents")
    _, kinds = _links(archive, "")
    home = next((part for part, kind in kinds.items() if kind == "officeDocument"), None)
    if home is None:
        raise broken("its table of contents names no workbook")
    if home.endswith(".bin"):
        raise Unreadable("is a binary workbook (.xlsb); open it in a spreadsheet and save it as .xlsx")
    return home


def _links(archive: Archive, home: str) -> tuple[dict[str, str], dict[str, str]]:
    """Where a part's links lead: parts by the links' names, and the kind of each part."""
    folder, name = posixpath.split(home)
    linked: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for element, attributes in _starts(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            # A target is seen from the part's folder, or from the archive where it begins with a stroke.
            part = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            linked[attributes.get("Id", "")] = part
            kinds[part] = attributes.get("Type", "").rpartition("/")[2]
    return linked, kinds


def _starts(archive: Archive, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a part as it begins."""
    return ((name, attributes) for what, name, attributes in events(archive.pieces(part), part) if what == START)


def _attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _texts(archive: Archive, part: str | None) -> tuple[str, ...]:
    """The shared texts in their order."""
    if part is None:
        return ()
    found: list[str] = []
    text = Text()
    for event in events(archive.pieces(part), part):
        text.take(event)
        if event[:2] == (END, "si"):
            found.append(text.hand_over())
    return tuple(found)


class Text:
    """A text gathered from events: what stands in its `t` elements, without the readings that are written above its letters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open = self._reading = False

    def take(self, event: Event) -> None:
        """Look at one event."""
        what, name, _ = event
        if what == TEXT:
            if self._open and not self._reading:
                self._parts.append(name)
        elif name == "t":
            self._open = what == START
        elif name == "rPh":
            self._reading = what == START

    def hand_over(self) -> str:
        """The text so far, which is then forgotten."""
        text = unescaped("".join(self._parts))
        self._parts = []
        return text


def unescaped(text: str) -> str:
    """A text without the escapes that the file format has for letters XML cannot hold."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _styles(archive: Archive, part: str | None) -> Styles:
    if part is None:
        return Styles(frozenset(), frozenset())
    formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    used: list[str] = []
    of_cells = False
    for what, name, attributes in events(archive.pieces(part), part):
        if name == "cellXfs":
            of_cells = what == START
        elif what == START and name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif what == START and name == "xf" and of_cells:
            used.append(attributes.get("numFmtId", "0"))
    codes = [formats.get(number, "") for number in used]
    dates = frozenset(number for number, code in enumerate(codes) if is_date_format(code))
    return Styles(dates, frozenset(number for number in dates if is_timedelta_format(codes[number])))
