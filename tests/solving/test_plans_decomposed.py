"""Plans by decomposition: its bound is one, and its posture stands up to being worked out anew."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, seed, settings

from model.data.instance import Instance
from model.solving.options import SolveMethod, SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve
from model.verify import verify_posture
from tests.oracle.test_plans import ONLY_DRAWN
from tests.oracle.tiny_plans import tiny_plans

SAME = 1e-6


def test_bound_and_posture_hold_on_random_plans() -> None:
    """On 40 plans of two and three phases nothing is claimed that the whole model contradicts; a tie between phases that the
    decomposition did not see would make a plan too good, or one that the verifier refuses."""
    seen: Counter[str] = Counter()

    @seed(4)
    @settings(max_examples=40, **ONLY_DRAWN)
    @given(tiny_plans())
    def compare(instance: Instance) -> None:
        exact, large = solve(instance, SolveOptions()), solve(instance, SolveOptions(method=SolveMethod.DECOMPOSITION))
        seen[f"{exact.status.value} and {large.status.value}"] += 1
        if exact.evaluation is None:
            assert large.posture is None, "a plan where there is none"
            return
        assert large.status is not Status.INFEASIBLE, "calls a plan that there is impossible"
        if large.evaluation is not None and large.bound is not None:
            best, room = exact.evaluation.weighted_delay, SAME * max(1.0, exact.evaluation.weighted_delay)
            assert large.bound <= best + room
            assert large.evaluation.weighted_delay >= best - room
            assert verify_posture(instance, large) == ()

    compare()
    assert seen["optimal and optimal"] >= 8, seen
    assert seen["infeasible and infeasible"] >= 8, seen
