"""Tables: bytes in, records and findings out. Nothing here stops at the first fault of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from model.data.cells import build, columns, is_note, parse_cell
from model.data.column import Column
from model.data.files import MOST_TABLE_BYTES, MOST_TEXT_BYTES, read_bytes
from model.data.kinds import Record
from model.data.records import TABLES
from model.data.rows import Rows, read_rows
from model.errors import MOST_TOLD, Finding, InputError, nearest


@dataclass
class TableRead:
    """What could be read of one table.

    `records` by key, `lines` and `cells` by key text (key columns joined with `@`), also for rows with bad cells. `whole`
    is false where some row is missing from `records`; `keyed` is false where even the keys of some rows are unknown."""

    records: dict[object, Record] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    whole: bool = True
    keyed: bool = True

    def lose(self) -> None:
        """Note that rows are missing whose keys nobody knows."""
        self.whole = self.keyed = False


@dataclass(frozen=True)
class Header:
    """The known columns of a file by position, how many cells a row must have, and how the file writes its cells."""

    positions: Mapping[int, Column]
    width: int
    missing: frozenset[str]
    found: Rows


def read_text(path: Path, file: str, findings: list[Finding]) -> str | None:
    """The text of a UTF-8 file (a byte order mark is accepted), or None with the reason among `findings`."""
    try:
        raw = read_bytes(path, file, MOST_TABLE_BYTES if path.suffix == ".csv" else MOST_TEXT_BYTES)
    except InputError as error:
        findings += error.findings
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        bad = raw[error.start : error.start + 1].hex()
        findings.append(Finding(file, line, "", f"byte 0x{bad}", "is not UTF-8 text; save the file as UTF-8"))
        return None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        findings.append(Finding(file, line, "", "", "holds a NUL byte; the file is damaged or not text"))
        return None
    return text


def read_table(path: Path, name: str, findings: list[Finding]) -> TableRead:
    """Read one CSV table; `findings` grows by every fault of it."""
    record, keys = TABLES[name]
    table, file = TableRead(), f"{name}.csv"
    text = read_text(path, file, findings)
    if text is None:
        table.lose()
        return table
    found = read_rows(text, file, columns(record), findings)
    if not found.whole:
        table.lose()
    if found.whole and not found.rows:
        findings.append(Finding(file, 0, "", "", "is empty; it needs at least its header"))
    if not found.rows:
        table.lose()
        return table
    header = _header(found, file, record, findings)
    _refuse_nameless(found, file, findings)
    if header.missing & set(keys):
        table.lose()
    before = len(findings)
    for (_, above), (line, cells) in pairwise(found.rows):
        if len(findings) - before > MOST_TOLD:
            findings.append(Finding(file, 0, "", "", f"has so many faults that it was not looked at from line {line} on"))
            table.lose()
            break
        # Of empty rows below one another the first is told.
        if any(above) or any(cells):
            _read_row(name, header, line, cells, table, findings)
    return table


def _header(found: Rows, file: str, record: type[Record], findings: list[Finding]) -> Header:
    """What the header says, with a finding for each column that is unknown, given twice or missing."""
    line, cells = found.rows[0]
    known = columns(record)
    positions: dict[int, Column] = {}
    seen: set[str] = set()
    spare = [name for name in known if name not in cells]
    for position, name in enumerate(cells):
        if name and name in seen:
            findings.append(Finding(file, line, name, name, "is a column given twice"))
        elif name in known:
            positions[position] = known[name]
        elif name and not is_note(name):
            findings.append(Finding(file, line, name, name, "is not a known column", nearest(name, spare or known)))
        seen.add(name)
    missing = frozenset(column.name for column in known.values() if column.name not in seen)
    for name in sorted(missing):
        if not known[name].optional:
            findings.append(Finding(file, line, name, "", "is a column that the file must have"))
    return Header(positions, len(cells), missing, found)


def _refuse_nameless(found: Rows, file: str, findings: list[Finding]) -> None:
    """A finding for the first filled cell below each empty heading. An empty column needs none."""
    for position, name in enumerate(found.header):
        filled = ((line, cells[position]) for line, cells in found.rows if len(cells) > position and cells[position])
        line, text = next(filled, (0, "")) if not name else (0, "")
        if line:
            findings.append(Finding(file, line, "", text, "stands in a column without a heading"))


def _read_row(name: str, header: Header, line: int, cells: list[str], table: TableRead, findings: list[Finding]) -> None:
    record_class, keys = TABLES[name]
    file = f"{name}.csv"
    if not any(cells):
        findings.append(Finding(file, line, "", "", "is an empty row"))
        return
    texts = {column.name: cells[position] for position, column in header.positions.items() if position < len(cells)}
    right_length = len(cells) == header.width
    if not right_length:
        findings.append(Finding(file, line, "", ",".join(cells)[:80], f"has {len(cells)} cells where the header has {header.width}"))
    record = _record(record_class, header, line, texts, file, findings) if right_length else None
    key_text = "@".join(_key_text(record, texts, key) for key in keys)
    if not all(texts.get(key) for key in keys):
        table.lose()
        return
    if key_text in table.lines:
        why = f"is already given in line {table.lines[key_text]}"
        findings.append(Finding(file, line, "@".join(keys), key_text, why))
        return
    table.lines[key_text] = line
    table.cells[key_text] = texts
    if record is None:
        table.whole = False
    else:
        values = tuple(getattr(record, key) for key in keys)
        table.records[values[0] if len(values) == 1 else values] = record


def _key_text(record: Record | None, texts: Mapping[str, str], key: str) -> str:
    return str(getattr(record, key)) if record is not None else texts.get(key, "")


def _record(
    record_class: type[Record], header: Header, line: int, texts: Mapping[str, str], file: str, findings: list[Finding]
) -> Record | None:
    """The record of a row, or None with every bad cell among `findings`."""
    known = columns(record_class)
    values: dict[str, object] = {}
    refused: set[str] = set()
    for name, text in texts.items():
        if not text:
            continue
        try:
            values[name] = parse_cell(known[name], header.found.plain(known[name], text))
        except ValueError as error:
            findings.append(Finding(file, line, name, text, str(error)))
            refused.add(name)
    built = build(record_class, values)
    if isinstance(built, Record):
        return None if refused else built
    for fault in built:
        if fault.column not in refused and fault.column not in header.missing:
            findings.append(Finding(file, line, fault.column, texts.get(fault.column, ""), fault.why, fault.hint))
    return None
