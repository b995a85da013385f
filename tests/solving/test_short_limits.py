"""However short its time, a run says only what is true, and is not empty-handed where something is easy."""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.solving.highs import SolverResult
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status, proved
from model.solving.solve import _known_bound, solve
from model.verify import verify_posture
from tests.formulation.cases.case import NEW, NEW_STAYS_CLOSED
from tests.formulation.small_world import ALLY, LOW, TOP, thread, world
from tests.oracle.tiny import tiny_instances

LIMITS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.3, 0.9)


def honest(instance: Instance, outcome: Outcome, whole: Outcome) -> None:
    """Hold an outcome of a short run against that of a run without a limit."""
    if outcome.evaluation is None:
        assert outcome.status in (Status.INFEASIBLE, Status.NO_ANSWER)
        assert outcome.status is not Status.INFEASIBLE or whole.status is Status.INFEASIBLE
        assert outcome.reason or outcome.status is Status.INFEASIBLE
        return
    assert whole.evaluation is not None, "a posture where there is none"
    best = whole.evaluation.weighted_delay
    value, bound, gap = outcome.evaluation.weighted_delay, outcome.bound, outcome.gap
    assert bound is not None
    assert gap is not None
    assert bound <= best * (1 + 1e-9) + 1e-9
    assert value >= best * (1 - 1e-7) - 1e-9
    assert gap == pytest.approx((value - bound) / value if value else 0.0, abs=1e-12)
    assert outcome.status is proved(gap, SolveOptions.gap)
    assert not verify_posture(instance, outcome)


def test_small_instances_at_short_limits() -> None:
    """200 random instances at limits from a millisecond to nearly a second: no posture without bound and gap, none called optimal that
    is not, none infeasible that is feasible, and hardly one with a posture in reach that comes back with none."""
    seen: Counter[str] = Counter()
    draw = random.Random(14)

    @seed(14)
    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def compare(instance: Instance) -> None:
        whole, outcome = solve(instance, SolveOptions()), solve(instance, SolveOptions(time_limit=draw.choice(LIMITS)))
        honest(instance, outcome, whole)
        seen[f"{whole.status.value}, in short {outcome.status.value}"] += 1

    compare()
    assert seen["optimal, in short feasible"] >= 5, seen
    assert seen["optimal, in short no answer"] <= 10, seen


def test_no_request_starts_and_ends_at_a_closed_headquarters() -> None:
    """NEW must stay closed, and a request starts and ends there without moving: no posture, however short the time. With a router that
    looks at hops alone the first posture would have a route of no hops at a closed HQ."""
    instance = world(headquarters=(TOP, LOW, ALLY, NEW), threads=(thread("tell", "NEW", "", "NEW"),), rules=(NEW_STAYS_CLOSED,))
    for limit in (0.001, None):
        outcome = solve(instance, SolveOptions(time_limit=limit))
        assert outcome.evaluation is None
        assert outcome.status in (Status.INFEASIBLE, Status.NO_ANSWER)


@pytest.mark.parametrize("limit", [0.001, 0.2, 0.6])
@pytest.mark.parametrize("variant", ["v01-jfhq-three-star", "v02-jfhq-four-star"])
def test_the_shipped_case_at_short_limits(us_japan: Path, variant: str, limit: float) -> None:
    """Before the model of the US-Japan alliance is even built there is a posture, and a bound within a tenth of it."""
    instance = apply(load_instance(us_japan), variant)
    outcome = solve(instance, SolveOptions(time_limit=limit))
    honest(instance, outcome, solve(instance, SolveOptions()))
    assert outcome.gap is not None
    assert outcome.gap < 0.25


@pytest.mark.parametrize(
    ("tree", "search", "known"),
    [(7.0, None, 7.0), (-math.inf, 8.0, 8.0), (9.0, 6.0, 9.0), (6.0, 9.0, 9.0), (6.0, 12.0, 10.0), (-math.inf, None, None)],
)
def test_the_better_of_two_bounds_is_told(tree: float, search: float | None, known: float | None) -> None:
    """What the tree has proved stands where the search ends without a bound or with a weaker one, and what the search proves of the part
    that it was given stops at the value found, 10, outside of that part; without either nothing is claimed."""
    answer = SolverResult(Status.FEASIBLE, np.zeros(1), 10.0, search, 0, 0.0, "Time limit reached")
    assert _known_bound(tree, answer) == known
