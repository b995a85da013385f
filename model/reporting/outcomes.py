"""Tables of how runs ended and under which rules and assumptions: runs, rules, conflicts, assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.addresses import value_at
from model.data.instance import Instance
from model.data.ranges import register
from model.data.records import Rule
from model.reporting.cells import Row
from model.reporting.comparison import new_four_stars
from model.solving.outcome import Status
from model.study.records import RunRecord


def runs_table(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run."""
    return [_run_row(run) for run in runs]


def _run_row(run: RunRecord) -> Row:
    outcome, evaluation = run.outcome, run.outcome.evaluation
    return {
        "variant": run.variant,
        "status": outcome.status.value,
        "weighted_delay": evaluation.weighted_delay if evaluation else None,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "people": evaluation.people if evaluation else None,
        "four_stars": evaluation.four_stars if evaluation else None,
        "changes": evaluation.changes if evaluation else None,
        "new_four_stars": new_four_stars(run, outcome.posture) if outcome.posture else None,
        "tie_break_proved": outcome.tie_break_proved if evaluation else None,
        "political_score": run.political_score,
        "method": None if outcome.status is Status.FAILED else outcome.method,
        "title": run.title,
        "reason": " ".join(outcome.reason.split()),
        "digest": run.digest,
    }


def rules(base: Instance, runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run and each rule that is in force in the base instance or in any run."""
    known: dict[str, Rule] = {**base.rules}
    for run in runs:
        known |= run.instance.rules
    rows: list[Row] = []
    for run in runs:
        for name in sorted(known):
            rule = run.instance.rules.get(name, known[name])
            rows.append(
                {
                    "variant": run.variant,
                    "rule": name,
                    "kind": rule.kind,
                    "basis": rule.basis,
                    "citation": rule.citation,
                    "says": rule.says,
                    "status": "in force" if name in run.instance.rules else "off",
                }
            )
    return rows


def conflicts(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each rule, mandate or pool that an infeasible run's explanation names."""
    return [
        {"variant": run.variant, "kind": item.kind, "name": item.name, "says": item.says, "citation": item.citation}
        for run in runs
        for item in sorted(run.outcome.conflict, key=lambda item: (item.kind, item.name))
    ]


def assumptions(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run and each number with a range, with its value in that run, by path."""
    rows: list[Row] = []
    for run in runs:
        for path, row in sorted(register(run.instance).items()):
            value = value_at(run.instance, path)
            base = float(value) if isinstance(value, int | float) else None
            rows.append(
                {
                    "variant": run.variant,
                    "path": path,
                    "base": base,
                    "low": row.low,
                    "high": row.high,
                    "in_range": None if base is None else row.low <= base <= row.high,
                    "reason": row.reason,
                    "source": row.source,
                }
            )
    return rows
