"""A design that is kept in a future: the best routes and bands that it leaves, proved.

`delay/settle.py` finds routes without a solver, request by request, and loses hours where desks run short (up to 15 of 14,000 h/day on
us-japan-one-phase). What a posture is worth in a future that its solve did not have decides which future is added next and when a search
ends, so that it is solved here: each decision of the design is the only one of its domain, and what is left of the model is small.
"""

from __future__ import annotations

import time
from dataclasses import replace

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.posture import Evaluation, Posture
from model.formulation.build import build
from model.formulation.kept_domains import kept_domains
from model.solving.matrix import Matrix, compile_matrix
from model.solving.objective_level import ObjectiveLevel
from model.solving.options import SolveOptions
from model.solving.routes import read_design, read_posture
from model.solving.search import Clock, Search
from model.solving.solve import Known, first_level
from model.solving.units import in_units, unit_of

# Relative gap to which routes are proved: far below any gap that a design is sought with.
ROUTES_GAP = 1e-6


def keep_design(instance: Instance, design: Posture, options: SolveOptions) -> tuple[Posture, Evaluation] | None:
    """The posture of the design that is quickest under the instance's numbers (to ROUTES_GAP), with its hours; None where the design does
    not hold there: data, rules or pools rule it out, desks cannot hold the work, or a request is late."""
    unit = unit_of(instance)
    posture = _kept(in_units(instance, unit), design, replace(options, gap=ROUTES_GAP, time_limit=None))
    return None if posture is None else (posture, evaluate(instance, posture))


def _kept(instance: Instance, design: Posture, options: SolveOptions) -> Posture | None:
    domains = kept_domains(instance, design)
    built = None if domains is None else build(instance, domains=domains)
    if built is None or built.broken:
        return None
    matrix = must_hold(compile_matrix(built.variables.pyomo))
    level = ObjectiveLevel("weighted delay", matrix.objectives[0], float(matrix.offsets[0]), False)
    search = Search(options, Clock(time.perf_counter(), options.time_limit))
    _, reached, _ = first_level(matrix, level, Known([], []), search)
    if reached is None:
        return None
    matrix.show(reached.point)
    posture = read_posture(built.variables)
    assert read_design(built.variables).holders == design.holders, "who holds an authority was kept"
    return posture


def must_hold(matrix: Matrix) -> Matrix:
    """The matrix where each holder that may be one is one."""
    holds = [column is not None and column.parent_component().local_name == "holds" for column in matrix.columns]
    lower = matrix.lower.copy()
    lower[holds] = 1.0
    return replace(matrix, lower=lower)
