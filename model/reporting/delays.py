"""Tables of mean delays: by condition and by function. A mean is over requests, so it answers "how long does one wait?"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.delay.posture import PART_NAMES
from model.reporting.cells import Row
from model.reporting.posture_tables import phase_order
from model.reporting.routes import ordered_routes, parts_of, weight_of
from model.study.records import RunRecord

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("hours", *PART_NAMES)


def route_frame(run: RunRecord) -> pd.DataFrame:
    """A row a route: phase position, condition, function, hours and parts (h), weighted (h/day), requests (1/day), share,
    phase_weight. Empty, with the same columns, where the run has no posture."""
    # Loaded here: the command line imports this module, and most verbs make no table.
    import pandas as pd

    order = phase_order(run.instance)
    weights = {phase.id: phase.weight for phase in run.instance.phases}
    rows = [
        {
            "phase": order[delay.route.phase],
            "condition": delay.route.condition,
            "function": run.instance.threads[delay.route.thread].function,
            "hours": delay.parts.total,
            **parts_of(delay.parts),
            "weighted": weight_of(run, delay) * delay.parts.total,
            "requests": run.instance.demand[delay.route.thread, delay.route.condition].requests_per_day,
            "share": run.instance.conditions[delay.route.condition].share,
            "phase_weight": weights[delay.route.phase],
        }
        for delay in ordered_routes(run)
    ]
    columns = ["phase", "condition", "function", *MEASURES, "weighted", "requests", "share", "phase_weight"]
    return pd.DataFrame(rows, columns=columns)


def means(frame: pd.DataFrame, by: list[str], weight: pd.Series) -> pd.DataFrame:
    """Weighted means of hours and parts, and sums of `weighted` and of the weight (as `requests`), for each value of `by`.

    Groups whose weight is 0 are left out: nothing is asked there, so there is no mean.
    """
    named = [frame[name] for name in by]
    total = weight.groupby(named).sum()
    sums = frame[list(MEASURES)].mul(weight, axis=0).groupby(named).sum()
    table = sums.div(total, axis=0)
    table["weighted"] = frame["weighted"].groupby(named).sum()
    table["requests"] = total
    return table[total > 0].sort_index().reset_index()


def delay_by_condition(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each phase and condition; requests a day are those of the condition while it lasts."""
    return _rows(runs, "condition")


def delay_by_function(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each phase and function; requests a day are expected ones, by the shares of the conditions."""
    return _rows(runs, "function")


def _rows(runs: Sequence[RunRecord], scope: str) -> list[Row]:
    rows: list[Row] = []
    for run in runs:
        frame = route_frame(run)
        if frame.empty:
            continue
        weight = frame["requests"] if scope == "condition" else frame["requests"] * frame["share"]
        for group in means(frame, ["phase", scope], weight).to_dict("records"):
            rows.append(
                {
                    "variant": run.variant,
                    "phase": run.instance.phases[int(group["phase"])].id,
                    scope: str(group[scope]),
                    "weighted_hours_per_day": float(group["weighted"]),
                    "mean_hours": float(group["hours"]),
                    "requests_per_day": float(group["requests"]),
                    **{name: float(group[name]) for name in PART_NAMES},
                }
            )
    return rows
