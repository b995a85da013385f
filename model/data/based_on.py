"""A folder that is based on another: its own title and phases, and everything else from there."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from model.data.files import is_there
from model.data.instance import Instance
from model.data.instance_file import PhaseEntry, lines_of, settings_of
from model.data.kept_phases import next_kept
from model.data.kinds import LISTED, Prose, Record
from model.data.toml_text import TomlFile, ids, read_record, read_toml
from model.errors import Finding, hint_among

FILE = "instance.toml"
UNSAID: Mapping[str, object] = {"format": 1, "title": "?", "description": "?", "based_on": "?", "phases": []}


class BasedOnFile(Record):
    """What instance.toml says in a folder that is based on another."""

    format: Literal[1]
    title: Prose
    description: Prose
    based_on: Annotated[str, Field(min_length=1, description="the folder of another instance, relative to this one, as ../us-japan")]
    phases: Annotated[tuple[PhaseEntry, ...], LISTED, Field(json_schema_extra={"minItems": 1})]


@dataclass(frozen=True)
class BasedOn:
    """What such a folder says: its file, the settings of its phases as (path, value) pairs, where the phases stand among the entries."""

    said: BasedOnFile
    source: TomlFile
    settings: tuple[tuple[str, object], ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> dict[tuple[str, str], int]:
        """Lines of every key, those of phases by their ids too."""
        return lines_of(self.source, {number: name for name, number in self.numbers.items()})


def names_base(folder: Path) -> bool:
    """Whether a folder is based on another, as far as its instance.toml can be read."""
    path = folder / FILE
    source = read_toml(path, FILE, []) if is_there(path) else None
    return source is not None and "based_on" in source.table


def beside_tables(folder: Path, name: str) -> Path:
    """The folder of this name in a folder or, where that is based on another and has none of its own, in the other."""
    own = folder / name
    if own.exists() or not names_base(folder):
        return own
    said = read_based_on(folder, [])
    base = None if said is None else base_of(folder, said, [])
    return own if base is None else base / name


def read_based_on(folder: Path, findings: list[Finding]) -> BasedOn | None:
    """What a folder says that is based on another; None, with the reasons among `findings`, where that is not whole."""
    source = read_toml(folder / FILE, FILE, findings)
    if source is None:
        return None
    before = len(findings)
    theirs = [key for key in ("as_of", "utilisation_bands", "parameters") if key in source.table]
    findings += [source.finding(key, "", "comes from the folder that this one is based on: leave it out") for key in theirs]
    own = dataclasses.replace(source, table={key: value for key, value in source.table.items() if key not in theirs})
    said, _ = read_record(BasedOnFile, own, UNSAID, findings)
    if source.table.get("phases") == []:
        findings.append(source.finding("phases", "", "must be given: at least one [[phases]]"))
    names = ids(source, "phases", findings)
    numbers = {name: number for number, name in names.items()}
    settings = settings_of(said.phases, source, numbers, findings)
    return BasedOn(said, source, settings, numbers) if len(findings) == before else None


def base_of(folder: Path, own: BasedOn, findings: list[Finding]) -> Path | None:
    """The folder of the other instance; None, with the reason among `findings`, where it cannot be one."""
    name = own.said.based_on
    base = folder / name
    if os.path.isabs(name):
        why = "must be given relative to this folder, as ../us-japan, so that both can be moved together"
    elif not base.is_dir():
        why = "there is no such folder"
    elif names_base(base):
        why = "is itself based on another folder: name that one"
    else:
        return base
    findings.append(own.source.finding("based_on", name, why))
    return None


def foreign_files(names: list[str], own: BasedOn) -> list[Finding]:
    """The faults of tables and variants that stand beside such a file."""
    why = f"stands beside an {FILE} that is based on {own.said.based_on}, which has the tables and variants: leave it out"
    return [Finding(name, 0, "", "", why) for name in names if name.lower().endswith(".csv") or name == "variants"]


def phase_faults(base: Instance, own: BasedOn) -> list[Finding]:
    """The faults of phases that the other instance does not have, or has in another order, and of what opens after all of them."""
    findings: list[Finding] = []
    order = [phase.id for phase in base.phases]
    last = -1
    for entry in own.said.phases:
        key = f"phases.{own.numbers[entry.id]}.id"
        if entry.id not in order:
            why = f"is not a phase of {own.said.based_on}"
            findings.append(own.source.finding(key, entry.id, why, hint_among(findings, entry.id, order)))
            continue
        if order.index(entry.id) < last:
            findings.append(own.source.finding(key, entry.id, f"comes before '{order[last]}' in {own.said.based_on}: keep its order"))
        last = max(last, order.index(entry.id))
    if findings:
        return findings
    following = next_kept(base, [entry.phase for entry in own.said.phases])
    for hq in base.headquarters.values():
        if hq.available_from is not None and following[hq.available_from] is None:
            why = f"'{hq.hq}' is available from '{hq.available_from}' only, after all phases listed here: keep one from then on"
            findings.append(own.source.finding("phases", "", why))
    return findings


def placed(own: BasedOn, finding: Finding) -> Finding:
    """A fault of the other folder's file, as seen from this one. What phases say is this folder's own."""
    if finding.file in (FILE, "--set"):
        return finding
    return elsewhere(own, finding)


def elsewhere(own: BasedOn, finding: Finding) -> Finding:
    """A fault that is the other folder's."""
    return dataclasses.replace(finding, file=f"{own.said.based_on.rstrip('/')}/{finding.file}")
