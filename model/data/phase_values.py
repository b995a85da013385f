"""What phases change: kept in the order of the phases, found by cell without going through all of it."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from typing import Any

from model.data.instance import Instance, PhaseValue, row_at
from model.data.kinds import Record

Cell = tuple[str, str, str]  # table, the row's key text and column; all but the table empty for the utilisation bands


def value_in(instance: Instance, phase: str, cell: Cell) -> Any:
    """What stands in a cell in a phase. The row must be there."""
    phases = phases_until(instance, phase) if instance.phase_values else ()
    changed = next((one for before in phases if (one := _found(instance, before, cell))), None)
    return changed.value if changed else value_at_first(instance, cell)


def row_in(instance: Instance, phase: str, table: str, key: str) -> Record:
    """A row as it is in a phase. It must be there."""
    row = _row(instance, table, key)
    changed = {name: value_in(instance, phase, (table, key, name)) for name in type(row).model_fields}
    return row.model_copy(update={name: value for name, value in changed.items() if value is not getattr(row, name)})


def with_value(instance: Instance, new: PhaseValue) -> Instance:
    """The instance with one more value that a phase sets, in the place of what it said of that cell before."""
    at = _place(instance, new.phase, new.cell)
    after = at + 1 if _found(instance, new.phase, new.cell) else at
    values = (*instance.phase_values[:at], new, *instance.phase_values[after:])
    return dataclasses.replace(instance, phase_values=values)


def without_values(instance: Instance, cell: Cell) -> Instance:
    """The instance in which no phase changes a cell."""
    gone = {at for phase in instance.phases if _found(instance, phase.id, cell) for at in [_place(instance, phase.id, cell)]}
    if not gone:
        return instance
    return dataclasses.replace(instance, phase_values=tuple(one for at, one in enumerate(instance.phase_values) if at not in gone))


def phases_until(instance: Instance, last: str) -> list[str]:
    """The phases from the last one back to the first."""
    phases = [phase.id for phase in instance.phases]
    return phases[phases.index(last) :: -1]


def _place(instance: Instance, phase: str, cell: Cell) -> int:
    """Where the value of a cell in a phase stands or would stand."""
    order = {row.id: at for at, row in enumerate(instance.phases)}
    return bisect_left(instance.phase_values, (order[phase], *cell), key=lambda one: (order[one.phase], *one.cell))


def _found(instance: Instance, phase: str, cell: Cell) -> PhaseValue | None:
    at = _place(instance, phase, cell)
    one = instance.phase_values[at] if at < len(instance.phase_values) else None
    return one if one is not None and (one.phase, one.cell) == (phase, cell) else None


def value_at_first(instance: Instance, cell: Cell) -> Any:
    """What stands in a cell before any phase changes it. The row must be there."""
    table, key, column = cell
    return getattr(_row(instance, table, key), column) if column else getattr(instance, table)


def _row(instance: Instance, table: str, key: str) -> Record:
    found = row_at(instance, table, key)
    if found is None:
        raise KeyError(f"{table}.{key}")  # the address is of another instance
    return found[1]
