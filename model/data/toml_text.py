"""Reading TOML so that every fault has a line: parsing, where keys stand, and the record of a file with everything wrong in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from model.data.cells import plain, value_text
from model.data.kinds import Record
from model.data.tables import read_text
from model.errors import Finding, hint_among

R = TypeVar("R", bound=Record)
Key = tuple[str | int, ...]
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

    def finding(self, key: str, value: object, why: str, hint: str = "") -> Finding:
        """The fault of a key; a list or table is not shown."""
        shown = "" if isinstance(value, (dict, list)) else value_text(value)
        return Finding(self.file, self.line(key), key, shown, why, hint)


def read_toml(path: Path, file: str, findings: list[Finding]) -> TomlFile | None:
    """Parse one TOML file, or None with the reason among `findings`."""
    text = read_text(path, file, findings)
    return None if text is None else toml_file(text, file, findings)


def toml_file(text: str, file: str, findings: list[Finding]) -> TomlFile | None:
    """The text of a TOML file parsed, or None with the reason among `findings`."""
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
            prefix = _in_last_entry(_dotted(header.group(2)), counts)[:LONGEST_KEY]
            if header.group(1) == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
                prefix = f"{prefix}.{counts[prefix]}"
            lines.setdefault(prefix, number)
        elif entry:
            name = _dotted(entry.group(1))
            lines.setdefault((f"{prefix}.{name}" if prefix else name)[:LONGEST_KEY], number)
    return lines


def _in_last_entry(name: str, counts: Mapping[str, int]) -> str:
    """The key of a table: one within a list of tables belongs to the last entry so far."""
    parts = name.split(".")
    heads = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    head = next((head for head in heads if head in counts), None)
    return name if head is None else f"{head}.{counts[head]}{name.removeprefix(head)}"


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


def read_record(record: type[R], source: TomlFile, stand_in: Mapping[str, object], findings: list[Finding]) -> tuple[R, frozenset[str]]:
    """The record of a file, and which of its keys are faulty or missing. Every fault goes to `findings` and what is faulty is left out:
    the entry of a list or table, else the whole key, for which `stand_in` has a value where the record has none."""
    try:
        return record.model_validate(source.table), frozenset()
    except ValidationError as error:
        faults = error.errors(include_url=False)
    for fault in faults:
        findings.append(_finding(record, source, fault, findings))
    places = {fault["loc"][:2] for fault in faults}
    return record.model_validate({**stand_in, **_without(source.table, places)}), frozenset(str(place[0]) for place in places)


def flat_settings(given: Mapping[str, object], source: TomlFile, key: str, findings: list[Finding]) -> tuple[tuple[str, object], ...]:
    """(path, value) pairs of a table of settings, which stands at `key`. Dotted paths without quotation marks arrive as nested tables and
    are joined again; one that is set twice goes to `findings`."""
    settings: dict[str, object] = {}
    waiting: list[tuple[str, object]] = list(given.items())[::-1]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += reversed([(f"{path}.{name}", inner) for name, inner in value.items()])
            continue
        if isinstance(value, list):
            value = tuple(value)
        if path in settings:
            findings.append(Finding(source.file, source.line(f"{key}.{path}"), path, value_text(value), "is set twice"))
        settings[path] = value
    return tuple(settings.items())


def ids(source: TomlFile, name: str, findings: list[Finding]) -> dict[int, str]:
    """The id of each entry that has one in a list of tables, by its number; one that an earlier entry has goes to `findings`."""
    entries = source.table.get(name)
    found: dict[int, str] = {}
    seen: set[str] = set()
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        key = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(key, str):
            found[number] = key.strip()
            if found[number] in seen:
                findings.append(source.finding(f"{name}.{number}.id", key, f"is the id of an earlier {name.removesuffix('s')}"))
            seen.add(found[number])
    return found


def _without(table: Mapping[str, object], places: set[Key]) -> dict[str, object]:
    """A table without what stands at these places: keys, or entries of them."""
    kept: dict[str, object] = {}
    for name, value in table.items():
        if (name,) in places:
            continue
        if isinstance(value, dict):
            value = {key: entry for key, entry in value.items() if (name, key) not in places}
        elif isinstance(value, list):
            value = [entry for number, entry in enumerate(value) if (name, number) not in places]
        kept[name] = value
    return kept


def _finding(record: type[Record], source: TomlFile, error: Any, findings: Sequence[Finding]) -> Finding:
    """One pydantic error with its place in the file."""
    at, key = _place(record, error["loc"])
    kind, dotted = error["type"], ".".join(map(str, key))
    hinted = partial(hint_among, findings)
    if kind == "missing":
        return source.finding(dotted, "", "must be given")
    if len(key) < 3 and kind in ("tuple_type", "dict_type", "model_type"):
        table = f"a list of tables: [[{dotted}]]" if kind == "tuple_type" else f"a table: [{dotted}]"
        return source.finding(dotted, error["input"], f"must be {table}")
    if kind.startswith("union_tag"):
        tag, tags = error["input"].get("kind", ""), list(_tables_in(record.model_fields[str(key[0])].annotation))
        return source.finding(f"{dotted}.kind", tag, f"must be one of {', '.join(tags)}", hinted(str(tag), tags))
    if kind == "dict_type":
        return source.finding(dotted, error["input"], f"must be a table of path = value: [{_without_numbers(key)}]")
    fault = plain(at, {**error, "loc": key[-1:]}, hinted)
    return source.finding(dotted, error["input"], fault.why, fault.hint)


def _without_numbers(key: Key) -> str:
    """A key as headers of tables name it, which do not count the entries of lists."""
    return ".".join(part for part in key if isinstance(part, str))


def _place(record: type[Record], loc: Key) -> tuple[type[Record], Key]:
    """The record whose field is at fault, and the key: neither the kind of a table nor what stands within a field is part of it."""
    field = record.model_fields.get(str(loc[0]))
    tables = _tables_in(field.annotation) if field else {}
    if len(loc) < 3 or not tables:
        return next(iter(tables.values())) if len(loc) > 1 and tables else record, loc[:2]
    if len(tables) > 1:
        return tables[str(loc[2])], (*loc[:2], *loc[3:4])
    return next(iter(tables.values())), loc[:3]


def _tables_in(annotation: Any) -> dict[str, type[Record]]:
    """The records in the type of a field, by their kind where there are several."""
    return dict(_kinds_in(annotation))


def _kinds_in(annotation: Any) -> Iterator[tuple[str, type[Record]]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        kind = annotation.model_fields.get("kind")
        yield str(get_args(kind.annotation)[0]) if kind else "", annotation
    for part in get_args(annotation):
        yield from _kinds_in(part)
