"""Routes and bands chosen anew in each future, while the design stays: by hand, never worse than staying, and kept where nothing fits."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.delay.posture import Posture, Route, Step
from model.delay.vectorised import FixedPosture, ManyHours
from model.solving.options import SolveOptions
from model.study.ensemble import Contender
from model.study.experiment import Experiment, Result
from model.study.futures import Futures
from model.study.many_futures import futures_of
from model.study.methods import stress
from model.study.rerouted import rerouted
from model.study.tables import many_in_words
from model.study.whole import posture_of, posture_within
from model.study.worker import run_experiment
from tests.study.methods.driver import carry_out, refused, study, teaching

HANDLING = "liaison_levels.1.handling_hours"


@cache
def posture(variant: str) -> Posture:
    """The posture of a variant of the teaching instance."""
    found = run_experiment(teaching(), Experiment(variant, whole=True), SolveOptions()).outcome
    assert found is not None
    return posture_of(posture_within(found))


def contender(variant: str, fixed: Posture) -> Contender:
    instance = apply(teaching(), variant)
    return Contender(variant, instance, FixedPosture(instance, fixed), 0.0, True)


def both(one: Contender, futures: Futures) -> tuple[ManyHours, ManyHours]:
    """With its own routes, and rerouted."""
    kept = one.fixed.hours(futures.paths, futures.values)
    return kept, rerouted(teaching(), one, futures, kept)


def test_a_request_takes_the_way_that_its_future_makes_the_best() -> None:
    """All requests cross from USFJ, with liaison officers. Where an hour of handling becomes sixty they go by INDOPACOM, which has a
    continuous seat here: the hours are those of the ways written down by hand, with INDOPACOM's desk in the band that its new work asks
    for. At the base value nothing changes."""
    design = posture("delegate")
    design = replace(design, levels={**design.levels, ("2026", ("INDOPACOM", "JSO")): 2})
    kept, found = both(contender("delegate", design), Futures((HANDLING,), np.array([[1.0], [60.0]]), np.full(2, 0.5)))
    up, down, across = Step("JSO", 0, "command"), Step("INDOPACOM", 0, "command"), Step("JSO", 0, "liaison", 2)
    asked = (Step("JSO"), Step("JJOC", 1, "command"), up, Step("INDOPACOM", 0, "liaison", 2), Step("USFJ", 1, "command"))
    ways = {
        "intelligence": (Step("C7F"), Step("USFJ", 1, "command"), down, across),
        "operations": (*asked, Step("C7F", 0, "command")),
        "warning": (Step("C7F"), down, across),
    }
    routes = tuple(Route(one.phase, one.condition, one.thread, ways[one.thread]) for one in design.routes)
    bands = {**design.bands, ("2026", "peacetime", "INDOPACOM"): 0.8}
    by_hand = evaluate(apply(teaching(), "delegate", ((HANDLING, "60"),)), replace(design, routes=routes, bands=bands)).weighted_delay
    assert found.weighted[0] == kept.weighted[0] == pytest.approx(297.175)
    assert kept.weighted[1] == pytest.approx(1137.925)
    assert found.weighted[1] == pytest.approx(by_hand)
    assert found.weighted[1] == pytest.approx(470.09)


def test_new_ways_are_never_worse_where_the_old_ones_hold() -> None:
    """200 futures of the liaison variant: where its bands hold it is never slower and in some futures quicker, in most where they do not
    all desks hold their work now, and where no ways fit all stays as it was. Without bands that adapt the count would stay."""
    drawn = next(futures_of(teaching(), 0, 200, 0))
    kept, found = both(contender("liaison", posture("liaison")), drawn)
    held, holds = kept.fullest <= 1, found.fullest <= 1
    assert (found.weighted[held] <= kept.weighted[held]).all()
    assert (found.weighted[held] < kept.weighted[held] * (1 - 1e-9)).sum() > 20
    assert (held <= holds).all()
    assert 0 < (~holds).sum() < (~held).sum() / 2
    assert np.array_equal(found.weighted[~holds], kept.weighted[~holds])
    assert np.array_equal(found.fullest[~holds], kept.fullest[~holds])


def test_a_study_chooses_routes_anew_in_lots_of_its_own() -> None:
    """Fifty futures, twenty a question, told as such: beside the study that keeps the routes the liaison variant is beyond its bands less
    often, and its mean is another."""

    def solve(question: Experiment) -> Result:
        return run_experiment(teaching(), question, SolveOptions())

    made, results = carry_out(study("stress", ["liaison"], settings={"futures": 50, "reroute": True}), solve)
    plain, _ = carry_out(study("stress", ["liaison"], settings={"futures": 50}), solve)
    assert [asked.many.number for asked in results if asked.many is not None] == [20, 20, 10]
    assert [many_in_words(asked.many) for asked in results if asked.many is not None][
        1
    ] == "1 posture in futures 21 to 40; routes chosen anew"
    (row,), (before,) = made["stress"], plain["stress"]
    assert float(str(row["beyond_bands"])) < float(str(before["beyond_bands"]))
    assert row["mean_delay"] != before["mean_delay"]


def test_more_futures_than_can_be_rerouted_are_refused() -> None:
    """Before anything is solved: a hundred thousand would take days."""
    most = stress.MOST_REROUTED
    asked = study("stress", ["liaison"], settings={"futures": most + 1, "reroute": True})
    (found,) = refused(asked, teaching())
    assert (found.column, found.value) == ("settings.futures", str(most + 1))
    assert f"from 1 to {most} where routes are chosen anew" in found.why
    assert not refused(replace(asked, settings={"futures": most, "reroute": True}), teaching())
