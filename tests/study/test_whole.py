"""A whole outcome kept as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.solving.outcome import ConflictItem, Outcome, SolveCount, Status
from model.study.whole import outcome_of, text_of
from tests.reporting.builders import infeasible_record, run_record, tiny_instance

FEASIBLE = replace(run_record("v").outcome, status=Status.FEASIBLE, bound=0.1 + 0.2, gap=1 / 3, count=SolveCount(3, 4, 5, 1e-9, 0.5, 0.25))


@pytest.mark.parametrize(
    "outcome",
    [
        run_record("v", delegated=True).outcome,
        FEASIBLE,
        infeasible_record("v").outcome,
        Outcome(Status.INFEASIBLE, conflict=(ConflictItem("rule", "r", '=„"\n', "Gesetz §1"),), reason="why"),
        Outcome(Status.NO_ANSWER, reason="time is up"),
    ],
    ids=["optimal", "feasible", "infeasible", "odd letters", "no answer"],
)
def test_an_outcome_comes_back_as_it_was(outcome: Outcome) -> None:
    """Every field, every route, every hour to the last digit, and keys in the same order, which tables follow: a field that is
    left out, a list for a tuple or a rounded number would make another report."""
    again = outcome_of(text_of(outcome), tiny_instance())
    assert again == outcome
    assert repr(again) == repr(outcome)
