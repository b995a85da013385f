"""An answer followed along a factor: at a few places of its range first, then between any two of them where it differs.

Every step over which it changes is halved until it is narrower than the tolerance. A change that begins and ends between two
neighbours of the first places is not seen: more of them see it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.factors import Ranges, Settings, between
from model.study.methods.refusals import Refuse, needs
from model.study.studyfile import Factor, Study

MOST_POINTS = 10_001
# How a line along a factor ends: in words that stand in tables.
SWITCH, STAYS, UNANSWERED = "switch", "no switch inside the range", "unanswered"

# A place in a factor's range (0 low, 1 high) -> the answer there; None: not known yet.
AnswerAt = Callable[[float], str | None]


@dataclass(frozen=True)
class Crossing:
    """Two places (0 to 1) no further apart than the tolerance, with different answers."""

    low: float
    high: float
    below: str
    above: str


def crossings(answer_at: AnswerAt, grid: Sequence[float], tolerance: float) -> tuple[list[Crossing], list[float]]:
    """Every crossing between neighbours of the grid, in order, as far as answers are known; and the places to ask about next."""
    known = [(place, answer_at(place)) for place in grid]
    wanted = [place for place, answer in known if answer is None]
    found: list[Crossing] = []
    open_intervals = list(itertools.pairwise(known))[::-1]
    while open_intervals:
        (low, below), (high, above) = open_intervals.pop()
        if below is None or above is None or below == above:
            continue
        middle = (low + high) / 2
        if high - low <= tolerance or not low < middle < high:
            found.append(Crossing(low, high, below, above))
            continue
        answer = answer_at(middle)
        if answer is None:
            wanted.append(middle)
        else:
            open_intervals += [((middle, answer), (high, above)), ((low, below), (middle, answer))]
    return found, wanted


@dataclass(frozen=True)
class Line:
    """One answer followed along one factor: whose, in which words the experiment is put, the variants to solve, how to read them (None:
    they do not say), what is set besides the factor, by variant, and the variants for which the factor stays as it is."""

    label: str
    words: str
    factor: Factor
    known: Ranges
    variants: tuple[str, ...]
    read: Callable[[Mapping[str, Result]], str | None]
    also: Mapping[str, Settings] = field(default_factory=dict)
    still: frozenset[str] = frozenset()

    def asked(self, variant: str, at: float) -> Experiment:
        """What is asked of a variant at a place."""
        moved = () if variant in self.still else between(self.known, self.factor, at)
        return Experiment(variant, (*self.also.get(variant, ()), *moved))

    def answers(self, results: Mapping[Experiment, Result]) -> AnswerAt:
        """Reads the answer at a place from the results; None where some variant has no result there yet, or none that says."""

        def answer_at(at: float) -> str | None:
            found = {variant: results.get(self.asked(variant, at)) for variant in self.variants}
            there = {variant: result for variant, result in found.items() if result is not None}
            return self.read(there) if len(there) == len(found) else None

        return answer_at


def rounds(lines: Sequence[Line], grid: Sequence[float], tolerance: float) -> Steps:
    """Rounds: the grid, then halving after halving until every crossing is narrow enough."""
    results: Mapping[Experiment, Result] = {}
    asked: set[Experiment] = set()
    while True:
        wanted: list[Experiment] = []
        for line in lines:
            places = crossings(line.answers(results), grid, tolerance)[1]
            wanted += [line.asked(variant, place) for place in places for variant in line.variants]
        fresh = [experiment for experiment in dict.fromkeys(wanted) if experiment not in asked]
        if not fresh:
            return
        asked |= set(fresh)
        results = yield fresh


def remembered(answer_at: AnswerAt, known: dict[float, str]) -> AnswerAt:
    """The same, which keeps in `known` what it has answered."""

    def remember(at: float) -> str | None:
        answer = answer_at(at)
        if answer is not None:
            known[at] = answer
        return answer

    return remember


def check_looked_at(study: Study, defaults: Mapping[str, Any], refuse: Refuse) -> None:
    """Refuses a grid of too few or too many places, and a tolerance that is no share of the range."""
    settings = {**defaults, **study.settings}
    grid, tolerance = settings["grid"], settings["tolerance"]
    needs(refuse, 2 <= grid <= MOST_POINTS, "grid", grid, f"must be a number of points from 2 to {MOST_POINTS}")
    needs(refuse, 0 < tolerance <= 1, "tolerance", tolerance, "must be a share of the range, more than 0 and at most 1")


def looked_at(study: Study, defaults: Mapping[str, Any]) -> tuple[list[float], float]:
    """The places (0 to 1) at which a study looks first, as many as its setting `grid` says, and the widest stretch between two answers, as
    a share of the range: its setting `tolerance`."""
    settings = {**defaults, **study.settings}
    count = int(settings["grid"])
    return [at / (count - 1) for at in range(count)], float(settings["tolerance"])
