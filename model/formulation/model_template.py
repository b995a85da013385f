"""Model templates: the variables and structural rows that models of one structure share, kept for the next such model.

Models of a study differ in a few numbers. Where two have the same *structure* (the same variables, tied together in the same
way), their variables and most of their rows are the same; only objectives and the rows that hold numbers are written anew. The
paths through equal networks are kept as well. What solving leaves behind is kept in `model.solving.model_cache`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pyomo.environ as pyo

from model.formulation.decision_variables import DecisionVariables
from model.formulation.incidence import FlowIndex, level_matters
from model.formulation.legs import Routes
from model.formulation.lru import LRUCache
from model.formulation.register import BrokenRow

# How many are kept: templates are as large as models; routes of every condition of a few instances.
TEMPLATES, ROUTES = 4, 64


class ModelTemplate:
    """A Pyomo model's `variables` and structural `rows` (components); `broken` lists those of the rows that no decision can satisfy."""

    def __init__(self, model: pyo.ConcreteModel, broken: tuple[BrokenRow, ...]) -> None:
        self.model = model
        self.broken = broken
        self.variables = tuple(model.component_data_objects(pyo.Var))
        self.rows = tuple(model.component_objects(pyo.Constraint))
        self._own = {component.local_name for component in model.component_objects()}

    def cleared(self) -> pyo.ConcreteModel:
        """The model without what was added to the template."""
        for component in list(self.model.component_objects()):
            if component.local_name not in self._own:
                self.model.del_component(component)
        return self.model


class TemplateCache:
    """The templates and routes kept, in one process, for one model after the other."""

    def __init__(self) -> None:
        self.routes: Routes = LRUCache(ROUTES)
        self._known: LRUCache[Hashable, ModelTemplate] = LRUCache(TEMPLATES)

    def template(self, structure: Hashable) -> ModelTemplate | None:
        """The template of the structure."""
        return self._known.get(structure)

    def keep(self, structure: Hashable, template: ModelTemplate) -> None:
        """Keep the template of the structure."""
        self._known.put(structure, template)


def structure_of(d: DecisionVariables) -> Hashable:
    """Everything that variables and structural rows are made of. Equal structures have equal templates."""
    domains, incidence = d.domains, d.incidence
    return (
        tuple(d.indices.items()),
        d.whole,
        *(tuple(options.items()) for options in (domains.open_options, domains.grades, domains.holders, domains.levels, domains.officers)),
        tuple((key, options.choices) for key, options in d.routing.desks.items()),
        tuple((key, leg.senders, leg.receivers, leg.authority, bool(leg.flows)) for key, leg in d.routing.legs.items()),
        *(_frozen(flows) for flows in (incidence.entering, incidence.leaving, incidence.commands, incidence.relays, incidence.pairs)),
        tuple(
            (leg, arc.tail, arc.head, arc.kind, arc.channel, tuple(level for level, _ in arc.options), level_matters(arc), arc.may_close)
            for (leg, _), use in incidence.arcs.items()
            for arc in (use.arc,)
        ),
        tuple(use.flows for use in incidence.arcs.values()),
        tuple((key, use.desk, use.flows, d.open_choices(use)) for key, use in incidence.services.items()),
    )


def _frozen(flows: Mapping[Any, Sequence[FlowIndex]]) -> Hashable:
    return tuple((key, tuple(some)) for key, some in flows.items())
