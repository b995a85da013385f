"""How requests travel: a row a route, a row a hop. One function a table; rows lack the variant."""

from __future__ import annotations

from model.data.instance import Instance
from model.delay.people import phase_order
from model.delay.posture import PART_NAMES, Evaluation, Parts, RouteDelay
from model.tables.column import Column, Row, Table, choice, integer, number
from model.tables.common import CONDITION, PHASE, THREAD, VARIANT

PART_MEANINGS = {
    "handling": "message handling on the hops",
    "release": "review for release to another nation",
    "language": "work across languages, beyond handling and release",
    "duty_wait": "waiting until the receiver is on duty, or is again before its work is done",
    "referral": "the junior of two principals referring the matter upward",
    "relay_work": "staff work at headquarters that pass the request on",
    "approval_work": "staff work and the principal's own time at headquarters that approve",
    "desk_queue": "queueing at the desks (upper bound within each desk's utilisation band)",
    "decision_wait": "waiting for the next decision board",
}
PARTS = tuple(number(name, PART_MEANINGS[name], "h") for name in PART_NAMES)
ROUTES = Table(
    "routes",
    "a thread's path in a condition and the delay of one request",
    (
        VARIANT,
        PHASE,
        CONDITION,
        THREAD,
        Column("path", "headquarters in order; one star for each approval given there"),
        number("hours", "delay of one request: the sum of the parts", "h"),
        *PARTS,
        Column("function", "function the thread belongs to"),
        number("requests_per_day", "requests a day in the condition", "1/day"),
        number("urgency", "weight of one hour of delay", "1"),
        number("weighted_hours_per_day", "the route's share of the objective", "h/day"),
        number("deadline_hours", "longest allowed delay, where one is given", "h"),
        Column("thread_name", "the thread in words"),
    ),
    ("variant", "phase", "condition", "thread"),
    filled=("hours", *PART_NAMES, "requests_per_day", "urgency", "weighted_hours_per_day"),
)
HOPS = Table(
    "hops",
    "one hop of a route; the hops of a route add up to it",
    (
        VARIANT,
        PHASE,
        CONDITION,
        THREAD,
        integer("step", "number of the hop from 1; 0 is the origin's own work"),
        Column("from_hq", "sender; empty at step 0"),
        Column("to_hq", "receiver, whose work, queue and decisions the hop includes"),
        choice("channel", "command, liaison or direct; origin at step 0", "command", "liaison", "direct", "origin"),
        integer("level", "liaison level of the channel; empty in the command chain"),
        *PARTS,
        number("hours", "sum of the parts", "h"),
    ),
    ("variant", "phase", "condition", "thread", "step"),
    filled=(*PART_NAMES, "hours"),
)


def ordered_routes(instance: Instance, evaluation: Evaluation) -> list[RouteDelay]:
    """The routes by phase (calendar order), condition and thread."""
    order = phase_order(instance)
    return sorted(evaluation.routes, key=lambda d: (order[d.route.phase], d.route.condition, d.route.thread))


def weighted_hours(evaluation: Evaluation, delay: RouteDelay) -> float:
    """A route's share of the objective (h/day). Raises KeyError where the evaluation has no weight for it."""
    return evaluation.weights[delay.route.phase, delay.route.condition, delay.route.thread] * delay.parts.total


def routes(instance: Instance, evaluation: Evaluation) -> list[Row]:
    """A row for each phase, condition and thread that has requests."""
    return [_route_row(instance, evaluation, delay) for delay in ordered_routes(instance, evaluation)]


def _route_row(instance: Instance, evaluation: Evaluation, delay: RouteDelay) -> Row:
    route = delay.route
    view = instance.at(route.phase)
    thread, demand = view.threads[route.thread], view.demand[route.thread, route.condition]
    return {
        "phase": route.phase,
        "condition": route.condition,
        "thread": route.thread,
        "path": route.path,
        **_hours(delay.parts),
        "function": thread.function,
        "requests_per_day": demand.requests_per_day,
        "urgency": demand.urgency,
        "weighted_hours_per_day": weighted_hours(evaluation, delay),
        "deadline_hours": demand.deadline_hours,
        "thread_name": thread.name,
    }


def hops(instance: Instance, evaluation: Evaluation) -> list[Row]:
    """A row for each hop of each route, in the order in which a request takes them."""
    return [
        {
            "phase": delay.route.phase,
            "condition": delay.route.condition,
            "thread": delay.route.thread,
            "step": hop.step,
            "from_hq": hop.from_hq,
            "to_hq": hop.to_hq,
            "channel": hop.channel,
            "level": hop.level,
            **_hours(hop.parts),
        }
        for delay in ordered_routes(instance, evaluation)
        for hop in delay.hops
    ]


def _hours(parts: Parts) -> dict[str, float]:
    """The parts by their column names and their sum, hours."""
    return {"hours": parts.total, **{name: getattr(parts, name) for name in PART_NAMES}}
