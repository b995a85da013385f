"""Frontiers: complete and without beaten points, against the enumeration of every posture."""

from __future__ import annotations

from itertools import product

import pytest

from model.data.instance import Instance
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.task import Task
from model.study.evaluate import answer
from model.study.experiment import Experiment, Result
from model.study.methods.frontier import explore, least, quickest
from tests.formulation.small_world import LOW, TOP, authority, channel, desk, hq, thread, world
from tests.oracle.oracle import all_holders, design_counts, designs, held_changes
from tests.oracle.routes import Router
from tests.study.methods.driver import carry_out, made_up, study

SAME = 1e-6


def enumerable() -> Instance:
    """A world in which teams, officers and holders all trade delay against people and changes."""
    return world(
        headquarters=(TOP, LOW, hq("ALLY", "JP", None, (10,), desk="staff")),
        authorities=(authority("power"), authority("plan")),
        channels=(channel("LOW", "ALLY", (0, 1, 2)), channel("TOP", "ALLY", (0, 1))),
        desks=(desk("staff", (4, 6, 8), background=8.0),),
        threads=(thread("ask", "LOW", "power", "ALLY"), thread("draw", "ALLY", "plan>power", "LOW")),
    )


def every_posture(instance: Instance) -> list[tuple[float, dict[str, int]]]:
    """Delay and counts of every posture there is."""
    router = Router(instance)
    found = []
    for design in designs(instance):
        people, stars, changes = design_counts(instance, design)
        liaison = sum(instance.liaison_levels[level].staff for level in design.levels.values())
        choices = [
            [(router.best(name, design, held), held) for held in all_holders(instance, design.active)] for name in instance.conditions
        ]
        for combination in product(*choices):
            delays = [delay for delay, _ in combination]
            if None not in delays:
                moved = changes + sum(held_changes(instance, held) for _, held in combination)
                counts = {"people": people, "four_stars": stars, "changes": moved, "liaison_staff": liaison}
                found.append((sum(delay for delay in delays if delay is not None), counts))
    return found


def not_beaten(points: set[tuple[int, float]]) -> list[tuple[int, float]]:
    """Points (count, delay) than which none is at least as good in both and better in one, the quickest first."""
    kept: list[tuple[int, float]] = []
    for counted, delay in sorted(points):
        if not kept or delay < kept[-1][1] - SAME:
            kept.append((counted, delay))
    return kept[::-1]


@pytest.mark.parametrize("aim", ["people", "changes", "liaison_staff", "four_stars"])
def test_a_frontier_is_every_point_that_nothing_beats(aim: str) -> None:
    """Point by point what enumerating every posture finds. A halving that skipped a count would lack a point; a point with more
    people than its delay needs would be beaten by another."""
    instance = enumerable()
    expected = not_beaten({(counts[aim], delay) for delay, counts in every_posture(instance)})
    results: dict[Experiment, Result] = {}
    while wanted := (found := explore("base", aim, instance, results)).wanted:  # type: ignore[arg-type]
        results |= {question: answer(instance, question, SolveOptions()) for question in wanted}
    assert found.complete
    assert [counted for counted, _ in found.points] == [counted for counted, _ in expected]
    assert [result.weighted_delay for _, result in found.points] == pytest.approx([delay for _, delay in expected])
    if aim != "four_stars":
        assert len(expected) > 1, "nothing is traded"


def test_a_frontier_costs_what_single_runs_under_a_cap_say() -> None:
    """The steps of the teaching instance: two fewer people cost 305.3 - 297.175 = 8.125 h/day, 4.0625 each. Prices taken from the
    best instead of the neighbouring point would be others from the third point on: 9.5 / 5 = 1.9."""
    made, results = carry_out(study("frontier", ["delegate"]))
    rows = made["frontier"]
    assert [row["count"] for row in rows] == [39, 37, 32, 30, 27, 25]
    assert [row["price_each"] for row in rows[:3]] == [None, pytest.approx(4.0625), pytest.approx(1.9)]
    assert results[Experiment("delegate", task=quickest("people", 38))].people == 37
    assert {row["complete"] for row in rows} == {True}


def test_a_limit_on_points_is_told() -> None:
    """Stopped at three points the rows say that there may be more. A silent cut would look like the whole frontier."""
    made, _ = carry_out(study("frontier", ["delegate"], settings={"most_points": 3}))
    assert 3 <= len(made["frontier"]) < 6
    assert {row["complete"] for row in made["frontier"]} == {False}


def test_a_variant_without_posture_has_a_row_with_its_reason() -> None:
    """The impossible variant is a result with what blocks it, not a missing line."""
    made, _ = carry_out(study("frontier", ["combined"]))
    (row,) = made["frontier"]
    assert (row["status"], row["blocked_by"]) == ("infeasible", "mandate combined_command|rule jp_no_foreign_command")


def test_a_step_smaller_than_the_gap_is_said_to_be_so() -> None:
    """Two points 1 h/day apart whose solves leave 10 h/day open are not told apart."""

    def loose(question: Experiment) -> Result:
        lean = question.task == least("people") or bool(question.task.caps)
        return made_up(101.0 if lean else 100.0, "feasible", gap=0.1, people=8 if lean else 9)

    made, _ = carry_out(study("frontier", ["delegate"]), loose)
    assert [(row["count"], row["effect"]) for row in made["frontier"]] == [(9, ""), (8, "within gap")]
    assert made["frontier"][0]["complete"] is False


def test_what_cannot_be_counted_is_refused() -> None:
    """A frontier against hours would not be exact: only whole counts are."""
    with pytest.raises(InputError, match=r"settings\.against"):
        carry_out(study("frontier", ["delegate"], settings={"against": ["delay"]}), lambda question: made_up(1.0))
    assert quickest("people").aims == Task().aims
