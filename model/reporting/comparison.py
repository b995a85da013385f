"""Variants side by side: each measure of a variant beside the baseline's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING

from model.delay.people import added_stars
from model.delay.posture import Posture, RouteDelay
from model.reporting.cells import Row
from model.reporting.delays import means, route_frame
from model.reporting.routes import ordered_routes
from model.study.methods.compare import percent as in_percent
from model.study.records import RunRecord

if TYPE_CHECKING:
    import pandas as pd

# (measure, scope) -> (value or None where there is no posture, unit), in the order of the report
Measures = dict[tuple[str, str], tuple[float | None, str]]


def new_four_stars(run: RunRecord, posture: Posture) -> int:
    """O-10 commanders above each nation's number today, summed over phases and nations."""
    nations = {about.lead for about in run.instance.headquarters.values()}
    return sum(max(0, added_stars(run.instance, posture, phase.id, nation)) for phase in run.instance.phases for nation in nations)


def grade_gap(run: RunRecord, delay: RouteDelay) -> int:
    """Grade steps between successive approvers of different nations on one route; civil principals have no grade."""
    assert run.outcome.posture is not None  # only evaluated runs have routes
    approvers = [step.hq for step in delay.route.steps if step.approvals]
    steps = 0
    for first, second in pairwise(approvers):
        grades = [run.outcome.posture.grades.get((delay.route.phase, hq)) for hq in (first, second)]
        one, other = (run.instance.headquarters[hq] for hq in (first, second))
        if one.is_foreign_to(other) and grades[0] is not None and grades[1] is not None:
            steps += abs(grades[0] - grades[1])
    return steps


def measures(run: RunRecord) -> Measures:
    """Every measure of one run. Means are over requests, expected over conditions (shares) and phases (weights)."""
    evaluation, posture = run.outcome.evaluation, run.outcome.posture
    if evaluation is None or posture is None:
        found: Measures = {("weighted_delay", "all"): (None, "h/day")}
    else:
        found = {("weighted_delay", "all"): (evaluation.weighted_delay, "h/day"), **_mean_hours(run)}
        found["people", "all"] = (evaluation.people, "people")
        found["four_stars", "all"] = (evaluation.four_stars, "commanders")
        found["new_four_stars", "all"] = (new_four_stars(run, posture), "commanders")
        found["changes", "all"] = (evaluation.changes, "changes")
    found["political_score", "all"] = (run.political_score, "ordinal")
    for name, value in run.instance.variant.record if run.instance.variant else ():
        found[f"recorded: {name}", "all"] = (value, "as recorded")
    return found


def _mean_hours(run: RunRecord) -> Measures:
    frame = route_frame(run)
    if frame.empty:
        return {}
    weight: pd.Series = frame["requests"] * frame["share"] * frame["phase_weight"]
    found: Measures = {}
    if weight.sum() > 0:
        delays = ordered_routes(run)
        frame["gaps"] = [grade_gap(run, delay) for delay in delays]
        frame["approvals"] = [sum(step.approvals for step in delay.route.steps) for delay in delays]

        def mean(column: str) -> float:
            return float((frame[column] * weight).sum() / weight.sum())

        found["mean_hours", "all"] = (mean("hours"), "h")
        found["approvals_per_request", "all"] = (mean("approvals"), "approvals")
        found["grade_gap_per_request", "all"] = (mean("gaps"), "grade steps")
    by_condition = means(frame, ["condition"], frame["requests"] * frame["phase_weight"])
    by_function = means(frame, ["function"], weight)
    for scope, table in (("condition", by_condition), ("function", by_function)):
        for group in table.to_dict("records"):
            found[f"mean_hours_by_{scope}", str(group[scope])] = (float(group["hours"]), "h")
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
                }
            )
    return rows
