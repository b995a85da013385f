"""What it means that the optimiser and complete enumeration agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.solving.outcome import Outcome, Status
from tests.oracle.oracle import Answer

SAME = 1e-6
# What the oracle makes of a posture, routes apart: its least delay, None where it breaks a rule.
ByRules = Callable[[Instance, Posture], float | None]


def agree(instance: Instance, answer: Answer, outcome: Outcome, by_rules: ByRules) -> None:
    """Fail unless the optimiser's outcome is what enumeration found, and its posture one that the oracle too allows."""
    assert answer.clear, "delays a hair apart: the instance cannot tell the two apart"
    assert outcome.status is (Status.OPTIMAL if answer.feasible else Status.INFEASIBLE), (outcome, answer)
    if not answer.feasible:
        return
    assert outcome.posture is not None
    assert outcome.evaluation is not None
    assert outcome.bound is not None
    tolerance = SAME * max(1.0, answer.delay)
    again = evaluate(instance, outcome.posture)
    assert again.weighted_delay == pytest.approx(answer.delay, abs=tolerance)
    assert again.weighted_delay == outcome.evaluation.weighted_delay
    assert outcome.bound <= again.weighted_delay
    assert outcome.bound == pytest.approx(answer.delay, abs=2 * tolerance)
    assert (again.people, again.four_stars, again.changes) == answer.rest
    assert outcome.tie_break_proved
    admitted = by_rules(instance, outcome.posture)
    assert admitted == pytest.approx(answer.delay, abs=tolerance), "the posture breaks a rule, or its routes are not its best"
