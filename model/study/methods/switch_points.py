"""Switch points: solving again and again to find where the answer changes.

The answer -- the best variant, the holder of an authority, or on which side of a threshold a difference of two delays lies -- is
found on a coarse grid over each factor's range first; every step of the grid over which it changes is then halved until it is
narrower than the tolerance. A change that begins and ends between two neighbours of the grid is not seen: a finer grid sees it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.data.instance import Instance
from model.data.ranges import ranges
from model.errors import nearest
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import FACTOR, PATHS, VARIANTS
from model.study.methods.compare import best, blocked, compared, held_by, infeasible, percent
from model.study.methods.factors import Ranges, between, fault, listed, needs_factors, number_at, place
from model.study.studyfile import Factor, Study
from model.tables.column import Column, Row, Table, integer, number

# `about`: best, holder or difference. `authority` and `conditions` (none: all) say which holder; `pair` names the variants whose
# delays are subtracted, first less second, and `threshold` (h/day) what the difference is held against. `grid` is the number of
# coarse points, `tolerance` the widest interval reported, as a share of the range.
SETTINGS: dict[str, Any] = {
    "about": "best",
    "authority": "",
    "conditions": (),
    "pair": (),
    "threshold": 0.0,
    "grid": 9,
    "tolerance": 0.001,
}
ABOUT = ("best", "holder", "difference")
MOST_POINTS = 10_001
SIDES = {"more": "above", "less": "below", "none": "at", "within gap": "within the gap of"}
SWITCH_POINTS = Table(
    "switch_points",
    "a value at which an answer switches, or a factor over whose range none does",
    (
        VARIANTS,
        Column("question", "what may switch: the best variant, the holder of an authority or a difference of two delays"),
        FACTOR,
        PATHS,
        Column("result", "switch, no switch inside the range, or unanswered (some solve has no answer)"),
        number("low", "low end of the first path's range", "see the instance"),
        number("high", "high end of the first path's range", "see the instance"),
        number("base", "value of the first path in the instance", "see the instance"),
        number("switch_from", "the switch lies above this value of the first path", "see the instance"),
        number("switch_to", "and at or below this one", "see the instance"),
        number("tolerance", "widest switch_to less switch_from asked for", "see the instance"),
        Column("below", "the answer at switch_from; where nothing switches, throughout the range"),
        Column("above", "the answer at switch_to"),
        number("distance_percent", "way from base to the switch, in percent of the range", "%"),
        integer("solved_points", "values at which the question was solved", "points"),
    ),
    filled=("low", "high"),
)

SWITCH_ANSWERS = Table(
    "switch_answers",
    "an answer at one value of a factor",
    (
        VARIANTS,
        Column("question", "what may switch"),
        FACTOR,
        number("value", "value of the first path", "see the instance"),
        Column("answer", "the answer there"),
    ),
)
TABLES = (SWITCH_POINTS, SWITCH_ANSWERS)

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
class _Line:
    """One answer followed along one factor: whose, in which words the experiment is put, the variants to solve, how to read them."""

    label: str
    words: str
    factor: Factor
    known: Ranges
    variants: tuple[str, ...]
    read: Callable[[Mapping[str, Result]], str]


def steps(study: Study, base: Instance) -> Steps:
    """Rounds: the grid, then halving after halving until every crossing is narrow enough."""
    lines, grid, tolerance = _lines(study, base), _grid(study), _tolerance(study)
    results: Mapping[Experiment, Result] = {}
    attempt: set[Experiment] = set()
    while True:
        wanted: list[Experiment] = []
        for line in lines:
            places = crossings(_answers(line, results), grid, tolerance)[1]
            wanted += [_question(line, variant, place) for place in places for variant in line.variants]
        fresh = [experiment for experiment in dict.fromkeys(wanted) if experiment not in attempt]
        if not fresh:
            return
        attempt |= set(fresh)
        results = yield fresh


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`switch_points` with every crossing, and `switch_answers` with every answer that led to them."""
    grid, tolerance = _grid(study), _tolerance(study)
    points: list[Row] = []
    answers: list[Row] = []
    for line in _lines(study, base):
        known: dict[float, str] = {}
        found, wanted = crossings(_remembered(_answers(line, results), known), grid, tolerance)
        points += _rows(base, line, found, wanted, known, tolerance)
        answers += [
            {
                "variant": line.label,
                "question": line.words,
                "factor": line.factor.name,
                "value": place(line.known, line.factor, at),
                "answer": known[at],
            }
            for at in sorted(known)
        ]
    return {"switch_points": points, "switch_answers": answers}


def _remembered(answer_at: AnswerAt, known: dict[float, str]) -> AnswerAt:
    def remember(at: float) -> str | None:
        answer = answer_at(at)
        if answer is not None:
            known[at] = answer
        return answer

    return remember


def _question(line: _Line, variant: str, at: float) -> Experiment:
    return Experiment(variant, between(line.known, line.factor, at))


def _answers(line: _Line, results: Mapping[Experiment, Result]) -> AnswerAt:
    """Reads the line's answer at a place from the results; None where some variant has no result there yet."""

    def answer_at(at: float) -> str | None:
        found = {variant: results.get(_question(line, variant, at)) for variant in line.variants}
        there = {variant: result for variant, result in found.items() if result is not None}
        return line.read(there) if len(there) == len(found) else None

    return answer_at


def _rows(
    base: Instance, line: _Line, found: Sequence[Crossing], wanted: Sequence[float], known: Mapping[float, str], tolerance: float
) -> list[Row]:
    """A row a crossing; one row that says so where there is none."""
    path = line.factor.paths[0]
    low, high = line.known[path]
    now = number_at(base, path)
    common: dict[str, Any] = {
        "variant": line.label,
        "question": line.words,
        "factor": line.factor.name,
        "paths": listed(line.factor.paths),
        "low": low,
        "high": high,
        "base": now,
        "tolerance": tolerance * (high - low),
        "solved_points": len(known),
    }
    rows: list[Row] = [
        {
            **common,
            "result": "switch",
            "switch_from": place(line.known, line.factor, one.low),
            "switch_to": place(line.known, line.factor, one.high),
            "below": one.below,
            "above": one.above,
            "distance_percent": percent(place(line.known, line.factor, (one.low + one.high) / 2) - now, high - low),
        }
        for one in found
    ]
    if wanted or not rows:
        answer = next(iter(known.values()), "")
        empty = dict.fromkeys(("switch_from", "switch_to", "distance_percent"))
        told = {"below": "", "above": ""} if wanted else {"below": answer, "above": answer}
        rows.append({**common, **empty, **told, "result": "unanswered" if wanted else "no switch inside the range"})
    return rows


# What is asked --------------------------------------------------------------------------------------------------


def _grid(study: Study) -> list[float]:
    count = study.settings.get("grid", SETTINGS["grid"])
    if not isinstance(count, int) or not 2 <= count <= MOST_POINTS:
        raise fault(study, "settings.grid", str(count), f"must be a number of points from 2 to {MOST_POINTS}")
    return [at / (count - 1) for at in range(count)]


def _tolerance(study: Study) -> float:
    attempt = study.settings.get("tolerance", SETTINGS["tolerance"])
    if not isinstance(attempt, (int, float)) or not 0 < attempt <= 1:
        raise fault(study, "settings.tolerance", str(attempt), "must be a share of the range, more than 0 and at most 1")
    return float(attempt)


def _lines(study: Study, base: Instance) -> list[_Line]:
    needs_factors(study)
    settings, known = {**SETTINGS, **study.settings}, ranges(base)
    if settings["about"] not in ABOUT:
        raise fault(
            study, "settings.about", str(settings["about"]), f"must be one of {', '.join(ABOUT)}", nearest(str(settings["about"]), ABOUT)
        )
    if settings["about"] == "best":
        label = listed(study.variants)
        return [_Line(label, "best variant", factor, known, study.variants, _best) for factor in study.factors]
    if settings["about"] == "difference":
        return _difference_lines(study, known, settings)
    authority, conditions = settings["authority"], tuple(settings["conditions"]) or tuple(base.conditions)
    if authority not in base.authorities:
        raise fault(study, "settings.authority", authority, "there is no such authority", nearest(authority, base.authorities))
    for name in conditions:
        if name not in base.conditions:
            raise fault(study, "settings.conditions", str(name), "there is no such condition", nearest(str(name), base.conditions))
    return [
        _Line(variant, f"holder of {authority}", factor, known, (variant,), lambda there: _holder(there, authority, conditions))
        for variant in study.variants
        for factor in study.factors
    ]


def _difference_lines(study: Study, known: Ranges, settings: Mapping[str, Any]) -> list[_Line]:
    pair = tuple(settings["pair"]) or study.variants
    if len(pair) != 2 or not set(pair) <= {*study.variants, study.baseline}:
        raise fault(study, "settings.pair", listed([str(name) for name in pair]), "must name two variants of the study")
    one, other = pair
    threshold = float(settings["threshold"])

    def read(there: Mapping[str, Result]) -> str:
        side = compared(there[one], there[other], threshold)
        return _no_posture(there) if side == "no posture" else f"{SIDES[side]} {threshold:g} h/day"

    return [_Line(f"{one}|{other}", f"delay of {one} less delay of {other}", factor, known, (one, other), read) for factor in study.factors]


def _best(there: Mapping[str, Result]) -> str:
    return best(there) or _no_posture(there)


def _holder(there: Mapping[str, Result], authority: str, conditions: Sequence[str]) -> str:
    """Who holds the authority, condition by condition; one name where it is the same in all."""
    (result,) = there.values()
    if result.weighted_delay is None:
        return _no_posture(there)
    return held_by(result, authority, conditions)


def _no_posture(there: Mapping[str, Result]) -> str:
    """Why nothing can be read: what blocks an infeasible variant, or that some solve ended without an answer."""
    if any(infeasible(result) for result in there.values()):
        return f"infeasible: {blocked(there.values())}"
    return "no answer"
