"""One number's address, used by ranges, variants, `--set` and sweeps.

`parameters.NAME` (its value) or `parameters.NAME.FIELD` · `phases.ID.FIELD` · `TABLE.KEY.COLUMN`, compound keys joined
with `@` · `pools.PHASE@NATION.RESOURCE` (the amount) · `utilisation_bands`. Keys may contain dots; they never contain `@` or `:`.
`PHASE:PATH` is the number from that phase on, a path without a phase the number in all phases.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from model.data.cells import columns
from model.data.column import Column
from model.data.instance import Instance, PhaseValue, key_text, row_at, rows_of
from model.data.kinds import Record
from model.data.phase_values import value_at_first, value_in
from model.data.records import TABLES, Parameter, Phase
from model.data.registers import REGISTERS
from model.errors import Finding, InputError, nearest

BANDS = "utilisation_bands"
# Registers are about paths and rows; they have none themselves.
ADDRESSED: dict[str, tuple[type[Record], tuple[str, ...]]] = {
    **{name: table for name, table in TABLES.items() if name not in REGISTERS},
    "parameters": (Parameter, ()),
    "phases": (Phase, ("id",)),
}


class BadPath(ValueError):
    """A path that leads nowhere, or a value that cannot stand there. `table` and `key` tell how far the path was good."""

    def __init__(self, why: str, table: str = "", key: str = "", near: Callable[[], str] = str) -> None:
        super().__init__(why)
        self.why, self.table, self.key, self._near = why, table, key, near

    @cached_property
    def hint(self) -> str:
        """The path or value most like it, or nothing. Sought only for whoever asks: many do no more than try a path."""
        return self._near()


# What no phase changes: the state of today, from which the first phase starts, who there is in the first place, and the plan itself.
SAME_IN_ALL_PHASES = {
    "headquarters": ("nation", "grade_now", "status", "available_from"),
    "desks": ("officers_now",),
    "authorities": ("holder_now",),
    "channels": ("level_now",),
}


@dataclass(frozen=True)
class Address:
    """Where a path leads. `key` is the row's key text; both it and `column` are empty for the utilisation bands. `phase` is the one from
    which on the number is meant; empty: all phases."""

    table: str
    key: str
    column: str
    phase: str = ""

    @property
    def path(self) -> str:
        """The one spelling of this address that all others mean."""
        return f"{self.phase}:{self.in_all_phases}" if self.phase else self.in_all_phases

    @property
    def cell(self) -> tuple[str, str, str]:
        """The table, row and column alone."""
        return self.table, self.key, self.column

    @property
    def in_all_phases(self) -> str:
        """The same without the phase."""
        if self.table == "parameters" and self.column == "value":
            return f"parameters.{self.key}"
        if self.table == "pools" and self.column == "amount":
            phase, nation, resource = self.key.split("@")
            return f"pools.{phase}@{nation}.{resource}"
        return ".".join(part for part in (self.table, self.key, self.column) if part)


def locate_path(instance: Instance, path: str) -> Address:
    """The address of a path. Raises BadPath where it leads nowhere."""
    phase, colon, rest = path.partition(":")
    if colon:
        return _in_phase(instance, phase, rest)
    if path == BANDS:
        return Address(BANDS, "", "")
    table, _, rest = path.partition(".")
    if table not in ADDRESSED:
        raise BadPath("no such path", near=partial(_near, instance, path))
    for key, column in _splits(table, rest):
        if column in columns(ADDRESSED[table][0]) and row_at(instance, table, key):
            return Address(table, key, column)
    key = rest if table == "parameters" else rest.rpartition(".")[0]
    raise BadPath("no such path", table, key, partial(_near, instance, path))


def _in_phase(instance: Instance, phase: str, path: str) -> Address:
    if ":" in path:
        raise BadPath("names two phases")
    phases = [row.id for row in instance.phases]
    if phase not in phases:
        raise BadPath(f"there is no phase '{phase}'", "phases", phase, lambda: f"{near}:{path}" if (near := nearest(phase, phases)) else "")
    try:
        address = locate_path(instance, path)
    except BadPath as error:
        hint = error  # its name is gone after this block
        raise BadPath(error.why, error.table, error.key, lambda: f"{phase}:{hint.hint}" if hint.hint else "") from None
    if address.table == "phases":
        raise BadPath("a phase is the same from phase to phase")
    if address.table == "pools":
        raise BadPath(f"a pool has a row for each phase: set pools.{phase}@... instead")
    if address.column in SAME_IN_ALL_PHASES.get(address.table, ()):
        raise BadPath("tells of today or of the plan, which no phase changes")
    return dataclasses.replace(address, phase=phase)


def spelling(instance: Instance, path: str) -> str:
    """The one spelling of a path, or the path as it stands where it leads nowhere."""
    try:
        return locate_path(instance, path).path
    except BadPath:
        return path


def _near(instance: Instance, path: str) -> str:
    """The path most like one that leads nowhere. Sought in its table, and there first in the row most like its own: an instance
    has thousands of paths, and one misspelt header can make hundreds of references to it fail."""
    table, _, rest = path.partition(".")
    table = table if table in ADDRESSED else nearest(table, ADDRESSED)
    if not table:
        return nearest(path, all_paths(instance))
    keys = {key_text(key) for key in rows_of(instance, table)}
    head = rest.rpartition(".")[0]
    key = head if head in keys else nearest(head, keys)
    return nearest(path, _row_paths(table, key)) if key else nearest(path, table_paths(instance, table))


def _splits(table: str, rest: str) -> Iterator[tuple[str, str]]:
    """The ways to read what follows the table's name, most specific first."""
    head, _, tail = rest.rpartition(".")
    if table == "parameters":
        yield rest, "value"
    if table == "pools":
        yield f"{head}@{tail}", "amount"
    yield head, tail


def row_of(instance: Instance, address: Address) -> tuple[object, Record]:
    """The key and the row of an address, as it is before any phase changes it."""
    found = row_at(instance, address.table, address.key)
    if found is None:
        raise KeyError(address.path)  # the address is of another instance
    return found


def column_of(address: Address) -> Column:
    """The column of an address, which is not that of the utilisation bands."""
    return columns(ADDRESSED[address.table][0])[address.column]


def value_at(instance: Instance, path: str) -> object:
    """The value at a path. Raises BadPath where it leads nowhere."""
    address = locate_path(instance, path)
    return value_in(instance, address.phase, address.cell) if address.phase else value_at_first(instance, address.cell)


def phase_paths(instance: Instance) -> dict[str, PhaseValue]:
    """What phases change, by its path, in the order of the phases."""
    return {Address(one.table, key_text(one.key), one.column, one.phase).path: one for one in instance.phase_values}


def all_paths(instance: Instance) -> list[str]:
    """Every path that can be set, in its one spelling, sorted."""
    return sorted([BANDS, *(path for table in ADDRESSED for path in table_paths(instance, table))])


def table_paths(instance: Instance, table: str) -> list[str]:
    """Every path of one table."""
    return [path for key in rows_of(instance, table) for path in _row_paths(table, key_text(key))]


def _row_paths(table: str, key: str) -> list[str]:
    record_class, key_columns = ADDRESSED[table]
    return [Address(table, key, name).path for name in columns(record_class) if name not in key_columns]


def is_numeric(instance: Instance, path: str) -> bool:
    """Whether a single number stands at a path. Raises BadPath where it leads nowhere."""
    address = locate_path(instance, path)
    return address.table != BANDS and column_of(address).kind in ("number", "integer")


def resolve(instance: Instance, path: str, file: str = "--set") -> object:
    """The value at a path. Raises InputError, as found in `file`, where the path leads nowhere."""
    try:
        return value_at(instance, path)
    except BadPath as error:
        raise InputError([Finding(file, 0, path, "", error.why, error.hint)]) from None
