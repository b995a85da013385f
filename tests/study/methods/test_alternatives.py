"""Alternatives: within the limit, as different as they say, and what never changes among them."""

from __future__ import annotations

import pytest

from model.delay.measure import differing
from model.errors import InputError
from model.study.experiment import Experiment
from tests.study.methods.driver import carry_out, study


def test_alternatives_differ_by_the_stated_count_and_stay_within_the_limit() -> None:
    """Every row's count is what comparing the postures one by one gives, no alternative is more than 30 % slower, and none could
    differ by more than the one before it did. A distance that counted a moved holder twice, or only to the best posture, would show."""
    made, results = carry_out(study("alternatives", ["delegate"], settings={"within": 30.0, "number": 3}))
    rows = made["alternatives"]
    best = results[Experiment("delegate")]
    by_delay = {(result.weighted_delay, result.people, result.changes): result for result in results.values()}
    postures = [by_delay[row["weighted_delay"], row["people"], row["changes"]] for row in rows]  # type: ignore[index]
    assert postures[0] == best
    assert len(rows) == 4
    for number, (row, posture) in enumerate(zip(rows, postures, strict=True)):
        if number:
            counts = [len(differing(posture.decisions, other.decisions)) for other in postures[:number]]
            assert (row["decisions_changed"], row["decisions_changed_nearest"]) == (counts[0], min(counts))
            assert posture.weighted_delay <= 1.3 * best.weighted_delay + 1e-4  # type: ignore[operator]
            assert min(counts) > 0
    nearest = [int(str(row["decisions_changed_nearest"])) for row in rows[1:]]
    assert nearest == sorted(nearest, reverse=True)


def test_what_never_changes_is_what_all_postures_share() -> None:
    """Shares and flags against the postures themselves; what the law fixes (C7F's three stars) never changes, the first to change
    stands first."""
    made, results = carry_out(study("alternatives", ["delegate"], settings={"within": 30.0, "number": 3}))
    rows = made["stability"]
    assert [row["share"] for row in rows] == sorted(float(str(row["share"])) for row in rows)
    assert {row["never_changes"] for row in rows if row["decision"] == "2026 C7F" and row["kind"] == "grade"} == {True}
    (row,) = (row for row in rows if row["decision"] == "2026 crisis jp_opcon")
    held = [
        decision[-1]
        for result in results.values()
        for decision in result.decisions
        if decision[:4] == ("holds", "2026", "crisis", "jp_opcon")
    ]
    used = held[: row["postures"]]  # type: ignore[misc]
    assert (row["best"], row["alike"], row["never_changes"]) == ("JJOC", used.count("JJOC"), False)


def test_the_search_ends_where_nothing_different_is_left() -> None:
    """`today` fixes every decision: one row, and every decision is stable. A search without an end would list it again and again."""
    made, _ = carry_out(study("alternatives", ["today"]))
    assert [row["alternative"] for row in made["alternatives"]] == [0]
    assert {row["never_changes"] for row in made["stability"]} == {True}


def test_an_impossible_variant_and_bad_settings() -> None:
    """No posture: a row that says what blocks it. A negative limit would shut out the best posture itself."""
    made, _ = carry_out(study("alternatives", ["combined"]))
    (row,) = made["alternatives"]
    assert (row["status"], row["blocked_by"]) == ("infeasible", "mandate combined_command|rule jp_no_foreign_command")
    with pytest.raises(InputError, match="within"):
        carry_out(study("alternatives", ["delegate"], settings={"within": -1.0}))
