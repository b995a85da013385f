"""What must hold of plans of several phases whatever the numbers are: relations between the answers of instances that differ in a way
whose effect is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from model.data.addresses import BadPath, all_paths, is_numeric, locate_path, value_at
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from model.delay.posture import Evaluation, Posture
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.tables.run import run_tables
from tests.phases import split
from tests.teaching_on_paper import QUEUE_5_LOW, QUEUE_10_LOW, ROUTES, WEIGHTS, plain, weighted

ROOT = Path(__file__).resolve().parent.parent
ANSWERED = ("today", "liaison", "delegate", "four-star")
DESIGN = ("holders", "active", "grades", "levels", "officers")
SAME = 1e-6


@cache
def shipped(folder: str, variant: str) -> Instance:
    """A variant of a shipped instance."""
    return apply(load_instance(ROOT / "instances" / folder), variant)


def solved(instance: Instance) -> Outcome:
    """The proved answer of an instance that has one."""
    outcome = solve(instance, SolveOptions())
    assert outcome.status is Status.OPTIMAL
    assert outcome.tie_break_proved
    return outcome


def delay(instance: Instance) -> float:
    """The least weighted delay, infinite where there is no posture."""
    outcome = solve(instance, SolveOptions())
    assert outcome.status in (Status.OPTIMAL, Status.INFEASIBLE)
    return float("inf") if outcome.evaluation is None else outcome.evaluation.weighted_delay


def posture_of(outcome: Outcome) -> Posture:
    """The posture of an answer."""
    assert outcome.posture is not None
    return outcome.posture


def evaluation_of(outcome: Outcome) -> Evaluation:
    """What the posture of an answer costs."""
    assert outcome.evaluation is not None
    return outcome.evaluation


def decided(posture: Posture, phase: str) -> dict[str, object]:
    """What a posture decides in a phase, routes and bands apart."""
    found: dict[str, object] = {}
    for name in DESIGN:
        rows = {key: value for key, value in getattr(posture, name).items() if key[0] == phase}
        found[name] = {key[1:]: value for key, value in rows.items()}
    return found


def hours(evaluation: Evaluation, phase: str) -> dict[tuple[str, str], float]:
    """Hours of each request in a phase."""
    return {(one.route.condition, one.route.thread): one.parts.total for one in evaluation.routes if one.route.phase == phase}


# Phases that differ in nothing ----------------------------------------------------------------------------------------


def check_the_same_throughout(instance: Instance, shares: tuple[float, ...]) -> None:
    """Fail unless the phases all have the posture of the one phase, at its hours, and nothing changes after the first."""
    one, several = solved(instance), solved(split(instance, shares))
    whole, parts = evaluation_of(one), evaluation_of(several)
    assert parts.weighted_delay == pytest.approx(whole.weighted_delay, rel=SAME)
    assert (parts.people, parts.four_stars) == (len(shares) * whole.people, len(shares) * whole.four_stars)
    assert parts.changes == whole.changes
    first = instance.phases[0].id
    for phase in [first, *(f"p{number}" for number in range(1, len(shares)))]:
        assert decided(posture_of(several), phase) == decided(posture_of(one), first)
        assert hours(parts, phase) == pytest.approx(hours(whole, first))


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.25, 0.75), (0.2, 0.3, 0.5)])
@pytest.mark.parametrize("variant", ANSWERED)
def test_phases_that_differ_in_nothing_have_the_one_posture(variant: str, shares: tuple[float, ...]) -> None:
    """Without limits and loss a split phase has the same posture and hours in each part, changes once, and takes as many people in
    each: a tie, a weight or a count of changes that is wrong in a later phase moves something."""
    check_the_same_throughout(shipped("teaching", variant), shares)


@pytest.mark.parametrize("variant", ["v00-status-quo", pytest.param("v06-phased", marks=pytest.mark.slow)])
def test_phases_of_the_full_instance_that_differ_in_nothing_have_the_one_posture(variant: str) -> None:
    """The same on thirty headquarters in five conditions."""
    check_the_same_throughout(shipped("us-japan-one-phase", variant), (0.5, 0.5))


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["today", "liaison"])
def test_where_nothing_may_move_today_goes_on(variant: str) -> None:
    """With `transfers_max` 0 in every phase each authority stays in every condition with those who hold it today; a limit that
    forgot a phase, or counted from the wrong one, would let some move."""
    check_today_goes_on(shipped("teaching", variant))


def test_where_nothing_may_move_delegation_waits() -> None:
    """`delegate` without its mandates would move all three authorities, and with them barred from moving moves none in any phase."""
    free = replace(shipped("teaching", "delegate"), mandates=())
    moved = posture_of(solved(split(free, (0.5, 0.5))))
    assert any(held != free.authorities[authority].holder_now for (_, _, authority), held in moved.holders.items())
    check_today_goes_on(free)


def check_today_goes_on(instance: Instance) -> None:
    posture = posture_of(solved(split(instance, (0.3, 0.3, 0.4), loss=0.3, limits={"transfers_max": (0, 0, 0)})))
    assert len(posture.holders) == 3 * len(instance.conditions) * len(instance.authorities)
    for (_, _, authority), held in posture.holders.items():
        assert held == instance.authorities[authority].holder_now


@pytest.mark.parametrize(
    ("limit", "most"), [("transfers_max", (0, 1, 2, 3, None)), ("openings_max", (0, 1, None)), ("teams_max", (0, 1, 2, None))]
)
def test_a_higher_limit_is_never_worse(limit: str, most: tuple[int | None, ...]) -> None:
    """Whatever the limit of the first phase is raised to, the plan of `delegate` is no worse, and is better at least once: a limit that
    acted as a demand, or not at all, would show."""
    free = replace(shipped("teaching", "delegate"), mandates=())
    found = [delay(split(free, (0.5, 0.5), loss=0.15, limits={limit: (number, None)})) for number in most]
    assert all(later <= earlier * (1 + SAME) for earlier, later in pairwise(found)), found
    assert found[-1] < found[0] - 1, found


# What absorbing costs, by hand ----------------------------------------------------------------------------------------

# Half its capacity is gone: USFJ's 10 officers are 3.5 seats and 25 h a day (35 in a crisis), of which 16 and 18 are over half; JJOC's 5
# are 1.75 seats and 12.5 h (17.5), of which 8 are over half in peacetime and under it in a crisis.
USFJ_ABSORBING, USFJ_ABSORBING_CRISIS = 7 * 0.8**2 / (3.5 * 0.2), 1.75 * 0.8**2 / (3.5 * 0.2)
FEW_SEATS = (2 * (1.75 + 1)) ** 0.5 - 1
JJOC_ABSORBING, JJOC_ABSORBING_CRISIS = 7 * 0.8**FEW_SEATS / (1.75 * 0.2), 1.75 * 0.5**FEW_SEATS / (1.75 * 0.5)
JJOC_LONGER, JJOC_LONGER_CRISIS = JJOC_ABSORBING - QUEUE_5_LOW, JJOC_ABSORBING_CRISIS - QUEUE_5_LOW / 4
USFJ_LONGER, USFJ_LONGER_CRISIS = USFJ_ABSORBING - QUEUE_10_LOW, USFJ_ABSORBING_CRISIS - QUEUE_10_LOW / 4
LONGER = {
    ("peacetime", "operations"): JJOC_LONGER + USFJ_LONGER,
    ("peacetime", "intelligence"): USFJ_LONGER,
    ("crisis", "operations"): JJOC_LONGER_CRISIS + USFJ_LONGER_CRISIS,
    ("crisis", "intelligence"): USFJ_LONGER_CRISIS,
    ("crisis", "warning"): USFJ_LONGER_CRISIS,
}


def absorbed() -> float:
    """Objective of two halves of the year, in the first of which USFJ and JJOC take over with half of their capacity."""
    return weighted(ROUTES["delegate"]) + sum(0.5 * WEIGHTS[key] * more for key, more in LONGER.items())


def test_absorbing_costs_what_was_worked_out_by_hand() -> None:
    """Loss 0 against a half: the queues of the desks that take over, in the first phase only, are those of half their seats in the band
    that half their capacity leaves. A loss on another desk, in both phases, or of capacity without seats, has another sum."""
    instance = shipped("teaching", "delegate")
    assert delay(split(instance, (0.5, 0.5))) == pytest.approx(weighted(ROUTES["delegate"]), abs=SAME)
    evaluation = evaluation_of(solved(split(instance, (0.5, 0.5), loss=0.5)))
    assert evaluation.weighted_delay == pytest.approx(absorbed(), abs=SAME)
    by_hand = {key: parts.total for key, (_, parts) in ROUTES["delegate"].items()}
    assert hours(evaluation, "2026") == pytest.approx({key: by_hand[key] + LONGER[key] for key in by_hand})
    assert hours(evaluation, "p1") == pytest.approx(by_hand)


def test_the_page_has_what_absorbing_costs() -> None:
    """`docs/teaching.md` derives the same figures."""
    page = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    for figure in (JJOC_ABSORBING, JJOC_ABSORBING_CRISIS, absorbed()):
        assert f"**{plain(figure)} h**" in page, figure
    for (condition, thread), more in LONGER.items():
        assert f"| {condition} | {thread} | {plain(more)} |" in page


# Numbers of phases ----------------------------------------------------------------------------------------------------


def spoilt(instance: Instance) -> tuple[Instance, dict[str, object]]:
    """An instance with another number wherever a phase may set one, and what stood there."""
    was: dict[str, object] = {}
    changed = instance
    for path in all_paths(instance):
        address = locate_path(instance, path)
        value = value_at(instance, path)
        if address.column in ("low", "high") or not is_numeric(instance, path) or isinstance(value, bool) or value is None:
            continue
        try:
            locate_path(instance, f"{instance.phases[0].id}:{path}")
            changed = replaced(changed, path, value * 2 + 1)  # type: ignore[operator]
        except BadPath:
            continue
        was[path] = value
    for path, value in OTHER_NONSENSE.items():
        was[path] = value_at(instance, path)
        changed = replaced(changed, path, value)
    return changed, was


# Of what is no number. The chain and the desks stand on their heads.
OTHER_NONSENSE: dict[str, object] = {
    "utilisation_bands": "0.1|0.2",
    "headquarters.USFJ.site": "hawaii",
    "headquarters.C7F.superior": "JSO",
    "headquarters.JJOC.desk": "JSO",
    "headquarters.USFJ.grades": "9",
    "desks.USFJ.officers": "5",
    "authorities.us_opcon.component": "USFJ",
    "authorities.jp_opcon.relation": "COORD",
    "channels.USFJ@JJOC.levels": "0",
    "channels.USFJ@JSO.open_without_team": "no",
    "conditions.crisis.calendar": "office",
    "rules.jp_no_foreign_command.active": "no",
    "threads.operations.approvals": "us_opcon",
    "sites.tokyo.timezone": "Pacific/Honolulu",
}


@pytest.mark.parametrize("shares", [(1.0,), (0.5, 0.5)])
@pytest.mark.parametrize("variant", ["today", "delegate", "four-star"])
def test_numbers_set_in_the_first_phase_are_as_good_as_those_of_the_files(variant: str, shares: tuple[float, ...]) -> None:
    """Every number that a phase may set is made nonsense, and set right again from the first phase on: posture, hours and tables are
    those of the original. Whoever reads a number past the phase reads the nonsense."""
    original = split(shipped("teaching", variant), shares, loss=0.25) if len(shares) > 1 else shipped("teaching", variant)
    changed, was = spoilt(original)
    assert len(was) > 60
    for path, value in was.items():
        changed = replaced(changed, f"2026:{path}", value)
    one, other = solved(original), solved(changed)
    assert other.posture == one.posture
    assert evaluation_of(other) == evaluation_of(one)
    assert run_tables(variant, changed, other, "") == run_tables(variant, original, one, "")


def test_the_nonsense_would_have_been_noticed() -> None:
    """Left as it is the nonsense has another answer."""
    changed, _ = spoilt(shipped("teaching", "today"))
    assert delay(changed) != pytest.approx(delay(shipped("teaching", "today")), rel=0.01)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("conditions.crisis.decision_period_hours", 16),
        ("demand.intelligence@crisis.urgency", 8),
        ("headquarters.USFJ.decision_factor", 1.5),
        ("parameters.relay_hours", 4),
        ("headquarters.JJOC.site", "hawaii"),
    ],
)
def test_what_the_second_phase_sets_leaves_the_first_alone(path: str, value: object) -> None:
    """The first phase is as without the setting, the second as if the number had been that all along: one that reached back, or did not
    arrive, has the hours of the other."""
    instance = shipped("teaching", "delegate")
    before, after = solved(instance), solved(replaced(instance, path, value))
    plan = solved(replaced(split(instance, (0.5, 0.5)), f"p1:{path}", value))
    assert hours(evaluation_of(plan), "2026") == pytest.approx(hours(evaluation_of(before), "2026"))
    assert hours(evaluation_of(plan), "p1") == pytest.approx(hours(evaluation_of(after), "2026"))
    both = [evaluation_of(one).weighted_delay for one in (before, after)]
    assert both[0] != pytest.approx(both[1], rel=1e-3)
    assert evaluation_of(plan).weighted_delay == pytest.approx(sum(both) / 2, rel=SAME)
