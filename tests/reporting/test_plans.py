"""Tables of plans of several phases, on an instance small enough to check by hand; what it is, `plan_runs` tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from model.data.instance import Instance, PhaseValue
from model.data.standing import Standing
from model.reporting.changes import changes
from model.reporting.run_tables import PLAN_TABLES, tables
from model.tables.column import Cell
from model.tables.common import FORESIGHTS
from tests.reporting.builders import tiny_instance
from tests.reporting.plan_runs import AS_TODAY, DELEGATED, LATE, UNDONE, one_phase_run, run_of, told, with_mid_from, with_phases


def test_all_that_changes_has_a_row_in_the_phase_in_which_it_does() -> None:
    """All of it in `later`, nothing in `then`, since that is as today. Rows counted from today in each phase, or from the phase after,
    would stand elsewhere."""
    assert told(tiny_instance(), LATE, "transitions") == [
        ("later", "authority", "ops", "Far", "Mid", "all", "", "Operations"),
        ("later", "opening", "Mid", "closed", "open", "", "", "Headquarters Mid"),
        ("later", "team", "Mid@Near", "0", "1", "", "", "Headquarters Mid and Headquarters Near"),
    ]


def test_a_planned_headquarters_counts_by_its_grade_of_today_in_the_first_phase() -> None:
    """It has three stars in the plans and opens with four: a change of grade in the first phase, as ever, and later only an opening."""
    rows = told(tiny_instance(), DELEGATED, "transitions")
    assert ("then", "grade", "Mid", "9", "10", "", "", "Headquarters Mid") in rows
    assert {row[0] for row in rows} == {"then"}


def test_what_is_undone_has_a_row() -> None:
    """Mid closes again, and Far takes the authority back; a table that told of openings alone would leave it open for the reader."""
    rows = [row for row in told(tiny_instance(), UNDONE, "transitions") if row[0] == "later"]
    assert [row[1:5] for row in rows] == [
        ("authority", "ops", "Mid", "Far"),
        ("closing", "Mid", "open", "closed"),
        ("team", "Mid@Near", "1", "0"),
    ]


def test_conditions_that_change_alike_share_a_row() -> None:
    """In a crisis alone: the row says so. `all` stands for every condition."""
    crisis = replace(LATE, holders={**LATE.holders, ("later", "peacetime", "ops"): ("Far",)})
    (row,) = (row for row in told(tiny_instance(), crisis, "transitions") if row[1] == "authority")
    assert row == ("later", "authority", "ops", "Far", "Mid", "crisis", "", "Operations")


def test_an_authority_that_nobody_held_is_new_and_no_transfer() -> None:
    """It has a row, from nobody, and `delay_by_phase` counts no transfer, so that no limit keeps it back."""
    ops = tiny_instance().authorities["ops"].model_copy(update={"holder_now": ()})
    instance = replace(tiny_instance(), authorities={"ops": ops})
    assert ("then", "authority", "ops", "", "Far", "all", "", "Operations") in told(instance, AS_TODAY, "transitions")
    assert [row[6] for row in told(instance, AS_TODAY, "delay_by_phase")] == [0, 0]
    # Nobody held it in `then` either, as no posture would have it; no transfer was allowed, and none of them kept it back.
    nobody = replace(LATE, holders={key: held if key[0] == "later" else () for key, held in LATE.holders.items()})
    rows = told(with_phases(instance, {"transfers_max": 0}), nobody, "transitions")
    assert ("later", "authority", "ops", "", "Mid", "all", "", "Operations") in rows


def test_nothing_waits_for_the_first_phase() -> None:
    """Mid is there from `then` on, which is when the plan begins: it waited for nothing that the plan tells of."""
    waits = {row[6] for row in told(with_mid_from(tiny_instance(), "then"), DELEGATED, "transitions")}
    assert waits == {""}


WAITS: list[tuple[str, Callable[[Instance], Instance], dict[str, str]]] = [
    ("nothing", lambda one: one, {"authority": "", "opening": "", "team": ""}),
    (
        "limits that are used up",
        lambda one: with_phases(one, {"transfers_max": 0, "openings_max": 0, "teams_max": 0}),
        {"authority": "transfers_max of then: 0 of 0", "opening": "openings_max of then: 0 of 0", "team": "teams_max of then: 0 of 0"},
    ),
    ("limits with something left", lambda one: with_phases(one, {"transfers_max": 1, "teams_max": 1}), {"authority": "", "team": ""}),
    ("a limit of its own phase", lambda one: with_phases(one, {}, {"openings_max": 1}), {"opening": ""}),
    ("its day", lambda one: with_mid_from(one, "later"), dict.fromkeys(("authority", "opening", "team"), "not there before later")),
    ("a day long past", lambda one: with_mid_from(one, "then"), {"opening": ""}),
    (
        "both",
        lambda one: with_mid_from(with_phases(one, {"openings_max": 0}), "later"),
        {"opening": "openings_max of then: 0 of 0; not there before later", "authority": "not there before later"},
    ),
]


@pytest.mark.parametrize(("change", "waits"), [case[1:] for case in WAITS], ids=[case[0] for case in WAITS])
def test_what_a_change_waited_for_is_told(change: Callable[[Instance], Instance], waits: dict[str, str]) -> None:
    """The limit of the phase before that left nothing, and a headquarters that was not there yet; nothing where there was room."""
    found = {str(row[1]): row[6] for row in told(change(tiny_instance()), LATE, "transitions")}
    assert {kind: found[kind] for kind in waits} == waits


def test_the_delay_of_each_phase_by_hand() -> None:
    """231.63 a day over weights 1 + 2 as today, 77.21 each; delegated, 65.58. First as today and then delegated, 11.63 a day are lost by
    waiting, and nothing at the end; the other way round nothing is lost, as the best is over."""
    (then, later) = told(tiny_instance(), LATE, "delay_by_phase")
    slow, fast = 231.63 / 3, 196.74 / 3
    assert then[:3] + then[6:] == ("then", "2026-01-01", 1.0, 0, 0, 0)
    assert later[:3] + later[6:] == ("later", "2027-01-01", 2.0, 1, 1, 1)
    assert then[3:6] == pytest.approx((slow, slow, slow - fast), abs=0.005)
    assert later[3:6] == pytest.approx((fast, 2 * fast, 0.0), abs=0.01)
    turned = told(tiny_instance(), UNDONE, "delay_by_phase")
    assert [row[5] for row in turned] == [0.0, 0.0]


def test_contributions_add_up_to_the_delay_of_the_run() -> None:
    """Weight times delay, summed over phases; a weight counted twice or not at all would not add up."""
    made = tables(tiny_instance(), [run_of(tiny_instance(), LATE)])
    parts = [row["contribution"] for row in made["delay_by_phase"]]
    assert sum(parts) == pytest.approx(made["runs"][0]["weighted_delay"])  # type: ignore[arg-type]


def test_changes_are_told_from_phase_to_phase() -> None:
    """Mid opens and closes again: the way back is told too, from what stood before, and today's state beside it. Counted they are the
    run's changes: 5 in the first phase, and 2 holders, the team and the closing in the second."""
    run = run_of(tiny_instance(), UNDONE)
    rows = [row for row in changes([run]) if row["phase"] == "later"]
    assert [(row["kind"], row["today"], row["before"], row["then"], row["counted"]) for row in rows] == [
        ("holder", "Far", "Mid", "Far", 2),
        ("headquarters", "planned", "open", "closed", 1),
        ("liaison", "0", "1", "0", 1),
        ("desk", "20", "30", "20", 0),
    ]
    assert [row["says"] for row in rows][:2] == ["Operations (OPCON) goes from Mid to Far in every condition", "Headquarters Mid closes"]
    assert sum(int(str(row["counted"])) for row in changes([run])) == run.outcome.evaluation.changes == 9  # type: ignore[union-attr]


def test_a_closing_in_the_first_phase_is_told_and_not_counted() -> None:
    """What exists stays open; were Near closed in `then` all the same the row would stand there, and add nothing to the run's changes."""
    closed = replace(AS_TODAY, active={**AS_TODAY.active, ("then", "Near"): False, ("later", "Near"): False})
    run = run_of(tiny_instance(), closed)
    assert [(row["subject"], row["then"], row["counted"]) for row in changes([run])] == [("Near", "closed", 0)]
    assert run.outcome.evaluation is not None
    assert run.outcome.evaluation.changes == 0


def test_numbers_of_a_phase_are_those_of_the_phase() -> None:
    """From `later` on a team has 7 people, requests come 5 a day, Mid has another name and law1 ends: tables that asked the instance as
    it is before would tell 5, 3, the old name and the rule in force."""
    changed = [
        PhaseValue("later", "liaison_levels", 1, "staff", 7),
        PhaseValue("later", "headquarters", "Mid", "name", "Mid moved"),
        PhaseValue("later", "rules", "law1", "active", False),
        *(PhaseValue("later", "demand", ("warning", condition), "requests_per_day", 5.0) for condition in ("crisis", "peacetime")),
    ]
    instance = replace(tiny_instance(), phase_values=tuple(changed))
    made = tables(instance, [run_of(instance, DELEGATED)])

    def cells(name: str, column: str, **wanted: str) -> dict[Cell, Cell]:
        rows = [row for row in made[name] if all(row[key] == value for key, value in wanted.items())]
        return {row["phase"]: row[column] for row in rows}

    assert cells("liaison", "staff", from_hq="Mid") == {"then": 5, "later": 7}
    assert cells("routes", "requests_per_day") == {"then": 3.0, "later": 5.0}
    assert cells("delay_by_condition", "requests_per_day") == {"then": 3.0, "later": 5.0}
    assert cells("commanders", "hq_name", hq="Mid") == {"then": "Headquarters Mid", "later": "Mid moved"}
    assert cells("places", "hq_name", hq="Mid") == {"then": "Headquarters Mid", "later": "Mid moved"}
    assert [row["phases"] for row in made["rules"]] == ["then"]


def test_the_foresight_of_a_run_and_the_price_of_the_short_one() -> None:
    """Solved both ways: the myopic delay less the perfect one, whichever of them is reported, on the row of the weighted delay alone."""
    perfect, myopic = run_of(tiny_instance(), DELEGATED), run_of(tiny_instance(), LATE)
    myopic = replace(myopic, outcome=replace(myopic.outcome, foresight="myopic"))
    price = myopic.outcome.evaluation.weighted_delay - perfect.outcome.evaluation.weighted_delay  # type: ignore[union-attr]
    assert price > 1
    for run, other in ((perfect, myopic), (myopic, perfect)):
        made = tables(tiny_instance(), [replace(run, other_foresight=other.outcome)])
        told_of = {row["measure"]: row["price_of_myopia"] for row in made["comparison"] if row["price_of_myopia"] is not None}
        assert told_of == {"weighted_delay": pytest.approx(price)}
        assert [row["foresight"] for row in made["runs"]] == [run.outcome.foresight]
    alone = tables(tiny_instance(), [perfect])["comparison"]
    assert {row["price_of_myopia"] for row in alone} == {None}
    assert set(FORESIGHTS) == {perfect.outcome.foresight, myopic.outcome.foresight}


def test_what_stands_before_is_not_today_where_it_is_given() -> None:
    """One phase of a plan, after phases in which Mid has opened and taken over: it is a plan, and nothing changes in it."""
    holders = {(condition, "ops"): ("Mid",) for condition in ("crisis", "peacetime")}
    grades = {"Far": 10, "Near": 10, "Mid": 10}
    standing = Standing(holders, frozenset(grades), grades, {("Far", "Near"): 0, ("Mid", "Near"): 1})
    run = one_phase_run()
    instance = replace(run.instance, standing=standing, part_of_plan=True)
    assert run.outcome.posture is not None
    made = tables(instance, [run_of(instance, run.outcome.posture)])
    assert made.keys() == PLAN_TABLES.keys()
    assert made["transitions"] == []
    assert [row["kind"] for row in made["changes"]] == ["desk"]
