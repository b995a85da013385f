"""What is told at the end of a study."""

from __future__ import annotations

import json
from dataclasses import replace

from model.reporting.summary import answered, summary_data, summary_rows, unanswered_lines
from model.solving.outcome import Status
from tests.reporting.builders import infeasible_record, run_record

TODAY, DELEGATED, CLASH = run_record("v00"), run_record("v01", delegated=True), infeasible_record("v02")


def test_hours_are_told_beside_the_baseline() -> None:
    """231.63 today and 196.74 delegated: -34.89, -15.1 %; a turned sign would call the saving a loss."""
    rows = summary_rows([TODAY, DELEGATED, CLASH], None)
    assert rows[0][:4] == ("v00", "optimal", "231.63", "baseline")
    assert rows[1][:7] == ("v01", "optimal", "196.74", "-34.89 (-15.1 %)", "70", "6", "5")
    assert rows[2][:4] == ("v02", "infeasible", "-", "-")


def test_a_conflict_is_told_in_words_with_its_citation() -> None:
    """The reader learns which sentences clash and where they are written, not only that the run is infeasible."""
    lines = unanswered_lines([TODAY, CLASH])
    assert lines[0] == "v02 is infeasible: two things clash"
    assert "  - =A general must command [rule law1; Act 1]" in lines


def test_only_proved_runs_count_as_answered() -> None:
    """A feasible run whose gap is open is not an answer, and its gap is told; taking it for one would hide the time-out."""
    unproved = replace(TODAY, outcome=replace(TODAY.outcome, status=Status.FEASIBLE, gap=0.025))
    assert answered([TODAY])
    assert not answered([TODAY, unproved])
    assert not answered([TODAY, CLASH])
    assert summary_rows([unproved], None)[0][1] == "feasible (gap 2.50 %)"


def test_the_summary_for_programs_is_json_with_nulls() -> None:
    """A run without a posture has null, not NaN or 0, for its delay: a program would take 0 for the best of all."""
    data = json.loads(json.dumps(summary_data([TODAY, CLASH], "v00"), allow_nan=False))
    assert data[1]["weighted_delay"] is None
    assert data[1]["conflict"][0]["name"] == "law1"


def test_a_baseline_that_did_not_finish_gives_way_to_the_first() -> None:
    """After an interruption the baseline may be missing; the rest is still told."""
    assert summary_rows([DELEGATED], "v00")[0][3] == "baseline"
