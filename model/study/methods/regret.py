"""Regret: every variant in every scenario, against the best one there.

How much slower it is there than the variant that is best there.

Scenarios are named in the study's file (`[[settings.scenarios]]`, as for the method `scenarios`), or else a Latin hypercube over
its factors; all count alike. A variant that has no posture in some scenario is no candidate for the least regret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from model.data.instance import Instance
from model.delay.measure import tail_mean
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, latin_hypercube, scenario_entries
from model.study.methods.columns import BEST, BLOCKED, DELAY, EFFECT, GAP
from model.study.methods.compare import best, blocked, counted_blocks, infeasible, numbers, percent, span, status, tolerance, unanswered
from model.study.methods.designs import Point
from model.study.methods.discovery import DISCOVERY, check_depth, discovered
from model.study.methods.refusals import Refuse, needs, needs_futures, needs_share
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, flag, integer, number
from model.tables.common import STATUS, VARIANT

USES = ("factors", "samples", "seed")
# `threshold`: a variant satisfices where its regret is at most so many percent of the best delay there; `tail`: the share of the
# worst scenarios over which CVaR averages; `depth`: how many questions scenario discovery asks in a row.
SETTINGS: dict[str, Any] = {"scenarios": (), "threshold": 5.0, "tail": 0.2, "depth": 3}
REGRET = Table(
    "regret",
    "a variant in a scenario, against the best variant there",
    (
        VARIANT,
        Column("scenario", "name of the scenario, or number of the sample"),
        STATUS,
        DELAY,
        GAP,
        BEST,
        number("regret", "weighted_delay less the least that any variant has there", "h/day"),
        number("regret_percent", "regret in percent of that least delay", "%"),
        number("regret_least", "least regret that the gaps leave possible", "h/day"),
        number("regret_most", "largest regret that they leave possible", "h/day"),
        Column("effect", EFFECT),
        flag("satisfices", "whether regret_percent is at most the study's threshold"),
        BLOCKED,
    ),
    ("variant", "scenario"),
)

ROBUSTNESS = Table(
    "robustness",
    "a variant over all scenarios",
    (
        VARIANT,
        integer("scenarios", "scenarios in all", "scenarios"),
        integer("infeasible", "scenarios in which the variant is proved to have no posture", "scenarios"),
        integer("unanswered", "scenarios that failed or ran out of time", "scenarios"),
        flag("candidate", "whether it has a posture in every scenario; the means are empty where not"),
        number("mean_delay", "mean weighted_delay, all scenarios alike", "h/day"),
        number("most_delay", "largest weighted_delay", "h/day"),
        number("mean_regret", "mean regret", "h/day"),
        number("most_regret", "largest regret", "h/day"),
        Column("worst_scenario", "where that is"),
        number("cvar_regret", "mean regret over the study's share of the worst scenarios", "h/day"),
        number("satisficing_share", "share of the scenarios in which it satisfices", "1"),
        flag("minimax", "whether no candidate's largest regret is smaller"),
        Column("blocked_by", "what leaves it no posture, with the number of scenarios of each (a: 3|b: 1)"),
    ),
    ("variant",),
)

INFORMATION_VALUE = Table(
    "information_value",
    "what knowing the scenario beforehand is worth",
    (
        Column("variant", "the candidate with the least mean delay: the choice of someone who does not know the scenario"),
        integer("scenarios", "scenarios, all alike", "scenarios"),
        number("delay_not_knowing", "its mean weighted_delay", "h/day"),
        number("delay_knowing", "mean of the least weighted_delay of each scenario", "h/day"),
        number("value", "the difference: what perfect information is worth", "h/day"),
    ),
    ("variant",),
    filled=("value",),
)
TABLES = (REGRET, ROBUSTNESS, INFORMATION_VALUE, DISCOVERY)


@dataclass(frozen=True)
class _Regret:
    """A variant in a scenario: how much slower than the best there (h/day), and the interval that the gaps leave to that."""

    hours: float
    least: float
    most: float
    percent: float


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses scenarios that are not well written, or none, and settings that say nothing."""
    settings = {**SETTINGS, **study.settings}
    needs_share(refuse, "tail", settings["tail"])
    needs(refuse, settings["threshold"] >= 0, "threshold", settings["threshold"], "must not be negative")
    check_depth(refuse, settings["depth"])
    if settings["scenarios"]:
        scenario_entries.check_scenarios(study, base, refuse)
    else:
        needs_futures(study, refuse)


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield list(dict.fromkeys(Experiment(variant, point.settings) for point in _points(study, base) for variant in study.variants))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`regret`, `robustness`, `information_value` and, from a sample, `discovery`."""
    points = _points(study, base)
    found = {(v, point.name): results.get(Experiment(v, point.settings)) for point in points for v in study.variants}
    regrets = {
        (variant, point.name): _regret(found[variant, point.name], [found[other, point.name] for other in study.variants])
        for variant in study.variants
        for point in points
    }
    names = [point.name for point in points]
    rows = [_row(study, variant, name, found, regrets[variant, name]) for variant in study.variants for name in names]
    robust = [_robust(study, variant, names, found, regrets) for variant in study.variants]
    candidates = {str(row["variant"]): float(str(row["most_regret"])) for row in robust if row["candidate"]}
    for row in robust:
        row["minimax"] = row["variant"] in candidates and candidates[str(row["variant"])] <= min(candidates.values()) + tolerance(0.0)
    fails = {
        variant: [(point, not _satisfices(study, regrets[variant, point.name])) for point in points if found[variant, point.name]]
        for variant in study.variants
    }
    tree: list[Row] = []
    if not study.settings.get("scenarios"):
        tree = discovered(study, fails, int(study.setting("depth", SETTINGS)))
    return {
        "regret": rows,
        "robustness": [dict(row) for row in robust],
        "information_value": _information(study, names, found, list(candidates)),
        "discovery": tree,
    }


def _number(study: Study, name: str) -> float:
    return float(study.setting(name, SETTINGS))


def _points(study: Study, base: Instance) -> list[Point]:
    return scenario_entries.points(study, base) if study.settings.get("scenarios") else latin_hypercube.points(study, base)


def _regret(result: Result | None, all_there: Sequence[Result | None]) -> _Regret | None:
    """None where the variant has no posture there."""
    if result is None or result.weighted_delay is None:
        return None
    others = [other for other in all_there if other is not None and other.weighted_delay is not None]
    bests = [span(other) for other in others]
    least_known, least_possible = min(high for _, high in bests), min(low for low, _ in bests)
    hours = result.weighted_delay - least_known
    low = max(0.0, span(result)[0] - least_known)
    return _Regret(hours, low, max(hours, span(result)[1] - least_possible), percent(hours, least_known) or 0.0)


def _satisfices(study: Study, regret: _Regret | None) -> bool:
    return regret is not None and regret.percent <= _number(study, "threshold")


def _row(study: Study, variant: str, point: str, found: Mapping[tuple[str, str], Result | None], regret: _Regret | None) -> Row:
    result = found[variant, point]
    return {
        "variant": variant,
        "scenario": point,
        "status": status(result),
        **numbers(result, "weighted_delay", "gap"),
        "best_variants": best({other: found[other, point] for other in study.variants}),
        "regret": None if regret is None else regret.hours,
        "regret_percent": None if regret is None else regret.percent,
        "regret_least": None if regret is None else regret.least,
        "regret_most": None if regret is None else regret.most,
        "effect": _effect(result, regret),
        "satisfices": _satisfices(study, regret),
        "blocked_by": blocked([result]),
    }


def _effect(result: Result | None, regret: _Regret | None) -> str:
    if regret is None or result is None or result.weighted_delay is None:
        return "no posture"
    small = tolerance(result.weighted_delay)
    if regret.least > small:
        return "more"
    return "none" if regret.most <= 2 * small else "within gap"


def _robust(
    study: Study,
    variant: str,
    points: Sequence[str],
    found: Mapping[tuple[str, str], Result | None],
    regrets: Mapping[tuple[str, str], _Regret | None],
) -> dict[str, Any]:
    """The variant over all scenarios. Means and the like are empty where it has no posture in one of them."""
    results = {point: found[variant, point] for point in points}
    own = {point: regret for point in points if (regret := regrets[variant, point]) is not None}
    candidate = bool(points) and len(own) == len(points)
    hours = {point: regret.hours for point, regret in own.items()}
    equal = {point: 1 / len(points) for point in points}
    delays = [result.weighted_delay for result in results.values() if result is not None and result.weighted_delay is not None]
    return {
        "variant": variant,
        "scenarios": len(points),
        "infeasible": sum(infeasible(result) for result in results.values()),
        "unanswered": sum(unanswered(result) for result in results.values()),
        "candidate": candidate,
        "mean_delay": fmean(delays) if candidate else None,
        "most_delay": max(delays) if candidate else None,
        "mean_regret": fmean(hours.values()) if candidate else None,
        "most_regret": max(hours.values()) if candidate else None,
        "worst_scenario": max(hours, key=lambda point: hours[point]) if candidate and max(hours.values()) > tolerance(0.0) else "",
        "cvar_regret": tail_mean(hours, equal, _number(study, "tail")) if candidate else None,
        "satisficing_share": sum(_satisfices(study, regrets[variant, point]) for point in points) / len(points) if points else None,
        "minimax": False,
        "blocked_by": counted_blocks(results.values()),
    }


def _information(
    study: Study, points: Sequence[str], found: Mapping[tuple[str, str], Result | None], candidates: Sequence[str]
) -> list[Row]:
    """What it is worth to know the scenario before choosing the variant: one row, none where no variant is possible throughout."""
    if not candidates:
        return []
    delays = {key: result.weighted_delay for key, result in found.items() if result is not None and result.weighted_delay is not None}
    means = {variant: fmean(delays[variant, point] for point in points) for variant in candidates}
    chosen = min(means, key=lambda variant: means[variant])
    known = fmean(min(delays[variant, point] for variant in study.variants if (variant, point) in delays) for point in points)
    return [
        {
            "variant": chosen,
            "scenarios": len(points),
            "delay_not_knowing": means[chosen],
            "delay_knowing": known,
            "value": means[chosen] - known,
        }
    ]
