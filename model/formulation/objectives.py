"""What is minimised: weighted delay first; then people, fourth stars and changes, in that order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from model.data.kinds import FOUR_STAR
from model.formulation.commanders import commanding
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.incidence import FlowIndex, flow_index, level_matters
from model.formulation.legs import Flow, LegKey
from model.formulation.transition import changes


@dataclass(frozen=True)
class Objective:
    """One objective: its name in the model, what it counts and in which unit."""

    name: str
    says: str
    unit: str


OBJECTIVES = (
    Objective(
        "weighted_delay", "Weighted delay: sum of phase weight x share x requests a day x urgency x hours.", "urgency-weighted h/day"
    ),
    Objective("people", "People: staff of all liaison teams plus officers of all desks.", "people"),
    Objective("four_stars", "Commanders of four stars or more at open HQs; one of several counts once.", "commanders"),
    Objective(
        "changes",
        "Changes from the phase before, in the first from today: holders that did not hold; grades, liaison levels and HQs that differ.",
        "changes",
    ),
)


def build_hours(d: DecisionVariables) -> None:
    """Give the model `hours` for each occurring thread."""
    terms = _hours_by_thread(d)
    d.pyomo.hours = pyo.Expression(sorted(terms), rule=lambda _, *key: pyo.quicksum(terms[key]))


def build_objectives(d: DecisionVariables) -> None:
    """Give the model with its hours a Pyomo objective for each of OBJECTIVES, in order."""
    weighted = pyo.quicksum(d.weights[key] * d.pyomo.hours[key] for key in d.pyomo.hours)
    expressions = {"weighted_delay": weighted, "people": people(d), "four_stars": four_stars(d), "changes": changes(d)}
    for objective in OBJECTIVES:
        d.pyomo.add_component(objective.name, pyo.Objective(expr=expressions[objective.name], sense=pyo.minimize))


def _hours_by_thread(d: DecisionVariables) -> dict[tuple[str, str, str], list[Any]]:
    """The delay of each occurring thread as terms, in hours."""
    terms: dict[tuple[str, str, str], list[Any]] = {key[:3]: [] for key in d.routing.legs}
    for flow in d.routing.flows():
        index: FlowIndex = flow_index(flow)
        terms[flow.leg[:3]].append(settled_hours(d, flow) * d.pyomo.flow[index])
    for (leg, _), use in d.incidence.arcs.items():
        if level_matters(use.arc):
            for level, hours in use.arc.options:
                terms[leg[:3]].append(hours * d.pyomo.hop[*leg, use.arc.tail, use.arc.head, use.arc.kind, level])
    for (leg, hq, kind), service in d.incidence.services.items():
        options = d.routing.desks[leg[0], leg[1], service.desk]
        if d.open_choices(service):
            for choice, wait in zip(options.choices, options.waits, strict=True):
                terms[leg[:3]].append(wait * d.pyomo.served[*leg, hq, kind, *choice])
    for leg, one, other in d.incidence.pairs:
        for grades in d.open_grades(leg[0], one, other):
            hours = _referral(d, leg, one, grades[0], other, grades[1])
            terms[leg[:3]].append(hours * d.pyomo.referred[*leg, one, other, *grades])
    return terms


def settled_hours(d: DecisionVariables, flow: Flow) -> float:
    """Hours of a flow that no open decision changes: settled hops, services, waits, the approval and its referral."""
    phase, condition = flow.leg[:2]
    world = d.domains.worlds[phase]
    hours = sum(arc.best for arc in flow.path.arcs if not level_matters(arc))
    for service in flow.services:
        hours += service.delay
        desk = world.instance.headquarters[service.hq].desk
        if desk is not None:
            use = d.incidence.services[flow.leg, service.hq, service.kind]
            options = d.routing.desks[phase, condition, desk]
            hours += 0.0 if d.open_choices(use) or not options.waits else options.waits[0]
    if d.routing.legs[flow.leg].authority is not None:
        hours += world.decision(condition, flow.receiver).total
        if (flow.leg, flow.sender, flow.receiver) in d.incidence.pairs and not d.open_grades(phase, flow.sender, flow.receiver):
            grades = d.domains.grades[phase, flow.sender], d.domains.grades[phase, flow.receiver]
            hours += _referral(d, flow.leg, flow.sender, grades[0][0], flow.receiver, grades[1][0]) if all(grades) else 0.0
    return hours


def _referral(d: DecisionVariables, leg: LegKey, one: str, one_grade: int, other: str, other_grade: int) -> float:
    return d.domains.worlds[leg[0]].referral(leg[1], one, one_grade, other, other_grade)


def people(d: DecisionVariables) -> Term:
    """Liaison staff plus desk officers, summed over phases."""
    officers = sum(size * d.sized(t, desk, size) for (t, desk), options in d.domains.officers.items() for size in options)
    return liaison_staff(d) + officers


def liaison_staff(d: DecisionVariables) -> Term:
    """Staff of all liaison teams, summed over phases."""
    return sum(
        d.at(t).liaison_levels[level].staff * d.level(t, channel, level)
        for (t, channel), options in d.domains.levels.items()
        for level in options
    )


def four_stars(d: DecisionVariables) -> Term:
    """Commanders of four stars or more at open HQs, summed over phases."""
    return sum(commanding(d, t, d.at(t).headquarters, FOUR_STAR) for t in d.phases)
