"""Reading TOML so that every fault has a line: parsing, where keys stand, and taking typed values out of tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from model.data.cells import Column, build, columns, parse_toml, value_text
from model.data.kinds import Record
from model.data.tables import read_text
from model.errors import Finding, hint_among

_PART = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_KEY})\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(rf"^\s*({_KEY})\s*=")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
# What tells how deep a file is nested: texts and comments, to be passed over, and the signs that open, close and join.
_SIGNS = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"[^"\\\n]*(?:\\.[^"\\\n]*)*"''' + r"""|'''.*?'''|'[^'\n]*'|#[^\n]*|[\[\]{}.=,\n]""",
    re.DOTALL,
)
# What parses TOML takes more time than we have for names of very many parts, and what reads values calls itself for every list in a list.
MOST_PARTS = 30
DEEPEST = 30
LONGEST_KEY = 500  # characters of a key whose line is remembered


@dataclass(frozen=True)
class TomlFile:
    """A parsed file: its table, the line of each dotted key (array entries by their index), and of the first key below each."""

    file: str
    table: dict[str, object]
    lines: Mapping[str, int]
    below: Mapping[str, int]

    def line(self, key: str) -> int:
        """The line of a key: its own, else of the first key below it, else of the nearest table around it; 0 if none."""
        key = key[:LONGEST_KEY]
        while key:
            found = self.lines.get(key) or self.below.get(key)
            if found:
                return found
            key = key.rpartition(".")[0]
        return 0


def read_toml(path: Path, file: str, findings: list[Finding]) -> TomlFile | None:
    """Parse one TOML file, or None with the reason among `findings`."""
    text = read_text(path, file, findings)
    if text is None:
        return None
    deep = _too_deep(text)
    if deep:
        findings.append(
            Finding(file, deep, "", "", f"nests lists or tables deeper than {DEEPEST}, or a name has more than {MOST_PARTS} parts")
        )
        return None
    try:
        table = tomllib.loads(text)
    except ValueError as error:
        findings.append(_not_toml(text, file, str(error)))
        return None
    lines = _key_lines(text)
    return TomlFile(file, table, lines, _lines_below(lines))


def _too_deep(text: str) -> int:
    """The line in which lists, tables or the parts of a name are nested too deeply to be read; 0 where none is.

    Exact as far as the text is TOML; what follows the first mistake is never parsed."""
    depth = parts = 0
    for sign in _SIGNS.finditer(text):
        match sign[0]:
            case "[" | "{":
                depth, parts = depth + 1, 0
            case "]" | "}":
                depth, parts = depth - 1, 0
            case ".":
                parts += 1
            case "=" | "," | "\n":
                parts = 0
        if depth > DEEPEST or parts >= MOST_PARTS:
            return text.count("\n", 0, sign.start()) + 1
    return 0


def _not_toml(text: str, file: str, said: str) -> Finding:
    """The fault of a text that the parser refuses, with what it said of it."""
    if "integer string conversion" in said:
        return Finding(file, 0, "", "", "is not valid TOML: a whole number has thousands of digits")
    place = _AT_LINE.search(said)
    line = int(place.group(1)) if place and place.group(1) else (text.count("\n") + 1 if place else 0)
    return Finding(file, line, "", "", f"is not valid TOML: {_AT_LINE.sub('', said)}")


def _key_lines(text: str) -> dict[str, int]:
    """Dotted key -> first line it stands in. A search by line, good enough for messages."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        entry = None if header else _ENTRY.match(line)
        if header:
            prefix = _dotted(header.group(2))[:LONGEST_KEY]
            if header.group(1) == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
                prefix = f"{prefix}.{counts[prefix]}"
            lines.setdefault(prefix, number)
        elif entry:
            name = _dotted(entry.group(1))
            lines.setdefault((f"{prefix}.{name}" if prefix else name)[:LONGEST_KEY], number)
    return lines


def _lines_below(lines: Mapping[str, int]) -> dict[str, int]:
    """For every beginning of a dotted key, the first line in which a key begins so."""
    below: dict[str, int] = {}
    for key, number in lines.items():
        around = key.rpartition(".")[0]
        while around and around not in below:
            below[around] = number
            around = around.rpartition(".")[0]
    return below


def _dotted(key: str) -> str:
    return ".".join(part.strip("\"'") for part in re.findall(_PART, key))


@dataclass
class Taker:
    """Takes typed values out of one TOML table and notes every fault. `prefix` is the table's own dotted key."""

    source: TomlFile
    table: Mapping[str, object]
    findings: list[Finding]
    prefix: str = ""

    def key(self, name: str) -> str:
        """The dotted key of a name in this table."""
        return f"{self.prefix}.{name}" if self.prefix else name

    def fault(self, name: str, why: str, hint: str = "") -> None:
        """Note a fault of one key."""
        value = self.table.get(name)
        shown = "" if isinstance(value, (dict, list)) else value_text(value)
        self.findings.append(Finding(self.source.file, self.source.line(self.key(name)), self.key(name), shown, why, hint))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note every key that is not known."""
        valid = frozenset(known)
        spare = valid - self.table.keys()
        for name in self.table:
            if name not in valid:
                hint = hint_among(self.findings, name, spare) or hint_among(self.findings, name, valid)
                self.fault(name, "is not a known key", hint)

    def text(self, name: str, required: bool = True) -> str:
        """A text; empty, with a finding, where it is missing or no text."""
        value = self.table.get(name)
        if value is None and not required:
            return ""
        if value is None:
            self.fault(name, "must be given")
        elif not isinstance(value, str):
            self.fault(name, "must be text")
        elif required and not value.strip():
            self.fault(name, "must not be empty")
        else:
            return value.strip()
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self.table.get(name, [])
        if isinstance(value, str):
            return (value.strip(),) if value.strip() else ()
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            if len(set(value)) != len(value):
                self.fault(name, "lists a value twice")
            return tuple(dict.fromkeys(value))
        self.fault(name, "must be a list of names")
        return ()

    def subtable(self, name: str) -> dict[str, object]:
        """A table; empty, with a finding, where it is something else."""
        value = self.table.get(name, {})
        if isinstance(value, dict):
            return value
        self.fault(name, f"must be a table: [{self.key(name)}]")
        return {}

    def subtables(self, name: str) -> list[dict[str, object]]:
        """A list of tables; empty, with a finding, where it is something else."""
        value = self.table.get(name, [])
        if isinstance(value, list) and all(isinstance(part, dict) for part in value):
            return value
        self.fault(name, f"must be a list of tables: [[{self.key(name)}]]")
        return []

    def record(self, record: type[Record], skip: Iterable[str] = ()) -> Record | None:
        """The whole table as a record, or None with every bad key noted."""
        known: Mapping[str, Column] = columns(record)
        self.refuse_unknown([*known, *skip])
        values: dict[str, object] = {}
        refused: set[str] = set()
        for name, value in self.table.items():
            if name not in known:
                continue
            try:
                values[name] = parse_toml(known[name], value)
            except ValueError as error:
                self.fault(name, str(error))
                refused.add(name)
        built = build(record, values)
        if isinstance(built, Record):
            return None if refused else built
        for fault in built:
            if fault.column not in refused:
                missing = fault.column not in self.table
                self.fault(fault.column, "must be given" if missing else fault.why, fault.hint)
        return None
