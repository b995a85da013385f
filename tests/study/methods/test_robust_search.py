"""How one posture is sought where futures are solved in groups, mixed, or added one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.methods import robust_futures
from model.study.methods.robust_search import RobustSearch
from model.study.methods.robust_worst import mixed_strategy
from tests.study.methods.driver import carry_out, solved, teaching
from tests.study.methods.robust_example import BEST, SCENARIOS, URGENCY, B, asked, joint, only


@pytest.mark.parametrize("aim", ["expected", "cvar"])
def test_groups_bound_all_futures(aim: str) -> None:
    """Two futures at most in one solve: the mean of the groups' bounds is below what all three together come to, the posture is one of
    those found, and nothing is called proved that is not. Together the mean is 415.925 (B), the tail of a fifth 530.425."""
    tables, results = carry_out(asked(aim, settings={"together": 2}))
    row = only(tables["robust_price"])
    asked_for = [len(question.futures) for question in joint(results)]
    assert asked_for == [2]
    best = {"expected": 415.925, "cvar": 530.425}[aim]
    assert float(str(row["bound"])) <= best + 1e-6
    assert row["value"] == pytest.approx(best, abs=1e-6)
    assert row["gap"] == pytest.approx((best - float(str(row["bound"]))) / best, abs=1e-6)
    assert row["status"] == ("optimal" if float(str(row["gap"])) < 1e-6 else "feasible")
    assert not row["tie_break_proved"]
    assert {row["future"]: row["weighted_delay"] for row in tables["robust_futures"]} == pytest.approx(B, abs=1e-6)


def test_few_futures_decide_the_largest_regret() -> None:
    """Two futures are solved together; the third, in which their posture does better, is only tried. The value is proved for all three."""
    tables, results = carry_out(asked("regret", settings={"together": 2}))
    row = only(tables["robust_price"])
    assert max(len(question.futures) for question in joint(results)) == 2
    assert (row["status"], row["futures"]) == ("optimal", 3)
    assert row["value"] == pytest.approx(4.25, abs=1e-6)
    assert row["bound"] == pytest.approx(4.25, abs=1e-5)


def test_the_worst_needs_no_solve_where_its_own_posture_does_for_all() -> None:
    """The largest delay is never below what is possible in the slowest future; the posture that is best there, B, has none larger."""
    tables, results = carry_out(asked("worst", settings={"together": 2}))
    row = only(tables["robust_price"])
    assert joint(results) == []
    assert (row["status"], row["value"], row["bound"]) == ("optimal", pytest.approx(530.425, abs=1e-6), pytest.approx(530.425, abs=1e-5))


def test_a_mixture_of_futures_bounds_the_largest_regret() -> None:
    """A loses 5.75 where B is best, B 4.25 where A is. With 0.575 of the weight on the second of these futures both lose 0.575 x 4.25 =
    0.425 x 5.75 = 2.44 on the mean, and nothing loses less: the largest regret is at least that, within a hundredth of the best, B's."""
    tables, results = carry_out(asked("regret", settings={"gap": 0.01}))
    row = only(tables["robust_price"])
    (question,) = joint(results)
    assert (question.aim, question.ceiling) == ("expected", None)
    assert sorted(one.weight for one in question.futures) == pytest.approx([0.425, 0.575])
    assert (row["value"], row["bound"]) == (pytest.approx(4.25, abs=1e-6), pytest.approx(0.575 * 4.25, abs=1e-5))
    assert float(str(row["gap"])) <= 0.01
    assert (row["status"], row["reason"]) == ("feasible", "within the gap of 1 % that was asked for")


def test_a_solve_looks_only_for_what_beats_the_best_by_the_gap() -> None:
    """B has the least largest regret of the designs known from the futures alone, 4.25, and the mean optimum is 414.51. With a gap of
    three thousandths no mixture is enough, and what is left to ask is whether there is a posture of at most 4.25 - 0.003 (4.25 + 414.51)
    = 2.99: there is none."""
    tables, results = carry_out(asked("regret", settings={"gap": 0.003}))
    row = only(tables["robust_price"])
    question = next(question for question in joint(results) if question.aim == "regret")
    assert question.ceiling == pytest.approx(4.25 - 0.003 * (4.25 + sum(BEST) / 3), abs=0.002)
    assert question.start
    assert row["value"] == pytest.approx(4.25, abs=1e-6)
    assert row["bound"] == pytest.approx(question.ceiling, abs=1e-6)
    assert float(str(row["gap"])) <= 0.003


def test_a_few_futures_are_solved_as_finely_as_all_need() -> None:
    """The gap of a regret counts the mean optimum: that of the few that decide is 415.9 or more, that of all nearly 2 where a future with
    next to no urgency has nearly all the weight. What is asked of the few is no more hours than a quarter of the gap of all."""
    crisis = {f"demand.{thread}@crisis.urgency": 0.01 for thread in ("operations", "intelligence", "warning")}
    peacetime = {f"demand.{thread}@peacetime.urgency": 0.01 for thread in ("operations", "intelligence")}
    scenarios = ({"name": "quiet", "weight": 10_000, "set": {**crisis, **peacetime}}, *SCENARIOS)
    tables, results = carry_out(asked("regret", settings={"scenarios": scenarios, "gap": 0.01}))
    row = only(tables["robust_price"])
    optima = {str(one["future"]): (float(str(one["weight"])), float(str(one["optimum"]))) for one in tables["robust_futures"]}
    mean = sum(weight * optimum for weight, optimum in optima.values())
    assert mean < 3
    question = next(question for question in joint(results) if question.aim == "regret")
    few = sum(one.weight * (one.optimum or 0.0) for one in question.futures)
    assert question.gap * (4.25 + few) == pytest.approx(0.25 * 0.01 * (4.25 + mean), rel=0.01)
    assert row["value"] == pytest.approx(4.25, abs=1e-4)
    assert float(str(row["gap"])) <= 0.01


def searched(scenarios: tuple[dict[str, Any], ...], together: int) -> tuple[list[int], Result]:
    """How many futures each solve took, and what came out, where nothing is known of the futures beforehand but their optima."""
    plain = asked(settings={"scenarios": scenarios})
    points = robust_futures.chosen_futures(plain, teaching(), {}).points
    optima = {point.name: solved(Experiment("delegate", point.settings)).weighted_delay for point in points}
    futures = tuple(FutureSettings(point.name, point.weight, point.settings, optima[point.name]) for point in points)
    search = RobustSearch(teaching(), Experiment("delegate", robust=OnePosture("regret", futures, 0.2, 0.0)), together)
    results: dict[Experiment, Result] = {}
    while (step := search.step(results)).asked:
        results |= {question: solved(question) for question in step.asked}
    assert step.found is not None
    return [len(one.futures) for one in joint(results)], step.found


def test_a_future_that_does_worse_is_added() -> None:
    """Between the ends by optimum lies a future that decides: from the ends alone A comes out, which is 5.75 slower in the middle one."""
    middle = ({"name": "middle", "set": {URGENCY: 12, "demand.warning@crisis.urgency": 0.5}}, {"name": "quiet", "set": {URGENCY: 3}})
    far = {"name": "far", "set": {"demand.warning@crisis.urgency": 300, "demand.intelligence@crisis.urgency": 40}}
    scenarios = (far, *middle)
    sizes, found = searched(scenarios, 2)
    whole, _ = carry_out(asked(settings={"scenarios": scenarios}))
    assert sizes == [2, 3]
    assert found.aim_value == pytest.approx(only(whole["robust_price"])["value"], abs=1e-6)
    assert found.status == "optimal"


def test_futures_to_begin_with_are_those_that_no_mixture_avoids() -> None:
    """Two designs in three futures cost (4, 0, 3) and (0, 4, 3.5). With a share p on the first future and 1 - p on the third they cost
    4 - (1 - p) and 3.5 (1 - p), which is 28/9 for both at p = 1/9; any share on the second would make the first design cheaper."""
    shares = mixed_strategy(np.array([[4.0, 0.0, 3.0], [0.0, 4.0, 3.5]]))
    assert list(shares) == pytest.approx([1 / 9, 0.0, 8 / 9])
