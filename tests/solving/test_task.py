"""Tasks: other aims, other orders, caps and distances, against hand arithmetic and against what a posture itself is worth."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.records import Demand
from model.data.variants import apply
from model.delay.measure import condition_delays, decisions, differing, distance, shares, tail_mean, worst_thread
from model.delay.people import liaison_staff
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.solving.task import ORDINARY, RUN, AimName, Cap, Task
from tests.formulation.small_world import ALLY, LOW, TOP, authority, channel, thread, world

TEACHING = Path(__file__).resolve().parents[2] / "instances" / "teaching"


@cache
def delegate() -> Instance:
    """The teaching instance's three-star variant."""
    return apply(load_instance(TEACHING), "delegate")


@cache
def solved(task: Task = RUN) -> Outcome:
    """Its outcome under a task."""
    outcome = solve(delegate(), SolveOptions(), task=task)
    assert outcome.status is Status.OPTIMAL, outcome
    assert outcome.tie_break_proved
    return outcome


def values(outcome: Outcome, instance: Instance | None = None) -> dict[str, float]:
    """What the posture is worth by every aim but distance."""
    posture, found = outcome.posture, outcome.evaluation
    assert posture is not None
    assert found is not None
    instance = instance or delegate()
    return {
        "weighted_delay": found.weighted_delay,
        "people": found.people,
        "four_stars": found.four_stars,
        "changes": found.changes,
        "liaison_staff": liaison_staff(instance, posture),
        "worst_thread": worst_thread(found),
        "cvar": tail_mean(condition_delays(instance, found), shares(instance), 0.2),
    }


def test_cvar_by_hand() -> None:
    """Values 10, 20, 40 with weights 0.5, 0.3, 0.2: the worst 0.2 average 40, the worst half (0.2 x 40 + 0.3 x 20) / 0.5 = 28, all of
    it the mean 19. Averaging whole conditions only, or not dividing by the tail, gives other numbers."""
    delays, weights = {"a": 10.0, "b": 20.0, "c": 40.0}, {"a": 0.5, "b": 0.3, "c": 0.2}
    assert [tail_mean(delays, weights, tail) for tail in (0.2, 0.1, 0.5, 1.0)] == pytest.approx([40.0, 40.0, 28.0, 19.0])


def test_the_model_guards_the_worst_condition_by_hand() -> None:
    """One request a day in the calm, three in the crisis, half of the time each, 10 h a request: CVaR over the worst half is the
    crisis alone, 30; over three quarters (0.5 x 30 + 0.25 x 10) / 0.75 = 23.33; over all 20, the weighted delay."""
    instance = uneven()
    for tail, expected in ((0.5, 3.0), (0.75, 7 / 3), (1.0, 2.0)):
        task = Task(("cvar", *ORDINARY), cvar_tail=tail)
        outcome = solve(instance, SolveOptions(), task=task)
        assert outcome.evaluation is not None
        assert outcome.status is Status.OPTIMAL
        delays = condition_delays(instance, outcome.evaluation)
        hours = delays["calm"]
        assert delays == pytest.approx({"calm": hours, "crisis": 3 * hours})
        assert tail_mean(delays, shares(instance), tail) == pytest.approx(expected * hours)


def uneven() -> Instance:
    """A world with three times as many requests in the crisis as in the calm, half of the time each."""
    made = world(conditions=("calm", "crisis"), demands=[])
    calm = {"requests_per_day": 1.0, "urgency": 1.0, "deadline_hours": None, "source": "made up"}
    rows = {("ask", name): Demand(thread="ask", condition=name, **calm) for name in ("calm", "crisis")}
    rows["ask", "crisis"] = Demand(thread="ask", condition="crisis", **(calm | {"requests_per_day": 3.0}))
    return replace(made, demand=rows)


@pytest.mark.parametrize("aim", ["people", "four_stars", "changes", "liaison_staff", "worst_thread", "cvar"])
def test_no_other_aim_finds_less_of_it(aim: AimName) -> None:
    """Asked for first, each aim is at least as low as under every other order, and lower than in the ordinary run where they are at
    odds. An aim that the rows do not bind would stay where the delay puts it."""
    first = values(solved(Task((aim, *(name for name in ORDINARY if name != aim)))))
    ordinary = values(solved())
    assert (
        first[aim]
        <= min(ordinary[aim], *(values(solved(Task((other, *ORDINARY))))[aim] for other in ("worst_thread", "liaison_staff"))) + 1e-6
    )
    if aim != "cvar":
        assert first[aim] < ordinary[aim]


def test_the_later_aims_break_ties_of_the_first() -> None:
    """Fewest liaison staff leave a choice of desks and holders: then delay decides before people. The other order must be slower and
    leaner."""
    delay_then = values(solved(Task(("liaison_staff", "weighted_delay", "people"))))
    people_then = values(solved(Task(("liaison_staff", "people", "weighted_delay"))))
    assert delay_then["liaison_staff"] == people_then["liaison_staff"]
    assert delay_then["weighted_delay"] < people_then["weighted_delay"]
    assert delay_then["people"] > people_then["people"]


def test_a_cap_holds_and_costs_what_it_must() -> None:
    """38 people instead of 39 cost the second team at JJOC's: 305.3 h/day. With no more than the leanest posture has it is still
    answered, with one fewer it is infeasible. A cap drawn a hair too tight would be infeasible a person earlier."""
    assert values(solved(Task(caps=(Cap("people", 38),))))["weighted_delay"] == pytest.approx(305.3)
    least = values(solved(Task(("people", "weighted_delay"))))["people"]
    assert values(solved(Task(caps=(Cap("people", least),))))["people"] == least
    tighter = solve(delegate(), SolveOptions(), task=Task(caps=(Cap("people", least - 1),)))
    assert tighter.status is Status.INFEASIBLE
    best = values(solved())["weighted_delay"]
    assert values(solved(Task(("people",), (Cap("weighted_delay", best),))))["weighted_delay"] == pytest.approx(best)


def test_a_cap_on_nothing_that_can_be_decided() -> None:
    """No people anywhere: at most 0 is no limit, fewer than that impossible. A row without coefficients must not be dropped."""
    bare = world()
    assert solve(bare, SolveOptions(), task=Task(caps=(Cap("people", 0),))).status is Status.OPTIMAL
    assert solve(bare, SolveOptions(), task=Task(caps=(Cap("people", -1),))).status is Status.INFEASIBLE


def test_bound_and_gap_are_about_the_delay_or_absent() -> None:
    """Where people come first nothing is proved of the delay: no bound, no gap, and the reason says so. A bound on people reported as
    one on hours would mislead every table."""
    assert solved().bound == pytest.approx(values(solved())["weighted_delay"])
    other = solved(Task(("people", "weighted_delay")))
    assert (other.bound, other.gap) == (None, None)
    assert "people" in other.reason


def test_the_farthest_posture_is_as_far_as_the_rows_say() -> None:
    """Away from the best: further than any other posture this test knows of, and from both when two are given. The distance is
    counted from the postures themselves."""
    base = decisions(solved().posture)  # type: ignore[arg-type]
    far = decisions(solved(Task(("distance", *ORDINARY), away_from=(base,))).posture)  # type: ignore[arg-type]
    leanest = decisions(solved(Task(("people", "weighted_delay"))).posture)  # type: ignore[arg-type]
    assert distance(far, [base]) >= max(1, distance(leanest, [base]))
    between = decisions(solved(Task(("distance", *ORDINARY), away_from=(base, far))).posture)  # type: ignore[arg-type]
    assert distance(between, [base, far]) >= min(distance(leanest, [base]), distance(leanest, [far]))
    assert 0 < distance(between, [base, far]) <= distance(far, [base])


def test_distance_with_several_holders() -> None:
    """An authority that both may hold: one holder instead of the other, or both, is one decision changed, not two; the team another.
    Counting holders one by one would put the farthest posture at 3."""
    instance = world(
        headquarters=(TOP, LOW, ALLY),
        authorities=(authority("power", most=2),),
        channels=(channel("LOW", "ALLY", (0, 1)),),
        threads=(thread("ask", "LOW", "power", "ALLY"),),
    )
    best = solve(instance, SolveOptions())
    assert best.posture is not None
    base = decisions(best.posture)
    far = solve(instance, SolveOptions(), task=Task(("distance", *ORDINARY), away_from=(base,)))
    assert far.posture is not None
    assert far.status is Status.OPTIMAL
    slots = differing(decisions(far.posture), base)
    assert slots == (("holds", "now", "any", "power"), ("level", "now", "LOW", "ALLY"))


def test_a_commander_is_counted_with_the_hq() -> None:
    """Closing an HQ changes one decision although commander and desk go with it; another grade of an open HQ is one too."""
    open_hq = frozenset({("opened", "now", "X"), ("graded", "now", "X", 9), ("sized", "now", "X", 4)})
    assert differing(open_hq, ()) == (("opened", "now", "X"),)
    assert differing(open_hq, open_hq - {("graded", "now", "X", 9)} | {("graded", "now", "X", 10)}) == (("graded", "now", "X"),)
