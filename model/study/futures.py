"""Many futures: a sample over the assumption register, and what of it a variant takes.

A future gives every number that has a range another value at once. The sample is a Latin hypercube, seeded, the same for the same
register. Of a range half lies below the base value and half above: a range such as 0.4 to 7 around 1.4 is meant as "a quarter to five
times", and drawn evenly from end to end its middle would be far above what is thought likely. Where the base value stands at an end,
the draw is even over the range.

- Assumptions of one `group` stand or fall together: they have one draw, in the middle of which all are at base.
- Shares of conditions add up to 1 again. Where all of them have ranges each is divided by their sum; where some have none, those make
  room in proportion. Weights of phases keep their sum likewise.
- Whole numbers stay whole.
- A range of a number in all phases and one of the same number from a phase on: the latter holds until the phase in which the
  instance sets the number next, and the former holds there again.
- A request that the instance does not have at all (0 a day) has no route in any posture, so that it stays at 0; the share of a
  condition in a single phase is kept too, since what it takes there the others would have to give there, and so is what arrays do not
  carry (today's grade of an HQ).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from model.data.addresses import column_of, locate_path, value_at
from model.data.instance import Instance, key_text
from model.data.ranges import register
from model.data.registers import Assumption
from model.delay.moved import Array, moves_hours
from model.study.methods.factors import number_at

T = TypeVar("T")
Seed = int | tuple[int, int]  # of a sample, or a sample's and the number of its part
DIGITS = 12  # of a value, so that its text says all of it


@dataclass(frozen=True)
class Futures:
    """A sample of futures. `values` has a row a future and a column a path, in the order in which they are set; `weights` add up to 1."""

    paths: tuple[str, ...]
    values: Array
    weights: Array

    @property
    def number(self) -> int:
        """How many futures there are."""
        return len(self.values)

    def settings(self, future: int) -> dict[str, float]:
        """What a future sets, by path in the order of setting; whole numbers without a fraction."""
        return {path: float(value) for path, value in zip(self.paths, self.values[future], strict=True)}

    def column(self, path: str) -> Array:
        """The values of one path; KeyError where it is none of the paths."""
        if path not in self.paths:
            raise KeyError(path)
        return self.values[:, self.paths.index(path)]


def sample(base: Instance, number: int, seed: Seed) -> Futures:
    """So many futures, all of one weight, of the register of `base`, an instance without a variant."""
    known = moving_register(base)
    draws = drawn(known, number, seed)
    columns = {path: _spread(base, path, one, draws[factor_of(one)]) for path, one in known.items()}
    columns = balanced(base, columns)
    columns |= held_again(base, columns)
    values = np.column_stack([*columns.values()]) if columns else np.zeros((number, 0))
    return Futures(tuple(columns), values, np.full(number, 1.0 / number) if number else np.zeros(0))


def moving_register(base: Instance) -> dict[str, Assumption]:
    """The assumptions that are drawn, in the order in which they are set."""
    return in_order(base, {path: one for path, one in register(base).items() if not _is_kept(base, path)})


def in_order(base: Instance, by_path: Mapping[str, T]) -> dict[str, T]:
    """By path, those of all phases first, since setting them undoes what was set in a phase before."""
    order = {"": 0} | {phase.id: number for number, phase in enumerate(base.phases, 1)}
    return dict(sorted(by_path.items(), key=lambda item: order[locate_path(base, item[0]).phase]))


def _is_kept(base: Instance, path: str) -> bool:
    """Whether a number is the same in every future although it has a range."""
    address = locate_path(base, path)
    cell = address.table, address.column
    is_absent = cell == ("demand", "requests_per_day") and number_at(base, path) == 0
    return is_absent or (cell == ("conditions", "share") and address.phase != "") or moves_hours(base, path) is None


def factor_of(assumption: Assumption) -> str:
    """What is drawn for an assumption: its group, or itself."""
    return assumption.group or assumption.path


def drawn(known: Mapping[str, Assumption], number: int, seed: Seed) -> dict[str, Array]:
    """A draw from 0 to 1 for each factor and future."""
    names = list(dict.fromkeys(factor_of(one) for one in known.values()))
    shares = latin_hypercube(len(names), number, seed)
    return {name: shares[place] for place, name in enumerate(names)}


def latin_hypercube(factors: int, number: int, seed: Seed) -> Array:
    """Draws from 0 to 1, a row a factor, one in each of so many equal parts of 0 to 1 (McKay, Beckman and Conover 1979).

    Own lines and not SciPy's, which the studies use: loading it would take longer than all else that a run does with its futures."""
    random = np.random.default_rng(seed)
    parts = random.permuted(np.tile(np.arange(number), (factors, 1)), axis=1)
    found: Array = (parts + random.random((factors, number))) / max(number, 1)
    return found


def place_of(low: float, base: float, high: float, share: Array, of_group: bool = False) -> Array:
    """Values at shares of a range, so that half of it lies on each side of the base value. Where that stands at an end, they are even over
    the range; but not in a group, all of which is at base in the middle."""
    if not (low < base < high or of_group):
        found: Array = low + share * (high - low)
        return found
    below, above = low + 2 * share * (base - low), base + (2 * share - 1) * (high - base)
    return np.where(share < 0.5, below, above)


def _spread(base: Instance, path: str, assumption: Assumption, share: Array) -> Array:
    values = place_of(assumption.low, number_at(base, path), assumption.high, share, of_group=assumption.group is not None)
    if is_whole(base, path):
        return np.round(values)
    return _rounded(values)


def _rounded(values: Array) -> Array:
    """Values with so many digits that their text is the value."""
    size = np.floor(np.log10(np.maximum(np.abs(values), 1e-300)))
    scale = 10.0 ** (DIGITS - 1 - size)
    found: Array = np.where(values == 0, 0.0, np.round(values * scale) / scale)
    return found


def is_whole(base: Instance, path: str) -> bool:
    """Whether a path takes whole numbers alone; the limits of all rules are whole."""
    address = locate_path(base, path)
    return column_of(address).kind == "integer" or (address.table, address.column) == ("rules", "limit")


# Sums that are kept ---------------------------------------------------------------------------------------------------


def balanced(base: Instance, columns: Mapping[str, Array], held: Collection[str] = ()) -> dict[str, Array]:
    """The columns with shares of conditions that add up to 1 and weights of phases that keep their sum. Paths that are `held` are set
    by somebody else and stay what they are in `base`; what is balanced but was not there is added at the end."""
    shares = {f"conditions.{name}.share": row.share for name, row in base.conditions.items()}
    weights = {f"phases.{row.id}.weight": row.weight for row in base.phases}
    found = dict(columns)
    for values, total in ((shares, 1.0), (weights, sum(weights.values()))):
        moved = {path: columns[path] for path in values if path in columns}
        if moved:
            found |= _balance(values, moved, {path for path in values if path in held}, total)
    return found


def _balance(values: Mapping[str, float], moved: Mapping[str, Array], held: Collection[str], total: float) -> dict[str, Array]:
    """All the values that are not held, moved or not, so that they and those held add up to the total."""
    room = total - sum(values[path] for path in held)
    wanted = np.asarray(sum(moved.values()))
    others = {path: value for path, value in values.items() if path not in moved and path not in held}
    left = room - wanted
    # Where the others have room they take what is left, in proportion; else all are scaled.
    fits = (left > 0) & (sum(others.values()) > 0)
    scale = np.where(fits, 1.0, room / (wanted + sum(others.values())))
    rest = np.where(fits, left / (sum(others.values()) or 1.0), scale)
    found = {path: column * scale for path, column in moved.items()}
    return found | {path: value * rest for path, value in others.items()}


def held_again(base: Instance, columns: Mapping[str, Array]) -> dict[str, Array]:
    """What holds again where the instance itself ends a value of a phase that futures move, by path of the phase."""
    found: dict[str, Array] = {}
    order = [phase.id for phase in base.phases]
    cells = {one.cell: one for one in (locate_path(base, path) for path in columns) if not one.phase}
    for path in columns:
        address = locate_path(base, path)
        if not address.phase or address.cell not in cells:
            continue
        later = [one.phase for one in base.phase_values if one.cell == address.cell and order.index(one.phase) > order.index(address.phase)]
        again = f"{later[0]}:{address.in_all_phases}" if later else ""
        if again and again not in columns:
            found[again] = columns[cells[address.cell].path]
    return found


# What a variant takes -------------------------------------------------------------------------------------------------


def for_variant(futures: Futures, base: Instance, changed: Instance, held: Collection[str] = ()) -> Futures:
    """The futures as a variant meets them. What it sets to another value than the instance, in all phases or in one, it keeps in every
    future, and so do the paths that are `held` (of the command line). A request that it alone has (0 a day in `base`) grows and shrinks
    as all requests of that condition together, or else it would be the one whose requests no future touches. `changed` is `base` with
    the variant applied."""
    settings = changed.variant.settings if changed.variant else ()
    own = [path for path, _ in settings if value_at(changed, path) != value_at(base, path)]
    cells = {locate_path(base, path).cell for path in (*own, *held)}
    if not cells:
        return futures
    at = [locate_path(base, path) for path in futures.paths]
    kept = {path: futures.values[:, number] for number, path in enumerate(futures.paths) if at[number].cell not in cells}
    fixed = {address.path for address in at if address.cell in cells}
    columns = balanced(changed, kept, fixed) if any(path.startswith(("conditions.", "phases.")) for path in fixed) else dict(kept)
    columns |= _own_requests(futures, base, changed)
    values = np.column_stack([*columns.values()]) if columns else np.zeros((futures.number, 0))
    return Futures(tuple(columns), values, futures.weights)


def _own_requests(futures: Futures, base: Instance, changed: Instance) -> dict[str, Array]:
    """Requests a day that only the variant has, by path, in proportion to all others in the condition."""
    found: dict[str, Array] = {}
    for key, row in changed.demand.items():
        if row.requests_per_day > 0 and base.demand[key].requests_per_day == 0:
            found[_requests(key)] = _rounded(row.requests_per_day * _growth(futures, base, row.condition))
    return found


def _growth(futures: Futures, base: Instance, condition: str) -> Array:
    """What futures make of all requests of a condition together, in parts of what they are in the instance."""
    rows = {key: row.requests_per_day for key, row in base.demand.items() if row.condition == condition}
    total = np.zeros(futures.number)
    for key, requests in rows.items():
        path = _requests(key)
        total = total + (futures.column(path) if path in futures.paths else requests)
    return total / (sum(rows.values()) or 1.0)


def _requests(key: tuple[str, str]) -> str:
    return f"demand.{key_text(key)}.requests_per_day"
