"""Regret: differences of single runs, with their intervals; robustness, the worth of knowing, and where a variant fails."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from model.delay.measure import condition_delays, shares, tail_mean, worst_thread
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.evaluate import instance_for
from model.study.experiment import Experiment, Result
from model.tables.column import Row
from tests.study.methods.driver import carry_out, made_up, study, teaching

QUIET = {"name": "quiet", "set": {"conditions.crisis.share": 0.2}}
BUSY = {"name": "busy", "set": {"conditions.crisis.share": 0.9}}
REFERRAL = "parameters.referral_probability"


def by_variant(rows: list[Row]) -> dict[Any, Row]:
    """Rows by variant."""
    return {row["variant"]: row for row in rows}


def table(delays: dict[str, tuple[float | None, float | None]], gap: float = 0.0) -> Any:
    """A solver that knows each variant's delay in the quiet and the busy scenario."""

    def answer(question: Experiment) -> Result:
        delay = delays[str(question.variant)][dict(question.settings)["conditions.crisis.share"] == "0.9"]
        return made_up(delay, "infeasible" if delay is None else "optimal", gap=gap, blocked_by=() if delay is not None else ("rule law",))

    return answer


def test_regret_is_the_difference_of_single_runs() -> None:
    """Each cell against two ordinary runs of the changed instance. Regret against the baseline, or against the best over all
    scenarios, would be another number."""
    made, _ = carry_out(study("regret", ["delegate", "liaison"], settings={"scenarios": [QUIET, BUSY]}))
    for row in made["regret"]:
        value = "0.2" if row["scenario"] == "quiet" else "0.9"
        delays = {}
        for variant in ("delegate", "liaison"):
            outcome = solve(instance_for(teaching(), Experiment(variant, (("conditions.crisis.share", value),))), SolveOptions())
            assert outcome.evaluation is not None
            delays[variant] = outcome.evaluation.weighted_delay
        assert row["weighted_delay"] == pytest.approx(delays[str(row["variant"])])
        assert row["regret"] == pytest.approx(delays[str(row["variant"])] - min(delays.values()))


def test_minimax_cvar_satisficing_and_information_by_hand() -> None:
    """Delays quiet/busy: delegate 100/200, liaison 120/160, today 110/none. Best 100/160; regrets 0/40 and 20/0; minimax liaison (20).
    Means 150 and 140, knowing 130: worth 10. CVaR over half of the scenarios is the largest regret. With 20 % allowed liaison satisfices
    in both, delegate in one. `today` has no posture when busy: no candidate, though its regret when quiet is only 10."""
    delays = table({"delegate": (100.0, 200.0), "liaison": (120.0, 160.0), "today": (110.0, None)})
    settings = {"scenarios": [QUIET, BUSY], "threshold": 20.0, "tail": 0.5}
    made, _ = carry_out(study("regret", ["delegate", "liaison", "today"], settings=settings), delays)
    rows = by_variant(made["robustness"])
    assert [rows[name]["most_regret"] for name in ("delegate", "liaison", "today")] == [40.0, 20.0, None]
    assert [rows[name]["minimax"] for name in ("delegate", "liaison", "today")] == [False, True, False]
    assert [rows[name]["satisficing_share"] for name in ("delegate", "liaison", "today")] == [0.5, 1.0, 0.5]
    assert [rows[name]["cvar_regret"] for name in ("delegate", "liaison")] == pytest.approx([40.0, 20.0])
    assert (rows["today"]["candidate"], rows["today"]["infeasible"], rows["today"]["blocked_by"]) == (False, 1, "rule law: 1")
    assert rows["delegate"]["worst_scenario"] == "busy"
    (worth,) = made["information_value"]
    assert (worth["variant"], worth["delay_not_knowing"], worth["delay_knowing"], worth["value"]) == ("liaison", 140.0, 130.0, 10.0)


def test_a_regret_within_the_gaps_is_said_to_be_so() -> None:
    """With 10 % gaps 105 against 100 may be 94.5 against 100 or 105 against 90: regret between 0 and 15, effect within gap."""
    settings = {"scenarios": [QUIET, BUSY]}
    made, _ = carry_out(
        study("regret", ["delegate", "liaison"], settings=settings), table({"delegate": (100.0, 100.0), "liaison": (105.0, 300.0)}, 0.1)
    )
    quiet, busy = (row for row in made["regret"] if row["variant"] == "liaison")
    assert (quiet["regret"], quiet["regret_least"], quiet["regret_most"]) == pytest.approx((5.0, 0.0, 15.0))
    assert (quiet["effect"], busy["effect"]) == ("within gap", "more")


@pytest.mark.skipif(importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed")
def test_discovery_finds_the_planted_threshold() -> None:
    """A variant that fails exactly above 0.12 referrals a step is found to do so: a pure leaf that covers every failure, split within
    one sample's distance of 0.12. A tree on the wrong factor would be impure."""

    def planted(question: Experiment) -> Result:
        place = dict(question.settings)
        fails = question.variant == "liaison" and float(place[REFERRAL]) > 0.12
        return made_up(150.0 if fails else 100.0)

    factors = [REFERRAL, "conditions.crisis.tempo"]
    made, _ = carry_out(study("regret", ["delegate", "liaison"], factors, samples=60), planted)
    top, bottom = made["discovery"]
    assert (top["variant"], top["density"], top["coverage"], bottom["density"]) == ("liaison", 1.0, 1.0, 0.0)
    name, sign, value = str(top["where"]).split()
    assert (name, sign) == (REFERRAL, ">")
    assert float(value) == pytest.approx(0.12, abs=0.03)


def test_bad_settings_are_refused() -> None:
    """A tail of nothing would divide by it."""
    with pytest.raises(InputError, match=r"settings\.tail"):
        carry_out(study("regret", ["delegate"], settings={"scenarios": [QUIET], "tail": 0.0}))


def test_objectives_are_each_the_best_in_their_own_column() -> None:
    """Worst thread and CVaR of each first aim against evaluating the solved posture; each aim has the least of its own. A table that
    mixed the three up, or CVaR with another tail, would fail."""
    made, _ = carry_out(study("cvar", ["delegate"], settings={"tail": 0.25}))
    rows = {row["objective"]: row for row in made["objectives"]}
    instance = instance_for(teaching(), Experiment("delegate"))
    outcome = solve(instance, SolveOptions())
    assert outcome.evaluation is not None
    assert rows["weighted_delay"]["worst_thread_hours"] == pytest.approx(worst_thread(outcome.evaluation))
    own = tail_mean(condition_delays(instance, outcome.evaluation), shares(instance), 0.25)
    assert rows["weighted_delay"]["cvar"] == pytest.approx(own)
    for name, column in {"weighted_delay": "weighted_delay", "worst_thread": "worst_thread_hours", "cvar": "cvar"}.items():
        assert float(str(rows[name][column])) <= min(float(str(row[column])) for row in rows.values()) + 1e-6
    assert float(str(rows["worst_thread"]["worst_thread_hours"])) < float(str(rows["weighted_delay"]["worst_thread_hours"])) - 1
