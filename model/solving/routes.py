"""Read a posture off a solved model.

The solver decides the design (holders, grades, teams, sizes, bands). Given the design, each thread's route is the
cheapest way through it; it is found here by comparing exact hours, with ties broken in a stated order (fewest hops, then
names), so that the route does not depend on which of several equal paths the solver happened to touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyomo.environ as pyo

from model.delay.physics import ROUNDING
from model.delay.posture import Posture, Route, Step
from model.errors import ModelFault
from model.formulation.decision_variables import DecisionVariables
from model.formulation.incidence import flow_index, level_matters
from model.formulation.legs import Flow, LegKey
from model.formulation.network import Arc
from model.formulation.objectives import settled_hours

# Hours are compared to this many decimals: nearer than that, two routes are equally long.
HOURS_DECIMALS = 7
# What the solver calls equal on a row, relative to the larger of 1 and the desk's capacity.
SOLVER_SLACK = 1e-6
Decided = dict[tuple[str, str, str], tuple[int, float | None]]


@dataclass(frozen=True)
class _Way:
    """The rest of a route from some HQ on: rounded hours, hops, and the flows it takes."""

    hours: float
    hops: int
    names: tuple[str, ...]
    flows: tuple[Flow, ...]

    @property
    def rank(self) -> tuple[float, int, tuple[str, ...]]:
        return (round(self.hours, HOURS_DECIMALS), self.hops, self.names)


def is_chosen(term: Any) -> bool:
    """Whether a decision (a variable with its value, or a settled 0 or 1) is taken."""
    return float(pyo.value(term)) > 0.5


def read_design(d: DecisionVariables) -> Posture:
    """The posture whose decisions the model's variables hold, without bands and routes."""
    scope = d.domains
    holders = {(t, c, a): tuple(hq for hq in options if is_chosen(d.holds(t, c, a, hq))) for (t, c, a), options in scope.holders.items()}
    active = {key: is_chosen(d.active(*key)) for key in scope.open_options}
    grades = {(t, hq): g for (t, hq), options in scope.grades.items() for g in options if is_chosen(d.graded(t, hq, g))}
    levels = {(t, ch): level for (t, ch), options in scope.levels.items() for level in options if is_chosen(d.level(t, ch, level))}
    officers = {
        (t, desk): next((size for size in options if is_chosen(d.sized(t, desk, size))), 0) for (t, desk), options in scope.officers.items()
    }
    return Posture(holders, active, grades, levels, officers, {}, ())


def read_posture(d: DecisionVariables) -> Posture:
    """The posture whose decisions the model's variables hold."""
    posture = read_design(d)
    decided: Decided = {key: choice for key, plan in d.routing.desks.items() for choice in plan.choices if is_chosen(d.busy(*key, *choice))}
    routes = tuple(_route(d, posture, decided, key) for key in sorted({leg[:3] for leg in d.routing.legs}))
    return replace(posture, bands=lowest_bands(d, decided, posture.officers, posture.active, routes), routes=routes)


def _route(d: DecisionVariables, posture: Posture, decided: Decided, key: tuple[str, str, str]) -> Route:
    """The cheapest route of one thread, found backwards from its destination."""
    thread = d.instance.threads[key[2]]
    last = len(thread.approvals)
    best: dict[str, _Way] = {thread.destination: _Way(0.0, 0, (), ())}
    for number in range(last, -1, -1):
        leg: LegKey = (*key, number)
        ways: dict[str, _Way] = {}
        for flow in d.routing.legs[leg].flows:
            rest = best.get(flow.receiver)
            if rest is None or not _usable(d, posture, flow):
                continue
            hours = rest.hours + _hours(d, posture, decided, flow)
            names = (*flow.path.relays, flow.receiver, *(arc.kind for arc in flow.path.arcs), *rest.names)
            way = _Way(hours, rest.hops + len(flow.path.arcs), names, (flow, *rest.flows))
            if flow.sender not in ways or way.rank < ways[flow.sender].rank:
                ways[flow.sender] = way
        best = ways
    if thread.origin not in best:
        raise ModelFault(f"the solution leaves {key} without a route")
    return Route(*key, _steps(posture, thread.origin, best[thread.origin].flows))


def _usable(d: DecisionVariables, posture: Posture, flow: Flow) -> bool:
    t, c = flow.leg[0], flow.leg[1]
    authority = d.routing.legs[flow.leg].authority
    if authority is not None and flow.receiver not in posture.holders[t, c, authority]:
        return False
    if flow_index(flow) in d.whole and not is_chosen(d.pyomo.flow[flow_index(flow)]):
        return False
    # The sender too: a closed HQ that might have held the last authority has no commander to speak of.
    if not all(posture.active[t, hq] for hq in (flow.sender, *flow.path.relays, flow.receiver)):
        return False
    return all(_arc_open(posture, t, c, arc) for arc in flow.path.arcs)


def _arc_open(posture: Posture, phase: str, condition: str, arc: Arc) -> bool:
    if arc.channel is not None:
        return posture.levels[phase, arc.channel] in {level for level, _ in arc.options}
    return not arc.delegations or any(hq in posture.holders[phase, condition, a] for a, hq in arc.delegations)


def _hours(d: DecisionVariables, posture: Posture, decided: Decided, flow: Flow) -> float:
    """Hours of a flow under the design: what was settled from the start, and what the design has settled since."""
    t, c = flow.leg[0], flow.leg[1]
    world = d.domains.worlds[t]
    hours = settled_hours(d, flow)
    for arc in flow.path.arcs:
        if level_matters(arc) and arc.channel is not None:
            hours += dict(arc.options)[posture.levels[t, arc.channel]]
    for service in flow.services:
        desk = d.instance.headquarters[service.hq].desk
        if desk is not None and d.open_choices(d.incidence.services[flow.leg, service.hq, service.kind]):
            plan = d.routing.desks[t, c, desk]
            hours += plan.waits[plan.choices.index(decided[t, c, desk])]
    if (flow.leg, flow.sender, flow.receiver) in d.incidence.pairs and d.open_grades(t, flow.sender, flow.receiver):
        mine, theirs = posture.grades[t, flow.sender], posture.grades[t, flow.receiver]
        hours += world.referral(c, flow.sender, mine, flow.receiver, theirs)
    return hours


def _steps(posture: Posture, origin: str, flows: tuple[Flow, ...]) -> tuple[Step, ...]:
    """The steps of a route: a stop at each HQ the request reaches, with the approvals it gets while there."""
    steps = [Step(origin)]
    for number, flow in enumerate(flows):
        for arc in flow.path.arcs:
            level = None if arc.channel is None else posture.levels[flow.leg[0], arc.channel]
            steps.append(Step(arc.head, 0, arc.kind, level))
        if number < len(flows) - 1:
            here = steps[-1]
            steps[-1] = Step(here.hq, here.approvals + 1, here.via, here.level)
    return tuple(steps)


def lowest_bands(
    d: DecisionVariables,
    decided: Decided,
    officers: Mapping[tuple[str, str], int],
    active: Mapping[tuple[str, str], bool],
    routes: tuple[Route, ...],
) -> dict[tuple[str, str, str], float]:
    """The lowest band that holds each open desk's load: it waits least, so no better posture has a higher one.

    A band below the one the solver decided on must hold the load exactly; the solver's own may be exceeded by what the
    solver calls equal.
    """
    loads = _loads(d, routes)
    bands = {}
    for key, plan in d.routing.desks.items():
        t, c, desk = key
        members = d.domains.worlds[t].desk_members[desk]
        if d.instance.desks[desk].capacity_hours_per_day is not None or not any(active[t, hq] for hq in members):
            continue
        load = loads.get(key, 0.0) + plan.background
        capacity = d.domains.worlds[t].capacity_hours_per_day(c, desk, officers[t, desk])
        limit = decided[key][1] or 0.0
        for band in d.instance.utilisation_bands:
            slack = SOLVER_SLACK if band >= limit else ROUNDING
            if load <= band * capacity + slack * max(1.0, capacity):
                bands[key] = band
                break
        else:
            raise ModelFault(f"the solution loads desk {desk} with {load} of {capacity} officer-hours a day in {c}")
    return bands


def _loads(d: DecisionVariables, routes: tuple[Route, ...]) -> dict[tuple[str, str, str], float]:
    """Officer-hours a day that the routes ask of each desk."""
    loads: dict[tuple[str, str, str], float] = {}
    for route in routes:
        requests = d.instance.demand[route.thread, route.condition].requests_per_day
        for desk, hours in d.domains.worlds[route.phase].services(route):
            key = (route.phase, route.condition, desk)
            loads[key] = loads.get(key, 0.0) + requests * hours
    return loads
