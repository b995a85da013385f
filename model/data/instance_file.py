"""instance.toml becomes the head of an instance, as far as it can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from model.data.files import is_there
from model.data.kinds import LISTED, Prose, Record, Settings
from model.data.records import Parameter, Phase
from model.data.toml_text import TomlFile, flat_settings, ids, read_record, read_toml
from model.errors import Finding

UNSAID: Mapping[str, object] = {
    "format": 1,
    "title": "?",
    "description": "?",
    "as_of": dt.date(1970, 1, 1),
    "utilisation_bands": [],
    "phases": [],
    "parameters": {},
}
BANDS_SCHEMA = {"type": "array", "minItems": 1, "items": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}}


def _date(value: object) -> object:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValueError("must be a date without quotation marks, as 2025-03-24")
    return value


def _bands(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(band, (int, float)) and not isinstance(band, bool) for band in value):
        raise ValueError("must be a list of numbers, as [0.5, 0.7, 0.85]")
    # Of any size: what no band can be is said where bands are checked, settings of variants among them.
    return tuple(float(band) if abs(band) <= 1 else 2.0 for band in value)


class PhaseEntry(Phase):
    """A phase with what changes in it."""

    set: Settings = Field(default_factory=dict)

    @property
    def phase(self) -> Phase:
        """The phase alone."""
        return Phase(**{name: getattr(self, name) for name in Phase.model_fields})


class InstanceFile(Record):
    """What instance.toml says."""

    format: Literal[1]
    title: Prose
    description: Prose
    as_of: Annotated[dt.date, BeforeValidator(_date)]
    utilisation_bands: Annotated[tuple[float, ...], BeforeValidator(_bands), WithJsonSchema(BANDS_SCHEMA)]
    phases: Annotated[tuple[PhaseEntry, ...], LISTED, Field(json_schema_extra={"minItems": 1})]
    parameters: dict[str, Parameter]


@dataclass(frozen=True)
class Head:
    """What could be read of instance.toml. `settings` are (path, value) pairs of what phases change; `known` are the keys of its tables,
    readable or not; `unkeyed` the tables of which not even all keys are known, `partial` those of which something is not."""

    said: InstanceFile
    settings: tuple[tuple[str, object], ...] = ()
    known: Mapping[str, frozenset[str]] = field(default_factory=lambda: {"phases": frozenset(), "parameters": frozenset()})
    unkeyed: frozenset[str] = frozenset({"phases", "parameters"})
    partial: frozenset[str] = frozenset({"instance", "phases", "parameters"})
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)


def read_head(folder: Path, findings: list[Finding]) -> Head:
    """The head of the instance in a folder; every fault goes to `findings`."""
    path = folder / "instance.toml"
    if not is_there(path):
        findings.append(Finding(path.name, 0, "", "", "is missing"))
    source = read_toml(path, path.name, findings) if is_there(path) else None
    if source is None:
        return Head(InstanceFile.model_validate(UNSAID))
    said, faulty = read_record(InstanceFile, source, UNSAID, findings)
    phases, parameters = source.table.get("phases"), source.table.get("parameters")
    if phases == []:
        findings.append(source.finding("phases", "", "must be given: at least one [[phases]]"))
    names = ids(source, "phases", findings)
    whole = isinstance(phases, list) and 0 < len(phases) == len(names)
    known = {"phases": frozenset(names.values()), "parameters": frozenset(parameters if isinstance(parameters, dict) else ())}
    partial = faulty & {"phases", "parameters"} | ({"instance"} if "utilisation_bands" in faulty else set())
    settings = settings_of(said.phases, source, {name: number for number, name in names.items()}, findings)
    unkeyed = frozenset() if whole else frozenset({"phases"})
    return Head(said, settings, known, unkeyed, frozenset(partial), lines_of(source, names))


def settings_of(
    phases: Sequence[PhaseEntry], source: TomlFile, numbers: Mapping[str, int], findings: list[Finding]
) -> tuple[tuple[str, object], ...]:
    """(path, value) pairs of what phases change, which stand at these numbers among the entries."""
    settings: list[tuple[str, object]] = []
    for phase in phases:
        own = flat_settings(phase.set, source, f"phases.{numbers[phase.id]}.set", findings)
        settings += [(f"{phase.id}:{path}", value) for path, value in own]
    return tuple(settings)


def lines_of(source: TomlFile, names: Mapping[int, str]) -> dict[tuple[str, str], int]:
    """Lines of every key, those of phases by their ids too."""
    lines = {(source.file, key): line for key, line in source.lines.items()}
    for number, name in names.items():
        for key in PhaseEntry.model_fields:
            lines[source.file, f"phases.{name}.{key}"] = source.line(f"phases.{number}.{key}")
    for key, line in source.lines.items():
        table, _, rest = key.partition(".")
        entry, _, setting = rest.partition(".set.")
        if table == "phases" and setting and entry.isdecimal() and int(entry) in names:
            lines[source.file, f"phases.{names[int(entry)]}.set.{setting}"] = line
    return lines
