"""Studies of pace: what is asked at each limit and loss, and that the order turns where it is said to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from model.data.instance import Instance
from model.data.records import Parameter
from model.errors import InputError
from model.study.experiment import Experiment, Result
from model.study.methods.pace import LOSS
from tests.study.methods.driver import carry_out, made_up, study, teaching

QUICK, SLOW = "four-star", "delegate"
PHASES = ("first", "second", "third")


def plan(loss: tuple[float | None, float | None] = (0.0, 0.4)) -> Instance:
    """The teaching instance in three phases; `delegate` lets one authority change hands in the first."""
    base = teaching()
    [one] = base.phases
    phases = tuple(
        one.model_copy(update={"id": name, "start": one.start + dt.timedelta(days=365 * at), "weight": 1 / 3})
        for at, name in enumerate(PHASES)
    )
    pools = {(name, *key[1:]): row.model_copy(update={"phase": name}) for key, row in base.pools.items() for name in PHASES}
    parameter = Parameter(value=0.15, low=loss[0], high=loss[1], unit="1", source="made for a test")
    slow = dataclasses.replace(base.variants[SLOW], settings=(("phases.first.transfers_max", 1),))
    variants = {**base.variants, SLOW: slow, QUICK: dataclasses.replace(base.variants[QUICK], extends=(), settings=())}
    parameters = {**base.parameters, "transition_loss": parameter}
    return dataclasses.replace(base, phases=phases, pools=dict(sorted(pools.items())), parameters=parameters, variants=variants)


def loss_of(experiment: Experiment) -> float:
    return float(dict(experiment.settings)[LOSS])


def limit_of(experiment: Experiment) -> str | None:
    return dict(experiment.settings).get("phases.first.transfers_max")


def pretend(experiment: Experiment) -> Result:
    """The quick plan loses 500 h/day a unit of loss, the slow one 100 and 22 h/day more for each transfer that its limit falls short of
    2: they cross at a loss of 0.055 for each that is missing; without a limit the slow is as good as the quick and loses less."""
    loss, limit = loss_of(experiment), limit_of(experiment)
    if experiment.variant == QUICK:
        return made_up(1000 + 500 * loss)
    return made_up(1000 + 100 * loss + (22 * (2 - int(limit)) if limit else 0))


def asked(**settings: Any) -> tuple[dict[str, list[Any]], dict[Experiment, Result]]:
    fields: dict[str, Any] = {"limits": [0, 1], "grid": 3, "tolerance": 0.05, **settings}
    return carry_out(study("pace", [QUICK, SLOW], settings=fields), pretend, plan())


def test_the_order_turns_where_the_lines_cross_and_both_ends_are_solved() -> None:
    """By hand: 1000 + 500 x = 1000 + 100 x + 22 m crosses at x = 22 m / 400, so at 0.11 with limit 0 and at 0.055 with limit 1. The
    straight lines between grid points say just that, since all is straight; the ends lie about it, within 0.05 of 0.4, and both were
    asked."""
    made, results = asked()
    for row, crossing in zip(made["pace_switches"], (0.11, 0.055), strict=True):
        assert (row["result"], row["below"], row["above"]) == ("switch", QUICK, SLOW)
        assert row["interpolated"] == pytest.approx(crossing)
        assert row["switch_from"] < crossing <= row["switch_to"]
        assert row["switch_to"] - row["switch_from"] <= 0.05 * 0.4
        for end in ("switch_from", "switch_to"):
            there = {experiment.variant for experiment in results if loss_of(experiment) == pytest.approx(row[end])}
            assert there == {QUICK, SLOW}


def test_a_switch_off_the_straight_lines_is_bracketed_by_solves() -> None:
    """Where the slow plan's delay is bent (100 x squared), the straight line between grid points misses; the solved ends do not. Without
    solving again the interpolated value would be told as the switch."""

    def bent(experiment: Experiment) -> Result:
        loss = loss_of(experiment)
        return made_up(1000 + 100 * loss) if experiment.variant == QUICK else made_up(1010 - 100 * loss**2)

    made, _ = carry_out(study("pace", [QUICK, SLOW], settings={"limits": [0], "grid": 2, "tolerance": 0.01}), bent, plan())
    [row] = made["pace_switches"]
    true = (-1 + (1 + 0.4) ** 0.5) / 2  # 100 x = 10 - 100 x squared
    assert row["switch_from"] < true <= row["switch_to"]
    assert not row["switch_from"] <= row["interpolated"] <= row["switch_to"]


def test_limits_move_for_those_that_have_one() -> None:
    """The slow plan limits the first phase and is asked at each limit of both phases before the last; the quick one has none, keeps none
    and is asked once a loss. Limited too, the two would be one plan and nothing could be compared."""
    made, results = asked(tolerance=1.0, limits=[0, 1, "none"])
    quick = [experiment for experiment in results if experiment.variant == QUICK]
    assert len(quick) == 3
    assert all(len(experiment.settings) == 1 for experiment in quick)
    slow = {experiment.settings[:2] for experiment in results if experiment.variant == SLOW}
    assert slow == {tuple((f"phases.{phase}.transfers_max", cell) for phase in PHASES[:2]) for cell in ("0", "1", "")}
    assert len(made["pace"]) == 2 * 3 * 3
    told = {row["transfers_max"]: row for row in made["pace"] if row["variant"] == SLOW and row["transition_loss"] == 0}
    assert {limit: row["behind"] for limit, row in told.items()} == {"0": 44.0, "1": 22.0, "none": 0.0}


def test_named_phases_and_variants_are_those_limited() -> None:
    """`phases` and `paced` as they are named, not as the variants have them."""
    _, results = asked(tolerance=1.0, phases=["second"], paced=[QUICK])
    limited = {(experiment.variant, path) for experiment in results for path, _ in experiment.settings if path != LOSS}
    assert limited == {(QUICK, "phases.second.transfers_max")}


def test_a_loss_of_some_moves_for_them_alone() -> None:
    """The slow plan keeps its own loss and is asked once a limit, the quick one is asked at every loss. Moved for both, the question would
    be what any loss costs, not what haste may."""
    made, results = carry_out(
        study("pace", [QUICK, SLOW], settings={"limits": [0], "grid": 3, "tolerance": 0.05, "losing": [QUICK]}),
        lambda experiment: made_up(1000 + 500 * loss_of(experiment) if experiment.variant == QUICK else 1042.0),
        plan(),
    )
    [slow] = [experiment for experiment in results if experiment.variant == SLOW]
    assert LOSS not in dict(slow.settings)
    [row] = made["pace_switches"]
    assert row["switch_from"] < 0.084 <= row["switch_to"]
    assert row["interpolated"] == pytest.approx(0.084)


def test_no_turn_and_no_answer_are_told_apart() -> None:
    """A variant that is best throughout has a row that says so; where a solve failed, the row says that and names nobody: the one that
    failed might be the best."""

    def failing(experiment: Experiment) -> Result:
        if limit_of(experiment) == "1":
            return Result("failed")
        return made_up(900.0 if experiment.variant == QUICK else 1000.0)

    made, _ = carry_out(study("pace", [QUICK, SLOW], settings={"limits": [0, 1], "grid": 2}), failing, plan())
    rows = {row["transfers_max"]: row for row in made["pace_switches"]}
    assert (rows["0"]["result"], rows["0"]["below"], rows["0"]["interpolated"]) == ("no switch inside the range", QUICK, None)
    assert (rows["1"]["result"], rows["1"]["below"], rows["1"]["above"]) == ("unanswered", "", "")


@pytest.mark.parametrize(
    ("settings", "instance"),
    [
        ({"limits": [-1]}, plan()),
        ({"limits": [1, 1]}, plan()),
        ({"limits": []}, plan()),
        ({"limits": ["all"]}, plan()),
        ({"phases": ["fourth"]}, plan()),
        ({"paced": ["today"]}, plan()),
        ({"losing": ["today"]}, plan()),
        ({"phases": ["second"]}, plan()),
        ({}, plan((None, None))),
        ({}, teaching()),
    ],
    ids=["negative", "twice", "none", "word", "no phase", "no variant", "no loser", "nobody limited", "no range", "one phase"],
)
def test_what_cannot_be_asked_is_refused(settings: dict[str, Any], instance: Instance) -> None:
    """Each would be a study of something else than what was meant."""
    with pytest.raises(InputError):
        carry_out(study("pace", [QUICK, SLOW], settings=settings), pretend, instance)


def test_one_variant_alone_has_no_pace_to_compare() -> None:
    """A study of one would call it the best everywhere."""
    with pytest.raises(InputError):
        carry_out(study("pace", [SLOW]), pretend, plan())
