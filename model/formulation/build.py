"""Build the whole model of an instance. This module alone lists the parts."""

from __future__ import annotations

from dataclasses import dataclass

import pyomo.environ as pyo

from model.data.instance import Instance

# Imported for their registration: the order of these lines is the order of the formulation page.
from model.formulation import authorities, commanders, desks, liaison, resources, routing, rules, transition  # noqa: F401
from model.formulation.design import Design
from model.formulation.legs import build_routing
from model.formulation.objective import build_aims
from model.formulation.register import FAMILIES, Family
from model.formulation.scope import build_scope


@dataclass(frozen=True)
class Built:
    """The model: `design` answers for the decisions, `broken` lists rows that the data alone make impossible."""

    design: Design
    broken: tuple[tuple[str, tuple[object, ...]], ...]


def build(instance: Instance, *, without: frozenset[str] = frozenset()) -> Built:
    """The Pyomo model of `instance`, complete with rows and aims.

    `without` leaves out constraint families by name, for tests that show what each is for.
    """
    scope = build_scope(instance)
    design = Design(scope, build_routing(scope))
    build_aims(design)
    broken: list[tuple[str, tuple[object, ...]]] = []
    for family in FAMILIES:
        if family.name not in without:
            broken += [(family.name, index) for index in _add_rows(design, family)]
    return Built(design, tuple(broken))


def _add_rows(design: Design, family: Family) -> list[tuple[object, ...]]:
    """Write the rows of one family; return the indices of those that no decision can satisfy."""
    constraint = pyo.Constraint(pyo.Any)
    design.pyomo.add_component(f"row_{family.name}", constraint)
    impossible = []
    for index, row in family.rows(design):
        if row is True:
            continue
        if row is False:
            impossible.append(index)
        else:
            constraint[index] = row
    return impossible
