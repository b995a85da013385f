"""Checks of the hours: every part of every hop and route, and what the tables of means make of them."""

from __future__ import annotations

from collections.abc import Iterable

from model.delay.posture import PART_NAMES, Parts
from model.verify.claim import Claim, Place
from model.verify.recompute import recomputed
from model.verify.rows import Found, Row, Violation, close, compare, violation
from model.verify.shapes import MEAN_TABLES

ANEW = "worked out anew from the instance"
THE_INSTANCE = "the instance says so"


def hop_parts(claim: Claim) -> Found:
    """Every part of every hop is what the instance makes of it, and the parts add up."""
    made = recomputed(claim)
    for key, stops in claim.stops.items():
        for step, stop in enumerate(stops):
            if stop.hop is not None:
                yield from _parts(stop.hop, made.hops[key][step], len(PART_NAMES))


def route_parts(claim: Claim) -> Found:
    """Every part of every route is what the instance makes of it, and the parts add up."""
    made = recomputed(claim)
    for key, row in claim.routes.items():
        yield from _parts(row, made.routes[key], 1)


def _parts(row: Row, wanted: Parts, terms: int) -> Found:
    for name in PART_NAMES:
        yield from compare(row, name, getattr(wanted, name), ANEW)
    yield from compare(row, "hours", wanted.total, ANEW)
    total = sum(row.number(name) or 0.0 for name in PART_NAMES)
    yield from compare(row, "hours", total, "the parts add up to it", len(PART_NAMES))


def hops_add_up(claim: Claim) -> Found:
    """The hops of a route add up to it, part by part, as printed."""
    for key, row in claim.routes.items():
        hops = [stop.hop for stop in claim.stops[key] if stop.hop is not None]
        for name in (*PART_NAMES, "hours"):
            total = sum(hop.number(name) or 0.0 for hop in hops)
            yield from compare(row, name, total, "the hops in hops.csv add up to it", 1 + len(hops))


def route_facts(claim: Claim) -> Found:
    """What the instance says of the thread and its demand, and the route's share of the objective."""
    made = recomputed(claim)
    for key, row in claim.routes.items():
        _, condition, name = key
        thread, demand = claim.instance.threads[name], claim.instance.demand[name, condition]
        yield from compare(row, "function", thread.function, THE_INSTANCE)
        yield from compare(row, "thread_name", thread.name, THE_INSTANCE)
        yield from compare(row, "requests_per_day", demand.requests_per_day, THE_INSTANCE)
        yield from compare(row, "urgency", demand.urgency, THE_INSTANCE)
        yield from compare(row, "deadline_hours", demand.deadline_hours, THE_INSTANCE)
        yield from compare(row, "weighted_hours_per_day", made.weights[key] * made.routes[key].total, "its weight times its hours")


def by_condition(claim: Claim) -> Found:
    """Mean delays of each condition, over its requests."""
    yield from _means(claim, "delay_by_condition", "condition", {key: key[1] for key in claim.routes}, by_share=False)


def by_function(claim: Claim) -> Found:
    """Mean delays of each function, over expected requests."""
    of_thread = {key: claim.instance.threads[key[2]].function for key in claim.routes}
    yield from _means(claim, "delay_by_function", "function", of_thread, by_share=True)


def _means(claim: Claim, table: str, column: str, group_of: dict[Place, str], by_share: bool) -> Found:
    groups: dict[tuple[str, str], list[Place]] = {}
    for key, group in group_of.items():
        groups.setdefault((key[0], group), []).append(key)
    weights = {key: _requests(claim, key, by_share) for key in claim.routes}
    due = {group: keys for group, keys in groups.items() if sum(weights[key] for key in keys) > 0}
    seen: set[tuple[str, str]] = set()
    for row in claim.aggregates[table]:
        name = (row.text("phase"), row.text(column))
        if name not in due or name in seen:
            yield violation(row, column, f"no {'second ' if name in seen else ''}row is due for {', '.join(name)}")
            continue
        seen.add(name)
        yield from _mean_row(claim, row, due[name], weights)
    for name in sorted(due.keys() - seen):
        yield Violation(table, 0, column, "", name[1], f"variant {claim.variant} has no row for {', '.join(name)}")


def _requests(claim: Claim, key: Place, by_share: bool) -> float:
    _, condition, thread = key
    requests = claim.instance.demand[thread, condition].requests_per_day
    return requests * claim.instance.conditions[condition].share if by_share else requests


def _mean_row(claim: Claim, row: Row, keys: Iterable[Place], weights: dict[Place, float]) -> Found:
    made, keys = recomputed(claim), sorted(keys)
    requests = sum(weights[key] for key in keys)
    total = Parts()
    for key in keys:
        total += made.routes[key].scaled(weights[key] / requests)
    weighted = sum(made.weights[key] * made.routes[key].total for key in keys)
    yield from compare(row, "weighted_hours_per_day", weighted, "the routes add up to it")
    yield from compare(row, "requests_per_day", requests, "the threads add up to it")
    yield from compare(row, "mean_hours", total.total, "the mean over requests")
    for name in PART_NAMES:
        yield from compare(row, name, getattr(total, name), "the mean over requests")


def means_add_up(claim: Claim) -> Found:
    """The rows of each table of means add up to the run's weighted delay."""
    for table in MEAN_TABLES:
        rows = claim.aggregates[table]
        total = sum(row.number("weighted_hours_per_day") or 0.0 for row in rows)
        said = claim.run.number("weighted_delay")
        if said is not None and not close(said, total, 1 + len(rows)):
            yield violation(claim.run, "weighted_delay", f"the rows of {table}.csv add up to it", total)


CHECKS = (hop_parts, route_parts, hops_add_up, route_facts, by_condition, by_function, means_add_up)
