"""Build the whole model of an instance."""

from __future__ import annotations

from dataclasses import dataclass

import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC

from model.data.instance import Instance
from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.decision_variables import DecisionVariables
from model.formulation.domains import Domains, build_domains
from model.formulation.legs import build_routing
from model.formulation.model_template import ModelTemplate, TemplateCache, structure_of
from model.formulation.objectives import build_hours, build_objectives
from model.formulation.pyomo_hooks import unchecked_indices
from model.formulation.register import FAMILIES, BrokenRow, Family, Index


@dataclass(frozen=True)
class Built:
    """The model: `variables` answers for the decisions, `broken` lists rows that the data alone make impossible, `template` is the part
    of the model that it shares with others of its structure."""

    variables: DecisionVariables
    broken: tuple[BrokenRow, ...]
    template: ModelTemplate


def build(
    instance: Instance,
    *,
    without: frozenset[str] = frozenset(),
    templates: TemplateCache | None = None,
    allowed: Allowance = UNLIMITED,
    aims: bool = True,
    domains: Domains | None = None,
) -> Built:
    """The Pyomo model of `instance`, complete with rows and objectives.

    `without` leaves out constraint families by name, for tests that show what each is for. `templates` lends what earlier models left
    behind and takes what this one leaves; the models that share a template must be used one after the other. `aims` are the objectives,
    which whoever asks only whether there is any posture leaves out. `domains` are those of the instance, narrowed, where not all that it
    leaves possible is to be decided on. Raises OutOfTime or TooLarge where that takes more than is allowed: the flows grow with the square
    of the possible holders.
    """
    # The many small objects made here are no garbage; looking for some among them again and again costs a third of the time.
    with PauseGC():
        return _build(domains or build_domains(instance), without, templates or TemplateCache(), allowed, aims)


def _build(domains: Domains, without: frozenset[str], templates: TemplateCache, allowed: Allowance, aims: bool) -> Built:
    variables = DecisionVariables(domains, build_routing(domains, templates.routes, allowed))
    allowed.check_columns(sum(len(index) for index, _ in variables.indices.values()))
    kept = [family for family in FAMILIES if family.name not in without]
    structure = (structure_of(variables), without)
    template = templates.template(structure)
    if template is None:
        allowed.check("variables were not yet declared")
        variables.declare()
        broken = add_families(variables, [family for family in kept if family.structural], allowed)
        template = ModelTemplate(variables.pyomo, tuple(broken))
        templates.keep(structure, template)
    else:
        variables.pyomo = template.cleared()
    allowed.check("objectives were not yet written")
    build_hours(variables)
    if aims:
        build_objectives(variables)
    broken = [*template.broken, *add_families(variables, [family for family in kept if not family.structural], allowed)]
    return Built(variables, tuple(broken), template)


def add_families(d: DecisionVariables, families: list[Family], allowed: Allowance = UNLIMITED) -> list[BrokenRow]:
    """Write the rows of some families; return the names and indices of those that no decision can satisfy. Raises OutOfTime."""
    with unchecked_indices():
        return [(family.name, index) for family in families for index in _add_rows(d, family, allowed)]


def _add_rows(d: DecisionVariables, family: Family, allowed: Allowance) -> list[Index]:
    """Write the rows of one family; return the indices of those that no decision can satisfy."""
    constraint = pyo.Constraint(pyo.Any)
    d.pyomo.add_component(f"row_{family.name}", constraint)
    impossible = []
    for index, row in family.rows(d):
        allowed.check("rows were still being written")
        if row is True:
            continue
        if row is False:
            impossible.append(index)
        else:
            constraint[index] = row
    return impossible
