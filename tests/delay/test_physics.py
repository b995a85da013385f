"""Hops, services, decisions and referrals in a small world, each against paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.delay.posture import Parts, Route, Step
from tests.delay.world import make_world, parameters, physics, with_hq

# Office hours 08-17, Tokyo and Honolulu; derived in test_calendars.
TO_HAWAII = (9 * 14.5 + 4 * 5 * 12.5) / 45
TO_TOKYO = (4 * 5 * 2.5 + 9 * 48.5) / 45
# 06-22 every day is 21-13 UTC in Tokyo and 16-08 in Honolulu: going east 5 of 16 h wait 8 h falling to 3 h, going west 5 of 16 h
# wait 5 h falling to 0.
TO_HAWAII_LONG = 5 * 5.5 / 16
TO_TOKYO_LONG = 5 * 2.5 / 16


# --- hops ----------------------------------------------------------------------------------------------------------


def test_a_command_hop_is_handling_and_duty_wait() -> None:
    """1 h and the wait for Hawaii; no release or language, although the same two HQs also have a liaison channel."""
    hop = physics().command_hop("calm", "MIDDLE", "TOP")
    assert hop == Parts(handling=1, duty_wait=pytest.approx(TO_HAWAII))


def test_a_hop_between_nations_is_all_four_parts() -> None:
    """Level 1: 1 h handling, 2 h release, a quarter of both for language, and the wait for Tokyo: (1 + 2) x 1.25 + wait in all.
    Language on handling alone, or instead of a factor an addition, would give another sum."""
    world = make_world()
    hop = physics(world).channel_hop("calm", world.channels["TOP", "CHIEF"], 1, "TOP", "CHIEF")
    assert hop == Parts(handling=1, release=2, language=0.25 * (1 + 2), duty_wait=pytest.approx(TO_TOKYO))
    assert hop.total == pytest.approx((1 + 2) * 1.25 + TO_TOKYO)


def test_a_hop_within_a_nation_needs_no_release_and_no_interpreter() -> None:
    """TOP to MIDDLE at level 0: handling and duty wait alone; the 4 h of release and the factor 1.5 are for foreigners."""
    world = make_world()
    hop = physics(world).channel_hop("calm", world.channels["TOP", "MIDDLE"], 0, "TOP", "MIDDLE")
    assert hop == Parts(handling=2, duty_wait=pytest.approx(TO_TOKYO))


def test_tempo_multiplies_handling_release_and_language_but_not_the_clock() -> None:
    """In the rush, at tempo 0.5, the three parts are halved; the duty wait follows the longer hours, not the tempo."""
    world = make_world()
    hop = physics(world).channel_hop("rush", world.channels["TOP", "CHIEF"], 0, "TOP", "CHIEF")
    assert hop == Parts(handling=1, release=2, language=0.5 * (1 + 2), duty_wait=pytest.approx(TO_TOKYO_LONG))


def test_a_continuous_team_waits_for_nobody() -> None:
    """Level 2 across the date line: 1 + 1 h and nothing else; command hops on the same stretch still wait."""
    world = make_world()
    for way in (("TOP", "CHIEF"), ("CHIEF", "TOP")):
        assert physics(world).channel_hop("calm", world.channels["TOP", "CHIEF"], 2, *way) == Parts(handling=1, release=1)


def test_both_ways_of_a_channel_differ_only_by_the_clock() -> None:
    """To Hawaii and back on one channel: the same handling, other waits."""
    world = make_world()
    there = physics(world).channel_hop("calm", world.channels["TOP", "CHIEF"], 1, "CHIEF", "TOP")
    back = physics(world).channel_hop("calm", world.channels["TOP", "CHIEF"], 1, "TOP", "CHIEF")
    assert there.duty_wait == pytest.approx(TO_HAWAII)
    assert replace(there, duty_wait=0) == replace(back, duty_wait=0)


@pytest.mark.parametrize("condition", ["calm", "rush"])
def test_explicit_hours_stand_for_everything(condition: str) -> None:
    """6 h are 6 h at every level and tempo, all booked as handling: no release, no language and no duty wait on top."""
    world = make_world()
    for level in (0, 1, 2):
        assert physics(world).channel_hop(condition, world.channels["CHIEF", "LOW"], level, "CHIEF", "LOW") == Parts(handling=6)


def test_explicit_hours_may_be_zero() -> None:
    """0 h given is not the same as no hours given: an automatic feed takes nothing."""
    world = make_world()
    feed = world.channels["CHIEF", "LOW"].model_copy(update={"hours": 0.0})
    assert physics(world).channel_hop("calm", feed, 0, "CHIEF", "LOW") == Parts()


# --- duty hours ----------------------------------------------------------------------------------------------------


def test_the_longer_of_two_calendars_applies() -> None:
    """In the rush everybody works at least 06-22; one who is always on duty stays so, and nobody's hours are cut."""
    world = with_hq(make_world(), "TOP", calendar="continuous")
    assert physics(world).calendar("calm", "CHIEF").calendar == "office"
    assert physics(world).calendar("rush", "CHIEF").calendar == "long"
    assert physics(world).calendar("rush", "TOP").calendar == "continuous"


def test_where_both_are_as_long_the_own_hours_apply() -> None:
    """Nights 17-02 are 45 h like the office's: the night shift does not move into the day because the condition names the day."""
    world = with_hq(make_world(), "CHIEF", calendar="nights")
    assert physics(world).calendar("calm", "CHIEF").calendar == "nights"
    # Office 08-17 to nights 17-02 in one zone: 9 h falling to 0.
    assert physics(world).duty_wait("calm", "MIDDLE", "CHIEF") == pytest.approx(4.5)


def test_duty_waits_follow_the_phase_s_first_day() -> None:
    """Offsets are read on the phase's start: moved to New York, TOP's summer and winter differ by the hour."""
    world = make_world()
    sites = {**world.sites, "hawaii": world.sites["hawaii"].model_copy(update={"timezone": "America/New_York"})}
    winter = replace(world, sites=sites)
    summer = replace(winter, phases=(world.phases[0].model_copy(update={"start": world.as_of.replace(month=7)}),))
    assert physics(winter).duty_wait("calm", "MIDDLE", "TOP") == pytest.approx(9.5)
    assert physics(summer).duty_wait("calm", "MIDDLE", "TOP") == pytest.approx(8.5)


# --- services, queues, decisions -----------------------------------------------------------------------------------


def test_work_and_relay_follow_the_tempo() -> None:
    """8 h of work and 2 h of relay at tempo 1 are 4 h and 1 h at tempo 0.5; the principal's 3 h are not staff work and stay."""
    assert (physics().work_hours("calm", "strike"), physics().relay_hours("calm")) == (8, 2)
    assert (physics().work_hours("rush", "strike"), physics().relay_hours("rush")) == (4, 1)
    assert physics().decision("rush", "TOP").approval_work == 3


def test_a_decision_waits_half_a_period_times_the_factor() -> None:
    """Boards every 20 h: 10 h on the mean, 5 h where the HQ keeps half of it; then 3 h of the principal's own."""
    assert physics().decision("calm", "TOP") == Parts(decision_wait=10, approval_work=3)
    assert physics().decision("calm", "MIDDLE") == Parts(decision_wait=5, approval_work=3)


def test_services_are_relays_and_approvals_and_nothing_at_the_origin() -> None:
    """Two approvals at TOP are two services of 8 h, the relay at MIDDLE one of 2 h; the origin serves only what it approves, and an
    HQ without a desk serves nobody's desk."""
    via = Step("MIDDLE", 0, "liaison", 0), Step("TOP", 2, "command")
    asks = Route("now", "calm", "strike", (Step("CHIEF"), *via, Step("MINISTER", 0, "command")))
    approves = Route("now", "calm", "strike", (Step("CHIEF", 1), *via))
    passed_on = [("MIDDLE", 2), ("TOP", 8), ("TOP", 8)]
    assert physics().services(asks) == passed_on
    assert physics().services(approves) == [("CHIEF", 8), *passed_on]


def test_a_desk_waits_by_its_seats() -> None:
    """7 officers of 45 effective hours in 45 h on duty are 7 seats: 7 x 0.5^3/(7 x 0.5) h; in the rush 7 x 112/112 again, at half the
    length of service; 14 officers of half the hours would be 7 seats too."""
    world = make_world()
    half = world.conditions["calm"].model_copy(update={"effective_hours_per_week": 22.5})
    by_halves = physics(replace(world, conditions={**world.conditions, "calm": half}))
    assert physics().desk_wait("calm", "TOP", 7, 0.5) == pytest.approx(0.25)
    assert physics().desk_wait("rush", "TOP", 7, 0.5) == pytest.approx(0.125)
    assert by_halves.desk_wait("calm", "TOP", 14, 0.5) == pytest.approx(0.25)


def test_a_shared_desk_is_on_duty_as_long_as_the_longest_of_its_hqs() -> None:
    """With WING on continuous duty at CHIEF's desk, 7 officers are 7 x 45/168 seats, not 7: fewer on duty at a time, longer waits."""
    shared = with_hq(make_world(), "WING", desk="CHIEF", calendar="continuous")
    seats = 7 * 45 / 168
    by_hand = 7 * 0.5 ** ((2 * (seats + 1)) ** 0.5 - 1) / (seats * 0.5)
    assert physics(shared).desk_members["CHIEF"] == ("CHIEF", "WING")
    assert physics(shared).desk_wait("calm", "CHIEF", 7, 0.5) == pytest.approx(by_hand)


def test_a_desk_with_its_own_capacity_and_wait_uses_those() -> None:
    """An explicit 12 h a day and 1.5 h a service, whatever its officers and however busy; and an empty desk keeps nobody waiting."""
    world = make_world()
    fixed = world.desks["TOP"].model_copy(update={"capacity_hours_per_day": 12.0, "wait_hours": 1.5})
    own = physics(replace(world, desks={**world.desks, "TOP": fixed}))
    assert own.capacity_hours_per_day("calm", "TOP", 7) == 12
    assert own.desk_wait("calm", "TOP", 7, 0.9) == 1.5
    assert physics().capacity_hours_per_day("calm", "TOP", 7) == pytest.approx(7 * 45 / 7)
    assert physics().desk_wait("calm", "TOP", 0, 0.5) == 0


# --- climb and referral --------------------------------------------------------------------------------------------

# One step of the American chain: LOW and MIDDLE sit together in Tokyo, TOP in Hawaii, MINISTER in Tokyo again.
LOW_MIDDLE = 1 + 1
MIDDLE_TOP = (1 + TO_HAWAII) + (1 + TO_TOKYO)
TOP_MINISTER = (1 + TO_TOKYO) + (1 + TO_HAWAII)


def test_a_climb_stops_at_the_first_superior_of_the_senior_s_grade() -> None:
    """LOW to three stars: MIDDLE is enough, up 1 h, its decision 5 + 3 h, down 1 h. One step too many would cross the ocean."""
    assert physics().climb("calm", "LOW", 9) == pytest.approx(LOW_MIDDLE + 5 + 3)


def test_a_climb_goes_on_through_juniors() -> None:
    """LOW to four stars: MIDDLE has three and only passes it on (no decision, no service); TOP decides, 10 + 3 h."""
    assert physics().climb("calm", "LOW", 10) == pytest.approx(LOW_MIDDLE + MIDDLE_TOP + 10 + 3)


def test_a_climb_starts_above_the_junior_himself() -> None:
    """MIDDLE to three stars still goes up one: the junior does not refer a matter to himself."""
    assert physics().climb("calm", "MIDDLE", 9) == pytest.approx(MIDDLE_TOP + 10 + 3)


def test_a_civil_superior_ends_the_climb() -> None:
    """With TOP at three stars the climb to four ends at the minister, who has no grade and the last word."""
    world = with_hq(make_world(), "TOP", grades=(9,), grade_now=9)
    assert physics(world).climb("calm", "MIDDLE", 10) == pytest.approx(MIDDLE_TOP + TOP_MINISTER + 10 + 3)


def test_a_civil_superior_in_between_ends_it_too() -> None:
    """Under a civil principal the climb does not pass him by to the soldier above him."""
    world = with_hq(with_hq(make_world(), "MINISTER", superior="CHIEF"), "TOP", grades=(9,), grade_now=9)
    assert physics(world).climb("calm", "MIDDLE", 10) == pytest.approx(MIDDLE_TOP + TOP_MINISTER + 10 + 3)


def test_without_a_senior_enough_superior_the_top_decides() -> None:
    """WING to four stars under a three-star CHIEF without a superior: CHIEF decides, being the top of the chain."""
    world = with_hq(make_world(), "CHIEF", grades=(9,), grade_now=9)
    assert physics(world).climb("calm", "WING", 10) == pytest.approx(1 + 1 + 10 + 3)


def test_without_any_superior_there_is_no_climb() -> None:
    """A junior at the top of his own chain has nobody to refer to: 0 h, not a decision of his own."""
    world = with_hq(make_world(), "CHIEF", grades=(9,), grade_now=9)
    assert physics(world).climb("calm", "CHIEF", 10) == 0


def test_the_climb_follows_today_s_grades() -> None:
    """A superior who may get four stars but has three today does not stop the climb; a planned one counts with his lowest grade."""
    may = with_hq(make_world(), "MIDDLE", grades=(9, 10), grade_now=9)
    assert physics(may).climb("calm", "LOW", 10) == physics().climb("calm", "LOW", 10)
    planned = with_hq(make_world(), "MIDDLE", grades=(9, 10), grade_now=None, status="planned")
    assert physics(planned).climb("calm", "LOW", 10) == physics().climb("calm", "LOW", 10)


def test_a_climb_is_quicker_in_a_rush() -> None:
    """At tempo 0.5 and longer hours: two command hops of 0.5 h with their waits and one decision; no queue anywhere."""
    by_hand = (0.5 + TO_HAWAII_LONG) + (0.5 + TO_TOKYO_LONG) + 10 + 3
    assert physics().climb("rush", "MIDDLE", 10) == pytest.approx(by_hand)


def test_referral_is_probability_times_gap_times_climb() -> None:
    """CHIEF (four stars) and MIDDLE (three): a quarter of MIDDLE's climb; with LOW (two stars) two quarters of a longer one."""
    assert physics().referral("calm", "CHIEF", 10, "MIDDLE", 9) == pytest.approx(0.25 * 1 * (MIDDLE_TOP + 13))
    assert physics().referral("calm", "CHIEF", 10, "LOW", 8) == pytest.approx(0.25 * 2 * (LOW_MIDDLE + MIDDLE_TOP + 13))


def test_it_is_the_junior_who_climbs_whoever_comes_first() -> None:
    """The order of the two approvals does not matter; were the second always to climb, CHIEF would climb for nothing."""
    one, other = physics().referral("calm", "CHIEF", 10, "MIDDLE", 9), physics().referral("calm", "MIDDLE", 9, "CHIEF", 10)
    assert one == other > 0


def test_grades_are_those_of_the_posture() -> None:
    """A promoted MIDDLE settles with CHIEF at once: the grade asked about counts, not today's."""
    assert physics().referral("calm", "CHIEF", 10, "MIDDLE", 10) == 0


@pytest.mark.parametrize(
    "first, first_grade, second, second_grade",
    [
        ("CHIEF", 10, "TOP", 10),  # equals
        ("MIDDLE", 9, "TOP", 10),  # one nation
        ("PREMIER", None, "MIDDLE", 9),  # a civil principal first
        ("MIDDLE", 9, "PREMIER", None),  # or second
        ("MINISTER", None, "PREMIER", None),  # or both
    ],
)
def test_no_referral_between_equals_compatriots_or_with_civilians(
    first: str, first_grade: int | None, second: str, second_grade: int | None
) -> None:
    """Each of the exemptions alone makes it exactly 0."""
    assert physics().referral("calm", first, first_grade, second, second_grade) == 0


def test_without_referrals_the_gap_costs_nothing() -> None:
    """At probability 0 a star is worth exactly 0 h, however wide the gap."""
    world = replace(make_world(), parameters=parameters(referral_probability=0.0))
    assert physics(world).referral("calm", "CHIEF", 10, "LOW", 8) == 0
