"""The relaxation without flows: holders, HQs, grades, teams and officers, with every rule, mandate and pool that speaks of them alone.

Whatever holds of all postures of an instance holds here, so that a design that is impossible here is impossible.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyomo.environ as pyo

from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.build import add_families
from model.formulation.decision_variables import DecisionVariables
from model.formulation.desk_options import DeskOptions, crude_load_bounds, options_of_desks
from model.formulation.domains import Domains
from model.formulation.hour_bounds import Place
from model.formulation.legs import Routing
from model.formulation.register import FAMILIES, BrokenRow

# Families whose rows are about flows.
FLOW_FAMILIES = ("desk_load", "thread_ends_open")
OptionsByPlace = Mapping[Place, Mapping[str, DeskOptions]]  # by desk


def crude_desk_options(domains: Domains) -> OptionsByPlace:
    """The options of the desks of each phase and condition, from what candidates alone tell of loads."""
    places = [(phase, condition) for phase in domains.worlds for condition in domains.instance.conditions]
    return {place: options_of_desks(domains, *place, crude_load_bounds(domains, *place)) for place in places}


def build_design_relaxation(
    domains: Domains, desk_options: OptionsByPlace, allowed: Allowance = UNLIMITED
) -> tuple[DecisionVariables, list[BrokenRow]]:
    """The relaxation's model without an objective, and its rows that no decision can satisfy. Raises OutOfTime when the time is up."""
    desks = {(*place, desk): options for place, of_place in desk_options.items() for desk, options in of_place.items()}
    d = DecisionVariables(domains, Routing({}, desks))
    d.declare()
    d.pyomo.hours = pyo.Expression([])
    return d, add_families(d, [family for family in FAMILIES if family.name not in FLOW_FAMILIES], allowed)
