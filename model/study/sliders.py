"""The numbers of the page's sliders: hours of every posture with a few assumptions moved together, exact at every place of a slider.

Hours are a sum of products in which each assumption stands once: with all but one fixed they grow evenly with that one, but for few (the
officers on duty bend the queue of a desk). So they are known everywhere from what they are at the corners, where each slider stands at
base or at one of its stops: the hours are the sum of a term for every choice of stops, times how much of each of these stops the sliders
stand at. Where shares are scaled to add up, hours times the sum of what is set are such a sum of products.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

import numpy as np

from model.delay.moved import Array
from model.study.ensemble import Ensemble, hours_in
from model.study.factor_places import MIDDLE, PLACES, Lever, Slider, moved_to, scaled_sums
from model.study.methods.factors import number_at
from model.tables.column import Column, Row, Table, flag, integer, number
from model.tables.common import VARIANT

SLIDERS = 8
MOST_CORNERS = 1024
EVEN = 1e-9  # relative: hours that differ from a straight line by less lie on it
SMALL = 1e-10  # relative to the delay at base: what is less moves no decimal of it that a table has
SLIDER_HOURS = Table(
    "slider_hours",
    "a term of a variant's weighted delay under moved sliders: the delay is the sum of the terms, each times how much of every stop that it"
    " names its sliders stand at, divided by the sums that `adds_up` of `slider_paths` names",
    (
        VARIANT,
        Column("stops", "stops of the term (1:20 3:0 is slider 1 at place 20 and slider 3 at place 0); empty: all sliders at base"),
        number("hours", "the term", "h/day"),
    ),
    ("variant", "stops"),
    filled=("hours",),
)


SLIDER_PATHS = Table(
    "slider_paths",
    "a number that a slider of the page moves, or that makes room where shares or weights are scaled to add up",
    (
        Column("variant", "the variant that leads with all at base"),
        integer("slider", "the slider; empty: the number only makes room"),
        Column("path", "the number; the first of a slider is the one that the page shows"),
        number("low", "its lowest plausible value", "as the path"),
        number("base", "its value in the instance", "as the path"),
        number("high", "its highest plausible value", "as the path"),
        flag("whole", "whether it takes whole numbers alone"),
        Column("adds_up", "shares or weights: hours are divided by their sum, since all are scaled to add up; else empty"),
    ),
    ("path",),
    filled=("low", "base", "high"),
)


def sliders_of(ensemble: Ensemble, factors: Sequence[Lever], hours: Sequence[Array]) -> tuple[Slider, ...]:
    """Sliders for the first of the factors, of which `hours` are those along them, as many as the page has room for."""
    found: list[Slider] = []
    for factor, along in zip(factors, hours, strict=True):
        stops, straight = _stops(ensemble, factor, along)
        corners = prod(1 + len(slider.stops) for slider in found) * (1 + len(stops))
        if stops and corners <= MOST_CORNERS and len(found) < SLIDERS:
            found.append(Slider(len(found) + 1, factor, stops, straight))
    return tuple(found)


def _stops(ensemble: Ensemble, factor: Lever, along: Array) -> tuple[tuple[int, ...], bool]:
    """The stops that a factor needs, and whether one is enough."""
    places = np.arange(PLACES + 1.0)
    values = factor.values(places)
    ends = [place for place in (0, PLACES) if (values[place] != values[MIDDLE]).any()]
    hours = along * _sums(ensemble, (factor,), places[:, None])
    if not ends:
        return (), False
    far = max(ends, key=lambda place: abs(values[place, 0] - values[MIDDLE, 0]))
    for stops, straight in (((far,), True), (tuple(ends), False)):
        if straight and values[stops[0], 0] == values[MIDDLE, 0]:
            continue  # of a group whose first path stays
        slider = Slider(0, factor, stops, straight)
        told = hours[:, [MIDDLE]] + (hours[:, list(stops)] - hours[:, [MIDDLE]]) @ slider.weights(places).T
        if np.abs(told - hours).max() <= EVEN * np.abs(hours).max():
            return stops, straight
    return tuple(stop for end in ends for stop in ((end + MIDDLE) // 2, end)), False


def _sums(ensemble: Ensemble, factors: Sequence[Lever], places: Array) -> Array:
    """What hours are divided by where shares or weights are scaled: a value a future, 1 at base."""
    found = np.ones(len(places))
    totals = {"shares": 1.0, "weights": sum(phase.weight for phase in ensemble.base.phases)}
    for name, total in totals.items():
        more = np.zeros(len(places))
        for at, factor in enumerate(factors):
            values = factor.values(places[:, at])
            for column, (adds_up, at_base) in enumerate(zip(factor.adds_up, factor.bases, strict=True)):
                if adds_up == name:
                    more += values[:, column] - at_base
        found *= 1 + more / total
    return found


def slider_rows(ensemble: Ensemble, sliders: Sequence[Slider]) -> list[Row]:
    """The table `slider_hours`."""
    factors = [slider.factor for slider in sliders]
    choices = [(MIDDLE, *slider.stops) for slider in sliders]
    corners = np.array(list(product(*choices)), dtype=float).reshape(-1, len(sliders))
    hours = hours_in(ensemble, moved_to(ensemble.base, factors, corners))
    terms = (hours * _sums(ensemble, factors, corners)).reshape(-1, *(len(choice) for choice in choices))
    for axis in range(1, terms.ndim):
        first = np.take(terms, [0], axis=axis)
        terms = np.concatenate([first, np.delete(terms, 0, axis=axis) - first], axis=axis)
    names = [" ".join(_named(sliders, corner)) for corner in product(*choices)]
    return [
        {"variant": one.variant, "stops": name, "hours": float(hours)}
        for one, own in zip(ensemble.contenders, terms.reshape(len(ensemble.contenders), -1), strict=True)
        for name, hours in zip(names, own, strict=True)
        if abs(hours) > SMALL * abs(own[0]) or not name
    ]


def _named(sliders: Sequence[Slider], corner: Sequence[int]) -> Iterator[str]:
    return (f"{slider.number}:{place}" for slider, place in zip(sliders, corner, strict=True) if place != MIDDLE)


def path_rows(ensemble: Ensemble, sliders: Sequence[Slider]) -> list[Row]:
    """The table `slider_paths`."""
    base, leader = ensemble.base, ensemble.contenders[ensemble.at_base].variant
    known: list[tuple[int | None, str, float, float, float, bool]] = [
        (slider.number, row.path, row.low, at_base, row.high, whole)
        for slider in sliders
        for row, at_base, whole in zip(slider.factor.rows, slider.factor.bases, slider.factor.whole, strict=True)
    ]
    moved, scaled = {path for _, path, *_ in known}, scaled_sums(base)
    wanted = {scaled.get(path) for path in moved} - {None}
    others = [path for path, name in scaled.items() if name in wanted and path not in moved]
    known += [(None, path, at, at, at, False) for path in others for at in [number_at(base, path)]]
    names = ("slider", "path", "low", "base", "high", "whole")
    return [{"variant": leader, **dict(zip(names, one, strict=True)), "adds_up": scaled.get(one[1], "")} for one in known]
