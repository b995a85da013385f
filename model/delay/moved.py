"""Numbers of an instance in many futures at once: which paths can change the hours of a fixed posture, and what they are in a phase.

A *future* gives some paths another value, as `--set` would. Here all futures are looked at together: a number is an array with a value
for each future where some path moves it, and a plain float where none does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from model.data.addresses import locate_path
from model.data.instance import Instance
from model.data.phase_values import value_in

Array = NDArray[np.float64]
Numbers = float | Array
Cell = tuple[str, str, str]  # table, the row's key text and column

# By table the columns that the hours, the weights or the loads of a fixed posture are made of ...
MOVING: Mapping[str, tuple[str, ...]] = {
    "parameters": ("value",),
    "conditions": ("share", "tempo", "decision_period_hours", "approval_hours", "effective_hours_per_week"),
    "headquarters": ("decision_factor",),
    "desks": ("background_hours_per_day", "mean_service_hours", "capacity_hours_per_day", "wait_hours"),
    "channels": ("hours",),
    "liaison_levels": ("handling_hours", "release_hours", "language_factor"),
    "threads": ("work_hours",),
    "demand": ("requests_per_day", "urgency"),
    "phases": ("weight",),
}
# ... and those that say what may be decided, or count people: no hour of a posture that is decided already depends on them.
IDLE: Mapping[str, tuple[str, ...]] = {
    "parameters": ("low", "high"),
    "sites": ("latitude", "longitude"),
    "desks": ("officers_now",),
    "authorities": ("holders_max",),
    "channels": ("level_now",),
    "liaison_levels": ("staff",),
    "demand": ("deadline_hours",),
    "rules": ("limit", "grade"),
    "pools": ("amount",),
    "phases": ("transfers_max", "openings_max", "teams_max"),
}


def moves_hours(instance: Instance, path: str) -> bool | None:
    """Whether hours of a fixed posture can depend on a path; None where they can in a way that no array carries (today's grade of an
    HQ decides how far a referral climbs). Raises BadPath where the path leads nowhere."""
    address = locate_path(instance, path)
    if address.column in MOVING.get(address.table, ()):
        return True
    return False if address.column in IDLE.get(address.table, ()) else None


class Moved:
    """What futures make of the numbers of an instance: `values` has a row for each future and a column for each path, which stand in the
    order in which they are set; where a value is not a number (NaN), that future does not set the path. Raises BadPath where a path leads
    nowhere, ValueError where its hours cannot be worked out for many futures at once."""

    def __init__(self, instance: Instance, paths: Sequence[str], values: Array) -> None:
        if values.ndim != 2 or values.shape[1] != len(paths):
            raise ValueError(f"{values.shape} values do not fit {len(paths)} paths")
        self.futures = len(values)
        self._instance = instance
        self._order = {phase.id: number for number, phase in enumerate(instance.phases)}
        self._kept = {(one.phase, one.cell) for one in instance.phase_values}
        # By cell what is set there, in order; an empty phase: all of them.
        self._set: dict[Cell, list[tuple[str, Array]]] = {}
        for number, path in enumerate(paths):
            moving = moves_hours(instance, path)
            if moving is None:
                raise ValueError(f"the hours under other values of {path} are not worked out for many futures at once")
            if moving:
                address = locate_path(instance, path)
                column = np.ascontiguousarray(values[:, number], dtype=np.float64)
                self._set.setdefault(address.cell, []).append((address.phase, column))

        # Most are set once, in all phases and in every future.
        self._plain = {cell for cell, ((where, column), *more) in self._set.items() if not where and not more and np.isfinite(column).all()}

    def in_phase(self, phase: str) -> dict[Cell, Array]:
        """The cells that futures move, as they are in a phase. As everywhere a value of all phases takes the place of what phases say,
        and a value of a phase holds until a later phase has its own."""
        found = {cell: self._value(cell, phase, settings) for cell, settings in self._set.items()}
        return {cell: value for cell, value in found.items() if value is not None}

    def _value(self, cell: Cell, phase: str, settings: Sequence[tuple[str, Array]]) -> Array | None:
        """What a cell is in a phase; None where no future moves it there."""
        if cell in self._plain:
            return settings[0][1]
        value: Array | None = None
        since = np.full(self.futures, -1)  # the number of the phase since which the value holds; -1: from the first on
        own = np.full(self.futures, self._last_own(cell, phase))
        for where, column in settings:
            at = self._order[where] if where else -1
            if at > self._order[phase]:
                continue
            taken = np.isfinite(column)
            if where:
                # Not where the instance, or what was set before, has a value of a later phase.
                taken &= (at >= own) & (at >= since)
            else:
                own = np.where(taken, -1, own)
            if not taken.any():
                continue
            since = np.where(taken, at, since)
            value = column if taken.all() else np.where(taken, column, self._still(cell, phase) if value is None else value)
        return value

    def _last_own(self, cell: Cell, phase: str) -> int:
        """The number of the last phase until this one in which the instance itself sets the cell; -1 where there is none."""
        numbers = (number for name, number in self._order.items() if number <= self._order[phase] and (name, cell) in self._kept)
        return max(numbers, default=-1)

    def _still(self, cell: Cell, phase: str) -> float:
        """What the instance itself has in a cell in a phase."""
        value = value_in(self._instance, phase, cell)
        if not isinstance(value, int | float):
            raise ValueError(f"{'.'.join(cell)} has no value, so that some futures cannot leave it as it is")
        return float(value)
