"""A folder becomes an instance, or a list of everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.data import checks, variants
from model.data.checks import Context
from model.data.files import is_there
from model.data.instance import Instance, Variant
from model.data.kinds import IDENTIFIER, Record
from model.data.records import TABLES, Parameter, Phase
from model.data.tables import TableRead, read_table
from model.data.toml_text import Taker, TomlFile, read_toml
from model.data.variant_file import read_variant
from model.errors import Finding, InputError, nearest

FORMAT = 1
HEAD_KEYS = ("format", "title", "description", "as_of", "utilisation_bands", "phases", "parameters")
# Tables without which there is nothing to decide; the others may have only a header.
NEED_ROWS = ("conditions", "calendars", "sites", "headquarters", "liaison_levels", "threads")
MAY_BE_ABSENT = ("ranges",)
NOBODY_KNOWS_WHEN = dt.date(1970, 1, 1)


@dataclass
class Head:
    """What instance.toml says, as far as it could be read."""

    title: str = ""
    description: str = ""
    as_of: dt.date = NOBODY_KNOWS_WHEN
    bands: tuple[float, ...] = ()
    phases: dict[str, Phase] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=lambda: {"phases": set(), "parameters": set()})
    unkeyed: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)


def load_instance(folder: Path) -> Instance:
    """Read an instance folder. Raises InputError with every fault of every file, variants included."""
    folder = Path(folder)
    findings: list[Finding] = []
    if not folder.is_dir():
        why = "is not a folder" if folder.exists() else "there is no such folder"
        raise InputError([Finding(str(folder), 0, "", "", why)])
    if not os.access(folder, os.R_OK | os.X_OK):
        raise InputError([Finding(str(folder), 0, "", "", "may not be read")])
    _named_in_utf8(folder, findings)
    _unknown_files(folder, findings)
    head = _read_head(folder, findings)
    tables = {name: _read_one(folder, name, findings) for name in TABLES}
    parsed, lines = _read_variants(folder, findings)
    context = _context(folder, head, tables, parsed, lines)
    base_faults = checks.faults(context, base=True)
    findings += [checks.locate(context.instance, fault) for fault in base_faults]
    findings += variants.check_all(context, base_faults)
    if findings:
        raise InputError(findings)
    return context.instance


def _visible(folder: Path) -> list[Path]:
    """What stands in a folder, without hidden files and the lock files of spreadsheets."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))


def _shown(name: str) -> str:
    """A file name that can be printed, whatever its bytes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _named_in_utf8(folder: Path, findings: list[Finding]) -> None:
    """The folder's name becomes the instance's, which stands in every report."""
    name = folder.resolve().name
    if _shown(name) != name:
        why = "is a name of bytes that are not UTF-8, which no report can hold; give the folder another name"
        findings.append(Finding(_shown(name), 0, "", "", why))


def _unknown_files(folder: Path, findings: list[Finding]) -> None:
    expected = {"instance.toml", *(f"{name}.csv" for name in TABLES)}
    present = {path.name for path in _visible(folder)}
    for path in _visible(folder):
        if path.suffix.lower() in (".csv", ".toml") and path.name not in expected:
            hint = nearest(path.name, expected - present) or nearest(path.name, expected)
            findings.append(Finding(_shown(path.name), 0, "", "", "is not a file of an instance", hint))


def _read_one(folder: Path, name: str, findings: list[Finding]) -> TableRead:
    path = folder / f"{name}.csv"
    if not is_there(path):
        table = TableRead()
        if name not in MAY_BE_ABSENT:
            findings.append(Finding(path.name, 0, "", "", "is missing"))
            table.lose()
        return table
    table = read_table(path, name, findings)
    if name in NEED_ROWS and table.keyed and not table.lines:
        findings.append(Finding(path.name, 0, "", "", "needs at least one row"))
        table.lose()
    return table


def _read_head(folder: Path, findings: list[Finding]) -> Head:
    head = Head()
    path = folder / "instance.toml"
    source = read_toml(path, path.name, findings) if is_there(path) else None
    if source is None:
        if not is_there(path):
            findings.append(Finding(path.name, 0, "", "", "is missing"))
        head.unkeyed |= {"phases", "parameters"}
        head.partial |= {"instance", "phases", "parameters"}
        return head
    taker = Taker(source, source.table, findings)
    taker.refuse_unknown(HEAD_KEYS)
    if source.table.get("format") != FORMAT or isinstance(source.table.get("format"), bool):
        taker.fault("format", f"must be {FORMAT}, the only format there is")
    head.title, head.description = taker.text("title"), taker.text("description")
    _read_date(head, taker)
    _read_bands(head, taker)
    _read_phases(head, taker)
    _read_parameters(head, taker)
    head.lines |= {(source.file, key): line for key, line in source.lines.items()}
    return head


def _read_date(head: Head, taker: Taker) -> None:
    value = taker.table.get("as_of")
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        head.as_of = value
    else:
        taker.fault("as_of", "must be a date without quotation marks, as 2025-03-24")


def _read_bands(head: Head, taker: Taker) -> None:
    value = taker.table.get("utilisation_bands")
    if isinstance(value, list) and all(isinstance(band, (int, float)) and not isinstance(band, bool) for band in value):
        head.bands = tuple(float(band) if abs(band) <= 1 else 2.0 for band in value)
    else:
        taker.fault("utilisation_bands", "must be a list of numbers, as [0.5, 0.7, 0.85]")
        head.partial.add("instance")


def _read_phases(head: Head, taker: Taker) -> None:
    source = taker.source
    if taker.table.get("phases", []) == []:
        taker.fault("phases", "must be given: one [[phases]]")
    entries = taker.subtables("phases")
    if not entries:
        head.unkeyed.add("phases")
    for index, entry in enumerate(entries):
        prefix = f"phases.{index}"
        record = Taker(source, entry, taker.findings, prefix).record(Phase)
        name = entry.get("id")
        if not isinstance(name, str):
            head.unkeyed.add("phases")
            head.partial.add("phases")
            continue
        if name in head.known["phases"]:
            taker.findings.append(Finding(source.file, source.line(f"{prefix}.id"), f"{prefix}.id", name, "is the id of an earlier phase"))
        head.known["phases"].add(name)
        head.lines |= {(source.file, f"phases.{name}.{key}"): source.line(f"{prefix}.{key}") for key in ("id", *entry)}
        if isinstance(record, Phase):
            head.phases.setdefault(record.id, record)
        else:
            head.partial.add("phases")


def _read_parameters(head: Head, taker: Taker) -> None:
    for name, entry in taker.subtable("parameters").items():
        head.known["parameters"].add(name)
        key = f"parameters.{name}"
        record: Record | None = None
        if isinstance(entry, dict):
            record = Taker(taker.source, entry, taker.findings, key).record(Parameter)
        else:
            why = f"must be a table: [{key}] with value, unit and source"
            taker.findings.append(Finding(taker.source.file, taker.source.line(key), key, "", why))
        if isinstance(record, Parameter):
            head.parameters[name] = record
        else:
            head.partial.add("parameters")


def _read_variants(folder: Path, findings: list[Finding]) -> tuple[dict[str, Variant], dict[tuple[str, str], int]]:
    parsed: dict[str, Variant] = {}
    lines: dict[tuple[str, str], int] = {}
    home = folder / "variants"
    readable = home.is_dir() and os.access(home, os.R_OK | os.X_OK)
    if home.exists() and not readable:
        findings.append(Finding("variants", 0, "", "", "must be a folder of variant files that may be read"))
    for path in _visible(home) if readable else ():
        file = f"variants/{_shown(path.name)}"
        if path.suffix == ".md":
            continue
        if path.suffix != ".toml":
            findings.append(Finding(file, 0, "", "", "is not a variant; variants are files that end in .toml"))
            continue
        if not IDENTIFIER.fullmatch(path.stem):
            why = "a variant's file name is made of ASCII letters, digits, '_', '.', '-' and starts with a letter or digit"
            findings.append(Finding(file, 0, "", "", why))
            continue
        source: TomlFile | None = read_toml(path, file, findings)
        # A variant that cannot be read is still a name that others may extend.
        variant = read_variant(path.stem, source, findings) if source else Variant(path.stem, "", "", "")
        parsed[path.stem] = variant
        lines |= variant_lines(source) if source else {}
    return dict(sorted(parsed.items())), lines


def variant_lines(source: TomlFile) -> dict[tuple[str, str], int]:
    """Lines of a variant's keys: `set.PATH`, `mandate.INDEX.KEY` and so on."""
    return {(source.file, key): line for key, line in source.lines.items()}


def _sorted(records: Mapping[Any, Record]) -> dict[Any, Record]:
    """Rows by key; the keys of one table are of one kind."""
    return {key: records[key] for key in sorted(records)}


def _context(
    folder: Path,
    head: Head,
    tables: Mapping[str, TableRead],
    parsed: Mapping[str, Variant],
    variant_places: Mapping[tuple[str, str], int],
) -> Context:
    """Everything that could be read, as an instance, with what is known of the rest."""
    lines = {**head.lines, **variant_places}
    for name, table in tables.items():
        lines |= {(f"{name}.csv", key): line for key, line in table.lines.items()}
    rows: dict[str, Any] = {name: _sorted(table.records) for name, table in tables.items()}
    instance = Instance(
        name=folder.resolve().name,
        title=head.title,
        description=head.description,
        as_of=head.as_of,
        utilisation_bands=head.bands,
        phases=tuple(sorted(head.phases.values(), key=lambda phase: (phase.start, phase.id))),
        parameters=dict(sorted(head.parameters.items())),
        variants=dict(parsed),
        lines=lines,
        **rows,
    )
    known = {name: frozenset(table.lines) for name, table in tables.items()}
    known |= {name: frozenset(keys) for name, keys in head.known.items()}
    nations = frozenset(cells["nation"] for cells in tables["headquarters"].cells.values() if cells.get("nation"))
    unkeyed = head.unkeyed | {name for name, table in tables.items() if not table.keyed}
    partial = head.partial | {name for name, table in tables.items() if not table.whole}
    return Context(instance, known, nations, frozenset(unkeyed), frozenset(partial | unkeyed))
