"""One posture for many futures as a study: its tables, settings and keys."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from model.delay.measure import decisions
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.evaluate import instance_for, key
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.fixed_design import adapted, design_of
from model.tables.column import Row
from tests.study.methods.driver import carry_out, solved, teaching
from tests.study.methods.robust_example import LOAD, SCENARIOS, URGENCY, A, B, asked, joint, only


@cache
def by_regret() -> tuple[dict[str, list[Row]], dict[Experiment, Result]]:
    """The study of least largest regret, carried out."""
    return carry_out(asked())


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


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"aim": "best"}, "must be one of"),
        ({"tail": 0.0}, "share above 0"),
        ({"gap": -0.1}, "at least 0"),
        ({"representatives": 0}, "at least 1"),
        ({"held_out": -1}, "at least 0"),
        ({"together": 1}, "at least 2"),
        ({"scenarios": ({"name": "a", "weight": 0},)}, "above 0"),
        ({"scenarios": (), "spread": 0.0}, "share above 0"),
    ],
)
def test_settings_that_say_nothing_are_refused(settings: dict[str, Any], why: str) -> None:
    """Each with what is wrong with it."""
    with pytest.raises(InputError, match=why):
        carry_out(asked(settings=settings, factors=(LOAD,)))


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


def test_the_mean_of_a_design_kept_is_by_the_weights_of_the_futures() -> None:
    """A at the base values (297.175) three times as likely as where it is urgent (416.675)."""
    futures = (FutureSettings("as_it_is", 0.75, ()), FutureSettings("urgent", 0.25, ((URGENCY, "8"),)))
    kept = OnePosture("expected", futures, 0.2, 0.0, start=solved(Experiment("delegate")).decisions, kept=True)
    found = solved(Experiment("delegate", robust=kept))
    assert found.delay_by_future == pytest.approx({"as_it_is": A["as_it_is"], "urgent": A["urgent"]}, abs=1e-6)
    assert found.weighted_delay == pytest.approx(0.75 * 297.175 + 0.25 * 416.675, abs=1e-6)


def test_the_key_tells_robust_questions_apart() -> None:
    """By aim, gap, tail, start, ceiling, weight, optimum and numbers of the futures, and whether a design is kept; and not by anything
    else."""
    start, other = ("opened", "2026", "USFJ"), ("opened", "2026", "JJOC")
    one = FutureSettings("f", 1.0, ((URGENCY, "8"),), 3.0)
    wanted = OnePosture("regret", (one,), 0.2, 0.001)
    others = [
        replace(wanted, aim="worst"),
        replace(wanted, tail=0.3),
        replace(wanted, gap=0.01),
        replace(wanted, start=(start,)),
        replace(wanted, start=(other,)),
        replace(wanted, start=(start,), kept=True),
        replace(wanted, ceiling=0.0),
        replace(wanted, ceiling=2.0),
        *(
            replace(wanted, futures=(replace(one, **change),))
            for change in ({"weight": 0.5}, {"optimum": 2.0}, {"settings": ((URGENCY, "9"),)})
        ),
    ]
    keys = [key(teaching(), Experiment("delegate", robust=each), SolveOptions()) for each in (None, wanted, *others)]
    assert len(set(keys)) == len(keys)
    assert key(teaching(), Experiment("delegate", robust=replace(wanted)), SolveOptions()) == keys[1]
