"""An alliance to ask about: an instance that was read or built, one of its variants, and other values, as far as these are chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.data.addresses import ADDRESSED, BANDS, BadPath, column_of, locate_path, phase_paths, resolve, spelling
from model.data.based_on import names_base
from model.data.cells import columns
from model.data.column import Column
from model.data.digest import digest
from model.data.instance import BASE, Instance, rows_of
from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.settings import set_twice
from model.data.toml_writing import toml_text
from model.data.variants import apply
from model.errors import Finding, InputError
from model.reporting.figures.rows import counted
from model.surface import building
from model.surface.frames import Tables, frame
from model.surface.markup import html_table

if TYPE_CHECKING:
    import pandas as pd

Value = str | float | int | bool | Sequence[str] | Sequence[float] | None


@dataclass(frozen=True, eq=False, repr=False)
class Alliance:
    """A problem to be solved. Nothing changes an alliance: `variant` and `with_values` return another one.

    Made by `model.load` or `Alliance.from_tables`. `values` are the numbers that differ from those of its files, by path. Either
    `folder` is where its files stand, or `files` are what they hold."""

    base: Instance
    folder: Path | None = None
    files: building.Files | None = None
    variant_name: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    # What it is -----------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of its folder, which reports go by."""
        return self.base.name

    @property
    def title(self) -> str:
        """What it is about."""
        return self.base.title

    @property
    def as_of(self) -> dt.date:
        """The day its facts are as of."""
        return self.base.as_of

    @property
    def variants(self) -> dict[str, str]:
        """The titles of its policy variants, by name."""
        return {name: variant.title for name, variant in self.base.variants.items()}

    @property
    def chosen(self) -> str:
        """The name of the variant that is chosen; `base` where none is."""
        return self.variant_name or BASE

    @property
    def studies(self) -> list[str]:
        """The names of the studies that stand beside its tables."""
        from model.study.studyfile import study_names

        with self.at_folder() as folder:
            return study_names(folder)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that an answer can depend on, with the variant and the values applied."""
        return digest(self.instance)

    @cached_property
    def tables(self) -> Tables:
        """Its input tables with the variant and the values applied, phases and parameters among them. They are as before any phase changes
        them; what a phase changes stands in the column `set` of `phases`, by path."""
        return Tables([*TABLES, *building.HEAD_TABLES], self._frame)

    def value(self, path: str) -> object:
        """What stands at a path, as `conditions.peacetime.tempo`. Raises InputError, with the nearest path, where it leads nowhere."""
        return resolve(self.instance, path, file="value")

    # Others like it -------------------------------------------------------------------------------------------------

    def variant(self, name: str | None) -> Alliance:
        """The same with this variant, or (None) with none. Raises InputError where there is none of that name, or where the values
        do not go with it."""
        return replace(self, variant_name=None if name == BASE and BASE not in self.base.variants else name)._checked("variant")

    def with_values(self, values: Mapping[str, Value]) -> Alliance:
        """The same with other values at these paths, which hold over those of the variant and over earlier ones. `PHASE:PATH` is a
        number from that phase on. Raises InputError with everything that is wrong with them."""
        given = {path: _text(self.base, path, value) for path, value in values.items()}
        if twice := set_twice(self.base, given.items()):
            raise InputError(replace(finding, file="with_values") for finding in twice)
        again = {spelling(self.base, path) for path in given}
        kept = {path: text for path, text in self.values.items() if spelling(self.base, path).rpartition(":")[2] not in again}
        kept = {path: text for path, text in kept.items() if spelling(self.base, path) not in again}
        return replace(self, values={**kept, **given})._checked("with_values")

    def as_variant(
        self, name: str, *, title: str, why: str, source: str, mandates: Iterable[Mapping[str, Any]] = (), **more: Any
    ) -> Alliance:
        """The same with what is chosen here made a policy variant of its own: one that extends the chosen variant and sets the
        values, with these mandates besides. `more` are other keys of a variant's file: `rules`, `political_score`, `record`. Nothing is
        written until `save`. Raises InputError with everything that is wrong with it."""
        if chosen := sorted(more.keys() & {"set", "phase", "extends", "mandate"}):
            raise TypeError(f"{', '.join(chosen)}: what the variant sets, extends and forces is said by with_values, variant and mandates")
        if name in self.base.variants:
            raise InputError([Finding("as_variant", 0, "name", name, "is the name of a variant already")])
        building.check_names("as_variant", [name])
        everywhere: dict[str, object] = {}
        later: dict[str, dict[str, dict[str, object]]] = {}
        for path, text in self.values.items():
            phase, colon, rest = path.partition(":")
            settings = later.setdefault(phase, {"set": {}})["set"] if colon else everywhere
            settings[rest or path] = _number(self.base, path, text)
        said = {"title": title, "why": why, "source": source, "extends": [self.variant_name] if self.variant_name else None, **more}
        said |= {"set": everywhere or None, "phase": later or None, "mandate": list(mandates) or None}
        files = {**self._all_files(), f"variants/{name}.toml": toml_text(said).encode()}
        return Alliance(building.read(self.name, files), None, files, name)

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, pd.DataFrame | Iterable[Mapping[str, Any]]],
        *,
        name: str,
        title: str,
        as_of: dt.date | str,
        utilisation_bands: Sequence[float],
        description: str = "",
        variants: Mapping[str, Mapping[str, Any]] | None = None,
        studies: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Alliance:
        """An alliance built of tables: DataFrames or rows as mappings, by the names of the files of an instance (`headquarters`,
        `channels` ...), with `phases` and `parameters` (whose column `parameter` names them). Columns that are not given are
        empty; a cell that is a list holds several. `variants` and `studies` say, by name, what their files would say.

        Raises InputError with everything that is wrong, by the file and line where it would stand."""
        building.check_names("from_tables", [name, *(variants or {}), *(studies or {})])
        head = {"title": title, "description": description or title, "as_of": building.day(as_of), "utilisation_bands": utilisation_bands}
        texts = {f"variants/{key}.toml": said for key, said in (variants or {}).items()}
        texts |= {f"studies/{key}.toml": said for key, said in (studies or {}).items()}
        files = building.files_of_tables(tables, head, texts)
        return cls(building.read(name, files), None, files)

    def save(self, folder: str | Path) -> Path:
        """Write it as an instance into a new or empty folder, and return that. Raises InputError where something stands there, or
        where values are set: make them a variant first (`as_variant`), so that the folder says why they differ."""
        if self.values:
            why = "sets values that no file of the instance says; make them a variant with as_variant first"
            raise InputError([Finding(str(folder), 0, "", ", ".join(self.values), why)])
        building.save(Path(folder), self._all_files())
        return Path(folder)

    # How it shows itself --------------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[str]:
        base = self.base
        yield f"{base.title} ({base.name}), as of {base.as_of.isoformat()}"
        counts = [("headquarters", "headquarters", len(base.headquarters)), ("authority", "authorities", len(base.authorities))]
        counts += [("kind of request", "kinds of request", len(base.threads)), ("condition", "conditions", len(base.conditions))]
        counts += [("phase", "phases", len(base.phases)), ("variant", "variants", len(base.variants))]
        yield ", ".join(counted(number, one, many) for one, many, number in counts)
        if self.variant_name:
            yield f"variant {self.variant_name}: {base.variants[self.variant_name].title}"
        yield from (f"{path} = {text}" for path, text in self.values.items())

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        head, counts, *chosen = self._lines()
        rows = [(name, title, "chosen" if name == self.variant_name else "") for name, title in self.variants.items()]
        return html_table(("variant", "title", ""), rows, above=f"{head}: {counts}", below=chosen)

    # Inside ---------------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """The values as (path, text) pairs, in the order in which they hold."""
        return tuple(self.values.items())

    @cached_property
    def instance(self) -> Instance:
        """The instance with the variant and the values applied."""
        return apply(self.base, self.variant_name, self.settings)

    def _checked(self, where: str) -> Alliance:
        """Itself, once variant and values are known to be possible; faults of values are told as found at `where`."""
        try:
            self.instance  # noqa: B018 -- looked at for its faults
        except InputError as error:
            raise InputError(replace(one, file=where) if one.file == "--set" else one for one in error.findings) from None
        return self

    def _frame(self, name: str) -> pd.DataFrame:
        record, _ = ADDRESSED[name] if name in ADDRESSED else TABLES[name]
        known = list(columns(record).values())
        rows = [{column.name: getattr(row, column.name) for column in known} for row in rows_of(self.instance, name).values()]
        if name == "parameters":
            known = [Column("parameter", "its name"), *known]
            rows = [{"parameter": key, **row} for key, row in zip(self.instance.parameters, rows, strict=True)]
        if name == "phases":
            known = [*known, Column("set", "what changes from the phase on: values by path")]
            rows = [{**row, "set": self._set_in(row["id"])} for row in rows]
        return frame(name, "a row of the instance", known, rows)

    def _set_in(self, phase: str) -> dict[str, object]:
        """What a phase changes, by path."""
        changed = phase_paths(self.instance).items()
        return {path.removeprefix(f"{phase}:"): one.value for path, one in changed if one.phase == phase}

    def _all_files(self) -> building.Files:
        if self.files is not None:
            return self.files
        assert self.folder is not None, "an alliance comes from a folder or has its files"
        if names_base(self.folder):
            why = "is based on another folder, where its tables stand: work on that one"
            raise InputError([Finding(str(self.folder), 0, "", "", why)])
        return building.files_in(self.folder)

    @contextmanager
    def at_folder(self) -> Iterator[Path]:
        """The folder it stands in, or one with its files for the time being."""
        if self.folder is not None:
            yield self.folder
            return
        with building.as_folder(self.name, self._all_files()) as folder:
            yield folder


def _text(base: Instance, path: str, value: Value) -> str:
    """A value as `--set` would be given it."""
    try:
        address = locate_path(base, path)
    except BadPath:
        return building.cell_of(None, value)  # refused when it is set, with the nearest path
    return building.cell_of(None if address.table == BANDS else column_of(address), value)


def _number(base: Instance, path: str, text: str) -> object:
    """The value of a text as it stands in a TOML file: numbers as numbers."""
    address = locate_path(base, path)
    kind = "" if address.table == BANDS else column_of(address).kind
    if not text:
        return text  # an empty cell
    return float(text) if kind == "number" else int(text) if kind == "integer" else text


def load(folder: str | Path) -> Alliance:
    """Read an instance folder. Raises InputError with every fault of every file, by file and line, variants included."""
    return Alliance(load_instance(Path(folder)), Path(folder))


def checked(folder: Path) -> Instance:
    """The instance of a folder in which nothing is wrong, neither in its tables and variants nor in its studies. Raises InputError with
    every fault."""
    from model.study.check_studies import study_faults

    base = load_instance(folder)
    # Studies speak of the instance, so they are looked at once it is right.
    if faults := study_faults(folder, base):
        raise InputError(faults)
    return base


def check(folder: str | Path) -> tuple[Finding, ...]:
    """Everything that is wrong with an instance folder, its variants and its studies; nothing where all is well."""
    try:
        checked(Path(folder))
    except InputError as error:
        return error.findings
    return ()
