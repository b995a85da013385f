"""The road for large alliances: its bound is below every posture, its postures keep every rule, and it says no more than it knows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.solving.large.answer import solve_large
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve
from tests.oracle.test_enumeration import delay_by_rules
from tests.oracle.tiny import tiny_instances

SAME = 1e-6


def compare(instance: Instance, seen: Counter[str]) -> None:
    """Hold the large road against the ordinary one on an instance that both can solve."""
    exact, large = solve(instance, SolveOptions()), solve_large(instance, SolveOptions())
    seen[f"{exact.status.value} and {large.status.value}"] += 1
    if exact.evaluation is None:
        assert large.posture is None, "a posture where there is none"
        return
    assert large.status is not Status.INFEASIBLE, "calls a feasible instance infeasible"
    if large.posture is None:
        return
    best, room = exact.evaluation.weighted_delay, SAME * max(1.0, exact.evaluation.weighted_delay)
    assert large.evaluation is not None
    assert large.bound is not None
    assert large.gap is not None
    assert large.bound <= best + room
    assert large.evaluation.weighted_delay >= best - room
    assert evaluate(instance, large.posture).weighted_delay == large.evaluation.weighted_delay
    assert large.gap == pytest.approx(
        (large.evaluation.weighted_delay - large.bound) / max(large.evaluation.weighted_delay, 1e-9), abs=1e-12
    )
    admitted = delay_by_rules(instance, large)
    assert admitted is not None, "the posture breaks a rule"
    assert admitted <= large.evaluation.weighted_delay + room
    seen["proved" if large.evaluation.weighted_delay <= large.bound + room else "with a gap"] += 1


def campaign(examples: int, number: int) -> Counter[str]:
    """Compare on so many instances."""
    seen: Counter[str] = Counter()

    @seed(number)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def one(instance: Instance) -> None:
        compare(instance, seen)

    one()
    return seen


def test_bound_and_posture_hold_on_random_instances() -> None:
    """On 200 random instances with every kind of rule the bound is at most the optimum and the value at least; a cut that cut off a
    design, a merged request that was heavier than its parts or a way too long in the relaxation breaks one of the two."""
    seen = campaign(200, 5)
    assert seen["proved"] >= 60, seen
    assert seen["infeasible and infeasible"] >= 20, seen
