"""Tornado: five points a factor, honest about gaps, empty effects and points without a posture."""

from __future__ import annotations

import pytest

from model.data.variants import apply
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.experiment import Experiment, Result
from model.study.studyfile import Factor
from model.tables.column import Row
from tests.study.methods.driver import carry_out, made_up, study, teaching

REFERRAL = "parameters.referral_probability"
BOARDS = Factor("boards", ("conditions.peacetime.decision_period_hours", "conditions.crisis.decision_period_hours"))


def point(rows: list[Row], variant: str, factor: str, name: str) -> Row:
    """The row of one point."""
    (row,) = (row for row in rows if (row["variant"], row["factor"], row["point"]) == (variant, factor, name))
    return row


def test_end_points_are_single_runs() -> None:
    """The delays at both ends are those of ordinary runs with the ends set by hand; a group moves all its paths. A point taken from
    the wrong end, or a group of which only the first path moved, would differ."""
    made, _ = carry_out(study("tornado", ["delegate"], [REFERRAL, BOARDS]))
    by_hand = {
        (REFERRAL, "low"): [(REFERRAL, "0")],
        (REFERRAL, "high"): [(REFERRAL, "0.5")],
        ("boards", "low"): [(path, hours) for path, hours in zip(BOARDS.paths, ("24", "4"), strict=True)],
        ("boards", "mid-high"): [(path, hours) for path, hours in zip(BOARDS.paths, ("108", "16"), strict=True)],
    }
    for (factor, name), settings in by_hand.items():
        evaluation = solve(apply(teaching(), "delegate", settings), SolveOptions()).evaluation
        assert evaluation is not None
        assert point(made["tornado"], "delegate", factor, name)["weighted_delay"] == pytest.approx(evaluation.weighted_delay, rel=1e-9)


def test_without_a_fourth_star_to_use_referral_moves_nothing_and_is_said_to() -> None:
    """Today Hawaii and Tokyo meet as equals, so referral costs nothing: `none`, five points of one delay. The star is free at no
    referral (first change of the ranking) and worth 5 x 24.8 h/day a unit of probability: 62 from low to high."""
    made, _ = carry_out(study("tornado", ["today", "delegate", "four-star"], [REFERRAL]))
    bars = {row["variant"]: row for row in made["tornado_factors"]}
    assert bars["today"]["effect"] == "none"
    assert bars["today"]["swing"] == 0.0
    assert bars["delegate"]["effect"] == "delay"
    assert bars["delegate"]["swing"] == pytest.approx(5 * 0.5 * 24.8)
    assert bars["four-star"]["effect"] == "decisions only"
    assert point(made["tornado"], "delegate", REFERRAL, "low")["best_variants"] == "delegate|four-star"
    assert point(made["tornado"], "delegate", REFERRAL, "low")["best_changed"]
    assert not point(made["tornado"], "delegate", REFERRAL, "high")["best_changed"]


def test_shares_make_room_for_the_one_that_moves() -> None:
    """With the crisis at 0.9 peacetime keeps 0.1, so the delay is the mean of the two conditions' with those weights: 0.9/0.5 of the
    crisis half plus 0.1/0.5 of the peacetime half. Unchanged other shares would be refused, since they add up to 1.4."""
    made, _ = carry_out(study("tornado", ["today"], ["conditions.crisis.share"]))
    delays = [point(made["tornado"], "today", "conditions.crisis.share", name)["weighted_delay"] for name in ("low", "base", "high")]
    low, middle, high = (float(delay) for delay in delays if delay is not None)
    assert low + high == pytest.approx(2 * middle)
    assert high - low > 1


def test_an_effect_smaller_than_the_gap_is_not_called_one() -> None:
    """A run proved only to 1 % may lie 1 h off 100 h; a change of 0.5 h is then within the gap. With proof it counts."""

    def answered(gap: float) -> str:
        def pretend(question: Experiment) -> Result:
            return made_up(100.5 if dict(question.settings).get(REFERRAL) == "0.5" else 100.0, "feasible" if gap else "optimal", gap)

        made, _ = carry_out(study("tornado", ["delegate"], [REFERRAL]), pretend)
        return str(made["tornado_factors"][0]["effect"])

    assert answered(0.01) == "within gap"
    assert answered(0.0) == "delay"


def test_points_without_a_posture_are_counted_with_what_blocks_them() -> None:
    """One infeasible and one failed point: both are rows, counted apart, and the rule is named. Leaving them out would make the
    swing look safe."""

    def pretend(question: Experiment) -> Result:
        value = dict(question.settings).get(REFERRAL)
        if value == "0":
            return made_up(None, "infeasible", blocked_by=("rule counterparts",))
        return made_up(None, "failed") if value == "0.5" else made_up(100.0)

    made, _ = carry_out(study("tornado", ["delegate"], [REFERRAL]), pretend)
    (bar,) = made["tornado_factors"]
    assert (bar["points_infeasible"], bar["points_unanswered"], bar["blocked_by"]) == (1, 1, "rule counterparts")
    assert bar["effect"] == "feasibility only"
    assert point(made["tornado"], "delegate", REFERRAL, "low")["effect"] == "no posture"


def test_a_factor_without_answers_is_not_said_to_move_nothing() -> None:
    """Every moved point failed: `unanswered`, for `none` would claim what nobody has seen."""

    def pretend(question: Experiment) -> Result:
        return made_up(None, "failed") if question.settings else made_up(100.0)

    made, _ = carry_out(study("tornado", ["delegate"], [REFERRAL]), pretend)
    assert [bar["effect"] for bar in made["tornado_factors"]] == ["unanswered"]


def test_decisions_are_counted_once_each() -> None:
    """One authority that changes hands is one change although one decision goes and another comes; an HQ that opens is one too."""

    def pretend(question: Experiment) -> Result:
        held = "USFJ" if dict(question.settings).get(REFERRAL) == "0.5" else "INDOPACOM"
        more = (("opened", "2026", "JJOC"),) if held == "USFJ" else ()
        return made_up(100.0, decisions=(("holds", "2026", "crisis", "us_opcon", held), *more))

    made, _ = carry_out(study("tornado", ["delegate"], [REFERRAL]), pretend)
    row = point(made["tornado"], "delegate", REFERRAL, "high")
    assert row["decisions_changed"] == 2
    assert row["decisions"] == "holds 2026 crisis us_opcon USFJ|opened 2026 JJOC"


def test_a_study_without_factors_is_refused() -> None:
    """There is nothing to move; an empty table would look like an answer."""
    with pytest.raises(InputError, match="needs at least one factor"):
        carry_out(study("tornado", ["delegate"]))
