"""Points of a design -- a grid, a sample, named scenarios -- each solved for every variant, and the tables they make."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.data.instance import BASE, Instance
from model.data.ranges import ranges
from model.study.experiment import Experiment, Result
from model.study.methods.columns import BEST, BLOCKED, BOUND, CHANGED, COUNTS, DELAY, FACTOR, GAP
from model.study.methods.compare import best, blocked, changed, counted_blocks, counts, infeasible, numbers, status, unanswered
from model.study.methods.factors import Settings, joint
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, integer, number
from model.tables.common import STATUS, VARIANT

SAMPLES = Table(
    "samples",
    "a variant at a point of a grid, sample or list of scenarios",
    (
        VARIANT,
        Column("point", "the sample or scenario; base is the instance with nothing set"),
        STATUS,
        DELAY,
        BOUND,
        GAP,
        *COUNTS,
        CHANGED,
        BEST,
        BLOCKED,
    ),
    ("variant", "point"),
)

SAMPLE_FACTORS = Table(
    "sample_factors",
    "a path set at a point",
    (
        VARIANT,
        Column("point", "the sample or scenario"),
        FACTOR,
        Column("path", "a path that is set there"),
        Column("value", "what it is set to; where shares are set, the other shares make room"),
    ),
)

SAMPLE_SUMMARY = Table(
    "sample_summary",
    "a variant over all points",
    (
        VARIANT,
        integer("points", "points asked", "points"),
        integer("points_with_posture", "points with a posture", "points"),
        integer("points_infeasible", "points without a posture", "points"),
        integer("points_unanswered", "points that failed or ran out of time", "points"),
        number("least_delay", "smallest weighted_delay", "h/day"),
        number("mean_delay", "mean weighted_delay", "h/day"),
        number("median_delay", "median weighted_delay", "h/day"),
        number("most_delay", "largest weighted_delay", "h/day"),
        integer("points_best", "points at which the variant can be the best", "points"),
        integer("points_decided_otherwise", "points with other decisions than at base", "points"),
        Column("blocked_by", "what leaves the infeasible points no posture, with the number of points of each (a: 3|b: 1)"),
    ),
    ("variant",),
)
TABLES = (SAMPLES, SAMPLE_FACTORS, SAMPLE_SUMMARY)


@dataclass(frozen=True)
class Point:
    """A point of a design: what is set there, and for each path the factor that it belongs to (itself where there is none)."""

    name: str
    settings: Settings
    factor_of: Mapping[str, str]


def sampled(study: Study, base: Instance, shares: Sequence[Sequence[float]]) -> list[Point]:
    """Points from rows of shares (0 to 1 of each factor's range, in the order of the study's factors), numbered from 1."""
    width, known = len(str(len(shares))), ranges(base)
    names = [factor.name for factor in study.factors]
    factor_of = {path: factor.name for factor in study.factors for path in factor.paths}
    return [
        Point(f"{number:0{width}}", joint(known, study, dict(zip(names, row, strict=True))), factor_of)
        for number, row in enumerate(shares, 1)
    ]


def experiments(study: Study, points: Sequence[Point], variants: Sequence[str] | None = None) -> list[Experiment]:
    """Every variant as it is, then every variant at every point."""
    names = study.variants if variants is None else variants
    at_base = [Experiment(variant) for variant in names]
    at_points = [Experiment(variant, point.settings) for point in points for variant in names]
    return list(dict.fromkeys([*at_base, *at_points]))


def tables_of(study: Study, points: Sequence[Point], results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`samples`, `sample_factors` and `sample_summary`."""
    at_base = Point(BASE, (), {})
    found = {(v, p.name): results.get(Experiment(v, p.settings)) for p in (at_base, *points) for v in study.variants}
    bests = {point.name: best({variant: found[variant, point.name] for variant in study.variants}) for point in (at_base, *points)}
    samples = [
        _sample(variant, point.name, found[variant, point.name], found[variant, BASE], bests[point.name])
        for variant in study.variants
        for point in (at_base, *points)
    ]
    settings: list[Row] = [
        {"variant": variant, "point": point.name, "factor": point.factor_of.get(path, path), "path": path, "value": value}
        for variant in study.variants
        for point in points
        for path, value in point.settings
    ]
    summary = [_summary(variant, [p.name for p in points], found, bests) for variant in study.variants]
    return {"samples": samples, "sample_factors": settings, "sample_summary": summary}


def _sample(variant: str, point: str, result: Result | None, at_base: Result | None, best_there: str) -> Row:
    return {
        "variant": variant,
        "point": point,
        "status": status(result),
        **numbers(result, "weighted_delay", "bound", "gap"),
        **counts(result),
        "decisions_changed": changed(result, at_base)["decisions_changed"],
        "best_variants": best_there,
        "blocked_by": blocked([result]),
    }


def _summary(variant: str, points: Sequence[str], found: Mapping[tuple[str, str], Result | None], bests: Mapping[str, str]) -> Row:
    results = [found[variant, point] for point in points]
    delays = [result.weighted_delay for result in results if result is not None and result.weighted_delay is not None]
    return {
        "variant": variant,
        "points": len(points),
        "points_with_posture": len(delays),
        "points_infeasible": sum(infeasible(result) for result in results),
        "points_unanswered": sum(unanswered(result) for result in results),
        "least_delay": min(delays, default=None),
        "mean_delay": statistics.fmean(delays) if delays else None,
        "median_delay": statistics.median(delays) if delays else None,
        "most_delay": max(delays, default=None),
        "points_best": sum(variant in bests[point].split("|") for point in points),
        "points_decided_otherwise": sum(1 for result in results if changed(result, found[variant, BASE])["decisions_changed"]),
        "blocked_by": counted_blocks(results),
    }
