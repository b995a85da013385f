"""Switch points: solving again and again to find where the answer changes.

The answer -- the best variant, the holder of an authority, or on which side of a threshold a difference of two delays lies -- is
found on a coarse grid over each factor's range first; every step of the grid over which it changes is then halved until it is
narrower than the tolerance. A change that begins and ends between two neighbours of the grid is not seen: a finer grid sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.data.instance import Instance
from model.data.ranges import ranges
from model.errors import nearest
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import FACTOR, PATHS, VARIANTS
from model.study.methods.compare import best, blocked, compared, held_by, infeasible, percent
from model.study.methods.factors import Ranges, listed, number_at, place
from model.study.methods.follow import (
    STAYS,
    SWITCH,
    UNANSWERED,
    Crossing,
    Line,
    check_looked_at,
    crossings,
    looked_at,
    remembered,
    rounds,
)
from model.study.methods.refusals import Refuse, needs_each_of, needs_factors, needs_one_of
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, integer, number

USES = ("factors",)
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
SIDES = {"more": "above", "less": "below", "none": "at", "within gap": "within the gap of"}
SWITCH_POINTS = Table(
    "switch_points",
    "a value at which an answer switches, or a factor over whose range none does",
    (
        VARIANTS,
        Column("question", "what may switch: the best variant, the holder of an authority or a difference of two delays"),
        FACTOR,
        PATHS,
        Column("result", f"{SWITCH}, {STAYS}, or {UNANSWERED} (some solve has no answer)"),
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


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses a question that cannot be put."""
    needs_factors(study, refuse)
    check_looked_at(study, SETTINGS, refuse)
    settings = {**SETTINGS, **study.settings}
    about, authority = settings["about"], settings["authority"]
    needs_one_of(refuse, "about", about, ABOUT)
    if (authority or about == "holder") and authority not in base.authorities:
        refuse("settings.authority", authority, "there is no such authority", nearest(authority, base.authorities))
    needs_each_of(refuse, "conditions", settings["conditions"], base.conditions, "there is no such condition")
    pair = settings["pair"]
    needs_each_of(refuse, "pair", pair, (*study.variants, study.baseline), "is not among the variants of the study")
    if len(pair) != 2 and (pair or (about == "difference" and len(study.variants) != 2)):
        refuse("settings.pair", pair, "must name two variants of the study")


def steps(study: Study, base: Instance) -> Steps:
    """Rounds: the grid, then halving after halving until every crossing is narrow enough."""
    return rounds(_lines(study, base), *looked_at(study, SETTINGS))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`switch_points` with every crossing, and `switch_answers` with every answer that led to them."""
    grid, tolerance = looked_at(study, SETTINGS)
    points: list[Row] = []
    answers: list[Row] = []
    for line in _lines(study, base):
        known: dict[float, str] = {}
        found, wanted = crossings(remembered(line.answers(results), known), grid, tolerance)
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


def _rows(
    base: Instance, line: Line, found: Sequence[Crossing], wanted: Sequence[float], known: Mapping[float, str], tolerance: float
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
            "result": SWITCH,
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
        rows.append({**common, **empty, **told, "result": UNANSWERED if wanted else STAYS})
    return rows


# What is asked --------------------------------------------------------------------------------------------------


def _lines(study: Study, base: Instance) -> list[Line]:
    settings, known = {**SETTINGS, **study.settings}, ranges(base)
    if settings["about"] == "best":
        label = listed(study.variants)
        return [Line(label, "best variant", factor, known, study.variants, _best) for factor in study.factors]
    if settings["about"] == "difference":
        return _difference_lines(study, known, settings)
    authority, conditions = settings["authority"], tuple(settings["conditions"]) or tuple(base.conditions)
    return [
        Line(variant, f"holder of {authority}", factor, known, (variant,), lambda there: _holder(there, authority, conditions))
        for variant in study.variants
        for factor in study.factors
    ]


def _difference_lines(study: Study, known: Ranges, settings: Mapping[str, Any]) -> list[Line]:
    one, other = tuple(settings["pair"]) or study.variants
    threshold = float(settings["threshold"])

    def read(there: Mapping[str, Result]) -> str:
        side = compared(there[one], there[other], threshold)
        return _no_posture(there) if side == "no posture" else f"{SIDES[side]} {threshold:g} h/day"

    return [Line(f"{one}|{other}", f"delay of {one} less delay of {other}", factor, known, (one, other), read) for factor in study.factors]


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
