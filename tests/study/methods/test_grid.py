"""Grid and scenarios: which points are asked, and that each point is what it says."""

from __future__ import annotations

from typing import Any

import pytest

from model.errors import InputError
from model.study.experiment import Experiment, Result
from model.study.methods.factors import text
from model.study.studyfile import Factor
from tests.study.methods.driver import carry_out, made_up, solved, study

REFERRAL, CRISIS = "parameters.referral_probability", "conditions.crisis.share"
LOAD = Factor("load", ("demand.operations@crisis.requests_per_day", "demand.intelligence@crisis.requests_per_day"))


def test_a_grid_holds_every_combination() -> None:
    """Two factors at three levels are nine points, each once, for each variant, beside the variant as it is; the corner (high, low)
    is the ordinary run with those values set. A grid of three points along the diagonal would have too few."""
    made, results = carry_out(study("grid", ["delegate", "four-star"], [REFERRAL, CRISIS]))
    assert len(results) == 2 * (9 + 1)
    values: dict[str, dict[str, Any]] = {}
    for row in made["sample_factors"]:
        if row["variant"] == "delegate":
            values.setdefault(str(row["point"]), {})[str(row["factor"])] = float(str(row["value"]))
    assert sorted((point[REFERRAL], point[CRISIS]) for point in values.values()) == [
        (p, share) for p in (0.0, 0.25, 0.5) for share in (0.1, 0.5, 0.9)
    ]
    corner = next(name for name, point in values.items() if point == {REFERRAL: 0.5, CRISIS: 0.1})
    (row,) = (row for row in made["samples"] if (row["variant"], row["point"]) == ("delegate", corner))
    by_hand = solved(Experiment("delegate", ((REFERRAL, "0.5"), (CRISIS, "0.1"))))
    assert row["weighted_delay"] == by_hand.weighted_delay


def test_infeasible_points_are_counted_with_what_blocks_them() -> None:
    """Half of the points have no posture: the summary says so, names the rule with its count, and takes means over the others."""

    def pretend(question: Experiment) -> Result:
        infeasible = dict(question.settings).get(REFERRAL) == "0.5"
        return made_up(None, "infeasible", blocked_by=("pool 2026@US@four_star",)) if infeasible else made_up(10.0)

    made, _ = carry_out(study("grid", ["delegate"], [REFERRAL], settings={"levels": [0, 1]}), pretend)
    (summary,) = made["sample_summary"]
    assert (summary["points"], summary["points_with_posture"], summary["points_infeasible"]) == (2, 1, 1)
    assert summary["blocked_by"] == "pool 2026@US@four_star: 1"
    assert summary["mean_delay"] == 10.0


@pytest.mark.parametrize("levels", [[], [0.5, 1.5], ["low"]])
def test_levels_outside_the_range_are_refused(levels: list[Any]) -> None:
    """A level of 1.5 would leave the range that the register defends."""
    with pytest.raises(InputError, match="levels"):
        carry_out(study("grid", ["delegate"], [REFERRAL], settings={"levels": levels}))


def scenario(**fields: Any) -> dict[str, Any]:
    """The settings of a study with one scenario."""
    return {"scenarios": [{"name": "one", **fields}]}


def test_a_scenario_sets_factors_and_single_numbers_together() -> None:
    """`load = high` moves both paths of the group and `set` a third number: the delay is that of a run with all three set by hand."""
    settings = scenario(factors={"load": "high"}, set={CRISIS: 0.8})
    made, _ = carry_out(study("scenarios", ["delegate"], [LOAD], settings=settings))
    by_hand = solved(Experiment("delegate", ((LOAD.paths[0], "6"), (LOAD.paths[1], "10"), (CRISIS, "0.8"))))
    assert [row["weighted_delay"] for row in made["samples"] if row["point"] == "one"] == [by_hand.weighted_delay]
    assert {(row["factor"], row["value"]) for row in made["sample_factors"]} == {("load", "6"), ("load", "10"), (CRISIS, "0.8")}


@pytest.mark.parametrize(
    "fields",
    [
        {"factors": {"lode": "high"}},
        {"factors": {"load": 2}},
        {"set": {"conditions.crisis.shar": 1}},
        {"sets": {}},
        {"name": "a b"},
        {"name": "base"},
    ],
)
def test_a_scenario_that_is_not_well_written_is_refused(fields: dict[str, Any]) -> None:
    """A misspelt factor or path would otherwise be a scenario in which nothing happens."""
    with pytest.raises(InputError):
        carry_out(study("scenarios", ["delegate"], [LOAD], settings=scenario(**fields)), lambda question: made_up(1.0))


def test_settings_are_whole_where_the_path_takes_whole_numbers() -> None:
    """5.4 officers are 5, also from a phase on; 5.4 hours stay 5.4. Parameters and pools are any numbers, whatever their names end in."""
    assert text("desks.USFJ.officers_now", 5.4) == "5"
    assert text("liaison_levels.1.staff", 2.6) == "3"
    assert text("conditions.crisis.approval_hours", 5.4) == "5.4"
    assert text("2026:desks.USFJ.officers_now", 5.4) == "5"
    assert text("2026:conditions.crisis.approval_hours", 5.4) == "5.4"
    assert text("parameters.level", 5.4) == text("pools.2026@US.staff", 5.4) == "5.4"
