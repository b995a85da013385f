"""The futures of a study of one posture: drawn, reduced to representatives, and costed by arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.study.experiment import Experiment
from model.study.methods import robust, robust_futures
from model.study.settings_columns import in_columns
from tests.study.methods.driver import carry_out, solved, teaching
from tests.study.methods.robust_example import LOAD, URGENCY, asked, only


def test_a_sample_is_reduced_and_held_out_futures_check_it() -> None:
    """Twelve futures become three, whose weights add up; the check has futures that are none of them, and counts both postures in them."""
    sampled = asked(
        "expected",
        settings={"scenarios": (), "representatives": 3, "held_out": 5},
        factors=(LOAD, "conditions.crisis.share"),
        samples=12,
    )
    tables, results = carry_out(sampled)
    price = only(tables["robust_price"])
    assert (price["futures"], price["sampled"]) == (3, 12)
    assert 0 <= float(str(price["reduction_error"])) < 0.2
    assert sum(float(str(row["weight"])) for row in tables["robust_futures"]) == pytest.approx(1.0, abs=1e-5)
    assert {row["posture"]: row["futures"] for row in tables["robust_check"]} == {"one posture": 5, "base values": 5}
    solved_for = {question.settings for question in results if question.settings}
    assert len(solved_for) == 3
    assert not solved_for & {point.settings for point in robust_futures.sample(sampled, teaching(), 5, sampled.seed + 1)}


def test_spread_draws_a_sample_nearer_to_the_base_values() -> None:
    """At a tenth of the range no setting is further from the base value than a tenth of the way to an end."""
    near = asked(settings={"spread": 0.1}, factors=("conditions.crisis.share",))
    values = [float(dict(point.settings)["conditions.crisis.share"]) for point in robust_futures.sample(near, teaching(), 20, 1)]
    far = [
        float(dict(point.settings)["conditions.crisis.share"])
        for point in robust_futures.sample(replace(near, settings=robust.SETTINGS), teaching(), 20, 1)
    ]
    base = teaching().conditions["crisis"].share
    assert max(abs(value - base) for value in values) == pytest.approx(max(abs(value - base) for value in far) / 10)


def test_forward_selection_takes_the_middle_of_each_heap() -> None:
    """Of two heaps on a line, 0 1 2 and 10 11 12 13: with one to take 10 has the least sum of distances (10 + 9 + 8 + 0 + 1 + 2 + 3 = 33);
    then 1 brings the first heap nearest. Each stands for its heap: 3/7 and 4/7."""
    points = np.array([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0], [13.0]])
    taken, weights = robust_futures.forward_selection(points, 2)
    assert taken == [1, 3]
    assert list(weights) == pytest.approx([3 / 7, 4 / 7])
    assert robust_futures.forward_selection(points, 7)[0] == list(range(7))


def test_conditions_cost_in_all_futures_at_once_what_they_cost_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a sample is reduced by: the posture of the base values in twelve futures, by arrays and by `evaluate`."""
    drawn = asked(settings={"scenarios": (), "spread": 1.0}, factors=(LOAD, "conditions.crisis.share"), samples=12)
    points = robust_futures.sample(drawn, teaching(), 12, 1)
    at_base = {"delegate": solved(Experiment("delegate")), "today": solved(Experiment("today"))}
    together = robust_futures._costs(teaching(), points, at_base)
    monkeypatch.setattr(robust_futures, "in_columns", lambda *_: None)
    alone = robust_futures._costs(teaching(), points, at_base)
    assert together.shape == (12, 2 * len(teaching().conditions))
    assert together == pytest.approx(alone, rel=1e-9)


def test_what_no_array_carries_is_told() -> None:
    """A number goes into a column; a holder, or an HQ's grade of today, does not."""
    found = in_columns(teaching(), [((LOAD, "3"),), ((URGENCY, "8"),)])
    assert found is not None
    assert found[0] == (LOAD, URGENCY)
    assert found[1] == pytest.approx(np.array([[3.0, np.nan], [np.nan, 8.0]]), nan_ok=True)
    assert in_columns(teaching(), [(("authorities.operations.holder_now", "USFJ"),)]) is None
    hq = next(name for name, row in teaching().headquarters.items() if row.grades)
    assert in_columns(teaching(), [((f"headquarters.{hq}.grade_now", "3"),)]) is None
