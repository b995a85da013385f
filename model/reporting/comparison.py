"""Variants side by side: each measure of a variant beside the baseline's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isfinite

from model.data.instance import Instance
from model.delay.people import new_four_stars
from model.delay.posture import Evaluation, RouteDelay
from model.study.methods.compare import percent as in_percent
from model.study.runs import RunRecord
from model.tables.column import Column, Row, Table, number, plans_only
from model.tables.common import FORESIGHTS, VARIANT, plan_cells
from model.tables.delays import expected_requests, function_of, grouped, mean, requests
from model.tables.routes import ordered_routes

COMPARISON = Table(
    "comparison",
    "a measure of a variant beside the baseline's",
    (
        VARIANT,
        Column("baseline", "variant it is compared with"),
        Column("measure", "what is compared; `recorded: ...` are facts the variant states, not results"),
        Column("scope", "`all`, or the condition or function the measure is about"),
        number("value", "the variant's value; empty where it has no posture", "see unit"),
        number("baseline_value", "the baseline's value", "see unit"),
        number("difference", "value less baseline_value", "see unit"),
        number("difference_percent", "difference in percent of the baseline's value", "%"),
        Column("unit", "unit of the three values"),
        plans_only(
            number(
                "price_of_myopia", "of weighted_delay, where solved with either foresight: the myopic plan's less the perfect's", "h/day"
            )
        ),
    ),
    ("variant", "measure", "scope"),
)
# (measure, scope) -> (value or None where there is no posture, unit), in the order of the report
Measures = dict[tuple[str, str], tuple[float | None, str]]


def grade_gap(run: RunRecord, delay: RouteDelay) -> int:
    """Grade steps between successive approvers of different nations on one route; civil principals have no grade."""
    assert run.outcome.posture is not None  # only evaluated runs have routes
    approvers = [step.hq for step in delay.route.steps if step.approvals]
    steps = 0
    for first, second in pairwise(approvers):
        grades = [run.outcome.posture.grades.get((delay.route.phase, hq)) for hq in (first, second)]
        one, other = (run.instance.at(delay.route.phase).headquarters[hq] for hq in (first, second))
        if one.is_foreign_to(other) and grades[0] is not None and grades[1] is not None:
            steps += abs(grades[0] - grades[1])
    return steps


def measures(run: RunRecord) -> Measures:
    """Every measure of one run. Means are over requests, expected over conditions (shares) and phases (weights)."""
    evaluation, posture = run.outcome.evaluation, run.outcome.posture
    if evaluation is None or posture is None:
        found: Measures = {("weighted_delay", "all"): (None, "h/day")}
    else:
        found = {("weighted_delay", "all"): (evaluation.weighted_delay, "h/day"), **_mean_hours(run, evaluation)}
        found["people", "all"] = (evaluation.people, "people")
        found["four_stars", "all"] = (evaluation.four_stars, "commanders")
        found["new_four_stars", "all"] = (new_four_stars(run.instance, posture), "commanders")
        found["changes", "all"] = (evaluation.changes, "changes")
    found["political_score", "all"] = (run.political_score, "ordinal")
    for name, value in run.instance.variant.record if run.instance.variant else ():
        found[f"recorded: {name}", "all"] = (value, "as recorded")
    return found


def _mean_hours(run: RunRecord, evaluation: Evaluation) -> Measures:
    instance, delays = run.instance, ordered_routes(run.instance, evaluation)
    phase_weights = {phase.id: phase.weight for phase in instance.phases}

    def weights(requests_of: Callable[[Instance, RouteDelay], float], some: Sequence[RouteDelay]) -> list[float]:
        return [requests_of(instance, delay) * phase_weights[delay.route.phase] for delay in some]

    found: Measures = {}
    weight = weights(expected_requests, delays)
    if sum(weight) > 0:
        found["mean_hours", "all"] = (mean(weight, (delay.parts.total for delay in delays)), "h")
        approvals = (sum(step.approvals for step in delay.route.steps) for delay in delays)
        found["approvals_per_request", "all"] = (mean(weight, approvals), "approvals")
        found["grade_gap_per_request", "all"] = (mean(weight, (grade_gap(run, delay) for delay in delays)), "grade steps")
    by_condition = grouped(delays, lambda delay: delay.route.condition)
    by_function = grouped(delays, lambda delay: function_of(instance, delay))
    for scope, groups, requests_of in (("condition", by_condition, requests), ("function", by_function, expected_requests)):
        for name, some in sorted(groups.items()):
            if sum(own := weights(requests_of, some)) > 0:
                found[f"mean_hours_by_{scope}", name] = (mean(own, (delay.parts.total for delay in some)), "h")
    return found


def baseline_of(runs: Sequence[RunRecord], baseline: str | None) -> RunRecord:
    """The run everything is compared with: the named one; where none is named or it is missing, the run with a posture that
    changes least from today (by name among equals), else the first. There must be a run."""

    def rank(run: RunRecord) -> tuple[bool, bool, int, str]:
        evaluation = run.outcome.evaluation
        return (run.variant != baseline, evaluation is None, evaluation.changes if evaluation else 0, run.variant)

    return min(runs, key=rank)


def difference(value: float | None, base: float | None) -> tuple[float | None, float | None]:
    """Value less base, and that in percent of base; None where it cannot be told."""
    if value is None or base is None or not (isfinite(value) and isfinite(base)):
        return None, None
    return value - base, in_percent(value - base, base)


def comparison(runs: Sequence[RunRecord], baseline: str | None = None) -> list[Row]:
    """A row for each variant and measure, the baseline's own included (difference 0)."""
    if not runs:
        return []
    base = baseline_of(runs, baseline)
    against = measures(base)
    rows: list[Row] = []
    for run in runs:
        for (measure, scope), (value, unit) in measures(run).items():
            base_value = against.get((measure, scope), (None, unit))[0]
            more, percent = difference(value, base_value)
            rows.append(
                {
                    "variant": run.variant,
                    "baseline": base.variant,
                    "measure": measure,
                    "scope": scope,
                    "value": value,
                    "baseline_value": base_value,
                    "difference": more,
                    "difference_percent": percent,
                    "unit": unit,
                    **plan_cells(run.instance, price_of_myopia=price_of_myopia(run) if measure == "weighted_delay" else None),
                }
            )
    return rows


def price_of_myopia(run: RunRecord) -> float | None:
    """What not planning ahead costs (h/day): the delay of phase after phase less that of all together; None where not solved both ways."""
    delays = {
        outcome.foresight: outcome.evaluation.weighted_delay
        for outcome in (run.outcome, run.other_foresight)
        if outcome is not None and outcome.evaluation is not None
    }
    return delays["myopic"] - delays["perfect"] if len(delays) == len(FORESIGHTS) else None
