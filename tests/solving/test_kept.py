"""A design that is kept in a future, and a search that starts from one and looks for nothing above a ceiling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.data.reader import load_instance
from model.delay.measure import decisions
from model.formulation.kept_domains import kept_domains
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.robust.kept import keep_design
from model.solving.robust.solve import KnownBefore, solve_robust
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from model.study.fixed_design import adapted
from tests.solving.test_robust import TEACHING, URGENCY, A, B, alone, by_hand

NAMES = {"as_it_is": 4, "urgent": 8, "most_urgent": 12}


@pytest.mark.parametrize("name", list(NAMES))
@pytest.mark.parametrize(("home", "costs"), [(4, A), (8, B)])
def test_a_design_costs_by_hand_what_it_costs_elsewhere(name: str, home: int, costs: dict[str, float]) -> None:
    """docs/teaching.md: two teams and one seat under three urgencies. Were the design not kept, all would cost the best of the two."""
    design = alone("delegate", ((URGENCY, str(home)),))[1].posture
    there = alone("delegate", ((URGENCY, str(NAMES[name])),))[0]
    assert design is not None
    kept = keep_design(there, design, SolveOptions())
    assert kept is not None
    posture, evaluation = kept
    assert evaluation.weighted_delay == pytest.approx(costs[name], abs=1e-6)
    assert decisions(posture) == decisions(design)


@pytest.mark.parametrize("variant", ["today", "delegate", "liaison", "four-star"])
def test_a_design_costs_at_home_what_its_run_says(variant: str) -> None:
    """And never more than what is found without a solver."""
    instance, outcome = alone(variant)
    assert outcome.posture is not None
    assert outcome.evaluation is not None
    kept = keep_design(instance, outcome.posture, SolveOptions())
    greedy = adapted(instance, outcome.posture)
    assert kept is not None
    assert greedy is not None
    assert kept[1].weighted_delay == pytest.approx(outcome.evaluation.weighted_delay, rel=1e-6)
    assert kept[1].weighted_delay <= greedy.weighted_delay + 1e-6


def test_a_design_that_a_pool_rules_out_does_not_hold() -> None:
    """The seat in Hawaii takes four Japanese officers; in a future with two the same design is none. `settle` does not ask that."""
    design = alone("liaison")[1].posture
    there = alone("liaison", (("pools.2026@JP.liaison_staff", "2"),))[0]
    assert design is not None
    assert keep_design(there, design, SolveOptions()) is None
    assert adapted(there, design) is not None


def test_a_design_with_a_value_that_is_not_there_is_none() -> None:
    """A holder that the rules do not allow, a level that a channel does not have, an HQ that cannot be closed."""
    instance, outcome = alone("delegate")
    design = outcome.posture
    assert design is not None
    assert kept_domains(instance, design) is not None
    key = next(iter(design.holders))
    channel = next(iter(design.levels))
    hq = next(key for key, is_open in design.active.items() if is_open)
    for wrong in (
        replace(design, holders={**design.holders, key: ("NOBODY",)}),
        replace(design, levels={**design.levels, channel: 99}),
        replace(design, active={**design.active, hq: False}),
    ):
        assert kept_domains(instance, wrong) is None


def test_below_the_ceiling_there_is_nothing() -> None:
    """B has the least largest regret, 4.25, and A has 5.75. Asked from A for at most 4, the search proves that there is none: the bound is
    the ceiling, and the posture the start or what else was found on the way. Without the ceiling B comes out."""
    start = alone("delegate")[1].posture
    assert start is not None
    none = solve_robust(by_hand(), "regret", SolveOptions(gap=1e-3), known=KnownBefore(start, 4.0))
    assert none.status is Status.FEASIBLE
    assert none.bound == pytest.approx(4.0, abs=1e-6)
    assert none.value in (pytest.approx(4.25, abs=1e-6), pytest.approx(5.75, abs=1e-6))
    free = solve_robust(by_hand(), "regret", SolveOptions(), known=KnownBefore(start))
    assert free.value == pytest.approx(4.25, abs=1e-6)


def test_below_the_ceiling_there_is_something() -> None:
    """Asked from A for at most 5, B comes out."""
    start = alone("delegate")[1].posture
    outcome = solve_robust(by_hand(), "regret", SolveOptions(), known=KnownBefore(start, 5.0))
    assert outcome.value == pytest.approx(4.25, abs=1e-6)
    assert outcome.bound == pytest.approx(4.25, abs=1e-5)


def test_a_start_that_is_no_posture_is_left_aside() -> None:
    """The seat of four officers as a start where there are two: the answer is what it is without a start."""
    start = alone("liaison")[1].posture
    instance = instance_for(load_instance(TEACHING), Experiment("liaison", (("pools.2026@JP.liaison_staff", "2"),)))
    futures = [replace(by_hand()[0], instance=instance, weight=1.0, optimum=None)]
    assert start is not None
    outcome = solve_robust(futures, "worst", SolveOptions(), known=KnownBefore(start))
    assert outcome.value == pytest.approx(628.945, abs=1e-6)
