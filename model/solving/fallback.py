"""The fallback of a run whose time is up: a posture and a bound that no posture is below, without any further search."""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.formulation.allowance import Allowance
from model.formulation.design_relaxation import crude_desk_options
from model.formulation.domains import build_domains
from model.formulation.hour_bounds import least_delay
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status, gap_of, proved
from model.solving.primal_heuristic import first_posture


def with_fallback(instance: Instance, outcome: Outcome, options: SolveOptions, allowed: Allowance) -> Outcome:
    """The outcome of the ordinary task with the first posture where it has none, and with the better of its bound and the least that
    every request takes for itself, as far as they can be had in the time allowed."""
    domains = build_domains(instance)
    desk_options = crude_desk_options(domains)
    if outcome.posture is None:
        first = first_posture(domains, desk_options, options, allowed)
        if first.impossible:
            return replace(outcome, status=Status.INFEASIBLE, reason="no design satisfies the rules, mandates and pools")
        outcome = replace(outcome, posture=first.posture, evaluation=first.evaluation)
    if outcome.posture is None:
        return outcome
    least = least_delay(domains, desk_options, allowed)
    return _with_bound(outcome, max(least, outcome.bound or least), options)


def _with_bound(outcome: Outcome, bound: float, options: SolveOptions) -> Outcome:
    """The outcome with a bound on the weighted delay, and the status and gap that follow."""
    assert outcome.evaluation is not None, "only of a posture is there a gap"
    value = outcome.evaluation.weighted_delay
    bound = min(bound, value)
    gap = gap_of(value, bound)
    return replace(outcome, status=proved(gap, options.gap), bound=bound, gap=gap, reason="")
