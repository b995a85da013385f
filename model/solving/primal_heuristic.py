"""A primal heuristic: the design nearest to today's that rules, mandates and pools allow, and the best routes through it.

It needs no search among routes, so that a run whose time is short still has an answer. Of two designs, one as today and one with as
many people as the pools allow beside today's holders, the quicker is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyomo.environ as pyo

from model.delay.evaluate import evaluate
from model.delay.posture import Evaluation, Posture
from model.delay.settle import keeps_deadlines, settle
from model.formulation.allowance import Allowance, OutOfTime
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.design_relaxation import OptionsByPlace, build_design_relaxation
from model.formulation.domains import Domains
from model.formulation.objectives import people
from model.formulation.transition import changes
from model.solving.highs import Solver
from model.solving.idle import without_idle_teams
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.routes import read_design

# A holder that is not today's, or today's that is none any more, weighs more than all people that another could do with.
HOLDER = 1e4
# Gap at which a design is near enough: any will do.
NEAR_ENOUGH = 1e-3


@dataclass(frozen=True)
class First:
    """The posture, None where none was found; `impossible` tells that no design satisfies the rules, mandates and pools."""

    posture: Posture | None = None
    evaluation: Evaluation | None = None
    impossible: bool = False


def first_posture(domains: Domains, desk_options: OptionsByPlace, options: SolveOptions, allowed: Allowance) -> First:
    """The better of the two designs with its routes, within the time allowed; `desk_options` are those of each phase and condition."""
    try:
        d, broken = build_design_relaxation(domains, desk_options, allowed)
    except OutOfTime:
        return First()
    if broken:
        return First(impossible=True)
    moved = HOLDER * _holders_moved(d)
    d.pyomo.nearest = pyo.Objective(expr=0.0 + moved + changes(d) + _sizes_moved(d))
    d.pyomo.fullest = pyo.Objective(expr=0.0 + moved - people(d))
    matrix = compile_matrix(d.pyomo)
    best, seen = First(), None
    for objective, offset in zip(matrix.objectives, matrix.offsets, strict=True):
        answer = Solver(matrix, options).minimise(objective, offset, gap=NEAR_ENOUGH, time_limit=max(0.0, allowed.left()))
        if answer.status is Status.INFEASIBLE:
            return First(impossible=True)
        if answer.values is None:
            continue
        matrix.show(answer.values)
        design = read_design(d)
        if design != seen and (best.posture is None or allowed.left() > 0):
            best, seen = min(best, _settled(d, design), key=_delay), design
    return best


def _delay(first: First) -> float:
    return float("inf") if first.evaluation is None else first.evaluation.weighted_delay


def _settled(d: DecisionVariables, design: Posture) -> First:
    """The design with its routes, where they keep the deadlines and desks hold the work."""
    posture = settle(d.instance, design)
    if posture is None:
        return First()
    posture = without_idle_teams(d.domains, posture)
    evaluation = evaluate(d.instance, posture)
    return First(posture, evaluation) if keeps_deadlines(d.instance, evaluation) else First()


def _holders_moved(d: DecisionVariables) -> Term:
    """Holders that are not today's, and today's that could be holders and are not. Where nobody holds an authority today the more
    holders the better."""
    terms: list[Term] = []
    for (t, c, a), options in d.domains.holders.items():
        today = d.instance.authorities[a].holder_now
        terms += [(1 - d.holds(t, c, a, hq)) if hq in today or not today else d.holds(t, c, a, hq) for hq in options]
    return sum(terms)


def _sizes_moved(d: DecisionVariables) -> Term:
    """Desks of another size than today's."""
    return sum(
        d.sized(t, desk, size)
        for (t, desk), options in d.domains.officers.items()
        for size in options
        if size != d.instance.desks[desk].officers_now
    )
