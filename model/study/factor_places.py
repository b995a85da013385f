"""Assumptions moved one by one or a few together: a factor, its places from low to high, and futures with all else at base."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.data.addresses import locate_path
from model.data.instance import Instance
from model.data.ranges import register
from model.data.registers import Assumption
from model.delay.moved import Array, moves_hours
from model.study.futures import Futures, balanced, factor_of, held_again, in_order, is_whole, moving_register
from model.study.methods.factors import number_at

# Places of a factor: 0 is the low end, the middle the base value, the last the high end; even steps on either side.
MIDDLE = 10
PLACES = 2 * MIDDLE


@dataclass(frozen=True)
class Lever:
    """An assumption or a group of them, with the range and the base value of each path, whether it takes whole numbers alone, and the sum
    by which hours are divided where it is moved (`shares` or `weights`, since all of them are scaled to add up; else empty)."""

    name: str
    rows: tuple[Assumption, ...]
    bases: tuple[float, ...]
    whole: tuple[bool, ...]
    adds_up: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that move together, the first of them the one that is told."""
        return tuple(row.path for row in self.rows)

    def values(self, place: Array) -> Array:
        """The values at places (0 to `PLACES`): places x paths."""
        share = np.asarray(place, dtype=float) / PLACES
        columns = []
        for row, base, whole in zip(self.rows, self.bases, self.whole, strict=True):
            below, above = row.low + 2 * share * (base - row.low), base + (2 * share - 1) * (row.high - base)
            column = np.where(share < 0.5, below, above)
            columns.append(np.round(column) if whole else column)
        return np.column_stack(columns)


@dataclass(frozen=True)
class Slider:
    """A factor with a slider on the page. Hours are told for it at base and at its `stops`, and follow between them on a straight line:
    in its value where `straight`, with one stop that tells of all places, else in its place. Every place that the slider can be put at
    is exact."""

    number: int
    factor: Lever
    stops: tuple[int, ...]
    straight: bool

    def weights(self, places: Array) -> Array:
        """How much of each stop a place is: places x stops."""
        if self.straight:
            values = self.factor.values(places)[:, 0]
            ends = self.factor.values(np.array([MIDDLE, self.stops[0]]))[:, 0]
            found: Array = ((values - ends[0]) / (ends[1] - ends[0]))[:, None]
            return found
        knots = sorted({MIDDLE, *self.stops})
        return np.column_stack([np.interp(places, knots, [float(knot == stop) for knot in knots]) for stop in self.stops])


def factors_of(base: Instance, held: Collection[str] = ()) -> tuple[Lever, ...]:
    """The factors on which the hours of a fixed posture can depend, in the order of the register, without the paths that are held."""
    cells = {locate_path(base, path).cell for path in held}
    groups: dict[str, list[Assumption]] = {}
    for path, row in moving_register(base).items():
        if moves_hours(base, path) and locate_path(base, path).cell not in cells:
            groups.setdefault(factor_of(row), []).append(row)
    scaled = scaled_sums(base)
    return tuple(_factor(base, name, rows, scaled) for name, rows in groups.items())


def _factor(base: Instance, name: str, rows: Sequence[Assumption], scaled: Mapping[str, str]) -> Lever:
    """The factor; of a group a path that can be lower and higher than at base is told before others."""
    first = sorted(rows, key=lambda row: not row.low < number_at(base, row.path) < row.high)
    bases, whole = tuple(number_at(base, row.path) for row in first), tuple(is_whole(base, row.path) for row in first)
    return Lever(name, tuple(first), bases, whole, tuple(scaled.get(row.path, "") for row in first))


def moved_to(base: Instance, factors: Sequence[Lever], places: Array) -> Futures:
    """Futures with these factors at these places (futures x factors) and all else at base: what stands in the middle is not set there
    (NaN), but for shares and weights, of which all that have ranges are set and made to add up wherever one is moved."""
    columns: dict[str, Array] = {}
    adding_up = sums(base)
    in_sums = {path for paths in adding_up.values() for path in paths}
    for number, factor in enumerate(factors):
        values = factor.values(places[:, number])
        stays = places[:, number] == MIDDLE
        for at, path in enumerate(factor.paths):
            columns[path] = values[:, at] if path in in_sums else np.where(stays, np.nan, values[:, at])
    for paths in adding_up.values():
        if any(path in columns for path in paths):
            columns |= {path: np.full(len(places), number_at(base, path)) for path in paths if path not in columns}
    columns = balanced(base, in_order(base, columns))
    columns |= held_again(base, columns)
    values = np.column_stack([*columns.values()]) if columns else np.zeros((len(places), 0))
    return Futures(tuple(columns), values, np.full(len(values), 1.0 / len(values)))


def sums(base: Instance) -> dict[str, tuple[str, ...]]:
    """The paths with ranges that add up: shares of conditions, weights of phases."""
    known = register(base)
    shares = tuple(path for name in base.conditions if (path := f"conditions.{name}.share") in known)
    weights = tuple(path for phase in base.phases if (path := f"phases.{phase.id}.weight") in known)
    return {"shares": shares, "weights": weights}


def scaled_sums(base: Instance) -> dict[str, str]:
    """By path the sum it belongs to, `shares` or `weights`, where all of these have ranges, so that all are scaled; where some have none,
    those make room."""
    whole = {"shares": len(base.conditions), "weights": len(base.phases)}
    return {path: name for name, paths in sums(base).items() if len(paths) == whole[name] for path in paths}
