"""A folder becomes an instance, or a list of everything that is wrong with it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.data import checks, variants
from model.data.based_on import FILE, base_of, elsewhere, foreign_files, names_base, phase_faults, placed, read_based_on
from model.data.checks import Context
from model.data.files import is_there
from model.data.instance import Instance, Variant
from model.data.instance_file import Head, read_head
from model.data.kept_phases import keep_phases
from model.data.kinds import IDENTIFIER, Record
from model.data.records import TABLES
from model.data.registers import REGISTERS
from model.data.tables import TableRead, read_table
from model.data.toml_text import TomlFile, read_toml
from model.data.variant_file import read_variant
from model.errors import Finding, InputError, nearest

# Tables without which there is nothing to decide; the others may have only a header.
NEED_ROWS = ("conditions", "calendars", "sites", "headquarters", "liaison_levels", "threads")


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
    return _load_based_on(folder, findings) if names_base(folder) else _load_own(folder, findings)


def _load_own(folder: Path, findings: list[Finding]) -> Instance:
    """The instance of a folder that has all its files."""
    head = read_head(folder, findings)
    tables = {name: _read_one(folder, name, findings) for name in TABLES}
    parsed, lines = _read_variants(folder, findings)
    context = _context(folder, head, tables, parsed, lines)
    changed, faults_of_phases = variants.set_in_phases(context, head.settings)
    context = dataclasses.replace(context, instance=changed)
    findings += faults_of_phases
    base_faults = checks.faults(context, base=True)
    findings += [checks.locate(context.instance, fault) for fault in base_faults]
    findings += variants.check_all(context, base_faults)
    if findings:
        raise InputError(findings)
    return context.instance


def _load_based_on(folder: Path, findings: list[Finding]) -> Instance:
    """The instance of a folder that is based on another. What is right there is right here, but for what this folder says itself: ranges
    may be left, as by a variant, and variants that differ only in phases that are not kept may be the same."""
    own = read_based_on(folder, findings)
    base_folder = base_of(folder, own, findings) if own else None
    if own is None or base_folder is None:
        raise InputError(findings)
    findings += foreign_files([_shown(path.name) for path in _visible(folder)], own)
    try:
        base = load_instance(base_folder)
    except InputError as error:
        raise InputError([*findings, *(elsewhere(own, finding) for finding in error.findings)]) from None
    findings += phase_faults(base, own)
    if findings:
        raise InputError(findings)
    kept = keep_phases(base, tuple(entry.phase for entry in own.said.phases))
    kept = dataclasses.replace(
        kept,
        name=folder.resolve().name,
        title=own.said.title,
        description=own.said.description,
        lines={**{place: line for place, line in base.lines.items() if place[0] != FILE}, **own.lines()},
    )
    changed, findings = variants.set_in_phases(checks.full_context(kept), own.settings)
    context = checks.full_context(changed)
    faults = checks.faults(context, base=False)
    findings += [placed(own, checks.locate(changed, fault)) for fault in faults]
    findings += [placed(own, finding) for finding in variants.check_all(context, faults, idle=False)]
    if findings:
        raise InputError(findings)
    return changed


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
        if name not in REGISTERS:
            findings.append(Finding(path.name, 0, "", "", "is missing"))
            table.lose()
        return table
    table = read_table(path, name, findings)
    if name in NEED_ROWS and table.keyed and not table.lines:
        findings.append(Finding(path.name, 0, "", "", "needs at least one row"))
        table.lose()
    return table


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
    said, lines = head.said, {**head.lines, **variant_places}
    for name, table in tables.items():
        lines |= {(f"{name}.csv", key): line for key, line in table.lines.items()}
    rows: dict[str, Any] = {name: _sorted(table.records) for name, table in tables.items()}
    instance = Instance(
        name=folder.resolve().name,
        title=said.title,
        description=said.description,
        as_of=said.as_of,
        utilisation_bands=said.utilisation_bands,
        phases=tuple({entry.id: entry.phase for entry in reversed(said.phases)}.values())[::-1],
        parameters=dict(sorted(said.parameters.items())),
        variants=dict(parsed),
        lines=lines,
        **rows,
    )
    known = {name: frozenset(table.lines) for name, table in tables.items()}
    known |= head.known
    cells = [cells.get("nation", "") for cells in tables["headquarters"].cells.values()]
    nations = frozenset(nation for cell in cells for part in cell.split("|") if (nation := part.strip()))
    unkeyed = head.unkeyed | {name for name, table in tables.items() if not table.keyed}
    partial = head.partial | {name for name, table in tables.items() if not table.whole}
    return Context(instance, known, nations, frozenset(unkeyed), frozenset(partial | unkeyed))
