"""One posture for many futures as a study: its rounds, its tables, and how futures are chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from model.delay.measure import decisions
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.evaluate import instance_for, key
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.fixed_design import adapted, design_of
from model.study.methods import robust, robust_futures
from model.study.methods.robust_search import RobustSearch
from model.study.methods.robust_worst import mixed_strategy
from model.study.settings_columns import in_columns
from model.study.studyfile import Study
from model.tables.column import Row
from tests.study.methods.driver import carry_out, solved, study, teaching

URGENCY, LOAD = "demand.operations@crisis.urgency", "demand.operations@crisis.requests_per_day"
SCENARIOS = tuple({"name": name, "set": {URGENCY: urgency}} for name, urgency in (("as_it_is", 4), ("urgent", 8), ("most_urgent", 12)))
# docs/teaching.md and tests/solving/test_robust.py: the posture of the base values and the one that is always manned, in each scenario.
A = {"as_it_is": 297.175, "urgent": 416.675, "most_urgent": 536.175}
B = {"as_it_is": 301.425, "urgent": 415.925, "most_urgent": 530.425}
BEST = (297.175, 415.925, 530.425)


def asked(aim: str = "regret", variants: tuple[str, ...] = ("delegate",), **more: Any) -> Study:
    """The three scenarios of the hand calculation."""
    settings = {**robust.SETTINGS, "scenarios": SCENARIOS, "gap": 0.0, "held_out": 0, "aim": aim}
    factors = more.pop("factors", ())
    return study("robust", variants, factors, settings={**settings, **more.pop("settings", {})}, **more)


@cache
def by_regret() -> tuple[dict[str, list[Row]], dict[Experiment, Result]]:
    """The study of least largest regret, carried out."""
    return carry_out(asked())


def joint(results: dict[Experiment, Result]) -> list[OnePosture]:
    """What was solved about several futures together."""
    asked = [question.robust for question in results if question.robust is not None]
    return [one for one in asked if len(one.futures) > 1 and not one.kept]


def only(rows: list[Row], **wanted: str) -> Row:
    """The one row with these cells."""
    (row,) = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return row


@pytest.mark.parametrize("name", list(A))
def test_each_future_stands_beside_its_optimum(name: str) -> None:
    """The one posture is B. Its regret is what plain runs say; that of A, kept from the base values with its routes adapted, is beside."""
    row = only(by_regret()[0]["robust_futures"], future=name)
    plain = solved(Experiment("delegate", ((URGENCY, str({"as_it_is": 4, "urgent": 8, "most_urgent": 12}[name])),)))
    assert plain.weighted_delay is not None
    assert row["optimum"] == pytest.approx(plain.weighted_delay, abs=1e-6)
    assert row["weighted_delay"] == pytest.approx(B[name], abs=1e-6)
    assert row["regret"] == pytest.approx(B[name] - min(A[name], B[name]), abs=1e-6)
    assert row["base_delay"] == pytest.approx(A[name], abs=1e-6)
    assert row["base_regret"] == pytest.approx(A[name] - min(A[name], B[name]), abs=1e-6)
    assert row["weight"] == pytest.approx(1 / 3, abs=1e-6)


def test_the_price_is_what_is_given_up_and_saved() -> None:
    """B costs 4.25 h at the base values. It saves (536.175 - 530.425) of the worst and a third of (416.675 + 297.175 + 536.175) less
    (415.925 + 301.425 + 530.425) of the mean. One level differs at either channel."""
    row = only(by_regret()[0]["robust_price"])
    assert (row["status"], row["futures"], row["left_out"], row["sampled"]) == ("optimal", 3, 0, 0)
    assert row["value"] == pytest.approx(4.25, abs=1e-6)
    assert row["bound"] == pytest.approx(4.25, abs=1e-5)
    assert row["given_up"] == pytest.approx(4.25, abs=1e-6)
    assert row["worst_saved"] == pytest.approx(5.75, abs=1e-6)
    assert row["mean_saved"] == pytest.approx(0.75, abs=1e-6)
    assert row["base_most_regret"] == pytest.approx(5.75, abs=1e-6)
    assert row["decisions_changed"] == 2


def test_the_posture_tells_where_it_differs() -> None:
    """Two levels are not those of the base values; in `today` neither is."""
    tables, _ = carry_out(asked(variants=("delegate", "today")))
    rows = [row for row in tables["robust"] if row["variant"] == "delegate" and row["differs"]]
    assert {(row["what"], row["value"], row["at_base"]) for row in rows} == {("USFJ - JJOC", "2", "1"), ("USFJ - JSO", "0", "1")}
    assert {row["differs_from"] for row in rows} == {"delegate|today"}
    assert not any(row["differs"] for row in tables["robust"] if row["variant"] == "today")


def test_a_single_scenario_of_base_values_is_the_plain_run() -> None:
    """Nothing is given up, saved or decided otherwise."""
    tables, results = carry_out(asked("expected", settings={"scenarios": ({"name": "as_it_stands"},)}))
    row = only(tables["robust_price"])
    plain = results[Experiment("delegate")]
    assert row["value"] == pytest.approx(plain.weighted_delay, abs=1e-6)
    assert (row["given_up"], row["decisions_changed"]) == (pytest.approx(0.0, abs=1e-6), 0)
    (one,) = (result for question, result in results.items() if question.robust is not None)
    assert one.decisions == plain.decisions
    assert (one.weighted_delay, one.bound, one.people) == pytest.approx((plain.weighted_delay, plain.bound, plain.people))


def test_a_future_without_posture_is_left_out_and_told() -> None:
    """In one scenario the fleet may have no requests approved in time: the others share its weight, and the row says so."""
    late = {"name": "late", "set": {URGENCY: 8}}

    def answer(question: Experiment) -> Result:
        if question.robust is not None and [one.name for one in question.robust.futures] == ["late"]:
            return Result("infeasible")
        return solved(question)

    tables, results = carry_out(asked(settings={"scenarios": (SCENARIOS[0], late, SCENARIOS[2])}), answer)
    row = only(tables["robust_price"])
    assert (row["futures"], row["left_out"]) == (2, 1)
    assert row["weight_left_out"] == pytest.approx(1 / 3, abs=1e-6)
    (question,) = joint(results)
    assert [(one.name, one.weight) for one in question.futures] == [
        ("as_it_is", pytest.approx(0.5)),
        ("most_urgent", pytest.approx(0.5)),
    ]
    assert only(tables["robust_futures"], future="late")["weighted_delay"] is None


def test_weights_of_scenarios_count() -> None:
    """As in the hand calculation: with six tenths on the base values A is the best on the mean, else B is."""
    weighted = tuple({**one, "weight": weight} for one, weight in zip(SCENARIOS, (6, 2, 2), strict=True))
    value = only(carry_out(asked("expected", settings={"scenarios": weighted}))[0]["robust_price"])["value"]
    assert value == pytest.approx(368.875, abs=1e-6)
    assert only(carry_out(asked("expected"))[0]["robust_price"])["value"] == pytest.approx(415.925, abs=1e-6)


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


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"aim": "best"}, "must be one of"),
        ({"tail": 0.0}, "share above 0"),
        ({"gap": -0.1}, "at least 0"),
        ({"representatives": 0}, "at least 1"),
        ({"held_out": -1}, "negative"),
        ({"together": 1}, "at least 2"),
        ({"scenarios": ({"name": "a", "weight": 0},)}, "above 0"),
        ({"scenarios": (), "spread": 0.0}, "share above 0"),
    ],
)
def test_settings_that_say_nothing_are_refused(settings: dict[str, Any], why: str) -> None:
    """Each with what is wrong with it."""
    with pytest.raises(InputError, match=why):
        carry_out(asked(settings=settings, factors=(LOAD,)))


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


def test_a_design_kept_costs_at_its_own_numbers_what_the_run_says() -> None:
    """A posture read back from its decisions, with routes and bands of its own."""
    instance = instance_for(teaching(), Experiment("delegate"))
    outcome = solve(instance, SolveOptions())
    assert outcome.posture is not None
    design = design_of(teaching(), decisions(outcome.posture))
    evaluation = adapted(instance, design)
    assert evaluation is not None
    assert evaluation.weighted_delay == pytest.approx(297.175, abs=1e-6)
    assert decisions(design) == decisions(outcome.posture)


def test_the_key_tells_robust_questions_apart() -> None:
    """By aim, gap, tail, weight, optimum and numbers of the futures; and not by anything else."""
    one = FutureSettings("f", 1.0, ((URGENCY, "8"),), 3.0)
    wanted = OnePosture("regret", (one,), 0.2, 0.001)
    others = [
        replace(wanted, aim="worst"),
        replace(wanted, tail=0.3),
        replace(wanted, gap=0.01),
        *(
            replace(wanted, futures=(replace(one, **change),))
            for change in ({"weight": 0.5}, {"optimum": 2.0}, {"settings": ((URGENCY, "9"),)})
        ),
    ]
    keys = [key(teaching(), Experiment("delegate", robust=each), SolveOptions()) for each in (None, wanted, *others)]
    assert len(set(keys)) == len(keys)
    assert key(teaching(), Experiment("delegate", robust=replace(wanted)), SolveOptions()) == keys[1]


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
