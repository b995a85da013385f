"""Mean delays by condition and by function. A mean is over requests, so it answers "how long does one wait?". Rows lack the variant."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from model.data.instance import Instance
from model.delay.people import phase_order
from model.delay.posture import PART_NAMES, Evaluation, RouteDelay
from model.tables.column import Column, Row, Table, number
from model.tables.common import CONDITION, PHASE, VARIANT
from model.tables.routes import PART_MEANINGS, ordered_routes, weighted_hours

Key = TypeVar("Key", bound=Hashable)
SHARES = ("weighted_hours_per_day", "mean_hours", "requests_per_day", *PART_NAMES)
_MEANS = (
    number("weighted_hours_per_day", "share of the objective; the rows of a variant add up to weighted_delay", "h/day"),
    number("mean_hours", "mean delay of a request, weighted by requests", "h"),
    number("requests_per_day", "requests a day", "1/day"),
    *(number(name, "mean part of hours: " + PART_MEANINGS[name], "h") for name in PART_NAMES),
)
DELAY_BY_CONDITION = Table(
    "delay_by_condition", "the delays of a condition", (VARIANT, PHASE, CONDITION, *_MEANS), ("variant", "phase", "condition"), SHARES
)
DELAY_BY_FUNCTION = Table(
    "delay_by_function",
    "the delays of a function",
    (VARIANT, PHASE, Column("function", "function, over all conditions by their shares"), *_MEANS),
    ("variant", "phase", "function"),
    SHARES,
)


def requests(instance: Instance, delay: RouteDelay) -> float:
    """Requests a day on a route while its condition lasts."""
    return instance.at(delay.route.phase).demand[delay.route.thread, delay.route.condition].requests_per_day


def expected_requests(instance: Instance, delay: RouteDelay) -> float:
    """Requests a day on a route, by the share of its condition."""
    return requests(instance, delay) * instance.at(delay.route.phase).conditions[delay.route.condition].share


def function_of(instance: Instance, delay: RouteDelay) -> str:
    """The function that a route's thread belongs to."""
    return instance.at(delay.route.phase).threads[delay.route.thread].function


def total(values: Iterable[float]) -> float:
    """Their sum; what each step loses is carried to the next (Kahan), so that the last decimal is the same on every machine."""
    found = lost = 0.0
    for value in values:
        step = value - lost
        after = found + step
        found, lost = after, after - found - step
    return found


def mean(weights: Sequence[float], values: Iterable[float]) -> float:
    """The mean of the values by weights, which do not add up to 0."""
    return total(weight * value for weight, value in zip(weights, values, strict=True)) / total(weights)


def grouped(delays: Iterable[RouteDelay], key: Callable[[RouteDelay], Key]) -> dict[Key, list[RouteDelay]]:
    """The routes under each key, in the order in which they come."""
    groups: dict[Key, list[RouteDelay]] = {}
    for delay in delays:
        groups.setdefault(key(delay), []).append(delay)
    return groups


def delay_by_condition(instance: Instance, evaluation: Evaluation) -> list[Row]:
    """A row for each phase and condition; requests a day are those of the condition while it lasts."""
    return _rows(instance, evaluation, "condition", lambda delay: delay.route.condition, requests)


def delay_by_function(instance: Instance, evaluation: Evaluation) -> list[Row]:
    """A row for each phase and function; requests a day are expected ones, by the shares of the conditions."""
    return _rows(instance, evaluation, "function", lambda delay: function_of(instance, delay), expected_requests)


def _rows(
    instance: Instance,
    evaluation: Evaluation,
    scope: str,
    group_of: Callable[[RouteDelay], str],
    weight_of: Callable[[Instance, RouteDelay], float],
) -> list[Row]:
    """Groups whose weight is 0 are left out: nothing is asked there, so there is no mean."""
    order = phase_order(instance)
    groups = grouped(ordered_routes(instance, evaluation), lambda delay: (order[delay.route.phase], group_of(delay)))
    rows: list[Row] = []
    for (phase, name), delays in sorted(groups.items()):
        weights = [weight_of(instance, delay) for delay in delays]
        if sum(weights) > 0:
            rows.append(
                {
                    "phase": instance.phases[phase].id,
                    scope: name,
                    "weighted_hours_per_day": total(weighted_hours(evaluation, delay) for delay in delays),
                    "mean_hours": mean(weights, (delay.parts.total for delay in delays)),
                    "requests_per_day": total(weights),
                    **{part: mean(weights, (getattr(delay.parts, part) for delay in delays)) for part in PART_NAMES},
                }
            )
    return rows
