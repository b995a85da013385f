"""The model's hours for an episode: the right leg, and the least and most over the ranges, held against sums by hand."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from model.data.instance import Instance
from model.data.registers import Assumption, Episode
from model.data.settings import replaced
from model.delay.draws import Span
from model.delay.evaluate import evaluate
from model.delay.posture import Posture, Route, Step
from model.delay.record_hours import ModelHours, model_hours
from tests.reporting.builders import SOURCE, tiny_instance, tiny_posture

BOARD = "conditions.crisis.decision_period_hours"
ENDS = {
    "conditions.crisis.tempo": (0.25, 1.0),
    BOARD: (6.0, 24.0),
    "conditions.crisis.effective_hours_per_week": (30.0, 40.0),
    "conditions.peacetime.tempo": (0.5, 2.0),
    "headquarters.Far.decision_factor": (0.5, 1.0),
    "threads.warning.work_hours": (1.0, 4.0),
    "liaison_levels.0.handling_hours": (1.0, 4.0),
    "demand.warning@crisis.requests_per_day": (1.0, 9.0),
}


def episode(**changed: object) -> Episode:
    """Hours of the whole thread in a crisis."""
    cells: dict[str, object] = {
        "episode": "e",
        "date": "2020",
        "says": "from here to there",
        "kind": "auth",
        "hours": 4.0,
        "low": 3.0,
        "high": 5.0,
        "confidence": "high",
        "variant": "v00",
        "thread": "warning",
        "condition": "crisis",
        "reading": "near",
        "source": SOURCE,
    }
    return Episode.model_validate({**cells, **changed})


def world(*paths: str) -> Instance:
    """The tiny instance with the ranges of these paths (none named: all)."""
    rows = {path: Assumption(path=path, low=low, high=high, reason="r", source=SOURCE) for path, (low, high) in ENDS.items()}
    return replace(tiny_instance(), ranges={path: row for path, row in sorted(rows.items()) if path in paths or not paths})


def hours(instance: Instance, posture: Posture, **changed: object) -> ModelHours:
    return model_hours(instance, posture, [episode(**changed)])["e"]


def test_the_whole_thread_is_its_route() -> None:
    """Near > Far*: in a crisis as long as the evaluation of the posture says."""
    instance, posture = world(), tiny_posture(delegated=False)
    [delay] = [one for one in evaluate(instance, posture).routes if (one.route.phase, one.route.condition) == ("then", "crisis")]
    found = hours(instance, posture)
    assert found.hours == pytest.approx(delay.parts.total, abs=1e-12)
    assert found.way == "Near > Far*"


def test_parts_alone_by_hand() -> None:
    """Handling at level 0 in a crisis is 0.5 x 2 h = 1 h; the board waits 12 h / 2 = 6 h. Together 7 h; with all parts it would be more."""
    assert hours(world(), tiny_posture(False), parts=("decision_wait", "handling")).hours == pytest.approx(7.0)


def test_ends_by_hand() -> None:
    """The board's wait is factor x period / 2: 0.5 x 6 / 2 = 1.5 h at the least, 1 x 24 / 2 = 12 h at the most. With one range at its end
    alone the least would be 3 h, and without ranges 6 h."""
    found = hours(world(), tiny_posture(False), parts=("decision_wait",))
    assert (found.low, found.hours, found.high) == pytest.approx((1.5, 6.0, 12.0))
    # The period moves it from 3 to 12 h, the factor from 3 to 6 h; nothing else does.
    assert found.moved_by == (("conditions.crisis.decision_period_hours", pytest.approx(9)), ("headquarters.Far.decision_factor", 3))


def test_what_shortens_goes_to_its_other_end() -> None:
    """More working hours a week are more seats and a shorter queue: the least hours stand at the high end, here 40 h."""
    path = "conditions.crisis.effective_hours_per_week"
    instance, posture = world(path), tiny_posture(False)
    found = hours(instance, posture, parts=("desk_queue",))
    at = {end: hours(replaced(instance, path, end), posture, parts=("desk_queue",)).hours for end in ENDS[path]}
    assert at[40.0] is not None
    assert at[30.0] is not None
    assert at[40.0] < at[30.0]
    assert (found.low, found.high) == (at[40.0], at[30.0])


def test_nothing_inside_the_ranges_leaves_the_ends() -> None:
    """A hundred instances with every number drawn inside its range: none is quicker than the least or slower than the most, and some come
    near either. A wrong sign of any effect would let some through."""
    instance, posture, draw = world(), tiny_posture(False), random.Random(11)
    found = hours(instance, posture)
    assert found.low is not None
    assert found.high is not None
    seen = []
    for _ in range(100):
        drawn = instance
        for path, (low, high) in ENDS.items():
            drawn = replaced(drawn, path, draw.choice((low, high, draw.uniform(low, high))))
        [delay] = [one for one in evaluate(drawn, posture).routes if (one.route.phase, one.route.condition) == ("then", "crisis")]
        seen.append(delay.parts.total)
    assert found.low - 1e-9 <= min(seen) < max(seen) <= found.high + 1e-9
    assert min(seen) < found.low + 0.3 * (found.high - found.low)
    assert max(seen) > found.high - 0.3 * (found.high - found.low)


def test_legs_add_up() -> None:
    """Near > Mid* > Far: until the approval and after it make the whole; after it there is a command hop of 0.5 x 0.25 h, a relay of 0.5 x
    0.5 h and the queue there."""
    posture = tiny_posture(delegated=True)
    whole, until, after = (hours(world(), posture, **leg).hours for leg in ({}, {"until": "ops"}, {"after": "ops"}))
    assert whole is not None
    assert until is not None
    assert after is not None
    assert whole == pytest.approx(until + after)
    queue = hours(world(), posture, after="ops", parts=("desk_queue",)).hours
    assert queue is not None
    assert after == pytest.approx(0.125 + 0.25 + queue)


def test_approvals_in_one_place_cannot_be_told_apart() -> None:
    """Where one stop gives both approvals, the leg that ends between them has no hours; the one that ends with the last has."""
    instance = world()
    both = instance.threads["warning"].model_copy(update={"approvals": ("ops", "other")})
    other = instance.authorities["ops"].model_copy(update={"authority": "other"})
    instance = replace(instance, threads={"warning": both}, authorities={**instance.authorities, "other": other})
    posture = tiny_posture(False)
    route = Route("then", "crisis", "warning", (Step("Near"), Step("Far", 2, "liaison", 0)))
    posture = replace(posture, routes=(route,))
    assert hours(instance, posture, until="ops") == ModelHours(way="Near > Far**")
    assert hours(instance, posture, after="ops").hours is None
    assert hours(instance, posture, until="other").hours is not None


def test_a_thread_that_does_not_occur_goes_the_best_way() -> None:
    """The same request has the same hours whether or not the posture has a route for it: else an episode in a condition without such
    requests would be held against nothing."""
    instance, posture = world(), tiny_posture(delegated=True)
    assert hours(instance, replace(posture, routes=())) == hours(instance, posture)


def test_a_closed_way_has_no_hours() -> None:
    """Far is closed and holds what must be approved: there is no leg, and nothing is said."""
    posture = tiny_posture(False)
    active = {**posture.active, ("then", "Far"): False}
    assert hours(world(), replace(posture, routes=(), active=active)) == ModelHours()


def test_a_number_of_the_first_phase_is_moved_there() -> None:
    """Where the phase has a number of its own, its range is that of the phase: 3 to 9 h a period, and not 6 to 24."""
    path = "then:conditions.crisis.decision_period_hours"
    row = Assumption(path=path, low=3.0, high=9.0, reason="r", source=SOURCE)
    instance = replace(world(), ranges={**world().ranges, path: row})
    found = hours(replaced(instance, path, 8.0), tiny_posture(False), parts=("decision_wait",))
    assert (found.low, found.hours, found.high) == pytest.approx((0.75, 4.0, 4.5))


def test_the_middle_of_drawn_worlds() -> None:
    """One number moves the wait for the board of a crisis, from 3 to 12 h around 6 h. Drawn even in proportion with 6 h in the middle, one
    in twenty stays below 3 x 2^(2 x 0.05) = 3.22 h and one in twenty exceeds 6 x 2^(2 x 0.45) = 11.20 h; drawn evenly in hours it would be
    3.45 and 11.55 h. The same numbers come again each time."""
    found = hours(world(BOARD), tiny_posture(False), parts=("decision_wait",))
    assert found.middle == pytest.approx((3 * 2**0.1, 6 * 2**0.9), rel=0.005)
    assert hours(world(BOARD), tiny_posture(False), parts=("decision_wait",)) == found


def test_without_ranges_the_middle_is_the_value() -> None:
    """Nothing can be drawn: least, middle and most are the hours themselves."""
    found = hours(replace(world(), ranges={}), tiny_posture(False))
    assert found.low == found.hours == found.high
    assert found.middle == (found.hours, found.hours)


def test_a_further_range_changes_no_draw() -> None:
    """Each number has a stream of its own: what does not move the hours moves no end of their middle either."""
    parts = {"parts": ("decision_wait",)}
    alone = hours(world(BOARD), tiny_posture(False), **parts)
    among = hours(world(BOARD, "liaison_levels.0.handling_hours", "conditions.peacetime.tempo"), tiny_posture(False), **parts)
    assert among == alone


@pytest.mark.parametrize(
    ("span", "share", "number"),
    [
        (Span(1, 4, 8), 0.0, 1.0),
        (Span(1, 4, 8), 0.25, 2.0),
        (Span(1, 4, 8), 0.5, 4.0),
        (Span(1, 4, 8), 0.75, 4 * 2**0.5),
        (Span(0, 4, 8), 0.25, 2.0),
        (Span(0, 0, 8), 0.75, 4.0),
        (Span(3, 3, 3), 0.1, 3.0),
    ],
)
def test_a_number_is_drawn_around_its_value(span: Span, share: float, number: float) -> None:
    """Half of all draws below the value, even in proportion on either side; even in size where there is a 0 to begin with."""
    assert span.at(share) == pytest.approx(number)
