"""The teaching example, whose every number is worked out here on paper before the program is asked.

Nothing below is copied from a result: constants are cells of `instances/teaching`, everything else is written as the
arithmetic that `docs/teaching.md` explains.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.mandates import HolderMandate, KeepDeskMandate, LevelMandate
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.people import pool_uses
from model.delay.posture import PART_NAMES, Evaluation, Parts
from model.explain.conflict import find_conflict
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "instances" / "teaching"
PAGE = ROOT / "docs" / "teaching.md"
EXACT = 1e-9

# Duty hours 08-18. In UTC Tokyo works 23-09 and Hawaii 18-04; they share 23-04.
# Monday in Tokyo comes before Monday in Hawaii: a wait of 19 h falling to 9 h. On the other four days the last five
# hours find Hawaii closed: a wait of 14 h falling to 9 h.
TO_HAWAII = (10 * (19 + 9) / 2 + 4 * 5 * (14 + 9) / 2) / 50
# Monday to Thursday the first five hours in Hawaii come before Tokyo's day. On Friday Tokyo has its Saturday: from 18:00
# UTC on Friday to 23:00 UTC on Sunday are 53 h.
TO_TOKYO = (4 * 5 * (5 + 0) / 2 + 10 * (53 + 43) / 2) / 50
# On every day of the week alike in a crisis.
TO_HAWAII_DAILY = 5 * (14 + 9) / 2 / 10
TO_TOKYO_DAILY = 5 * (5 + 0) / 2 / 10

# Queue: S (1 + 1)/2 x r^(sqrt(2(q+1)) - 1) / (q (1 - r)); q = 7 gives the exponent sqrt(16) - 1 = 3 and q = 3.5 gives 2.
# Seats: 10 officers x 35 h / 50 h on duty = 7 in peacetime, 10 x 49/70 = 7 in a crisis; half of that for 5 officers.
QUEUE_10_LOW = 7 * 0.5**3 / (7 * (1 - 0.5))
QUEUE_10_HIGH = 7 * 0.8**3 / (7 * (1 - 0.8))
QUEUE_5_LOW = 7 * 0.5**2 / (3.5 * (1 - 0.5))
TEMPO = 0.25

# Principals: half the period x the factor; INDOPACOM and the Joint Staff have factor 1, USFJ and JJOC a half.
BOARD, QUICK_BOARD = 1 * 48 / 2, 0.5 * 48 / 2
BOARD_CRISIS, QUICK_BOARD_CRISIS = 1 * 8 / 2, 0.5 * 8 / 2

# A three-star USFJ refers to INDOPACOM one matter in five: up and down the chain and one decision there.
CLIMB = (1 + TO_HAWAII) + (1 + TO_TOKYO) + (BOARD + 4)
CLIMB_CRISIS = (TEMPO + TO_HAWAII_DAILY) + (TEMPO + TO_TOKYO_DAILY) + (BOARD_CRISIS + 1)

# Weights: share x requests a day x urgency.
WEIGHTS = {
    ("peacetime", "operations"): 0.5 * 1 * 1,
    ("peacetime", "intelligence"): 0.5 * 2 * 1,
    ("crisis", "operations"): 0.5 * 4 * 4,
    ("crisis", "intelligence"): 0.5 * 8 * 4,
    ("crisis", "warning"): 0.5 * 4 * 4,
}

Hand = dict[tuple[str, str], tuple[str, Parts]]


def by_hawaii(team_waits: float, release: float, language: float) -> Hand:
    """The routes while everything is decided in Hawaii. `team_waits` is 1 where hops between INDOPACOM and the Joint Staff
    wait for duty hours, 0 with a continuous seat; `release` and `language` are that team's, hours at tempo 1."""
    return {
        # Joint Staff approves, foreign hop to Hawaii, INDOPACOM approves, command hop to the fleet, which serves it once.
        ("peacetime", "operations"): (
            "JSO* > INDOPACOM* > C7F",
            Parts(
                handling=1 + 1,
                release=release,
                language=language,
                duty_wait=team_waits * TO_HAWAII + TO_TOKYO,
                relay_work=2,
                approval_work=(8 + 4) + (8 + 4),
                desk_queue=QUEUE_10_LOW + QUEUE_10_HIGH,
                decision_wait=BOARD + BOARD,
            ),
        ),
        # Command hop to Hawaii, INDOPACOM approves, foreign hop to the Joint Staff, which serves it once.
        ("peacetime", "intelligence"): (
            "C7F > INDOPACOM* > JSO",
            Parts(
                handling=1 + 1,
                release=release,
                language=language,
                duty_wait=TO_HAWAII + team_waits * TO_TOKYO,
                relay_work=2,
                approval_work=4 + 4,
                desk_queue=QUEUE_10_HIGH + QUEUE_10_LOW,
                decision_wait=BOARD,
            ),
        ),
        ("crisis", "operations"): (
            "JSO* > INDOPACOM* > C7F",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * release,
                language=TEMPO * language,
                duty_wait=team_waits * TO_HAWAII_DAILY + TO_TOKYO_DAILY,
                relay_work=TEMPO * 2,
                approval_work=(TEMPO * 8 + 1) + (TEMPO * 8 + 1),
                desk_queue=TEMPO * (QUEUE_10_LOW + QUEUE_10_HIGH),
                decision_wait=BOARD_CRISIS + BOARD_CRISIS,
            ),
        ),
        ("crisis", "intelligence"): (
            "C7F > INDOPACOM* > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * release,
                language=TEMPO * language,
                duty_wait=TO_HAWAII_DAILY + team_waits * TO_TOKYO_DAILY,
                relay_work=TEMPO * 2,
                approval_work=TEMPO * 4 + 1,
                desk_queue=TEMPO * (QUEUE_10_HIGH + QUEUE_10_LOW),
                decision_wait=BOARD_CRISIS,
            ),
        ),
        # Two services, by INDOPACOM on the way and by the Joint Staff at the end, and nobody's approval.
        ("crisis", "warning"): (
            "C7F > INDOPACOM > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * release,
                language=TEMPO * language,
                duty_wait=TO_HAWAII_DAILY + team_waits * TO_TOKYO_DAILY,
                relay_work=TEMPO * (2 + 2),
                desk_queue=TEMPO * (QUEUE_10_HIGH + QUEUE_10_LOW),
            ),
        ),
    }


def in_japan(gap: int) -> Hand:
    """The routes once USFJ and JJOC decide, everybody in Tokyo: no wait for duty hours. `gap` is JJOC's grade less USFJ's.

    Teams of level 1 stand at both American channels: release 2 h and language 0.5 x (1 + 2) h at tempo 1.
    """
    return {
        # Command hop, JJOC approves, foreign hop, USFJ approves (and may refer), command hop, the fleet serves it once.
        ("peacetime", "operations"): (
            "JSO > JJOC* > USFJ* > C7F",
            Parts(
                handling=1 + 1 + 1,
                release=2,
                language=0.5 * (1 + 2),
                referral=0.2 * gap * CLIMB,
                relay_work=2,
                approval_work=(8 + 4) + (8 + 4),
                desk_queue=QUEUE_5_LOW + QUEUE_10_LOW,
                decision_wait=QUICK_BOARD + QUICK_BOARD,
            ),
        ),
        ("peacetime", "intelligence"): (
            "C7F > USFJ* > JSO",
            Parts(
                handling=1 + 1,
                release=2,
                language=0.5 * (1 + 2),
                relay_work=2,
                approval_work=4 + 4,
                desk_queue=QUEUE_10_LOW + QUEUE_10_LOW,
                decision_wait=QUICK_BOARD,
            ),
        ),
        ("crisis", "operations"): (
            "JSO > JJOC* > USFJ* > C7F",
            Parts(
                handling=TEMPO * (1 + 1 + 1),
                release=TEMPO * 2,
                language=TEMPO * 0.5 * (1 + 2),
                referral=0.2 * gap * CLIMB_CRISIS,
                relay_work=TEMPO * 2,
                approval_work=(TEMPO * 8 + 1) + (TEMPO * 8 + 1),
                desk_queue=TEMPO * (QUEUE_5_LOW + QUEUE_10_LOW),
                decision_wait=QUICK_BOARD_CRISIS + QUICK_BOARD_CRISIS,
            ),
        ),
        ("crisis", "intelligence"): (
            "C7F > USFJ* > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * 2,
                language=TEMPO * 0.5 * (1 + 2),
                relay_work=TEMPO * 2,
                approval_work=TEMPO * 4 + 1,
                desk_queue=TEMPO * (QUEUE_10_LOW + QUEUE_10_LOW),
                decision_wait=QUICK_BOARD_CRISIS,
            ),
        ),
        ("crisis", "warning"): (
            "C7F > USFJ > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * 2,
                language=TEMPO * 0.5 * (1 + 2),
                relay_work=TEMPO * (2 + 2),
                desk_queue=TEMPO * (QUEUE_10_LOW + QUEUE_10_LOW),
            ),
        ),
    }


ROUTES: dict[str, Hand] = {
    "today": by_hawaii(team_waits=1, release=2, language=0.5 * (1 + 2)),
    "liaison": by_hawaii(team_waits=0, release=1, language=0),
    "delegate": in_japan(gap=10 - 9),
    "four-star": in_japan(gap=10 - 10),
}
# People: teams, then officers of INDOPACOM, USFJ, the Joint Staff and JJOC. Stars: INDOPACOM, the Joint Staff, JJOC, USFJ.
PEOPLE = {
    "today": (2 + 2) + (10 + 5 + 10 + 0),
    "liaison": (4 + 2) + (10 + 5 + 10 + 0),
    "delegate": (2 + 2) + (10 + 10 + 10 + 5),
    "four-star": (2 + 2) + (10 + 10 + 10 + 5),
}
STARS = {"today": 1 + 1, "liaison": 1 + 1, "delegate": 1 + 1 + 1, "four-star": 1 + 1 + 1 + 1}
# Delegation: three authorities in two conditions, a team opened with JJOC and one closed in Hawaii, JJOC itself; then a grade.
CHANGES = {"today": 0, "liaison": 1, "delegate": 3 * 2 + 2 + 1, "four-star": 3 * 2 + 2 + 1 + 1}


def weighted(hand: Hand) -> float:
    """The objective of hand-made routes."""
    return sum(WEIGHTS[key] * parts.total for key, (_, parts) in hand.items())


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
    """The constants of this file are the page's round numbers; a slip in the arithmetic above would show here."""
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


def teams_together() -> float:
    """Objective of the runner-up: both American teams' four people form a continuous seat between USFJ and JJOC.

    Operations then hop in 2 h instead of 4.5 h at tempo 1; intelligence and warning go USFJ > JJOC > JSO, which takes a hop of
    2 h, a relay of 2 h behind JJOC's queue of 1 h and a command hop of 1 h instead of 4.5 h. JJOC's load of 8 + 2 x 2 = 12 h
    of 25 h in peacetime and 8 + 0.5 x (8 + 4) = 14 h of 35 h in a crisis stays in the lower band.
    """
    operations = 2 - 4.5
    others = (2 + 2 + QUEUE_5_LOW + 1) - 4.5
    per_hour_at_tempo_1 = {"operations": operations, "intelligence": others, "warning": others}
    added = sum(
        weight * per_hour_at_tempo_1[thread] * (TEMPO if condition == "crisis" else 1) for (condition, thread), weight in WEIGHTS.items()
    )
    return weighted(ROUTES["delegate"]) + added


def joint_staff_in_peacetime() -> float:
    """Objective where the Joint Staff keeps its authority in peacetime: a board at full period and its own queue instead of a
    hop to JJOC, JJOC's queue and a board twice as often."""
    added = (QUEUE_10_LOW + BOARD) - (1 + QUEUE_5_LOW + QUICK_BOARD)
    return weighted(ROUTES["delegate"]) + WEIGHTS["peacetime", "operations"] * added


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


def plain(number: float) -> str:
    """A number as the page prints it."""
    return f"{round(number, 6):g}"


@pytest.mark.parametrize("variant", sorted(ROUTES))
def test_the_page_has_the_same_figures(variant: str) -> None:
    """`docs/teaching.md` prints every part of every route, the objective and the counts; a changed number must change the page."""
    page = PAGE.read_text(encoding="utf-8")
    for (condition, thread), (path, parts) in ROUTES[variant].items():
        numbers = " | ".join(plain(getattr(parts, name)) for name in PART_NAMES)
        assert f"| {condition} | {thread} | `{path}` | {numbers} | {plain(parts.total)} |" in page
    counts = f"{PEOPLE[variant]} | {STARS[variant]} | {CHANGES[variant]}"
    assert f"| `{variant}` | {weighted(ROUTES[variant]):.3f} | {counts} |" in page


def test_the_page_has_the_runner_up_and_the_waits() -> None:
    """The page's runner-up, its second comparison, duty waits, queue waits, climbs and referrals are the numbers of this file."""
    page = PAGE.read_text(encoding="utf-8")
    figures = [teams_together(), joint_staff_in_peacetime(), TO_HAWAII, TO_TOKYO, TO_HAWAII_DAILY, TO_TOKYO_DAILY]
    figures += [QUEUE_10_LOW, QUEUE_10_HIGH, QUEUE_5_LOW, CLIMB, CLIMB_CRISIS, 0.2 * CLIMB, 0.2 * CLIMB_CRISIS]
    for figure in figures:
        assert f"**{plain(figure)} h**" in page, figure


def test_the_page_on_delay_tells_the_same_example() -> None:
    """`docs/delay.md` follows one request through both arrangements; its parts and sums are those of this file."""
    page = (ROOT / "docs" / "delay.md").read_text(encoding="utf-8")
    (today_path, today), (delegate_path, delegate) = (ROUTES[variant]["peacetime", "operations"] for variant in ("today", "delegate"))
    assert f"`{today_path}`: **{plain(today.total)} h**" in page
    assert f"`{delegate_path}`: **{plain(delegate.total)} h**" in page
    for name in PART_NAMES:
        assert f"| {name.replace('_', ' ')} | {plain(getattr(today, name))} | {plain(getattr(delegate, name))} |" in page
