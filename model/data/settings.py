"""Another value at a path: in all phases, or from a phase on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from model.data.addresses import ADDRESSED, BANDS, Address, BadPath, column_of, locate_path, row_of, spelling
from model.data.cells import CellFault, build, columns, parse_cell, parse_number, parse_toml
from model.data.column import Column
from model.data.instance import Instance, PhaseValue, rows_of
from model.data.kinds import Record
from model.data.phase_values import row_in, with_value, without_values
from model.data.records import Phase
from model.errors import Finding


def replaced(instance: Instance, path: str, value: object) -> Instance:
    """The instance with another value (cell text or a TOML value) at a path: from its phase on where it names one, else in all phases,
    whatever they said before. Raises BadPath where the path or the value is not possible.

    The change is not checked against other rows; `variants.apply` does that."""
    address = locate_path(instance, path)
    if address.phase:
        return _from_phase_on(instance, address, value)
    instance = without_values(instance, address.cell)
    if address.table == BANDS:
        return dataclasses.replace(instance, utilisation_bands=_bands(value))
    key, row = row_of(instance, address)
    return _with_row(instance, address.table, key, _rebuilt(row, address, value))


def _rebuilt(row: Record, address: Address, value: object) -> Record:
    """The row with another value. Raises BadPath where it cannot stand there."""
    record_class, key_columns = ADDRESSED[address.table]
    if address.column in key_columns:
        raise BadPath("the key of a row cannot be set", address.table, address.key)
    values = {name: getattr(row, name) for name in columns(record_class)}
    values.pop(address.column)
    values |= _read(column_of(address), value)
    built = build(record_class, values)
    if not isinstance(built, Record):
        raise _refusal(built[0])
    return built


def _from_phase_on(instance: Instance, address: Address, value: object) -> Instance:
    if address.table == BANDS:
        return with_value(instance, PhaseValue(address.phase, BANDS, "", "", _bands(value)))
    key, _ = row_of(instance, address)
    rebuilt = _rebuilt(row_in(instance, address.phase, address.table, address.key), address, value)
    return with_value(instance, PhaseValue(address.phase, address.table, key, address.column, getattr(rebuilt, address.column)))


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


def set_twice(instance: Instance, settings: Iterable[tuple[str, str]]) -> list[Finding]:
    """The faults, as found at `--set`, of settings of a path that is set before, however it is spelt, and of those of all phases that
    would undo what is set in a phase before."""
    first: dict[str, str] = {}
    in_phases: dict[str, str] = {}
    findings: list[Finding] = []
    for path, value in settings:
        known = spelling(instance, path)
        if known in first:
            findings.append(Finding("--set", 0, path, value, f"is set twice; the first value is {first[known]!r}"))
        elif known in in_phases:
            why = f"sets it in all phases and undoes '{in_phases[known]}' before it: give the value of all phases first"
            findings.append(Finding("--set", 0, path, value, why))
        first.setdefault(known, value)
        if ":" in known:
            in_phases.setdefault(known.partition(":")[2], path)
    return findings
