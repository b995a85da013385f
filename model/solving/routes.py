"""Read a posture off a solved model.

The solver decides the design (holders, grades, teams, sizes, bands). Given the design, each request takes the best route of all, not
only of those that the model lists (`model/delay/router.py`): where the model lists too few, the posture is quicker than the bound and
the fault is told. Legs that load a desk which might run short are read off the solver's flows, as only together do they fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyomo.environ as pyo

from model.delay.evaluate import demands, work_at_desks
from model.delay.physics import ROUNDING
from model.delay.posture import Posture, Route
from model.delay.router import Desks, GivenLeg, Router, open_hops
from model.delay.transitions import absorbing_desks
from model.errors import ModelFault
from model.formulation.decision_variables import DecisionVariables
from model.formulation.incidence import flow_index

# What the solver calls equal on a row, relative to the larger of 1 and the desk's capacity.
SOLVER_SLACK = 1e-6
Bands = dict[tuple[str, str, str], float]  # of each phase, condition and desk
Given = dict[tuple[str, str, str], dict[int, GivenLeg]]  # of each phase, condition and thread, by number


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
    """The posture whose decisions the model's variables hold. Raises ModelFault where they leave a request without a route, or a desk
    with more work than it holds."""
    design = read_design(d)
    decided = {key: choice[1] or 0.0 for key, plan in d.routing.desks.items() for choice in plan.choices if is_chosen(d.busy(*key, choice))}
    routes = tuple(sorted(_routes(d, design, decided)))
    return replace(design, bands=lowest_bands(d, design, decided, routes), routes=routes)


def _routes(d: DecisionVariables, design: Posture, decided: Bands) -> Iterator[Route]:
    """The best route of every occurring request, each desk as busy as decided."""
    given, absorbing = _given(d), absorbing_desks(d.instance, design)
    for phase, world in d.domains.worlds.items():
        threads: dict[str, list[str]] = {condition: [] for condition in d.conditions}
        for condition, thread in demands(world.instance):
            threads[condition].append(thread)
        busy = frozenset(desk for t, desk in absorbing if t == phase)
        for condition in d.conditions:
            plans = {desk: plan for (t, c, desk), plan in d.routing.desks.items() if (t, c) == (phase, condition)}
            scarce = frozenset(desk for desk, plan in plans.items() if plan.binding)
            desks = Desks({desk: decided.get((phase, condition, desk), 0.0) for desk in plans}, scarce=scarce, absorbing=busy)
            router = Router(world, condition, design, open_hops(world, condition, design, d.domains.levels), desks)
            for thread in threads[condition]:
                route = router.route(thread, given.get((phase, condition, thread)))
                if route is None:
                    raise ModelFault(f"the solution leaves {(phase, condition, thread)} without a route")
                yield route


def _given(d: DecisionVariables) -> Given:
    """The legs that the solver decides whole: those that load desks which might run short."""
    given: Given = {}
    legs = {index[:4] for index in d.whole}
    for flow in (flow for leg in legs for flow in d.routing.legs[leg].flows):
        if is_chosen(d.pyomo.flow[flow_index(flow)]):
            heads, vias = (tuple(getattr(arc, name) for arc in flow.path.arcs) for name in ("head", "kind"))
            given.setdefault(flow.leg[:3], {})[flow.leg[3]] = GivenLeg(flow.sender, heads, vias)
    return given


def lowest_bands(d: DecisionVariables, design: Posture, decided: Bands, routes: tuple[Route, ...]) -> Bands:
    """The lowest band that holds each open desk's load: it waits least, so no better posture has a higher one.

    A band below the one the solver decided on must hold the load exactly; the solver's own may be exceeded by what the
    solver calls equal.
    """
    work, absorbing = work_at_desks(d.domains.worlds, routes), absorbing_desks(d.instance, design)
    bands = {}
    for key, plan in d.routing.desks.items():
        t, c, desk = key
        world, less = d.domains.worlds[t], (t, desk) in absorbing
        explicit = world.instance.desks[desk].capacity_hours_per_day is not None
        if explicit or not any(design.active[t, hq] for hq in world.desk_members[desk]):
            continue
        load, officers = work.get(key, 0.0) + plan.background, design.officers[t, desk]
        for band in world.instance.utilisation_bands:
            slack = SOLVER_SLACK if band >= decided[key] else ROUNDING
            if world.holds(c, desk, officers, load, band, slack, less):
                bands[key] = band
                break
        else:
            capacity = world.capacity_hours_per_day(c, desk, officers, less)
            raise ModelFault(f"the solution loads desk {desk} with {load} of {capacity} officer-hours a day in {c}")
    return bands
