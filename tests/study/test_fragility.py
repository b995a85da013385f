"""Many futures of a run: who leads, what decides it, and the numbers of the sliders, against plain evaluation and small cases by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data.digest import digest
from model.data.instance import BASE, Instance
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.solving.outcome import Outcome, Status
from model.study.drivers import Driver, along, drivers, turn_of
from model.study.ensemble import Ensemble, contenders_of, evaluated
from model.study.factor_places import MIDDLE, PLACES, Lever, Slider, factors_of, moved_to
from model.study.fragility import fragility
from model.study.futures import for_variant, sample
from model.study.runs import RunRecord
from model.study.sliders import slider_rows, sliders_of
from model.tables.column import Row
from tests.delay.designs import drawn_postures, light

VARIANTS = ("v00-status-quo", "v01-jfhq-three-star", "v02-jfhq-four-star", "v07-accelerated", "v08x-combined-command-law-off")


def drawn_runs(base: Instance, names: Sequence[str | None]) -> list[RunRecord]:
    """A run of each variant whose posture is drawn, not solved."""
    found = []
    for seed, name in enumerate(names):
        world = light(apply(base, name))
        (posture,) = drawn_postures(world, 1, seed=seed)
        outcome = Outcome(Status.OPTIMAL, posture=posture, evaluation=evaluate(world, posture))
        found.append(RunRecord(name or BASE, world, digest(world), outcome))
    return found


@pytest.fixture(scope="module")
def base(us_japan: Path) -> Instance:
    """The full instance with few requests."""
    return light(load_instance(us_japan))


@pytest.fixture(scope="module")
def runs(us_japan: Path) -> list[RunRecord]:
    """Some variants of it under drawn postures."""
    return drawn_runs(load_instance(us_japan), VARIANTS)


@pytest.fixture(scope="module")
def made(base: Instance, runs: list[RunRecord]) -> dict[str, list[Row]]:
    """The tables of 200 futures."""
    return fragility(base, runs, 200, 1)


def ensemble_of(base: Instance, runs: Sequence[RunRecord], number: int) -> Ensemble:
    """The runs in so many futures."""
    return evaluated(base, contenders_of(base, runs), sample(base, number, 1))


def test_regret_is_that_of_plain_evaluations(base: Instance, runs: list[RunRecord]) -> None:
    """In a few futures every variant is worked out alone: the least of those that keep the law is what others are behind."""
    ensemble = ensemble_of(base, runs, 40)
    futures = sample(base, 40, 1)
    light_ones = [number for number in range(40) if all(one.busiest[number] < 1 for one in ensemble.many)]
    assert len(light_ones) >= 2
    for number in light_ones[:2]:
        hours = []
        for run in runs:
            own = for_variant(futures, base, run.instance)
            world = run.instance
            for path, value in own.settings(number).items():
                world = replaced(world, path, f"{value:.15g}")
            assert run.outcome.posture is not None
            hours.append(evaluate(world, run.outcome.posture).weighted_delay)
        lawful = [one for one, run in zip(hours, runs, strict=True) if not run.variant.startswith("v08")]
        expected = [max(0.0, one - min(lawful)) for one in hours]
        assert list(ensemble.regret[:, number]) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_what_sets_a_law_aside_does_not_compete(made: dict[str, list[Row]], runs: list[RunRecord]) -> None:
    """The combined command is told beside the others; the shares of those that compete add up to 1 or, with equals, to more."""
    competes = {row["variant"]: row["competes"] for row in made["fragility"]}
    assert competes == {run.variant: not run.variant.startswith("v08") for run in runs}
    shares = [float(str(row["share_first"])) for row in made["fragility"] if row["competes"]]
    assert sum(shares) >= 1 - 1e-9
    assert sum(float(str(row["share_alone"])) for row in made["fragility"] if row["competes"]) <= 1 + 1e-9


def test_a_request_that_only_a_variant_has_grows_with_the_others(base: Instance, runs: list[RunRecord]) -> None:
    """The combined command moves a request to a thread of its own; were it the same in every future, it would be judged under fewer
    requests than all others."""
    futures = sample(base, 20, 1)
    combined = next(run for run in runs if run.variant.startswith("v08"))
    own = for_variant(futures, base, combined.instance)
    column = own.column("demand.joint_operations_combined@armed_attack.requests_per_day")
    here = [key for key in base.demand if key[1] == "armed_attack"]
    paths = [f"demand.{thread}@armed_attack.requests_per_day" for thread, _ in here]
    grown = sum(futures.column(path) for path in paths if path in futures.paths)
    at_base = sum(row.requests_per_day for key, row in base.demand.items() if key in here)
    still = combined.instance.demand["joint_operations_combined", "armed_attack"].requests_per_day
    assert column == pytest.approx(still * grown / at_base)


def test_the_sample_says_what_decides(base: Instance, runs: list[RunRecord]) -> None:
    """A lead that is put by hand on one assumption is explained by it, almost wholly; by no other."""
    ensemble = ensemble_of(base, runs, 400)
    path = "parameters.relay_hours"
    values = ensemble.futures.column(path)
    hours = np.ones_like(ensemble.hours)
    hours[0] = np.where(values > np.median(values), 0.5, 2.0)
    hours[1:] += np.arange(len(hours) - 1)[:, None]
    found = drivers(replace(ensemble, many=tuple(replace(one, weighted=own) for one, own in zip(ensemble.many, hours, strict=True))))
    assert found[0].factor.name == path
    assert found[0].lead == pytest.approx(1, abs=0.02)
    assert found[1].lead is not None
    assert found[1].lead < 0.1


def test_a_lead_turns_where_hours_cross(base: Instance, runs: list[RunRecord]) -> None:
    """Two variants of equal slope but for one: 10 + x against 20 - x cross at 5, between two places."""
    ensemble = ensemble_of(base, runs, 2)
    factor = next(one for one in factors_of(base) if one.name == "parameters.relay_hours")
    values = factor.values(np.arange(PLACES + 1.0))[:, 0]
    cross = float(values[MIDDLE + 3] + 0.25 * (values[MIDDLE + 4] - values[MIDDLE + 3]))
    hours = np.full((len(runs), PLACES + 1), 1e6)
    hours[0], hours[1] = 100 + values, 100 + 2 * cross - values
    turn = turn_of(ensemble, factor, hours)
    assert (turn.at_low, turn.at_high) == (runs[0].variant, runs[1].variant)
    assert turn.below is None
    assert turn.above == pytest.approx(cross)


def told(rows: Sequence[Row], sliders: Sequence[Slider], places: Sequence[int], variant: str) -> float:
    """What the page reckons: the sum of the terms, each times how much of its stops the sliders stand at."""
    weights = {
        (slider.number, stop): one
        for slider, place in zip(sliders, places, strict=True)
        for stop, one in zip(slider.stops, slider.weights(np.array([float(place)]))[0], strict=True)
    }
    total = 0.0
    for row in rows:
        if row["variant"] == variant:
            stops = [tuple(map(int, part.split(":"))) for part in str(row["stops"]).split()]
            total += float(str(row["hours"])) * float(np.prod([weights[stop] for stop in stops]))
    return total


@pytest.mark.parametrize("lot", ["bent", "groups", "sums"])
def test_sliders_are_exact_wherever_they_are_put(lot: str, base: Instance, runs: list[RunRecord]) -> None:
    """Several sliders at random places at once: the sum of terms is what the posture costs there. Of a bent one only its stops count."""
    names = {
        "bent": ("parameters.transition_loss", "effective_hours", "parameters.service_cv", "conditions.peacetime.tempo"),
        "groups": ("urgency", "staff_work", "requests_armed_attack", "headquarters.JJOC.decision_factor"),
        "sums": ("conditions.peacetime.share", "conditions.armed_attack.share", "phases.2026.weight", "parameters.referral_probability"),
    }[lot]
    known = {factor.name: factor for factor in factors_of(base)}
    factors: list[Lever] = [known[name] for name in names]
    ensemble = ensemble_of(base, runs, 2)
    sliders = sliders_of(ensemble, factors, along(ensemble, factors))
    assert [slider.factor.name for slider in sliders] == list(names)
    rows = slider_rows(ensemble, sliders)
    rng = np.random.default_rng(4)
    free = [range(PLACES + 1) if len(slider.stops) <= 2 else (MIDDLE, *slider.stops) for slider in sliders]
    places = np.array([[rng.choice(choice) for choice in free] for _ in range(6)])
    exact = evaluated(base, ensemble.contenders, moved_to(base, factors, places.astype(float)))
    divided = np.ones(len(places))
    for paths, prefix in ((("conditions.peacetime.share", "conditions.armed_attack.share"), 1.0), (("phases.2026.weight",), 1.0)):
        divided *= prefix + sum(
            known[path].values(places[:, names.index(path)].astype(float))[:, 0] - known[path].bases[0] for path in paths if path in names
        )
    for future, where in enumerate(places):
        for number, run in enumerate(runs):
            assert told(rows, sliders, where, run.variant) / divided[future] == pytest.approx(exact.hours[number, future], rel=1e-8)


def test_no_futures_make_no_tables(base: Instance, runs: list[RunRecord]) -> None:
    """Asked for none, or without a posture, every table is there and empty."""
    assert fragility(base, runs, 0, 0) == {"fragility": [], "drivers": [], "slider_paths": [], "slider_hours": []}
    without = [replace(run, outcome=Outcome(Status.INFEASIBLE)) for run in runs]
    assert fragility(base, without, 10, 0) == {"fragility": [], "drivers": [], "slider_paths": [], "slider_hours": []}


def test_a_single_variant_leads_everywhere(base: Instance, runs: list[RunRecord]) -> None:
    """Alone it leads in all futures, and nothing is said to decide it."""
    found = fragility(base, runs[:1], 50, 0)
    assert found["fragility"][0]["share_first"] == 1
    assert all(row["explains_lead"] is None for row in found["drivers"])


def test_what_the_command_line_sets_no_future_moves(base: Instance, runs: list[RunRecord]) -> None:
    """Held, an assumption explains nothing."""
    free: list[Driver] = drivers(ensemble_of(base, runs, 100))
    held = fragility(base, runs, 100, 1, held=[free[0].factor.paths[0]])
    assert free[0].factor.name not in [row["assumption"] for row in held["drivers"]]
