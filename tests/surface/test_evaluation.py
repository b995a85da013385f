"""A fixed posture under other numbers."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
import pytest

import model


def test_under_its_own_numbers_it_costs_what_was_solved(four_star: model.VariantAnswer, alliance: model.Alliance) -> None:
    """The hours, people and routes of the answer itself; an answer may stand for its posture."""
    found = model.evaluate(four_star, alliance.variant("four-star"))
    assert found.hours == pytest.approx(four_star.hours, rel=1e-12)
    assert found.people == four_star.people
    for name in found.tables:
        pd.testing.assert_frame_equal(found.tables[name], four_star.tables[name])
    assert found.overloaded == ()
    assert "272.38 hours a day" in repr(found)


def test_other_numbers_change_the_hours_by_what_they_are(four_star: model.VariantAnswer, alliance: model.Alliance) -> None:
    """Every urgency doubled: exactly twice the hours. An evaluation that kept the old weights would say the same as before."""
    demand = alliance.tables["demand"]
    doubled = {f"demand.{row.thread}@{row.condition}.urgency": 2 * row.urgency for row in demand.itertuples()}
    assert model.evaluate(four_star, alliance.with_values(doubled)).hours == pytest.approx(2 * (four_star.hours or 0), rel=1e-12)


def test_no_posture_of_others_is_better_than_the_best(answers: model.Answers, alliance: model.Alliance) -> None:
    """Under slower boards the posture of today's numbers costs at least what the best one does, with routes as they were and anew."""
    slower = alliance.variant("delegate").with_values({"conditions.crisis.decision_period_hours": 20})
    best = model.solve(slower).hours or 0
    fixed = model.evaluate(answers["delegate"], slower).hours
    anew = model.evaluate(answers["delegate"], slower, reroute=True).hours
    assert fixed >= anew - 1e-9
    assert anew >= best - 1e-6


def test_a_desk_with_too_much_work_is_named(four_star: model.VariantAnswer, alliance: model.Alliance) -> None:
    """Three times the requests: the desk's band no longer holds its work, which the hours alone would not show; and no desk holds a
    hundred times as many."""
    demand = alliance.tables["demand"]

    def more(times: float) -> model.Alliance:
        paths = {f"demand.{row.thread}@{row.condition}.requests_per_day": times * row.requests_per_day for row in demand.itertuples()}
        return alliance.with_values(paths)

    found = model.evaluate(four_star, more(3))
    assert {desk for _, _, desk in found.overloaded} == {"JJOC", "USFJ"}
    assert "overloaded: " in repr(found)
    with pytest.raises(ValueError, match="cannot hold its work"):
        model.evaluate(four_star, more(100), reroute=True)


def test_a_posture_of_something_else_is_refused_whole(four_star: model.VariantAnswer, alliance: model.Alliance) -> None:
    """A headquarters that the alliance does not have and one that the posture does not decide: both are told, with the nearest name."""
    assert four_star.posture is not None
    active = {("2026", "USFK") if key == ("2026", "USFJ") else key: value for key, value in four_star.posture.active.items()}
    with pytest.raises(model.InputError) as refused:
        model.evaluate(replace(four_star.posture, active=active), alliance)
    told = [str(finding) for finding in refused.value.findings]
    assert len(told) == 2
    assert any("2026, USFK" in line and "did you mean '2026, USFJ'" in line for line in told)


def test_without_a_posture_there_is_nothing_to_evaluate(answers: model.Answers, alliance: model.Alliance) -> None:
    """An infeasible answer has none."""
    with pytest.raises(ValueError, match="no posture"):
        model.evaluate(answers["combined"], alliance)


def test_it_takes_milliseconds(four_star: model.VariantAnswer, alliance: model.Alliance) -> None:
    """The best of five under 50 ms on the teaching instance, where it takes about 2; solving takes ten times the limit."""
    other = alliance.with_values({"parameters.referral_probability": 0.6})
    times = []
    for _ in range(5):
        begun = time.process_time()
        model.evaluate(four_star, other)
        times.append(time.process_time() - begun)
    assert min(times) < 0.05
