"""Numbers of the tables of one posture that no proof depends on: tails, shares of futures, errors; each worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from model.study.experiment import Experiment, FutureSettings, OnePosture
from model.study.methods import robust_futures
from model.study.methods.robust_candidates import nearest_to_all
from model.study.methods.robust_designs import Designs
from model.study.studyfile import Study
from model.tables.column import Row
from tests.study.methods.driver import carry_out, solved, teaching
from tests.study.methods.robust_example import LOAD, SCENARIOS, URGENCY, A, B, asked, only

RELEASE, SHARE, BOARDS = "liaison_levels.1.release_hours", "conditions.crisis.share", "conditions.peacetime.decision_period_hours"


def values(row: Row, *names: str) -> list[Any]:
    """Some cells of a row."""
    return [row[name] for name in names]


@pytest.mark.parametrize(
    ("tail", "one", "base"),
    [
        # The worst fifth is most_urgent.
        (0.2, 530.425, 536.175),
        # Two fifths: (530.425 + 415.925) / 2 and (536.175 + 416.675) / 2.
        (0.4, 473.175, 476.425),
        # Half: 0.2 x 530.425 + 0.2 x 415.925 + 0.1 x 301.425 and 0.2 x 536.175 + 0.2 x 416.675 + 0.1 x 297.175, by 0.5.
        (0.5, 438.825, 440.575),
    ],
)
def test_the_price_has_the_tail_that_the_study_asks_for(tail: float, one: float, base: float) -> None:
    """Weights 0.6, 0.2 and 0.2. By the largest regret the one posture is B and that of the base values A; the means are 370.125 and
    368.875, the largest are 530.425 and 536.175."""
    weights = tuple({**scenario, "weight": weight} for scenario, weight in zip(SCENARIOS, (6, 2, 2), strict=True))
    row = only(carry_out(asked(settings={"scenarios": weights, "tail": tail}))[0]["robust_price"])
    assert values(row, "tail_delay", "base_tail_delay", "tail_saved") == pytest.approx([one, base, base - one], abs=1e-6)
    assert values(row, "mean_delay", "base_mean_delay", "mean_saved") == pytest.approx([370.125, 368.875, -1.25], abs=1e-6)
    assert values(row, "worst_delay", "base_worst_delay", "worst_saved") == pytest.approx([530.425, 536.175, 5.75], abs=1e-6)


def test_the_slowest_request_is_that_of_all_futures() -> None:
    """Operations in peacetime take 67.35 h in A. With a board every four days instead of two JJOC and USFJ wait 12 h longer each, and the
    fifth that is referred 24 h longer with INDOPACOM: 67.35 + 12 + 12 + 4.8. That future is not the first."""
    futures = (FutureSettings("as_it_is", 0.5, ()), FutureSettings("seldom", 0.5, ((BOARDS, "96"),)))
    kept = OnePosture("expected", futures, 0.2, 0.0, start=solved(Experiment("delegate")).decisions, kept=True)
    for asked_for in (kept, replace(kept, futures=futures[::-1])):
        assert solved(Experiment("delegate", robust=asked_for)).worst_thread_hours == pytest.approx(96.15, abs=1e-6)


# Held-out futures ----------------------------------------------------------------------------------------------------


def with_release(hours: float) -> float:
    """What A costs where the release at a liaison team takes so long, and not 2 h: each of its requests between the nations passes such a
    team once, at (1 + release) x 1.5 in peacetime, which weighs 0.5 + 1, and a quarter of that in a crisis, which weighs 8 + 16 + 8."""
    return A["as_it_is"] + 1.5 * (1.5 + 0.25 * 32) * (hours - 2)


@cache
def checked(tail: float) -> tuple[dict[str, Row], list[float]]:
    """The rows of the check of ten held-out futures by posture, and the release hours of those futures in rising order."""
    held_out: Study = asked(settings={"held_out": 10, "tail": tail}, factors=(RELEASE,))
    rows = carry_out(held_out)[0]["robust_check"]
    points = robust_futures.sample(held_out, teaching(), 10, held_out.seed + 1)
    return {str(row["posture"]): row for row in rows}, sorted(float(dict(point.settings)[RELEASE]) for point in points)


@pytest.mark.parametrize(("tail", "slowest"), [(0.2, 2), (0.3, 3), (1.0, 10)])
def test_the_check_is_the_arithmetic_of_its_futures(tail: float, slowest: int) -> None:
    """B has no team that the release hours are of, and costs 301.425 everywhere; A costs the more, the longer they are."""
    rows, hours = checked(tail)
    delays = [with_release(one) for one in hours]
    assert values(rows["one posture"], "mean_delay", "median_delay", "tail_delay", "worst_delay") == pytest.approx([B["as_it_is"]] * 4)
    row = rows["base values"]
    assert values(row, "mean_delay", "median_delay") == pytest.approx([sum(delays) / 10, (delays[4] + delays[5]) / 2], abs=1e-6)
    assert row["tail_delay"] == pytest.approx(sum(delays[-slowest:]) / slowest, abs=1e-6)
    assert row["worst_delay"] == pytest.approx(delays[-1], abs=1e-6)


def test_the_quicker_posture_is_counted() -> None:
    """B is quicker where A loses more than 4.25 h, from 2 + 4.25 / 14.25 release hours on: in some of the ten futures, but not in half."""
    rows, hours = checked(0.2)
    later = sum(one > 2 + 4.25 / 14.25 for one in hours)
    assert later not in (0, 5, 10)
    assert rows["one posture"]["quicker"] == pytest.approx(later / 10)
    assert rows["base values"]["quicker"] == pytest.approx(1 - later / 10)


OFTEN = {"name": "often", "set": {LOAD: 15}}


def test_where_the_posture_of_the_base_values_does_not_hold_is_told() -> None:
    """JJOC's five officers hold at most 28 h in a crisis, and with 15 operations a day they would have 15 x 2 = 30. So Japan's operations
    stay with the Joint Staff in a crisis, for 1.5625 h at weight 8 more as it is: 297.175 + 12.5. What A costs over all futures is then
    nothing."""
    tables, _ = carry_out(asked("expected", settings={"scenarios": ({"name": "as_it_is"}, OFTEN)}))
    row = only(tables["robust_price"])
    as_it_is, often = (only(tables["robust_futures"], future=name) for name in ("as_it_is", "often"))
    assert values(as_it_is, "weighted_delay", "base_delay") == pytest.approx([309.675, 297.175], abs=1e-6)
    assert values(often, "base_delay", "base_regret") == [None, None]
    assert often["weighted_delay"] == pytest.approx(solved(Experiment("delegate", ((LOAD, "15"),))).weighted_delay, abs=1e-6)
    assert row["base_does_not_hold"] == 1
    missing = ("base_mean_delay", "mean_saved", "base_tail_delay", "tail_saved", "base_worst_delay", "worst_saved", "base_most_regret")
    assert values(row, *missing) == [None] * len(missing)
    assert values(row, "most_regret", "given_up") == pytest.approx([12.5, 12.5], abs=1e-6)


def test_the_check_counts_the_futures_in_which_a_posture_does_not_hold() -> None:
    """Up to 19 operations a day: A does not hold above 14 (JJOC's 28 h), the posture for 15 a day always does (the Joint Staff holds 56 h,
    and has 10 + 2 x 19 + 4 + 2 = 54 with its relays). A is the quicker in every future in which both hold."""
    base = replace(teaching(), ranges={**teaching().ranges, LOAD: teaching().ranges[LOAD].model_copy(update={"high": 19.0})})
    held_out = asked("expected", settings={"scenarios": ({"name": "as_it_is"}, OFTEN), "held_out": 10}, factors=(LOAD,))
    rows = carry_out(held_out, solved, base)[0]["robust_check"]
    points = robust_futures.sample(held_out, base, 10, held_out.seed + 1)
    too_many = sum(float(dict(point.settings)[LOAD]) > 14 for point in points)
    assert 0 < too_many < 5
    assert values(only(rows, posture="one posture"), "futures", "does_not_hold", "quicker") == [10, 0, 0.0]
    assert values(only(rows, posture="base values"), "futures", "does_not_hold", "quicker") == [10, too_many, 1.0]


# The sample ----------------------------------------------------------------------------------------------------------


def test_the_reduction_error_is_that_of_the_posture_it_misjudges_most() -> None:
    """With a share s of crisis the posture of `delegate` costs 123.35 (1 - s) + 471 s and that of `today` 220.93 (1 - s) + 1036.96 s
    (docs/teaching.md, doubled where s is a half). One representative of three futures stands for their mean; the error is larger for
    `today`, which a crisis hits harder."""
    sampled = asked(variants=("delegate", "today"), settings={"scenarios": (), "representatives": 1}, factors=(SHARE,), samples=3)
    tables, _ = carry_out(sampled)
    shares = {point.name: float(dict(point.settings)[SHARE]) for point in robust_futures.sample(sampled, teaching(), 3, sampled.seed)}
    (taken,) = {str(row["future"]) for row in tables["robust_futures"]}
    mean = sum(shares.values()) / 3
    errors = []
    for peacetime, crisis in ((123.35, 471.0), (220.93, 1036.96)):
        costs = [peacetime * (1 - share) + crisis * share for share in (shares[taken], mean)]
        errors.append(abs(costs[0] / costs[1] - 1))
    assert errors[1] > 1.01 * errors[0] > 0
    for row in tables["robust_price"]:
        assert row["reduction_error"] == pytest.approx(errors[1], rel=1e-6)


# Candidates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aim", "order"), [("regret", ("urgent", "as_it_is")), ("worst", ("urgent", "as_it_is")), ("expected", ("as_it_is", "urgent"))]
)
def test_designs_are_ranked_by_what_they_cost_in_all(aim: Any, order: tuple[str, ...]) -> None:
    """Weights 0.6, 0.2 and 0.2: B, the best where it is urgent, has the lesser largest regret and delay, A the lesser mean. Only the
    first few are tried; in the order in which they come, that of the base values would be the first."""
    settings = {"as_it_is": (), "urgent": ((URGENCY, "8"),), "most_urgent": ((URGENCY, "12"),)}
    alone = {name: solved(Experiment("delegate", one)) for name, one in settings.items()}
    weights = {"as_it_is": 0.6, "urgent": 0.2, "most_urgent": 0.2}
    futures = tuple(FutureSettings(name, weights[name], settings[name], alone[name].weighted_delay) for name in settings)
    whole = Experiment("delegate", robust=OnePosture(aim, futures, 0.2, 0.01))
    found = nearest_to_all(teaching(), whole, Designs(whole, 16), {"": solved(Experiment("delegate")), **alone})
    assert [one.design for one in found] == [alone[name].decisions for name in order]
    costs = {"as_it_is": A, "urgent": B}
    assert [one.delays for one in found] == [pytest.approx(costs[name], abs=1e-6) for name in order]
