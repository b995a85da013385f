"""An answer does not depend on the size of weights: urgencies a billionth or a million times as large give the same posture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.solving.task import ORDINARY, Cap, Task
from model.solving.units import in_units, unit_of
from model.verify import verify_posture

FACTORS = (1e-9, 1e-6, 1e-3, 1e3, 1e6)


def scaled(instance: Instance, factor: float) -> Instance:
    """The instance with every urgency so many times as large."""
    demand = {key: row.model_copy(update={"urgency": row.urgency * factor}) for key, row in instance.demand.items()}
    return replace(instance, demand=demand)


def same(one: Outcome, other: Outcome, factor: float) -> None:
    """Fail unless the outcomes are alike but for the factor."""
    assert (one.status, one.tie_break_proved) == (other.status, other.tie_break_proved)
    assert one.posture == other.posture
    if one.evaluation is None or other.evaluation is None:
        return
    assert other.evaluation.weighted_delay == pytest.approx(factor * one.evaluation.weighted_delay, rel=1e-12)
    assert (one.evaluation.people, one.evaluation.changes) == (other.evaluation.people, other.evaluation.changes)
    assert one.bound is not None
    assert other.bound == pytest.approx(factor * one.bound, rel=1e-8)
    assert one.gap is not None
    assert other.gap == pytest.approx(one.gap, abs=1e-9)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("variant", ["today", "four-star", "combined"])
def test_urgencies_of_any_size_on_teaching(teaching: Path, variant: str, factor: float) -> None:
    """Status, posture, gap and ties of the small case are the same at every size; tolerances that count in hours, not in shares of
    them, would take other options for as good."""
    instance = apply(load_instance(teaching), variant)
    outcome = solve(scaled(instance, factor), SolveOptions())
    same(solve(instance, SolveOptions()), outcome, factor)
    assert outcome.posture is None or not verify_posture(scaled(instance, factor), outcome)


@pytest.mark.parametrize("factor", FACTORS)
def test_urgencies_of_any_size_on_us_japan(us_japan: Path, factor: float) -> None:
    """The same of the main case, which has many options that differ by little."""
    instance = apply(load_instance(us_japan), "v02-jfhq-four-star")
    same(solve(instance, SolveOptions()), solve(scaled(instance, factor), SolveOptions()), factor)


@pytest.mark.parametrize("factor", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize(("room", "people"), [(1.1, 27), (1.5, 25)])
def test_limits_on_weighted_delay_are_in_its_own_unit(teaching: Path, factor: float, room: float, people: int) -> None:
    """A limit on the delay means hours of the instance, whatever the solve counts in: two people fewer cost a seventh more delay, so
    that a tenth more saves nobody and half as much again saves them."""
    instance = scaled(load_instance(teaching), factor)
    best = solve(instance, SolveOptions()).evaluation
    assert best is not None
    task = Task(("people", *(aim for aim in ORDINARY if aim != "people")), (Cap("weighted_delay", room * best.weighted_delay),))
    found = solve(instance, SolveOptions(), task=task)
    assert found.status is Status.OPTIMAL
    assert found.evaluation is not None
    assert found.evaluation.people == people


def test_a_unit_is_a_power_of_two(us_japan: Path) -> None:
    """Multiplying by it rounds nothing, and brings the weights to the usual size; without any weight there is nothing to bring."""
    instance = load_instance(us_japan)
    for factor in (*FACTORS, 1.0):
        unit = unit_of(scaled(instance, factor))
        assert unit.hex().startswith("0x1.0000000000000p")
        assert unit_of(in_units(scaled(instance, factor), unit)) == 1.0
    assert unit_of(scaled(instance, 0.0)) == 1.0
