"""Where rows of a peer's model are put, and what happens when the data alone break one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo


class NothingLeft(Exception):
    """No decision can satisfy a row: the instance is infeasible before any search."""


def add_rows(model: pyo.ConcreteModel, name: str, rows: Iterable[Any]) -> None:
    """Add a list of rows under a name. Rows that hold by themselves are dropped; raises NothingLeft for one that cannot hold."""
    constraints = pyo.ConstraintList()
    model.add_component(name, constraints)
    for row in rows:
        if row is True:
            continue
        if row is False:
            raise NothingLeft(name)
        constraints.add(row)
