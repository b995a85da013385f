"""What a person or a program is told at the end of a study, as plain data; printing it is the command line's business."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.stated import FREEZE, Stated
from model.reporting.changes import changes
from model.reporting.comparison import baseline_of, difference
from model.solving.outcome import Status
from model.study.runs import RunRecord
from model.tables.common import CAUTION

NOTE = CAUTION
HEADINGS = ("variant", "status", "hours/day", "vs baseline", "people", "stars", "changes", "title")


def delay_of(run: RunRecord) -> float | None:
    """Weighted delay (h/day), or None where the run has no posture."""
    return run.outcome.evaluation.weighted_delay if run.outcome.evaluation else None


def answered(runs: Sequence[RunRecord]) -> bool:
    """Whether every run ended with a proven best posture."""
    return all(run.outcome.status is Status.OPTIMAL for run in runs)


def summary_rows(runs: Sequence[RunRecord], baseline: str | None) -> list[tuple[str, ...]]:
    """A row of text for each run, under `HEADINGS`; the baseline's delay is what the others are compared with."""
    if not runs:
        return []
    base = baseline_of(runs, baseline)
    return [_summary_row(run, base) for run in runs]


def _summary_row(run: RunRecord, base: RunRecord) -> tuple[str, ...]:
    evaluation = run.outcome.evaluation
    if evaluation is None:
        return (run.variant, run.outcome.status.value, "-", "-", "-", "-", "-", run.title)
    more, percent = difference(delay_of(run), delay_of(base))
    if run is base:
        against = "baseline"
    elif more is None:
        against = "-"
    else:
        against = f"{more:+.2f}" + (f" ({percent:+.1f} %)" if percent is not None else "")
    status = run.outcome.status.value
    if run.outcome.status is Status.FEASIBLE and run.outcome.gap is not None:
        status += f" (gap {100 * run.outcome.gap:.2f} %)"
    counts = (str(evaluation.people), str(evaluation.four_stars), str(evaluation.changes))
    return (run.variant, status, f"{evaluation.weighted_delay:.2f}", against, *counts, run.title)


def stated_lines(runs: Sequence[RunRecord], stated: Sequence[Stated]) -> list[str]:
    """What is stated on the command line and, for each run, what it costs where that was asked and which teams are new where a number of
    them is left free."""
    if not stated:
        return []
    lines = [f"Stated on the command line: {'; '.join(' '.join(one) for one in stated)}"]
    for run in runs:
        lines += _price_lines(run)
        if any(option == FREEZE and "liaison+" in text for option, text in stated) and run.outcome.posture is not None:
            new = [str(row["says"]) for row in changes([run]) if row["kind"] == "liaison"]
            lines.append(f"{run.variant}: {'; '.join(new) or 'no new team'}")
    return lines


def _price_lines(run: RunRecord) -> list[str]:
    if run.unstated is None:
        return []
    price, without = run.price_of_stated, run.unstated.weighted_delay
    if price is None or without is None:
        ended = "no posture" if without is None else f"{without:.2f} h/day"
        return [f"{run.variant}: without what is stated {ended} ({run.unstated.status})"]
    share = difference(delay_of(run), without)[1]
    percent = "" if share is None else f", {share:+.1f} %"
    loose = {run.outcome.status.value, run.unstated.status} != {Status.OPTIMAL.value}
    open_ = "; not proved to the end, so that the gaps may hide it" if loose else ""
    return [
        f"{run.variant}: {delay_of(run):.2f} h/day, without what is stated {without:.2f}: the price is {price:+.2f} h/day{percent}{open_}"
    ]


def unanswered_lines(runs: Sequence[RunRecord]) -> list[str]:
    """For each run without a posture, why, in the words of the rules, mandates and pools that cannot hold together."""
    lines: list[str] = []
    for run in runs:
        if run.outcome.posture is not None:
            continue
        reason = f": {run.outcome.reason}" if run.outcome.reason else ""
        lines.append(f"{run.variant} is {run.outcome.status.value}{reason}")
        if run.outcome.conflict:
            lines.append("  These cannot hold together:")
            lines += [f"  - {item.says} [{item.kind} {item.name}; {item.citation}]" for item in run.outcome.conflict]
    return lines


def summary_data(runs: Sequence[RunRecord], baseline: str | None) -> list[dict[str, object]]:
    """The same for programs: a mapping for each run, numbers unrounded, None where there is no value."""
    if not runs:
        return []
    base = baseline_of(runs, baseline)
    return [_run_data(run, base) for run in runs]


def _run_data(run: RunRecord, base: RunRecord) -> dict[str, object]:
    outcome, evaluation = run.outcome, run.outcome.evaluation
    return {
        "variant": run.variant,
        "title": run.title,
        "status": outcome.status.value,
        "weighted_delay": delay_of(run),
        "bound": outcome.bound,
        "gap": outcome.gap,
        "baseline": base.variant,
        "difference": difference(delay_of(run), delay_of(base))[0],
        "people": evaluation.people if evaluation else None,
        "four_stars": evaluation.four_stars if evaluation else None,
        "changes": evaluation.changes if evaluation else None,
        **({} if run.unstated is None else {"without_stated": run.unstated.weighted_delay, "price_of_stated": run.price_of_stated}),
        "reason": outcome.reason,
        "conflict": [{"kind": item.kind, "name": item.name, "says": item.says, "citation": item.citation} for item in outcome.conflict],
        "digest": run.digest,
        "seconds": round(run.seconds, 3),
    }
