"""Which assumptions decide who leads: how much of the change of the lead each explains, and from which value on another variant leads.

How much an assumption explains is a first-order index from the sample itself, without further runs (Plischke, Borgonovo and Smith 2013,
"Global sensitivity measures from given data"): futures are put into classes by its value, and the share of the variance of "this variant
leads", summed over variants, that lies between classes is what it explains (for kinds instead of numbers it is the tau of Goodman and
Kruskal 1954). What chance alone would put between classes is taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.delay.moved import Array
from model.study.ensemble import SAME, Ensemble, hours_in
from model.study.factor_places import MIDDLE, PLACES, Lever, Slider, factors_of, moved_to
from model.tables.column import Column, Row, Table, flag, integer, number

CLASSES = 10
MOST = 12  # assumptions whose turning points are sought
DRIVERS = Table(
    "drivers",
    "an assumption, or a group of them that moves together, and what it has to do with who leads",
    (
        Column("variant", "the variant that leads with all at base, whose lead this is about"),
        integer("rank", "1 explains most: by the sum of the two shares that follow"),
        Column("assumption", "path, or name of the group"),
        number("explains_lead", "share of the change of who leads that it explains alone, less what chance does; empty: no change", "1"),
        number("explains_margin", "share of the change of the leader's distance to the next that it explains alone, likewise", "1"),
        Column("paths", "the paths that move together (a|b); what follows is about the first"),
        number("low", "its lowest plausible value", "as the path"),
        number("base", "its value in the instance", "as the path"),
        number("high", "its highest plausible value", "as the path"),
        Column("leads_at_low", "variant that leads with it at the low end and all else at base; empty: not sought for this rank"),
        Column("leads_at_high", "variant that leads with it at the high end and all else at base; empty: not sought for this rank"),
        number("turns_below", "below it the leader at base is overtaken, all else at base; empty: nowhere, or not sought", "as the path"),
        number("turns_above", "above it the leader at base is overtaken, all else at base; empty: nowhere, or not sought", "as the path"),
        integer("slider", "number of its slider on the page; empty: it has none"),
        Column("stops", "places of the slider (0 low, 10 base, 20 high) that `slider_hours` has terms for (a|b)"),
        flag("straight", "whether hours grow evenly with its value all the way, so that one stop tells of all places"),
    ),
    ("assumption",),
    filled=("rank", "explains_margin", "low", "base", "high"),
)


@dataclass(frozen=True)
class Driver:
    """A factor with what it explains of the change of the lead (None: nobody else ever leads) and of the leader's margin."""

    factor: Lever
    lead: float | None
    margin: float


@dataclass(frozen=True)
class Turn:
    """Who leads along a factor, all else at base, and the values of its first path at which that changes first on either side."""

    at_low: str
    at_high: str
    below: float | None
    above: float | None


def drivers(ensemble: Ensemble) -> list[Driver]:
    """All factors, the one that explains most of the change of the lead first."""
    changes = len(np.unique(ensemble.leader)) > 1
    kinds = np.equal.outer(np.unique(ensemble.leader), ensemble.leader).astype(float)
    margin = _margin(ensemble)
    found = []
    for factor in factors_of(ensemble.base, ensemble.held):
        classes = _classes(ensemble.futures.column(factor.paths[0]))
        found.append(Driver(factor, _explained(kinds, classes) if changes else None, _explained(margin[None, :], classes)))
    return sorted(found, key=lambda one: (-(one.lead or 0.0) - one.margin, one.factor.name))


def _margin(ensemble: Ensemble) -> Array:
    """How much quicker the leader at base is than the quickest other competitor, in parts of the latter's hours; below 0: slower."""
    others = [number for number, one in enumerate(ensemble.contenders) if one.keeps_law and number != ensemble.at_base]
    if not others:
        return np.zeros(ensemble.futures.number)
    quickest = ensemble.hours[others].min(axis=0)
    found: Array = 1 - ensemble.hours[ensemble.at_base] / np.where(quickest > 0, quickest, 1.0)
    return found


def _classes(values: Array) -> NDArray[np.intp]:
    """The class of each future: so many of equal size, by the value; equal values stand in one class."""
    ranks = np.searchsorted(np.sort(values), values)
    found: NDArray[np.intp] = ranks * CLASSES // max(len(values), 1)
    return found


def _explained(kinds: Array, classes: NDArray[np.intp]) -> float:
    """The share of the variance of some quantities (kinds x futures), summed, between classes, less what chance puts there."""
    futures = kinds.shape[1]
    means = kinds.mean(axis=1, keepdims=True)
    total = float(((kinds - means) ** 2).sum())
    if total <= 0 or futures < 2:
        return 0.0
    counts = np.bincount(classes, minlength=CLASSES)
    between = 0.0
    for kind, mean in zip(kinds, means[:, 0], strict=True):
        sums = np.bincount(classes, weights=kind, minlength=CLASSES)
        between += float((counts[counts > 0] * (sums[counts > 0] / counts[counts > 0] - mean) ** 2).sum())
    chance = (np.count_nonzero(counts) - 1) / (futures - 1)
    return max(0.0, float(between / total - chance) / (1 - chance)) if chance < 1 else 0.0


def along(ensemble: Ensemble, factors: Sequence[Lever]) -> list[Array]:
    """Of each factor the hours (contenders x places) at all its places with every other number at base."""
    if not factors:
        return []
    steps = PLACES + 1
    places = np.full((len(factors) * steps, len(factors)), float(MIDDLE))
    for at in range(len(factors)):
        places[at * steps : (at + 1) * steps, at] = np.arange(steps)
    found = hours_in(ensemble, moved_to(ensemble.base, factors, places))
    return [found[:, at * steps : (at + 1) * steps] for at in range(len(factors))]


def turn_of(ensemble: Ensemble, factor: Lever, hours: Array) -> Turn:
    """Who leads along a factor of these hours."""
    hours = np.where(ensemble.competing[:, None], hours, np.inf)
    values = factor.values(np.arange(PLACES + 1.0))[:, 0]
    first = int(hours[:, MIDDLE].argmin())
    names = [one.variant for one in ensemble.contenders]
    below, above = _first_turn(hours, values, first, -1), _first_turn(hours, values, first, 1)
    return Turn(names[_leader(hours[:, 0], first)], names[_leader(hours[:, -1], first)], below, above)


def _leader(hours: Array, first: int) -> int:
    """Who leads; the leader at base where it is one of several."""
    return first if hours[first] <= hours.min() * (1 + SAME) else int(hours.argmin())


def _first_turn(hours: Array, values: Array, first: int, way: int) -> float | None:
    """The value at which another overtakes the leader at base, on the way to one end; between two places hours are taken for straight."""
    at = MIDDLE
    while 0 <= at + way <= PLACES:
        here, there = at, at + way
        if _leader(hours[:, there], first) != first:
            before, after = hours[:, here] - hours[first, here], hours[:, there] - hours[first, there]
            falls = after < 0
            shares = before[falls] / (before[falls] - after[falls])
            return float(values[here] + float(np.clip(shares, 0.0, 1.0).min()) * (values[there] - values[here]))
        at = there
    return None


def driver_rows(ensemble: Ensemble, found: Sequence[Driver], paths: Sequence[Array], sliders: Mapping[str, Slider]) -> list[Row]:
    """The table `drivers`; with turning points for the first, of which `paths` are the hours along them."""
    rows: list[Row] = []
    for rank, one in enumerate(found, 1):
        turn = turn_of(ensemble, one.factor, paths[rank - 1]) if rank <= len(paths) else Turn("", "", None, None)
        slider = sliders.get(one.factor.name)
        first = one.factor.rows[0]
        rows.append(
            {
                "variant": ensemble.contenders[ensemble.at_base].variant,
                "rank": rank,
                "assumption": one.factor.name,
                "explains_lead": one.lead,
                "explains_margin": one.margin,
                "paths": "|".join(one.factor.paths),
                "low": first.low,
                "base": one.factor.bases[0],
                "high": first.high,
                "leads_at_low": turn.at_low,
                "leads_at_high": turn.at_high,
                "turns_below": turn.below,
                "turns_above": turn.above,
                "slider": slider.number if slider else None,
                "stops": "|".join(map(str, slider.stops)) if slider else "",
                "straight": slider.straight if slider else False,
            }
        )
    return rows
