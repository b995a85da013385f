"""The tables of a simulation, and their rows. They stand beside the tables of the run whose postures were lived through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from model.delay.posture import PART_NAMES
from model.simulation.causes import SIMULATION_CAUSES
from model.simulation.options import Fidelity
from model.simulation.ranking import RANKING_COLUMNS, ranking_rows
from model.simulation.results import DeskResult, ThreadResult, VariantResult
from model.simulation.statistics import Estimate
from model.tables.column import Cell, Column, Row, Table, choice, flag, integer, number
from model.tables.common import CONDITION, PHASE, THREAD, VARIANT

INTERVAL = "end of the 99 % interval of the mean, from replications"
MODEL_HOURS = "hours that the run reports, each desk's wait at its band's limit"
EXACT_HOURS = "the same with each desk's wait at its exact load: what a simulation of the model's assumptions must find"

SIMULATION = Table(
    "simulation",
    "a thread in a condition, lived through; no hours where a desk on its way is overloaded, or where no request came",
    (
        VARIANT,
        PHASE,
        CONDITION,
        THREAD,
        number("model_hours", MODEL_HOURS, "h"),
        number("simulated_hours", "mean hours of a simulated request", "h"),
        number("low", f"lower {INTERVAL}", "h"),
        number("high", f"upper {INTERVAL}", "h"),
        number("p50", "half the requests take no longer", "h"),
        number("p90", "nine of ten take no longer", "h"),
        number("p95", "nineteen of twenty take no longer", "h"),
        number("deadline_hours", "the thread's deadline; empty where it has none", "h"),
        number("within_deadline", "share of requests that keep it", "1"),
        integer("requests", "requests watched", "requests"),
        number("exact_hours", EXACT_HOURS, "h"),
        number("difference_percent", "simulated_hours less exact_hours, in percent of the latter", "%"),
        flag("inside", "whether exact_hours lies in the interval"),
        flag("overloaded", "whether a desk on its way gets more work than it can do in its duty hours"),
    ),
    ("variant", "phase", "condition", "thread"),
    ("model_hours", "exact_hours", "requests"),
    ("simulated_hours", "low", "high", "p50", "p90", "p95"),
)
SIMULATION_PARTS = Table(
    "simulation_parts",
    "a part of the delay of a thread in a condition; parts that neither the model nor the simulation has are left out",
    (
        VARIANT,
        PHASE,
        CONDITION,
        THREAD,
        choice("part", "part of the delay", *PART_NAMES),
        number("model_hours", MODEL_HOURS, "h"),
        number("simulated_hours", "mean hours of the part", "h"),
        number("low", f"lower {INTERVAL}", "h"),
        number("high", f"upper {INTERVAL}", "h"),
        number("exact_hours", EXACT_HOURS, "h"),
        flag("inside", "whether exact_hours lies in the interval"),
    ),
    ("variant", "phase", "condition", "thread", "part"),
    ("model_hours", "simulated_hours", "exact_hours", "low", "high"),
)
SIMULATION_DESKS = Table(
    "simulation_desks",
    "a desk with a queue, lived through",
    (
        VARIANT,
        PHASE,
        CONDITION,
        Column("desk", "desk of action officers"),
        number("seats", "officers who work requests at a time while the desk is on duty", "seats"),
        number("utilisation", "work asked over work possible in the duty hours, holidays taken off", "1"),
        flag("overloaded", "whether that is 1 or more: the queue grows as long as one looks, and has no mean"),
        number("exact_wait_hours", "the model's mean wait of a service at the exact load, in hours on duty", "h"),
        number("simulated_wait_hours", "mean wait of a service, in hours on duty", "h"),
        number("low", f"lower {INTERVAL}", "h"),
        number("high", f"upper {INTERVAL}", "h"),
        integer("services", "services watched", "services"),
    ),
    ("variant", "phase", "condition", "desk"),
    ("seats", "utilisation", "exact_wait_hours", "services"),
    ("simulated_wait_hours", "low", "high"),
)
SIMULATION_RANKING = Table(
    "simulation_ranking",
    "a variant by its weighted delay, the model's and the simulated",
    RANKING_COLUMNS,
    ("variant",),
    ("model_rank", "model_weighted_delay", "exact_weighted_delay"),
    ("simulated_rank", "simulated_weighted_delay", "low", "high"),
)
SIMULATION_TABLES = {table.name: table for table in (SIMULATION, SIMULATION_PARTS, SIMULATION_DESKS, SIMULATION_RANKING, SIMULATION_CAUSES)}


def simulation_tables(results: Sequence[VariantResult], fidelity: Fidelity, causes: Sequence[Row] = ()) -> dict[str, list[Row]]:
    """Every table of a simulation by name, variants in the order of the report; `causes` are the rows of that table."""
    return {
        SIMULATION.name: [_thread_row(result.plan.variant, one) for result in results for one in result.threads],
        SIMULATION_PARTS.name: [row for result in results for one in result.threads for row in _part_rows(result.plan.variant, one)],
        SIMULATION_DESKS.name: [
            _desk_row(result.plan.variant, one) for result in results for one in result.desks if one.samples or one.overloaded
        ],
        SIMULATION_RANKING.name: ranking_rows(results, fidelity),
        SIMULATION_CAUSES.name: list(causes),
    }


def _key(variant: str, one: ThreadResult) -> dict[str, Cell]:
    return {"variant": variant, "phase": one.cell.phase, "condition": one.cell.condition, "thread": one.plan.thread}


def _ends(mean: Estimate | None) -> dict[str, Cell]:
    return {"low": mean.low if mean else None, "high": mean.high if mean else None}


def _thread_row(variant: str, one: ThreadResult) -> Row:
    mean, exact, deadline = one.mean(), sum(one.plan.exact.values()), one.plan.deadline
    quantiles: list[Cell] = [float(value) for value in np.quantile(one.hours, (0.5, 0.9, 0.95))] if mean else [None, None, None]
    kept = float(np.mean(one.hours <= np.float32(deadline))) if mean and deadline is not None else None
    return {
        **_key(variant, one),
        "model_hours": sum(one.plan.model.values()),
        "simulated_hours": mean.mean if mean else None,
        **_ends(mean),
        **dict(zip(("p50", "p90", "p95"), quantiles, strict=True)),
        "deadline_hours": deadline,
        "within_deadline": kept,
        "requests": int(one.counts.sum()),
        "exact_hours": exact,
        "difference_percent": 100 * (mean.mean - exact) / exact if mean and exact else None,
        "inside": mean.holds(exact) if mean else None,
        "overloaded": one.overloaded,
    }


def _part_rows(variant: str, one: ThreadResult) -> Iterator[Row]:
    for number_, part in enumerate(PART_NAMES):
        mean, exact, model = one.part(number_), one.plan.exact[part], one.plan.model[part]
        if mean is not None and (exact or model or mean.mean):
            yield {
                **_key(variant, one),
                "part": part,
                "model_hours": model,
                "simulated_hours": mean.mean,
                **_ends(mean),
                "exact_hours": exact,
                "inside": mean.holds(exact),
            }


def _desk_row(variant: str, one: DeskResult) -> Row:
    mean = one.mean()
    return {
        "variant": variant,
        "phase": one.cell.phase,
        "condition": one.cell.condition,
        "desk": one.plan.desk,
        "seats": one.plan.seats,
        "utilisation": one.utilisation,
        "overloaded": one.overloaded,
        "exact_wait_hours": one.exact_wait_on_duty,
        "simulated_wait_hours": mean.mean if mean else None,
        **_ends(mean),
        "services": one.services,
    }
