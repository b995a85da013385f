"""Tables of how requests travel: a row a route, a row a hop."""

from __future__ import annotations

from collections.abc import Sequence

from model.delay.posture import PART_NAMES, Parts, RouteDelay
from model.reporting.cells import Row
from model.reporting.posture_tables import phase_order
from model.study.records import RunRecord


def parts_of(parts: Parts) -> dict[str, float]:
    """The parts by their column names, hours."""
    return {name: float(getattr(parts, name)) for name in PART_NAMES}


def ordered_routes(run: RunRecord) -> list[RouteDelay]:
    """The run's routes by phase (calendar order), condition and thread; none where it has no posture."""
    if run.outcome.evaluation is None:
        return []
    order = phase_order(run.instance)
    return sorted(run.outcome.evaluation.routes, key=lambda d: (order[d.route.phase], d.route.condition, d.route.thread))


def weight_of(run: RunRecord, delay: RouteDelay) -> float:
    """Weight of one hour of the route in the objective (1/day). Raises KeyError where the evaluation has none."""
    assert run.outcome.evaluation is not None  # only evaluated runs have routes
    return run.outcome.evaluation.weights[delay.route.phase, delay.route.condition, delay.route.thread]


def routes(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each phase, condition and thread that has requests."""
    return [_route_row(run, delay) for run in runs for delay in ordered_routes(run)]


def _route_row(run: RunRecord, delay: RouteDelay) -> Row:
    route = delay.route
    thread = run.instance.threads[route.thread]
    demand = run.instance.demand[route.thread, route.condition]
    return {
        "variant": run.variant,
        "phase": route.phase,
        "condition": route.condition,
        "thread": route.thread,
        "path": route.path,
        "hours": delay.parts.total,
        **parts_of(delay.parts),
        "function": thread.function,
        "requests_per_day": demand.requests_per_day,
        "urgency": demand.urgency,
        "weighted_hours_per_day": weight_of(run, delay) * delay.parts.total,
        "deadline_hours": demand.deadline_hours,
        "thread_name": thread.name,
    }


def hops(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each hop of each route, in the order in which a request takes them."""
    rows: list[Row] = []
    for run in runs:
        for delay in ordered_routes(run):
            for hop in delay.hops:
                rows.append(
                    {
                        "variant": run.variant,
                        "phase": delay.route.phase,
                        "condition": delay.route.condition,
                        "thread": delay.route.thread,
                        "step": hop.step,
                        "from_hq": hop.from_hq,
                        "to_hq": hop.to_hq,
                        "channel": hop.channel,
                        "level": hop.level,
                        **parts_of(hop.parts),
                        "hours": hop.parts.total,
                    }
                )
    return rows
