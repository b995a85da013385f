"""The search for a conflict ends when its time is up, and then claims nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from model.data.reader import load_instance
from model.explain import conflict
from model.explain.conflict import find_conflict
from model.solving.options import SolveOptions
from model.study import evaluate
from model.study.experiment import Experiment
from model.study.worker import run_experiment


def test_a_search_without_time_asks_nothing_and_blames_nobody(instances: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No second is allowed: no model is solved, the conflict is uncertain and empty, and nothing says that there is a posture.
    A search that ignored its limit would find the rule and the mandate that collide."""
    base = load_instance(instances / "infeasible" / "law")
    monkeypatch.setattr(conflict, "feasibility", lambda *asked: pytest.fail("a question was asked after the time was up"))
    (variant,) = base.variants
    found = find_conflict(evaluate.instance_for(base, Experiment(variant)), SolveOptions(), seconds=0.0)
    assert (found.parts, found.certain) == ((), False)
    assert "at least one posture" not in found.remark


def test_no_question_outlives_its_time_over_listing_paths(us_japan_one_phase: Path) -> None:
    """Without rules and mandates every HQ of the full instance may hold everything, and its paths take minutes to list: two seconds are
    allowed, and nothing is known then. A limit for the solver alone would wait for the last path."""
    base = load_instance(us_japan_one_phase)
    asked = conflict._Asked(base, SolveOptions(time_limit=2.0), None)
    began = time.monotonic()
    assert asked.can_hold(conflict._requests(base))
    assert not asked.certain
    assert time.monotonic() - began < 20


def test_a_question_whose_conflict_takes_too_long_says_so(instances: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same infeasible question with and without time to look for its cause: named, and not named with the limit as reason.
    Half a conflict told as the whole, or a silent gap, would show."""
    base = load_instance(instances / "infeasible" / "law")
    (variant,) = base.variants
    whole = evaluate.answer(base, Experiment(variant), SolveOptions())
    assert set(whole.blocked_by) == {"mandate combined_command", "rule jp_no_foreign_command"}
    monkeypatch.setattr(evaluate, "CONFLICT_SECONDS", 0.0)
    cut = evaluate.answer(base, Experiment(variant), SolveOptions())
    assert (cut.status, cut.blocked_by) == ("infeasible", ())
    assert "not searched to the end" in cut.reason


@pytest.mark.parametrize("limit", [0.3, 2.0])
def test_an_infeasible_run_ends_in_time_with_its_explanation(us_japan_one_phase: Path, limit: float) -> None:
    """The variant that the law forbids takes minutes to explain where each step is given the limit anew; here solving and explaining
    together end within the limit and three seconds of the processor, and what is said then is said to be uncertain or is whole."""
    base = load_instance(us_japan_one_phase)
    began = time.process_time()
    result = run_experiment(base, Experiment("v08-combined-command", whole=True), SolveOptions(time_limit=limit))
    assert time.process_time() - began <= limit + 3.0
    assert result.status == "infeasible"
    assert result.reason
