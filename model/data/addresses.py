"""One number's address, used by ranges, variants, `--set` and sweeps.

`parameters.NAME` (its value) or `parameters.NAME.FIELD` · `phases.ID.FIELD` · `TABLE.KEY.COLUMN`, compound keys joined
with `@` · `pools.PHASE@NATION.RESOURCE` (the amount) · `utilisation_bands`. Keys may contain dots; they never contain `@` or `:`.
`PHASE:PATH` is the number from that phase on, a path without a phase the number in all phases.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from model.data.cells import CellFault, build, columns, parse_cell, parse_number, parse_toml, value_text
from model.data.column import Column
from model.data.instance import Instance, PhaseValue, key_text, row_at, rows_of
from model.data.kinds import Record
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


def _row(instance: Instance, address: Address) -> tuple[object, Record]:
    found = row_at(instance, address.table, address.key)
    if found is None:
        raise KeyError(address.path)  # the address is of another instance
    return found


def _value(instance: Instance, address: Address) -> object:
    if address.phase:
        instance = instance.whole_at(address.phase)
    if address.table == BANDS:
        return instance.utilisation_bands
    return getattr(_row(instance, address)[1], address.column)


def _column(address: Address) -> Column:
    return columns(ADDRESSED[address.table][0])[address.column]


def value_at(instance: Instance, path: str) -> object:
    """The value at a path. Raises BadPath where it leads nowhere."""
    return _value(instance, locate_path(instance, path))


def replaced(instance: Instance, path: str, value: object) -> Instance:
    """The instance with another value at a path: from its phase on where it names one, else in all phases, whatever they said before.
    Raises BadPath where the path or the value is not possible.

    The change is not checked against other rows; `variants.apply` does that."""
    address = locate_path(instance, path)
    if address.phase:
        return _from_phase_on(instance, address, value)
    if address.table == BANDS:
        changed = dataclasses.replace(instance, utilisation_bands=_bands(value))
        return dataclasses.replace(changed, phase_values=_other_values(instance, address))
    key, row = _row(instance, address)
    changed = _with_row(instance, address.table, key, _rebuilt(row, address, value))
    values = _other_values(instance, address)
    return changed if values == instance.phase_values else dataclasses.replace(changed, phase_values=values)


def _rebuilt(row: Record, address: Address, value: object) -> Record:
    """The row with another value. Raises BadPath where it cannot stand there."""
    record_class, key_columns = ADDRESSED[address.table]
    if address.column in key_columns:
        raise BadPath("the key of a row cannot be set", address.table, address.key)
    values = {name: getattr(row, name) for name in columns(record_class)}
    values.pop(address.column)
    values |= _read(_column(address), value)
    built = build(record_class, values)
    if not isinstance(built, Record):
        raise _refusal(built[0])
    return built


def _from_phase_on(instance: Instance, address: Address, value: object) -> Instance:
    if address.table == BANDS:
        set_now = PhaseValue(address.phase, BANDS, "", "", _bands(value))
    else:
        key, row = _row(instance.whole_at(address.phase), address)
        new = getattr(_rebuilt(row, address, value), address.column)
        set_now = PhaseValue(address.phase, address.table, key, address.column, new)
    order = {phase.id: position for position, phase in enumerate(instance.phases)}
    values = [*_other_values(instance, address), set_now]
    values.sort(key=lambda one: (order[one.phase], one.table, key_text(one.key), one.column))
    return dataclasses.replace(instance, phase_values=tuple(values))


def _other_values(instance: Instance, address: Address) -> tuple[PhaseValue, ...]:
    """What phases change but for this number: in the address's phase, or in all where it names none."""
    return tuple(
        one
        for one in instance.phase_values
        if (one.table, key_text(one.key), one.column) != (address.table, address.key, address.column)
        or address.phase not in ("", one.phase)
    )


def phase_paths(instance: Instance) -> dict[str, PhaseValue]:
    """What phases change, by its path, in the order of the phases."""
    return {Address(one.table, key_text(one.key), one.column, one.phase).path: one for one in instance.phase_values}


def _refusal(fault: CellFault) -> BadPath:
    return BadPath(fault.why, near=lambda: fault.hint)


def _read(column: Column, value: object) -> dict[str, object]:
    """The value for its column; nothing for an empty cell, which becomes the column's default."""
    try:
        if isinstance(value, str):
            return {column.name: parse_cell(column, value.strip())} if value.strip() else {}
        return {column.name: parse_toml(column, value)}
    except ValueError as error:
        raise BadPath(str(error)) from None


def _bands(value: object) -> tuple[float, ...]:
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        raise BadPath("must be a list of numbers")
    return tuple(_band(part) for part in parts)


def _band(part: object) -> float:
    if isinstance(part, str):
        try:
            return parse_number(part.strip())
        except ValueError as error:
            raise BadPath(str(error)) from None
    if isinstance(part, (int, float)) and not isinstance(part, bool):
        return float(part) if abs(part) <= 1e9 else float("inf")
    raise BadPath("must be a list of numbers")


def _with_row(instance: Instance, table: str, key: object, row: Record) -> Instance:
    changes: dict[str, Any]
    if isinstance(row, Phase):
        changes = {"phases": tuple(row if phase.id == key else phase for phase in instance.phases)}
    else:
        changes = {table: {**rows_of(instance, table), key: row}}
    return dataclasses.replace(instance, **changes)


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
    return address.table != BANDS and _column(address).kind in ("number", "integer")


def _finding(path: str, value: object, error: BadPath, file: str, line: int) -> InputError:
    return InputError([Finding(file, line, path, value_text(value), error.why, error.hint)])


def resolve(instance: Instance, path: str, file: str = "--set", line: int = 0) -> object:
    """The value at a path. Raises InputError, as found in `file` at `line`, where the path leads nowhere."""
    try:
        return value_at(instance, path)
    except BadPath as error:
        raise _finding(path, "", error, file, line) from None


def set_value(instance: Instance, path: str, value: object, file: str = "--set", line: int = 0) -> Instance:
    """The instance with another value (cell text or a TOML value) at a path.

    Raises InputError, as found in `file` at `line`, where the path or the value is not possible."""
    try:
        return replaced(instance, path, value)
    except BadPath as error:
        raise _finding(path, value, error, file, line) from None


def set_twice(instance: Instance, settings: Iterable[tuple[str, str]]) -> list[Finding]:
    """The faults, as found at `--set`, of settings of a path that is set before, however it is spelt."""
    first: dict[str, str] = {}
    findings: list[Finding] = []
    for path, value in settings:
        known = spelling(instance, path)
        if known in first:
            findings.append(Finding("--set", 0, path, value, f"is set twice; the first value is {first[known]!r}"))
        first.setdefault(known, value)
    return findings


def numeric(instance: Instance, path: str, file: str = "--set", line: int = 0) -> bool:
    """Whether a single number stands at a path. Raises InputError where the path leads nowhere."""
    try:
        return is_numeric(instance, path)
    except BadPath as error:
        raise _finding(path, "", error, file, line) from None
