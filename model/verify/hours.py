"""Checks of the hours: every part of every hop and route, and what the tables of means make of them."""

from __future__ import annotations

from model.delay.posture import PART_NAMES, Parts
from model.verify.claim import Claim, Place, expected_requests
from model.verify.recompute import recomputed
from model.verify.rows import THE_INSTANCE, Found, Row, close, compare, violation

ANEW = "worked out anew from the instance"


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
        phase, condition, name = key
        thread, demand = claim.at(phase).threads[name], claim.at(phase).demand[name, condition]
        yield from compare(row, "function", thread.function, THE_INSTANCE)
        yield from compare(row, "thread_name", thread.name, THE_INSTANCE)
        yield from compare(row, "requests_per_day", demand.requests_per_day, THE_INSTANCE)
        yield from compare(row, "urgency", demand.urgency, THE_INSTANCE)
        yield from compare(row, "deadline_hours", demand.deadline_hours, THE_INSTANCE)
        yield from compare(row, "weighted_hours_per_day", made.weights[key] * made.routes[key].total, "its weight times its hours")


def by_condition(claim: Claim) -> Found:
    """Mean delays of each condition, over its requests."""
    weights = {key: claim.at(key[0]).demand[key[2], key[1]].requests_per_day for key in claim.routes}
    for name, row in claim.by_condition.items():
        yield from _mean_row(claim, row, {key: weight for key, weight in weights.items() if key[:2] == name})


def by_function(claim: Claim) -> Found:
    """Mean delays of each function, over expected requests."""
    weights = {key: expected_requests(claim.at(key[0]), *key[1:]) for key in claim.routes}
    of_thread = {key: (key[0], claim.at(key[0]).threads[key[2]].function) for key in claim.routes}
    for name, row in claim.by_function.items():
        yield from _mean_row(claim, row, {key: weight for key, weight in weights.items() if of_thread[key] == name})


def _mean_row(claim: Claim, row: Row, weights: dict[Place, float]) -> Found:
    made, requests = recomputed(claim), sum(weights.values())
    total = Parts()
    for key, weight in weights.items():
        total += made.routes[key].scaled(weight / requests)
    weighted = sum(made.weights[key] * made.routes[key].total for key in weights)
    yield from compare(row, "weighted_hours_per_day", weighted, "the routes add up to it")
    yield from compare(row, "requests_per_day", requests, "the threads add up to it")
    yield from compare(row, "mean_hours", total.total, "the mean over requests")
    for name in PART_NAMES:
        yield from compare(row, name, getattr(total, name), "the mean over requests")


def means_add_up(claim: Claim) -> Found:
    """The rows of each table of means add up to the run's weighted delay."""
    said = claim.run.number("weighted_delay")
    for table, rows in (("delay_by_condition", claim.by_condition), ("delay_by_function", claim.by_function)):
        total = sum(row.number("weighted_hours_per_day") or 0.0 for row in rows.values())
        if said is not None and not close(said, total, 1 + len(rows)):
            yield violation(claim.run, "weighted_delay", f"the rows of {table}.csv add up to it", total)


CHECKS = (hop_parts, route_parts, hops_add_up, route_facts, by_condition, by_function, means_add_up)
