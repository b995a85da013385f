"""The teaching example solved: every number is the one that is worked out on paper, in `teaching_on_paper`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.mandates import HolderMandate, KeepDeskMandate, LevelMandate
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.people import pool_uses
from model.delay.posture import PART_NAMES, Evaluation
from model.explain.conflict import find_conflict
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from tests.teaching_on_paper import (
    CHANGES,
    CLIMB,
    CLIMB_CRISIS,
    PEOPLE,
    QUEUE_5_LOW,
    QUEUE_10_HIGH,
    QUEUE_10_LOW,
    QUICK_BOARD,
    ROUTES,
    STARS,
    TEMPO,
    TO_HAWAII,
    TO_HAWAII_DAILY,
    TO_TOKYO,
    TO_TOKYO_DAILY,
    WEIGHTS,
    joint_staff_in_peacetime,
    teams_together,
    weighted,
)

FOLDER = Path(__file__).resolve().parent.parent / "instances" / "teaching"
EXACT = 1e-9


@cache
def teaching() -> Instance:
    """The instance as loaded."""
    return load_instance(FOLDER)


@cache
def solved(variant: str) -> Outcome:
    """The answer to a variant."""
    return solve(apply(teaching(), variant), SolveOptions())


def evaluation(variant: str) -> Evaluation:
    """What the answer's posture costs."""
    found = solved(variant).evaluation
    assert found is not None, solved(variant).reason
    return found


def test_the_duty_waits_are_the_round_numbers_of_the_page() -> None:
    """The constants on paper are the page's round numbers; a slip in their arithmetic would show here."""
    assert pytest.approx((7.4, 10.6, 5.75, 1.25)) == (TO_HAWAII, TO_TOKYO, TO_HAWAII_DAILY, TO_TOKYO_DAILY)
    assert pytest.approx((0.25, 2.56, 1.0)) == (QUEUE_10_LOW, QUEUE_10_HIGH, QUEUE_5_LOW)
    assert pytest.approx((48, 12.5)) == (CLIMB, CLIMB_CRISIS)


@pytest.mark.parametrize("variant", sorted(ROUTES))
def test_every_part_of_every_route_is_the_one_worked_out_by_hand(variant: str) -> None:
    """All nine parts of all five routes agree with paper; any term left out, added twice or scaled wrongly fails one of 45."""
    delays = {(delay.route.condition, delay.route.thread): delay for delay in evaluation(variant).routes}
    assert delays.keys() == ROUTES[variant].keys()
    for key, (path, parts) in ROUTES[variant].items():
        assert delays[key].route.path == path, key
        for name in PART_NAMES:
            assert getattr(delays[key].parts, name) == pytest.approx(getattr(parts, name), abs=EXACT), (key, name)


@pytest.mark.parametrize("variant", sorted(ROUTES))
def test_the_totals_are_the_ones_worked_out_by_hand(variant: str) -> None:
    """Objective, people, fourth stars and changes agree with paper, and the answer is proved; a wrong weight or count fails."""
    found = evaluation(variant)
    assert solved(variant).status is Status.OPTIMAL
    assert solved(variant).tie_break_proved
    assert found.weights == pytest.approx({("2026", *key): weight for key, weight in WEIGHTS.items()})
    assert found.weighted_delay == pytest.approx(weighted(ROUTES[variant]), abs=1e-6)
    assert (found.people, found.four_stars, found.changes) == (PEOPLE[variant], STARS[variant], CHANGES[variant])


def test_the_hops_of_one_route_are_the_ones_worked_out_by_hand() -> None:
    """What happens at an HQ is booked on the hop that enters it: three hops of 26, 38.35 and 3 h, not one lump."""
    delay = next(d for d in evaluation("delegate").routes if (d.route.condition, d.route.thread) == ("peacetime", "operations"))
    to_jjoc = 1 + QUEUE_5_LOW + 8 + QUICK_BOARD + 4
    to_usfj = (1 + 2) * 1.5 + QUEUE_10_LOW + 8 + QUICK_BOARD + 4 + 0.2 * CLIMB
    assert [(hop.step, hop.from_hq, hop.to_hq, hop.channel, hop.level) for hop in delay.hops] == [
        (1, "JSO", "JJOC", "command", None),
        (2, "JJOC", "USFJ", "liaison", 1),
        (3, "USFJ", "C7F", "command", None),
    ]
    assert [hop.parts.total for hop in delay.hops] == pytest.approx([to_jjoc, to_usfj, 1 + 2], abs=EXACT)


def test_desk_loads_are_the_ones_worked_out_by_hand() -> None:
    """INDOPACOM's 36 h are over half of its 50 h a day, so it waits in the upper band; were background or relays forgotten, it
    would fall into the lower one. USFJ's exact wait is that of 16 h in 50 h: 0.32^3/0.68 h."""
    today = {(load.condition, load.desk): load for load in evaluation("today").desks}
    for condition, officer_hours, capacity in (
        ("peacetime", 20 + 1 * 8 + 2 * 4, 10 * 35 / 7),
        ("crisis", 20 + TEMPO * (4 * 8 + 8 * 4 + 4 * 2), 10 * 49 / 7),
    ):
        load = today[condition, "INDOPACOM"]
        assert (load.load_hours_per_day, load.capacity_hours_per_day) == pytest.approx((officer_hours, capacity))
        assert load.band == 0.8
    usfj = next(d for d in evaluation("delegate").desks if (d.condition, d.desk) == ("peacetime", "USFJ"))
    assert (usfj.load_hours_per_day, usfj.band, usfj.officers) == (pytest.approx(1 * 8 + 2 * 4), 0.5, 10)
    assert usfj.exact_wait_hours == pytest.approx(7 * 0.32**3 / (7 * (1 - 0.32)))


def test_the_people_taken_are_the_ones_worked_out_by_hand() -> None:
    """Two teams of 2 are all four American officers, USFJ's second five billets are all five, JJOC's commander is Japan's one star, and
    the Japanese team in Hawaii goes home: 0 of 2. Today's posture, or a count of the wrong nation, would show another number."""
    posture = solved("delegate").posture
    assert posture is not None
    uses = pool_uses(apply(teaching(), "delegate"), posture)
    assert {(use.pool.nation, use.pool.resource): (use.used, use.pool.amount, use.slack) for use in uses} == {
        ("US", "liaison_staff"): (2 + 2, 2 + 2, 0),
        ("US", "desk_officers"): (10 - 5, 5, 0),
        ("US", "four_star"): (0, 0, 0),
        ("JP", "liaison_staff"): (0, 2, 2),
        ("JP", "four_star"): (1, 1, 0),
    }


def test_a_star_is_worth_what_the_referral_costs() -> None:
    """A fifth of the climb for each operation, 0.5 x 9.6 + 8 x 2.5 = 24.8 h a day: the only thing four stars change."""
    saved = evaluation("delegate").weighted_delay - evaluation("four-star").weighted_delay
    assert saved == pytest.approx(0.5 * 0.2 * CLIMB + 8 * 0.2 * CLIMB_CRISIS, abs=1e-6)


def test_the_combined_command_is_infeasible_by_law_and_says_so() -> None:
    """The run ends infeasible and the conflict is the mandate against the one law, no more: leave either out and it can hold."""
    instance = apply(teaching(), "combined")
    outcome = solve(instance, SolveOptions())
    assert outcome.status is Status.INFEASIBLE
    assert outcome.posture is None
    conflict = find_conflict(instance, SolveOptions())
    assert conflict.certain
    assert {(item.kind, item.name) for item in conflict.parts} == {("mandate", "combined_command"), ("rule", "jp_no_foreign_command")}


def with_mandate(mandate: HolderMandate | LevelMandate | KeepDeskMandate) -> float:
    """The best delay of `delegate` with one more demand; infinite where there is none."""
    return best_delay((mandate,))


@cache
def best_delay(mandates: tuple[HolderMandate | LevelMandate | KeepDeskMandate, ...]) -> float:
    """The best delay of `delegate` with these demands added."""
    instance = apply(teaching(), "delegate")
    changed = Instance(**{**instance.__dict__, "mandates": instance.mandates + mandates})
    found = solve(changed, SolveOptions()).evaluation
    return float("inf") if found is None else found.weighted_delay


def test_the_runner_up_is_the_one_of_the_page() -> None:
    """With the two teams made one seat 301.425 h, with the Joint Staff kept in peacetime 302.3 h: each forced, the optimiser
    finds exactly the hours worked out by hand."""
    together = with_mandate(LevelMandate(kind="level", id="seat", says="One seat.", from_hq=("USFJ",), to_hq=("JJOC",), at_least=2))
    assert together == pytest.approx(teams_together(), abs=1e-6)
    kept = with_mandate(
        HolderMandate(kind="holder", id="kept", says="Kept.", holder=("JSO",), authority=("jp_opcon",), condition=("peacetime",))
    )
    assert kept == pytest.approx(joint_staff_in_peacetime(), abs=1e-6)


def test_no_other_decision_comes_between_the_best_and_the_runner_up() -> None:
    """Every authority moved elsewhere, every team set to another level, USFJ's desk at today's size: none is better than the
    runner-up, unless it costs the same hours as the best (the idle team in Hawaii)."""
    best, second = weighted(ROUTES["delegate"]), teams_together()
    flipped = [
        with_mandate(HolderMandate(kind="holder", id="flip", says="Flip.", holder=(hq,), authority=(authority,), condition=(condition,)))
        for authority, hq in (("us_opcon", "INDOPACOM"), ("us_release", "INDOPACOM"), ("jp_opcon", "JSO"))
        for condition in ("peacetime", "crisis")
    ]
    for one, other, used in (("USFJ", "JJOC", 1), ("USFJ", "JSO", 1)):
        for level in teaching().channels[one, other].levels:
            if level != used:
                bounds = {"at_least": level, "at_most": level}
                flipped.append(with_mandate(LevelMandate(kind="level", id="flip", says="Flip.", from_hq=(one,), to_hq=(other,), **bounds)))
    flipped.append(with_mandate(KeepDeskMandate(kind="keep_desk", id="flip", says="Flip.", desk=("USFJ",))))
    assert min(flipped) == pytest.approx(second, abs=1e-6)
    idle = with_mandate(LevelMandate(kind="level", id="idle", says="Idle.", from_hq=("INDOPACOM",), to_hq=("JSO",), at_least=1))
    assert idle == pytest.approx(best, abs=1e-6)
