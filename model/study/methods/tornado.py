"""Tornado: each factor alone at five points of its range.

What that does to delay, decisions and the best variant, which in the first table is told point by point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.data.instance import Instance
from model.data.ranges import ranges
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BEST, BLOCKED, CHANGED, DELAY, EFFECT, FACTOR, GAP, PATHS
from model.study.methods.compare import best, blocked, changed, compared, infeasible, numbers, percent, status, unanswered
from model.study.methods.factors import around, listed, number_at, worlds
from model.study.methods.refusals import Refuse, needs_factors
from model.study.studyfile import Factor, Study
from model.tables.column import Column, Row, Table, choice, flag, integer, number
from model.tables.common import STATUS, VARIANT

USES = ("factors",)
SETTINGS: dict[str, Any] = {}
# Name of each point and how far it lies from base towards the low (-1) or high (1) end.
POINTS = {"low": -1.0, "mid-low": -0.5, "base": 0.0, "mid-high": 0.5, "high": 1.0}
TORNADO = Table(
    "tornado",
    "a factor at one of five points of its range, all else at base",
    (
        VARIANT,
        FACTOR,
        PATHS,
        choice("point", "low, mid-low, base, mid-high or high of the range", "low", "mid-low", "base", "mid-high", "high"),
        number("value", "value of the factor's first path there", "see the instance"),
        STATUS,
        DELAY,
        number("difference", "weighted_delay less the variant's own at base", "h/day"),
        number("difference_percent", "difference in percent of the delay at base", "%"),
        Column("effect", EFFECT),
        CHANGED,
        Column("decisions", "the decisions taken there and not at base (a|b)"),
        BEST,
        flag("best_changed", "whether best_variants are not those at base"),
        GAP,
        BLOCKED,
    ),
    ("variant", "factor", "point"),
)

TORNADO_FACTORS = Table(
    "tornado_factors",
    "a factor with the swing it gives a variant's delay",
    (
        VARIANT,
        integer("rank", "1 for the factor with the widest swing of the variant"),
        FACTOR,
        PATHS,
        number("low_delay", "weighted_delay at the low end", "h/day"),
        number("base_delay", "weighted_delay at base", "h/day"),
        number("high_delay", "weighted_delay at the high end", "h/day"),
        number("swing", "widest difference between two of the five points", "h/day"),
        number("swing_percent", "swing in percent of base_delay", "%"),
        Column(
            "effect",
            "delay, decisions only (the delay stays), feasibility only, within gap (smaller than what the solver left open), unanswered "
            "(some point has no answer and the others move nothing) or none",
        ),
        integer("points_decided_otherwise", "points of the five with other decisions than at base", "points"),
        integer("points_with_other_best", "points of the five with other best variants than at base", "points"),
        integer("points_infeasible", "points of the five without a posture", "points"),
        integer("points_unanswered", "points of the five that failed or ran out of time", "points"),
        BLOCKED,
    ),
    ("variant", "factor"),
)
TABLES = (TORNADO, TORNADO_FACTORS)


@dataclass(frozen=True)
class _Asked:
    """A variant with a factor at a point: the experiment, and the value of the factor's first path there."""

    experiment: Experiment
    value: float


def _asked(study: Study, base: Instance) -> dict[tuple[str, str, str], _Asked]:
    """Every experiment by (variant, factor name, point)."""
    found = {}
    known = ranges(base)
    for variant, world in worlds(study, base).items():
        if variant in study.variants:
            for factor in study.factors:
                for point, step in POINTS.items():
                    settings = around(known, world, factor, step)
                    value = dict(settings).get(factor.paths[0])
                    at = number_at(world, factor.paths[0]) if value is None else float(value)
                    found[variant, factor.name, point] = _Asked(Experiment(variant, settings), at)
    return found


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses to move nothing."""
    needs_factors(study, refuse)


def steps(study: Study, base: Instance) -> Steps:
    """One round: every variant as it is, then at each point of each factor."""
    experiments = [Experiment(variant) for variant in study.variants]
    experiments += [one.experiment for one in _asked(study, base).values()]
    yield list(dict.fromkeys(experiments))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`tornado` with a row a point, `tornado_factors` with a row a factor, widest swing first."""
    asked = _asked(study, base)
    found = {key: results.get(one.experiment) for key, one in asked.items()}
    bests = {
        (factor.name, point): best({variant: found[variant, factor.name, point] for variant in study.variants})
        for factor in study.factors
        for point in POINTS
    }
    points: list[Row] = []
    bars: list[Row] = []
    for variant in study.variants:
        own: list[dict[str, Any]] = []
        for factor in study.factors:
            rows = [_point(variant, factor, point, asked, found, bests) for point in POINTS]
            points += rows
            own.append(_bar(variant, factor, rows, {point: found[variant, factor.name, point] for point in POINTS}))
        own.sort(key=lambda row: (-(row["swing"] or 0.0), row["factor"]))
        bars += [{**row, "rank": rank} for rank, row in enumerate(own, 1)]
    return {"tornado": points, "tornado_factors": bars}


def _point(
    variant: str,
    factor: Factor,
    point: str,
    asked: Mapping[tuple[str, str, str], _Asked],
    found: Mapping[tuple[str, str, str], Result | None],
    bests: Mapping[tuple[str, str], str],
) -> Row:
    result, at_base = found[variant, factor.name, point], found[variant, factor.name, "base"]
    difference = None
    if result is not None and at_base is not None and result.weighted_delay is not None and at_base.weighted_delay is not None:
        difference = result.weighted_delay - at_base.weighted_delay
    best_there = bests[factor.name, point]
    return {
        "variant": variant,
        "factor": factor.name,
        "paths": listed(factor.paths),
        "point": point,
        "value": asked[variant, factor.name, point].value,
        "status": status(result),
        **numbers(result, "weighted_delay", "gap"),
        "difference": difference,
        "difference_percent": percent(difference, None if at_base is None else at_base.weighted_delay),
        "effect": "none" if difference is not None and result is at_base else compared(result, at_base),
        **changed(result, at_base),
        "best_variants": best_there,
        "best_changed": best_there != bests[factor.name, "base"],
        "blocked_by": blocked([result]),
    }


def _bar(variant: str, factor: Factor, rows: list[Row], found: Mapping[str, Result | None]) -> dict[str, Any]:
    delays = {point: None if result is None else result.weighted_delay for point, result in found.items()}
    known = [delay for delay in delays.values() if delay is not None]
    swing = max(known) - min(known) if known else None
    return {
        "variant": variant,
        "factor": factor.name,
        "paths": listed(factor.paths),
        "low_delay": delays["low"],
        "base_delay": delays["base"],
        "high_delay": delays["high"],
        "swing": swing,
        "swing_percent": percent(swing, delays["base"]),
        "effect": _effect(rows, found),
        "points_decided_otherwise": sum(1 for row in rows if row["decisions_changed"]),
        "points_with_other_best": sum(1 for row in rows if row["best_changed"]),
        "points_infeasible": sum(infeasible(result) for result in found.values()),
        "points_unanswered": sum(unanswered(result) for result in found.values()),
        "blocked_by": blocked(found.values()),
    }


def _effect(rows: list[Row], found: Mapping[str, Result | None]) -> str:
    """What the factor moves over its range."""
    effects = {row["effect"] for row in rows}
    if effects & {"more", "less"}:
        return "delay"
    if len({infeasible(result) for result in found.values()}) > 1:
        return "feasibility only"
    if "within gap" in effects:
        return "within gap"
    if any(unanswered(result) for result in found.values()):
        return "unanswered"
    if any(row["decisions_changed"] for row in rows):
        return "decisions only"
    return "none"
