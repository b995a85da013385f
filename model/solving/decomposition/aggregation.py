"""Requests of one condition merged wherever they are bound to go the same way.

A thread is cut at every stop that is settled by the design alone: a fixed HQ, or an authority with one holder. Between two
such stops all threads with the same stops behave alike in the relaxation, and one *segment* stands for them all: hours are
weighted by the sum of their weights. Nothing is lost by that, since a fraction of a segment may take any way that a fraction
of one of its threads may.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from model.data.instance import Instance
from model.delay.evaluate import demands, objective_weight
from model.formulation.domains import Domains
from model.formulation.hour_bounds import Place


@dataclass(frozen=True, order=True)
class Waypoint:
    """Where a request must be: at the HQ `hq`, or at a holder of `authority` who approves it. `approves` also where only one HQ can
    hold the authority (then `hq` is given and `authority` is empty)."""

    hq: str = ""
    authority: str = ""
    approves: bool = False


@dataclass
class Amount:
    """How much goes over a segment: `weight` of one hour (urgency-weighted requests a day), `requests` a day, both times the
    thread's work hours at the condition's tempo, and the `works` of its threads, those hours each by itself."""

    weight: float = 0.0
    requests: float = 0.0
    work_weight: float = 0.0
    work_requests: float = 0.0
    works: set[float] = field(default_factory=set)

    def add(self, weight: float, requests: float, hours: float) -> None:
        """Add the requests of one thread, whose approvals take `hours` of work."""
        self.weight += weight
        self.requests += requests
        self.work_weight += weight * hours
        self.work_requests += requests * hours
        self.works.add(hours)


@dataclass
class Traffic:
    """All that requests ask for in one phase and condition: segments, approvals at stops with one holder, and arrivals
    (last approver's stop, destination)."""

    segments: dict[tuple[Waypoint, ...], Amount] = field(default_factory=dict)
    approvals: dict[Waypoint, Amount] = field(default_factory=dict)
    arrivals: dict[tuple[Waypoint, Waypoint], Amount] = field(default_factory=dict)


def gather(domains: Domains) -> dict[Place, Traffic]:
    """The traffic of every phase and condition."""
    found = {(phase, condition): Traffic() for phase in domains.worlds for condition in domains.instance.conditions}
    for (phase, condition), traffic in found.items():
        for where, thread in demands(domains.worlds[phase].instance):
            if where == condition:
                _add_thread(domains, traffic, phase, condition, thread)
    return found


def candidates(domains: Domains, place: Place, stop: Waypoint) -> tuple[str, ...]:
    """The HQs a stop may be at."""
    return domains.holders[(*place, stop.authority)] if stop.authority else (stop.hq,)


def is_settled(instance: Instance, stop: Waypoint) -> bool:
    """Whether the design alone says where the stop is."""
    return not stop.authority or instance.authorities[stop.authority].holders_max == 1


def _add_thread(domains: Domains, traffic: Traffic, phase: str, condition: str, thread: str) -> None:
    instance = domains.worlds[phase].instance
    row = instance.threads[thread]
    amount = (
        objective_weight(domains.instance, phase, condition, thread),
        instance.demand[thread, condition].requests_per_day,
        domains.worlds[phase].work_hours(condition, thread),
    )
    stops = [Waypoint(row.origin), *(_approval(domains, phase, condition, name) for name in row.approvals), Waypoint(row.destination)]
    segment = [stops[0]]
    for number, stop in enumerate(stops[1:], start=1):
        segment.append(stop)
        if is_settled(instance, stop):
            traffic.segments.setdefault(tuple(segment), Amount()).add(*amount)
            segment = [stop]
            if stop.approves:
                traffic.approvals.setdefault(stop, Amount()).add(*amount)
        if number == len(stops) - 1 and is_settled(instance, stops[-2]):
            traffic.arrivals.setdefault((stops[-2], stop), Amount()).add(*amount)


def _approval(domains: Domains, phase: str, condition: str, authority: str) -> Waypoint:
    holders = domains.holders[phase, condition, authority]
    return Waypoint(hq=holders[0], approves=True) if len(holders) == 1 else Waypoint(authority=authority, approves=True)
