"""Switch points: every crossing that the grid can see, as exact as asked, with both answers."""

from __future__ import annotations

from typing import Any

import pytest

from model.errors import InputError
from model.study.experiment import Experiment, Result
from model.study.methods.follow import crossings
from model.tables.column import Row
from tests.study.methods.driver import carry_out, made_up, solved, study

REFERRAL = "parameters.referral_probability"
PAIR = ["delegate", "four-star"]


def delay(variant: str, probability: float) -> float:
    """The weighted delay of a variant at a referral probability."""
    found = solved(Experiment(variant, ((REFERRAL, f"{probability:.12g}"),))).weighted_delay
    assert found is not None
    return found


def difference(**settings: Any) -> list[Row]:
    """Switch points of the worth of the fourth star along the referral probability."""
    return carry_out(study("switch_points", PAIR, [REFERRAL], settings={"about": "difference", "pair": PAIR, **settings}))[0][
        "switch_points"
    ]


def test_the_switch_is_where_a_bisection_by_hand_finds_it() -> None:
    """The probability at which the star begins to save 10 h/day, halved by hand from 0 to 0.5 until narrower than 0.001, lies in the
    reported interval; the derivation says 124 h/day a unit of probability, so 10/124 = 0.0806. A wrong side or value would miss it."""
    low, high = 0.0, 0.5
    while high - low > 0.001:
        middle = (low + high) / 2
        low, high = (low, middle) if delay("delegate", middle) - delay("four-star", middle) > 10 else (middle, high)
    (row,) = difference(threshold=10.0, grid=3, tolerance=0.002)
    assert isinstance(row["switch_from"], float)
    assert isinstance(row["switch_to"], float)
    assert row["switch_from"] <= (low + high) / 2 <= row["switch_to"]
    assert row["switch_from"] <= 10 / 124 <= row["switch_to"]
    assert row["switch_to"] - row["switch_from"] <= 0.001
    assert row["tolerance"] == pytest.approx(0.001)
    assert (row["result"], row["below"], row["above"]) == ("switch", "below 10 h/day", "above 10 h/day")


def test_no_switch_is_said_to_be_none() -> None:
    """The star never saves 1000 h/day: one row that says so, with the answer throughout. No row at all would look like an omission."""
    (row,) = difference(threshold=1000.0, grid=3, tolerance=0.01)
    assert (row["result"], row["below"], row["switch_from"]) == ("no switch inside the range", "below 1000 h/day", None)


def test_the_best_variant_switches_where_the_star_stops_being_free() -> None:
    """At no referral both are equally good; with the smallest referral the star is better. Naming only the first of equals would
    find no switch."""
    made, _ = carry_out(study("switch_points", PAIR, [REFERRAL], settings={"grid": 3, "tolerance": 0.05}))
    (row,) = made["switch_points"]
    assert (row["below"], row["above"], row["switch_from"]) == ("delegate|four-star", "four-star", 0.0)


def test_the_holder_of_an_authority_is_followed_variant_by_variant() -> None:
    """A made-up holder that changes at 0.3 in the crisis alone, in one of two variants: one switch that names the condition, and
    one row without."""

    def pretend(question: Experiment) -> Result:
        late = float(dict(question.settings)[REFERRAL]) > 0.3 and question.variant == "delegate"
        held = (("crisis", "USFJ" if late else "INDOPACOM"), ("peacetime", "INDOPACOM"))
        return made_up(1.0, decisions=tuple(("holds", "2026", condition, "us_opcon", hq) for condition, hq in held))

    settings = {"about": "holder", "authority": "us_opcon", "grid": 3, "tolerance": 0.01}
    made, _ = carry_out(study("switch_points", PAIR, [REFERRAL], settings=settings), pretend)
    switch, none = made["switch_points"]
    assert isinstance(switch["switch_from"], float)
    assert isinstance(switch["switch_to"], float)
    assert switch["switch_from"] <= 0.3 <= switch["switch_to"]
    assert (switch["below"], switch["above"]) == ("INDOPACOM", "crisis: USFJ; peacetime: INDOPACOM")
    assert (none["variant"], none["result"], none["below"]) == ("four-star", "no switch inside the range", "INDOPACOM")


def test_every_crossing_is_found_and_a_third_answer_splits_the_search() -> None:
    """a up to 0.1, b up to 0.15, c up to 0.8, then a again: three crossings, although a grid of 0, 0.5, 1 sees no b and both ends
    agree. A bisection that only compares with one end would lose b."""

    def answer(place: float) -> str:
        return "a" if place < 0.1 else "b" if place < 0.15 else "c" if place < 0.8 else "a"

    found, wanted = crossings(answer, [0.0, 0.5, 1.0], 0.01)
    assert [(one.below, one.above) for one in found] == [("a", "b"), ("b", "c"), ("c", "a")]
    for one, at in zip(found, (0.1, 0.15, 0.8), strict=True):
        assert one.low < at <= one.high
        assert one.high - one.low <= 0.01
    assert wanted == []


def test_unknown_answers_are_asked_for_and_nothing_is_claimed_about_them() -> None:
    """Without an answer in the middle the place is wanted and no crossing is reported."""
    found, wanted = crossings(lambda place: None if place == 0.5 else str(place), [0.0, 1.0], 0.1)
    assert (found, wanted) == ([], [0.5])


def test_a_side_without_a_posture_is_an_answer_with_its_reason() -> None:
    """Beyond 0.25 a rule leaves no posture: that is a switch too, and the rule is named."""

    def pretend(question: Experiment) -> Result:
        if float(dict(question.settings)[REFERRAL]) > 0.25:
            return made_up(None, "infeasible", blocked_by=("rule x",))
        return made_up(1.0)

    made, _ = carry_out(study("switch_points", ["delegate"], [REFERRAL], settings={"grid": 3, "tolerance": 0.1}), pretend)
    (row,) = made["switch_points"]
    assert (row["below"], row["above"]) == ("delegate", "infeasible: rule x")


@pytest.mark.parametrize(
    "settings",
    [
        {"about": "worst"},
        {"grid": 1},
        {"tolerance": 0.0},
        {"about": "holder", "authority": "us_opcom"},
        {"about": "holder", "authority": "us_opcon", "conditions": ["war"]},
        {"about": "difference", "pair": ["delegate", "today"]},
    ],
)
def test_a_question_that_cannot_be_put_is_refused(settings: dict[str, Any]) -> None:
    """Each would otherwise end in an answer to another question, or in none."""
    with pytest.raises(InputError):
        carry_out(study("switch_points", PAIR, [REFERRAL], settings=settings), lambda question: made_up(1.0))
