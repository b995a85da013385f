"""What a whole posture costs: routes put together from their steps, loads, weights and counts, against paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.data.instance import Instance
from model.delay.evaluate import demands, evaluate, find_channel, objective_weight, people
from model.delay.posture import PART_NAMES, Evaluation, Parts, Posture, Route, RouteDelay, Step
from model.delay.transitions import transitions
from tests.delay.world import demand, make_world, with_hq

TO_HAWAII = (9 * 14.5 + 4 * 5 * 12.5) / 45
TO_TOKYO = (4 * 5 * 2.5 + 9 * 48.5) / 45
# Seven seats, services of 7 h: 7 x 0.5^3/(7 x 0.5) and 7 x 0.8^3/(7 x 0.2).
LOW_BAND, HIGH_BAND = 0.25, 2.56

STRIKE = Route("now", "calm", "strike", (Step("CHIEF", 1), Step("MIDDLE", 0, "liaison", 1), Step("TOP", 2, "command")))
NOTE = Route("now", "calm", "note", (Step("WING"), Step("LOW", 0, "direct", 0)))


def posture(*routes: Route, **changed: object) -> Posture:
    """Today's holders and grades; a team between MIDDLE and CHIEF; TOP's desk in the upper band; these routes."""
    grades = {"CHIEF": 10, "LOW": 8, "MIDDLE": 9, "TOP": 10, "WING": 8}
    levels = {("CHIEF", "LOW"): 0, ("MIDDLE", "CHIEF"): 1, ("TOP", "CHIEF"): 0, ("TOP", "MIDDLE"): 0, ("WING", "LOW"): 0}
    base = Posture(
        holders={
            ("now", "calm", "jp_one"): ("CHIEF",),
            ("now", "calm", "us_one"): ("TOP",),
            ("now", "calm", "us_two"): ("TOP",),
        },
        active={("now", hq): True for hq in make_world().headquarters},
        grades={("now", hq): grade for hq, grade in grades.items()},
        levels={("now", key): level for key, level in levels.items()},
        officers={("now", desk): 7 for desk in ("CHIEF", "MIDDLE", "TOP")},
        bands={("now", "calm", "CHIEF"): 0.5, ("now", "calm", "MIDDLE"): 0.5, ("now", "calm", "TOP"): 0.8},
        routes=routes,
    )
    return replace(base, **changed)  # type: ignore[arg-type]


def only(evaluation: Evaluation) -> RouteDelay:
    """The one route of an evaluation."""
    (delay,) = evaluation.routes
    return delay


def delay_of(route: Route, instance: Instance | None = None, **changed: object) -> RouteDelay:
    """The delay of one route in the small world."""
    return only(evaluate(make_world() if instance is None else instance, posture(route, **changed)))


def assert_parts(found: Parts, expected: Parts) -> None:
    """Every part agrees."""
    for name in PART_NAMES:
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-9), name


def test_a_route_with_everything_in_it() -> None:
    """CHIEF approves what starts there, MIDDLE passes it on, TOP approves twice and is where it must arrive: three approvals, one
    relay, four queues, no relay for the arrival."""
    assert STRIKE.path == "CHIEF* > MIDDLE > TOP**"
    assert_parts(
        delay_of(STRIKE).parts,
        Parts(
            handling=1 + 1,
            release=2,
            language=0.25 * (1 + 2),
            duty_wait=TO_HAWAII,
            relay_work=2,
            approval_work=3 * (8 + 3),
            desk_queue=LOW_BAND + LOW_BAND + 2 * HIGH_BAND,
            decision_wait=3 * 10,
        ),
    )


def test_hops_carry_what_happens_where_they_end() -> None:
    """Step 0 is the origin's own approval, step 1 enters MIDDLE, step 2 enters TOP; a cost booked on the wrong hop fails here though
    the route's sum is right."""
    origin, middle, top = delay_of(STRIKE).hops
    assert [(hop.step, hop.from_hq, hop.to_hq, hop.channel, hop.level) for hop in (origin, middle, top)] == [
        (0, "", "CHIEF", "origin", None),
        (1, "CHIEF", "MIDDLE", "liaison", 1),
        (2, "MIDDLE", "TOP", "command", None),
    ]
    assert_parts(origin.parts, Parts(approval_work=11, desk_queue=LOW_BAND, decision_wait=10))
    assert_parts(middle.parts, Parts(handling=1, release=2, language=0.75, relay_work=2, desk_queue=LOW_BAND))
    assert_parts(top.parts, Parts(handling=1, duty_wait=TO_HAWAII, approval_work=22, desk_queue=2 * HIGH_BAND, decision_wait=20))


def test_hops_add_up_to_the_route_and_parts_to_the_total() -> None:
    """Part by part over the hops, and over the parts: nothing is counted beside the nine parts."""
    delay = delay_of(STRIKE)
    for name in PART_NAMES:
        assert sum(getattr(hop.parts, name) for hop in delay.hops) == pytest.approx(getattr(delay.parts, name))
    assert delay.parts.total == pytest.approx(sum(getattr(delay.parts, name) for name in PART_NAMES))
    assert len(PART_NAMES) == 9


def test_an_origin_that_does_not_approve_serves_nothing() -> None:
    """The same request approved only at TOP: no work, queue or decision at CHIEF, and no step 0."""
    asks = Route("now", "calm", "strike", (Step("CHIEF"), Step("TOP", 3, "liaison", 0)))
    delay = delay_of(asks)
    assert [hop.step for hop in delay.hops] == [1]
    assert_parts(
        delay.parts,
        Parts(
            handling=2,
            release=4,
            language=0.5 * (2 + 4),
            duty_wait=TO_HAWAII,
            approval_work=3 * 11,
            desk_queue=3 * HIGH_BAND,
            decision_wait=30,
        ),
    )


def test_an_arrival_is_one_relay() -> None:
    """A note needs nobody's approval: its explicit half-hour and one service of 2 h where it arrives, where no desk queues it."""
    assert_parts(delay_of(NOTE).parts, Parts(handling=0.5, relay_work=2))


def test_a_destination_beyond_the_last_approver_relays_once() -> None:
    """Approved at TOP and sent down to MIDDLE: a relay of 2 h and MIDDLE's queue come on top, once."""
    beyond = replace(STRIKE, steps=(*STRIKE.steps, Step("MIDDLE", 0, "command")))
    added = delay_of(beyond).hops[-1].parts
    assert_parts(added, Parts(handling=1, duty_wait=TO_TOKYO, relay_work=2, desk_queue=LOW_BAND))
    assert delay_of(beyond).parts.total == pytest.approx(delay_of(STRIKE).parts.total + added.total)


def test_a_request_that_never_moves() -> None:
    """Origin, approver and destination in one: the approval and nothing else, on a step 0."""
    stays = Route("now", "calm", "strike", (Step("CHIEF", 1),))
    delay = delay_of(stays)
    assert [hop.step for hop in delay.hops] == [0]
    assert_parts(delay.parts, Parts(approval_work=11, desk_queue=LOW_BAND, decision_wait=10))


def test_successive_approvers_of_two_nations_refer() -> None:
    """CHIEF (four stars) then MIDDLE (three) then TOP: one referral, between the first two, booked where the second approves. MIDDLE and
    TOP are of one nation. A quarter of MIDDLE's climb: to Hawaii and back and 13 h."""
    graded = replace(STRIKE, steps=(Step("CHIEF", 1), Step("MIDDLE", 1, "liaison", 1), Step("TOP", 1, "command")))
    delay = delay_of(graded)
    referral = 0.25 * ((1 + TO_HAWAII) + (1 + TO_TOKYO) + 13)
    assert [hop.parts.referral for hop in delay.hops] == pytest.approx([0, referral, 0])
    assert delay_of(graded, grades={**posture().grades, ("now", "MIDDLE"): 10}).parts.referral == 0


def test_relays_between_approvers_do_not_hide_the_referral() -> None:
    """CHIEF approves, MIDDLE passes on, LOW approves: it is the approvers that are compared, two grades apart."""
    apart = replace(STRIKE, steps=(Step("CHIEF", 1), Step("MIDDLE", 0, "liaison", 1), Step("LOW", 1, "command")))
    climb = (1 + 1) + (1 + TO_HAWAII) + (1 + TO_TOKYO) + 13
    assert delay_of(apart).parts.referral == pytest.approx(0.25 * 2 * climb)


def test_a_second_approval_by_the_same_hq_refers_nothing() -> None:
    """Two approvals in a row by one principal: nobody differs from himself, whoever approved before."""
    twice = replace(STRIKE, steps=(Step("CHIEF", 1), Step("MIDDLE", 2, "liaison", 1)))
    once = replace(STRIKE, steps=(Step("CHIEF", 1), Step("MIDDLE", 1, "liaison", 1)))
    assert delay_of(twice).parts.referral == delay_of(once).parts.referral > 0


def test_desk_loads() -> None:
    """Work a day plus 10 h of background against 7 x 45/7 = 45 h: CHIEF 8, MIDDLE 2, TOP 16. The band's wait stands beside the wait at
    the exact load."""
    loads = {load.desk: load for load in evaluate(make_world(), posture(STRIKE, NOTE)).desks if load.condition == "calm"}
    assert {desk: load.load_hours_per_day for desk, load in loads.items()} == pytest.approx({"CHIEF": 18, "MIDDLE": 12, "TOP": 26})
    assert {load.capacity_hours_per_day for load in loads.values()} == {45}
    assert (loads["CHIEF"].wait_hours, loads["TOP"].wait_hours) == pytest.approx((LOW_BAND, HIGH_BAND))
    utilisation = 26 / 45
    assert loads["TOP"].exact_wait_hours == pytest.approx(utilisation**3 / (1 - utilisation))


def test_loads_count_requests_and_not_urgency() -> None:
    """Half as many requests again make half as much work again; a threefold urgency makes none."""
    world = make_world()
    busier = replace(world, demand={**world.demand, ("strike", "calm"): demand("strike", "calm", 1.5, 9)})
    loads = {load.desk: load.load_hours_per_day for load in evaluate(busier, posture(STRIKE)).desks if load.condition == "calm"}
    assert loads == pytest.approx({"CHIEF": 10 + 1.5 * 8, "MIDDLE": 10 + 1.5 * 2, "TOP": 10 + 1.5 * 16})


def test_a_closed_desk_carries_no_background() -> None:
    """With its only HQ closed a desk has no load, no capacity and no wait; its 10 h of other work are gone with it."""
    shut = {("now", hq): hq != "MIDDLE" for hq in make_world().headquarters}
    none = {**posture().officers, ("now", "MIDDLE"): 0}
    bands = {key: band for key, band in posture().bands.items() if key[2] != "MIDDLE"}
    loads = {load.desk: load for load in evaluate(make_world(), posture(NOTE, active=shut, officers=none, bands=bands)).desks}
    closed = loads["MIDDLE"]
    assert (closed.load_hours_per_day, closed.capacity_hours_per_day, closed.wait_hours, closed.exact_wait_hours) == (0, 0, 0, 0)


def test_weights_are_phase_share_requests_and_urgency() -> None:
    """2 x 0.5 x 1 x 3 for the strike, 2 x 0.5 x 4 x 0.5 for the note; the objective is the weighted sum of the two delays."""
    world = make_world()
    assert objective_weight(world, "now", "calm", "strike") == 2 * 0.5 * 1 * 3
    assert objective_weight(world, "now", "calm", "note") == 2 * 0.5 * 4 * 0.5
    both = evaluate(world, posture(STRIKE, NOTE))
    assert both.weighted_delay == pytest.approx(3 * delay_of(STRIKE).parts.total + 2 * delay_of(NOTE).parts.total)
    assert both.weights == {("now", "calm", "strike"): 3, ("now", "calm", "note"): 2}


def test_a_thread_without_requests_does_not_occur() -> None:
    """Zero a day and no row at all are the same: nothing to route."""
    world = make_world()
    quiet = replace(world, demand={**world.demand, ("strike", "calm"): demand("strike", "calm", 0, 3)})
    assert demands(world) == (("calm", "note"), ("calm", "strike"))
    assert demands(quiet) == (("calm", "note"),)


def test_people_are_teams_and_officers() -> None:
    """One team of two and three desks of seven; four stars are TOP and CHIEF."""
    assert people(make_world(), posture()) == 2 + 3 * 7
    assert evaluate(make_world(), posture(NOTE)).four_stars == 2


def changes(world: Instance, found: Posture) -> int:
    """What differs from the phase before, summed over phases."""
    return sum(into.changes for into in transitions(world, found))


def test_changes_count_each_thing_that_differs_from_today() -> None:
    """Today plus a team is 1; each moved holder, promoted commander, opened HQ and other level adds one; an HQ new today has no grade to
    change."""
    moved = {**posture().holders, ("now", "calm", "us_one"): ("MIDDLE",)}
    assert changes(make_world(), posture()) == 1
    assert changes(make_world(), posture(holders=moved)) == 2
    assert changes(make_world(), posture(grades={**posture().grades, ("now", "MIDDLE"): 10})) == 2
    assert changes(make_world(), posture(levels={**posture().levels, ("now", ("TOP", "CHIEF")): 2})) == 2
    planned = with_hq(make_world(), "WING", status="planned", grade_now=None)
    assert changes(planned, posture()) == 2
    assert changes(planned, posture(active={**posture().active, ("now", "WING"): False})) == 1


def test_channels_are_found_both_ways_and_direct_ones_one_way() -> None:
    """A liaison channel serves both directions; a feed does not run backwards, and a kind that is not there is not invented."""
    world = make_world()
    assert find_channel(world, Step("CHIEF", 0, "liaison", 1), "MIDDLE") == find_channel(world, Step("MIDDLE", 0, "liaison", 1), "CHIEF")
    assert find_channel(world, Step("LOW", 0, "direct", 0), "WING").hours == 0.5
    with pytest.raises(KeyError):
        find_channel(world, Step("WING", 0, "direct", 0), "LOW")
    with pytest.raises(KeyError):
        find_channel(world, Step("LOW", 0, "liaison", 0), "WING")


def test_routes_are_evaluated_in_order_whatever_order_they_come_in() -> None:
    """The same bytes for the same posture: the evaluation sorts, so the order of the list cannot show."""
    world = make_world()
    assert evaluate(world, posture(STRIKE, NOTE)) == evaluate(world, posture(NOTE, STRIKE))
