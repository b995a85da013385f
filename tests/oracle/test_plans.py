"""The optimiser against complete enumeration on tiny random plans of two and three phases.

The oracle (`plans.py`) tries everything that can stand in each phase and every way from one to the next. Where the two disagree,
one of them misreads what the design page says about phases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.oracle.agreement import agree
from tests.oracle.oracle import enumerate_all
from tests.oracle.plans import delay_of_plan, enumerate_plans
from tests.oracle.tally_plans import TIES, moves, ties_with_effect
from tests.oracle.tiny import tiny_instances
from tests.oracle.tiny_plans import tiny_plans

ONLY_DRAWN = {"deadline": None, "database": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
MOVES = {
    "three phases",
    "opens later",
    "closes again",
    "grade raised later",
    "grade lowered",
    "holder changes later",
    "team changes later",
    "desk changes later",
}


def campaign(examples: int, number: int, enough: int) -> Counter[str]:
    """Compare on `examples` drawn plans; what they had in them, each tie's effect tried until seen `enough` times."""
    seen: Counter[str] = Counter()

    @seed(number)
    @settings(max_examples=examples, **ONLY_DRAWN)
    @given(tiny_plans())
    def compare(instance: Instance) -> None:
        answer = enumerate_plans(instance)
        outcome = solve(instance, SolveOptions())
        agree(instance, answer, outcome, delay_of_plan)
        seen["drawn"] += 1
        seen["feasible" if answer.feasible else "infeasible"] += 1
        seen.update(ties_with_effect(instance, answer, seen, enough))
        if outcome.posture is not None:
            seen.update(moves(instance, outcome.posture))

    compare()
    return seen


def test_optimiser_equals_enumeration_over_phases() -> None:
    """Status, delay, people, stars and changes of 340 random plans are those of complete enumeration, and each limit, tie and kind of
    number that phases change mattered to some of them; a wrong row between two phases, a number taken from another phase, or a
    loss on the wrong desk moves one of the numbers."""
    seen = campaign(340, 1, enough=1)
    assert seen["drawn"] == 340, "no draw was left out"
    assert seen["feasible"] >= 100, seen
    assert seen["infeasible"] >= 60, seen
    assert not [name for name in sorted(TIES) if not seen[name]], seen
    assert not [name for name in sorted(MOVES) if not seen[name]], seen


@pytest.mark.slow
def test_optimiser_equals_enumeration_over_phases_at_length() -> None:
    """The same on 3,000 plans, in which everything has had an effect five times."""
    seen = campaign(3000, 0, enough=5)
    assert seen["drawn"] == 3000
    assert not [name for name in sorted(TIES | MOVES) if seen[name] < 5], seen


def test_the_way_through_one_phase_is_the_phase() -> None:
    """On 40 instances of one phase both oracles have the same answer: working through states one by one loses nothing, and with one
    phase nothing is absorbed."""

    @seed(5)
    @settings(max_examples=40, **ONLY_DRAWN)
    @given(tiny_instances(budget=6))
    def compare(instance: Instance) -> None:
        loss = next(iter(instance.parameters.values())).model_copy(update={"value": 0.5})
        plan = replace(instance, parameters={**instance.parameters, "transition_loss": loss})
        one, other = enumerate_all(instance), enumerate_plans(plan)
        assert (one.feasible, one.rest) == (other.feasible, other.rest)
        assert one.delay == pytest.approx(other.delay, rel=1e-9)

    compare()
