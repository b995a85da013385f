"""The bound that needs no search is below every posture, and as near to it as the data allow."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.design_relaxation import crude_desk_options
from model.formulation.domains import build_domains
from model.formulation.hour_bounds import least_delay
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.oracle.tiny import tiny_instances


def bound_of(instance: Instance, allowed: Allowance) -> float:
    """The bound, in the time allowed."""
    domains = build_domains(instance)
    return least_delay(domains, crude_desk_options(domains), allowed)


def test_no_posture_is_below_the_bound() -> None:
    """On 200 random instances the bound is at most the optimum, and often equal to it; hours counted twice, a wait at its longest or an
    approval by one who may not give it would lift it above."""
    seen: Counter[str] = Counter()

    @seed(12)
    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def compare(instance: Instance) -> None:
        bound = bound_of(instance, UNLIMITED)
        outcome = solve(instance, SolveOptions())
        if outcome.evaluation is None:
            return
        best = outcome.evaluation.weighted_delay
        assert bound <= best
        seen["solved"] += 1
        seen["met"] += bound >= best * (1 - 1e-6)

    compare()
    assert seen["solved"] >= 60, seen
    assert seen["met"] >= 10, seen


@pytest.mark.parametrize(("variant", "share"), [("v00-status-quo", 0.99), ("v02-jfhq-four-star", 0.95)])
def test_bound_is_of_use_on_the_shipped_case(us_japan_one_phase: Path, variant: str, share: float) -> None:
    """On the US-Japan alliance the bound is within a few per cent of the optimum: it says more than that no request takes less than
    nothing."""
    instance = apply(load_instance(us_japan_one_phase), variant)
    outcome = solve(instance, SolveOptions())
    assert outcome.evaluation is not None
    best = outcome.evaluation.weighted_delay
    assert share * best <= bound_of(instance, UNLIMITED) <= best


def test_without_time_nothing_is_claimed(us_japan_one_phase: Path) -> None:
    """What there was no time to look at counts as nothing, so that the bound stays one."""
    assert bound_of(load_instance(us_japan_one_phase), Allowance.of(-1.0)) == 0.0
