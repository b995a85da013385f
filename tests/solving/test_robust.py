"""One posture for many futures, by hand on the teaching example, and against plain runs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.formulation.common_domains import common_domains
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.robust.futures import AIMS, Future, RobustAim, RobustOutcome, value_of
from model.solving.robust.solve import KnownBefore, solve_robust
from model.solving.solve import solve
from model.study.evaluate import instance_for
from model.study.experiment import Experiment

Settings = tuple[tuple[str, str], ...]
TEACHING = Path(__file__).resolve().parents[2] / "instances" / "teaching"
URGENCY = "demand.operations@crisis.urgency"
# Urgencies of operations in a crisis, with weights. docs/teaching.md has the hours of two postures of `delegate`: two teams (A) and one
# seat that is always manned (B). With urgency U operations in a crisis weigh 2 U, so that
#   A = 33.675 + 28 + 96 + 20 + 2 U x 14.9375 and B = 32.425 + 29.5 + 102 + 23 + 2 U x 14.3125.
FUTURES = (("as_it_is", 0.6, 4), ("urgent", 0.2, 8), ("most_urgent", 0.2, 12))
A = {"as_it_is": 297.175, "urgent": 416.675, "most_urgent": 536.175}
B = {"as_it_is": 301.425, "urgent": 415.925, "most_urgent": 530.425}
BEST = {"as_it_is": 297.175, "urgent": 415.925, "most_urgent": 530.425}


@cache
def alone(variant: str, settings: Settings = ()) -> tuple[Instance, Outcome]:
    """An instance with its plain run."""
    instance = instance_for(load_instance(TEACHING), Experiment(variant, settings))
    return instance, solve(instance, SolveOptions())


def future(name: str, weight: float, variant: str = "delegate", settings: Settings = ()) -> Future:
    """A future with the least delay that is possible there."""
    instance, outcome = alone(variant, settings)
    assert outcome.evaluation is not None
    return Future(name, weight, instance, outcome.evaluation.weighted_delay)


def by_hand() -> list[Future]:
    """The three futures of the hand calculation."""
    return [future(name, weight, settings=((URGENCY, str(urgency)),)) for name, weight, urgency in FUTURES]


def delays(outcome: RobustOutcome) -> dict[str, float]:
    """Weighted delay in each future."""
    return {name: evaluation.weighted_delay for name, evaluation in outcome.evaluations.items()}


def close(values: dict[str, float]) -> object:
    """The same to within rounding."""
    return pytest.approx(values, abs=1e-6)


def test_each_future_alone_has_its_own_posture() -> None:
    """Two teams where operations are as urgent as they are, one seat where they are more so; else there would be nothing to choose."""
    assert {one.name: one.optimum for one in by_hand()} == close(BEST)


@pytest.mark.parametrize(
    ("aim", "tail", "value", "taken"),
    [
        # 0.6 x 297.175 + 0.2 x 416.675 + 0.2 x 536.175 = 368.875 beside 370.125 of B.
        ("expected", 0.2, 368.875, A),
        # The worst fifth is most_urgent alone, where B is quicker.
        ("cvar", 0.2, 530.425, B),
        # Two fifths: (415.925 + 530.425) / 2 beside 476.425 of A.
        ("cvar", 0.4, 473.175, B),
        # All of it is the mean.
        ("cvar", 1.0, 368.875, A),
        # A is 5.75 slower than the best in most_urgent, B 4.25 in as_it_is.
        ("regret", 0.2, 4.25, B),
        ("worst", 0.2, 530.425, B),
    ],
)
def test_aims_by_hand(aim: RobustAim, tail: float, value: float, taken: dict[str, float]) -> None:
    """Without the aim's own rows and costs, the posture of another aim would come out."""
    outcome = solve_robust(by_hand(), aim, SolveOptions(), tail=tail)
    assert outcome.status is Status.OPTIMAL
    assert outcome.tie_break_proved
    assert outcome.value == pytest.approx(value, abs=1e-6)
    assert outcome.bound == pytest.approx(value, abs=1e-5)
    assert outcome.bound is not None
    assert outcome.value is not None
    assert outcome.bound <= outcome.value
    assert delays(outcome) == close(taken)


def test_pools_hold_in_every_future() -> None:
    """The seat in Hawaii takes four Japanese officers. Where one future has only two of them nobody sits there in any: 628.945 h in place
    of 514.895 h."""
    two = (("pools.2026@JP.liaison_staff", "2"),)
    futures = [future("four", 0.5, "liaison"), future("two", 0.5, "liaison", two)]
    outcome = solve_robust(futures, "regret", SolveOptions())
    assert delays(outcome) == close({"four": 628.945, "two": 628.945})
    assert outcome.value == pytest.approx(628.945 - 514.895, abs=1e-6)


def test_common_domains_are_what_is_possible_in_all() -> None:
    """In the future with two officers alone the seat is ruled out; in both together so it is for both."""
    instances = [alone("liaison")[0], alone("liaison", (("pools.2026@JP.liaison_staff", "2"),))[0]]
    key = ("2026", ("INDOPACOM", "JSO"))
    assert [one.levels[key] for one in common_domains([instances[0]])] == [(0, 1, 2)]
    assert [one.levels[key] for one in common_domains(instances)] == [(0, 1), (0, 1)]


def test_an_impossible_future_is_named() -> None:
    """A future without a posture leaves none for all, and the reason names it."""
    instance = instance_for(load_instance(TEACHING), Experiment("combined"))
    outcome = solve_robust([future("fine", 0.5), Future("unlawful", 0.5, instance)], "expected", SolveOptions())
    assert outcome.status is Status.INFEASIBLE
    assert not outcome.postures
    assert "unlawful" in outcome.reason


@pytest.mark.parametrize("aim", ["expected", "cvar", "worst"])
@pytest.mark.parametrize("variant", ["today", "delegate", "four-star"])
def test_one_future_is_the_plain_run(variant: str, aim: RobustAim) -> None:
    """The same decisions, people and all, not only the same hours."""
    _, plain = alone(variant)
    outcome = solve_robust([future("only", 1.0, variant)], aim, SolveOptions())
    assert plain.posture is not None
    assert plain.evaluation is not None
    posture = outcome.postures["only"]
    assert outcome.value == pytest.approx(plain.evaluation.weighted_delay, abs=1e-9)
    assert (posture.holders, posture.levels, posture.officers) == (plain.posture.holders, plain.posture.levels, plain.posture.officers)
    assert (posture.active, posture.grades) == (plain.posture.active, plain.posture.grades)


def test_more_futures_never_lower_the_worst() -> None:
    """Each future more is one more that the posture must do for."""
    futures = by_hand()
    values = [solve_robust(futures[:count], "worst", SolveOptions()).value for count in (1, 2, 3)]
    assert values == pytest.approx([297.175, 415.925, 530.425], abs=1e-6)


@pytest.mark.parametrize("aim", AIMS)
def test_every_future_keeps_the_same_design(aim: RobustAim) -> None:
    """Only bands and routes may differ between futures."""
    postures = list(solve_robust(by_hand(), aim, SolveOptions()).postures.values())
    for posture in postures[1:]:
        assert (posture.holders, posture.levels, posture.officers) == (postures[0].holders, postures[0].levels, postures[0].officers)
        assert (posture.active, posture.grades) == (postures[0].active, postures[0].grades)


def test_the_tail_mean_takes_part_of_a_future() -> None:
    """The worst half of the weight is all of the slowest (0.3 x 100) and a part of the next (0.2 x 50): 40 / 0.5."""
    assert value_of("cvar", [10.0, 100.0, 50.0], [0.4, 0.3, 0.3], [], 0.5) == pytest.approx(80.0)


def changes(most: int, *holders: tuple[str, str]) -> Instance:
    """The four-star variant where so many authorities may change hands, from these holders today."""
    instance = alone("four-star", tuple((f"authorities.{name}.holder_now", hq) for name, hq in holders))[0]
    return replace(instance, phases=tuple(phase.model_copy(update={"transfers_max": most}) for phase in instance.phases))


AT_USFJ = (("us_opcon", "USFJ"), ("us_release", "USFJ"))


def test_each_future_counts_what_changes_hands_from_its_own_today() -> None:
    """In one future command and release are in Hawaii today, in the other at USFJ: the posture for both has one of them at each, which is
    one change in either. Counted together it would be two, and there would be no posture."""
    futures = [Future("a", 0.5, changes(1)), Future("b", 0.5, changes(1, *AT_USFJ))]
    outcome = solve_robust(futures, "expected", SolveOptions())
    assert outcome.status is Status.OPTIMAL
    held = {(key[2], hqs) for key, hqs in outcome.postures["a"].holders.items() if key[2] in ("us_opcon", "us_release")}
    assert held in ({("us_opcon", ("USFJ",)), ("us_release", ("INDOPACOM",))}, {("us_opcon", ("INDOPACOM",)), ("us_release", ("USFJ",))})


def test_nothing_below_a_ceiling_proves_neither_a_posture_nor_that_there_is_none() -> None:
    """Where nothing may change hands the same two futures have no posture for both. A search below a ceiling must not say so, since it did
    not look above, and still less that something is proved: what it knows is the ceiling as a bound."""
    futures = [Future("a", 0.5, changes(0)), Future("b", 0.5, changes(0, *AT_USFJ))]
    assert solve_robust(futures, "expected", SolveOptions()).status is Status.INFEASIBLE
    outcome = solve_robust(futures, "expected", SolveOptions(), known=KnownBefore(ceiling=900.0))
    assert (outcome.status, outcome.bound, outcome.postures) == (Status.NO_ANSWER, pytest.approx(900.0), {})
    assert "known beforehand" in outcome.reason


def test_a_future_that_weighs_next_to_nothing_changes_no_tolerance() -> None:
    """All urgencies of the first future are a billionth: in units in which it weighs as much as other alliances, the others would be far
    beyond the solver's tolerances. B loses 4.25 in one of them, A 5.75 in the other."""
    as_it_is, urgent, most_urgent = by_hand()
    demand = {key: row.model_copy(update={"urgency": 1e-9}) for key, row in urgent.instance.demand.items()}
    light = replace(urgent.instance, demand=demand)
    optimum = solve(light, SolveOptions()).evaluation
    assert optimum is not None
    first = Future("light", 0.2, light, optimum.weighted_delay)
    outcome = solve_robust([first, as_it_is, most_urgent], "regret", SolveOptions())
    assert outcome.status is Status.OPTIMAL
    assert outcome.value == pytest.approx(4.25, abs=1e-6)
