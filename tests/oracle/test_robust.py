"""One posture for many futures against complete enumeration: the teaching example, and random tiny instances under other numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from model.data.instance import Instance
from model.data.reader import load_instance
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.robust.futures import AIMS, Future, RobustAim, value_of
from model.solving.robust.solve import solve_robust
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from tests.oracle.robust import Tried, every_posture
from tests.oracle.tiny import tiny_instances

SAME = 1e-6
WEIGHTS = (0.5, 0.3, 0.2)
TAIL = 0.35
TEACHING = Path(__file__).resolve().parents[2] / "instances" / "teaching"
SCENARIOS = (
    (),
    (
        ("conditions.crisis.share", "0.8"),
        ("demand.operations@crisis.requests_per_day", "3"),
        ("conditions.crisis.decision_period_hours", "20"),
    ),
    (("conditions.crisis.share", "0.1"), ("liaison_levels.1.release_hours", "20")),
)


def best(tried: list[Tried], aim: RobustAim) -> tuple[float, float, tuple[int, int, int]]:
    """The least value of the aim, the least mean delay among postures that reach it, and the least rest among those of both."""
    optima = [min(one.delays[at] for one in tried) for at in range(len(tried[0].delays))]
    weights = WEIGHTS[: len(optima)]
    valued = [
        (value_of(aim, one.delays, weights, optima, TAIL), value_of("expected", one.delays, weights, [], TAIL), one.rest) for one in tried
    ]
    least = min(value for value, _, _ in valued)
    near = [entry for entry in valued if entry[0] <= least + SAME * max(1.0, abs(least))]
    mean = min(expected for _, expected, _ in near)
    return least, mean, min(rest for _, expected, rest in near if expected <= mean + SAME * max(1.0, mean))


def compare(instances: list[Instance]) -> Counter[str]:
    """Fail unless the solver finds for every aim what enumeration finds; tell what was met."""
    tried = list(every_posture(instances))
    seen: Counter[str] = Counter(feasible=bool(tried), drawn=1)
    for aim in AIMS:
        optima = [min(one.delays[at] for one in tried) for at in range(3)] if tried else [None] * 3
        futures = [Future(f"f{at}", WEIGHTS[at], instance, optima[at]) for at, instance in enumerate(instances)]
        if not tried and aim == "regret":
            continue
        outcome = solve_robust(futures, aim, SolveOptions(), tail=TAIL)
        assert outcome.status is (Status.OPTIMAL if tried else Status.INFEASIBLE), (aim, outcome)
        if tried:
            value, mean, rest = best(tried, aim)
            tolerance = 2 * SAME * max(1.0, mean)
            assert outcome.value == pytest.approx(value, abs=tolerance), aim
            assert outcome.bound == pytest.approx(value, abs=tolerance), aim
            assert outcome.expected == pytest.approx(mean, abs=2 * tolerance), aim
            first = outcome.evaluations["f0"]
            assert (first.people, first.four_stars, first.changes) == rest, aim
            seen["regretted"] += aim == "regret" and value > SAME * mean
    return seen


@pytest.mark.parametrize("variant", ["today", "liaison", "delegate", "four-star"])
def test_teaching_equals_enumeration(variant: str) -> None:
    """Three scenarios, all aims: value, mean, people, stars and changes."""
    base = load_instance(TEACHING)
    assert compare([instance_for(base, Experiment(variant, scenario)) for scenario in SCENARIOS])["feasible"]


def other_numbers(instance: Instance, random: Random) -> Instance:
    """The instance under other numbers: a tenth to ten times what it has; sometimes a pool is smaller."""

    def times(value: float) -> float:
        return value * random.choice([0.1, 0.3, 1.0, 1.0, 3.0, 10.0])

    conditions = {
        name: row.model_copy(
            update={"decision_period_hours": times(row.decision_period_hours), "approval_hours": times(row.approval_hours)}
        )
        for name, row in instance.conditions.items()
    }
    demand = {
        key: row.model_copy(update={"urgency": times(row.urgency), "requests_per_day": row.requests_per_day * random.choice([0.5, 1.0])})
        for key, row in instance.demand.items()
    }
    levels = {
        number: row.model_copy(update={"handling_hours": times(row.handling_hours)}) for number, row in instance.liaison_levels.items()
    }
    pools = {key: row.model_copy(update={"amount": row.amount - random.choice([0, 0, 0, 0, 1])}) for key, row in instance.pools.items()}
    pools = {key: row if row.amount >= 0 else instance.pools[key] for key, row in pools.items()}
    return replace(instance, conditions=conditions, demand=demand, liaison_levels=levels, pools=pools)


def test_random_futures_of_teaching_equal_enumeration() -> None:
    """The teaching example has designs to choose between: in some draws none of them is the best in every future."""
    random, seen = Random(5), Counter[str]()
    instance = instance_for(load_instance(TEACHING), Experiment("four-star"))
    for _ in range(8):
        seen.update(compare([instance, other_numbers(instance, random), other_numbers(instance, random)]))
    assert seen["feasible"] >= 4
    assert seen["regretted"] >= 2


def test_random_futures_equal_enumeration() -> None:
    """Tiny instances with every kind of rule: whether there is a posture for all, each aim's value and bound, and the later aims."""
    seen: Counter[str] = Counter()

    # The seed makes the draws the same on every run, whatever this function looks like.
    @seed(20)
    @settings(max_examples=30, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances(budget=8), st.randoms(use_true_random=True))
    def each(instance: Instance, random: Random) -> None:
        seen.update(compare([instance, other_numbers(instance, random), other_numbers(instance, random)]))

    each()
    assert seen["drawn"] >= 30
    assert 0 < seen["feasible"] < seen["drawn"]
