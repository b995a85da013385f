"""Stress: fixed postures in many futures, against plain evaluations, and its quantities by hand."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

import pytest

from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.errors import InputError
from model.solving.options import SolveOptions
from model.study.experiment import Experiment, Result
from model.study.futures import sample
from model.study.many_futures import PART
from model.study.whole import outcome_of
from model.study.worker import run_experiment
from model.tables.column import Row
from tests.study.methods.driver import carry_out, study, teaching

VARIANTS = ["delegate", "four-star", "liaison", "combined"]


@cache
def whole(question: Experiment) -> Result:
    """The question answered as a worker does, with its posture."""
    return run_experiment(teaching(), question, SolveOptions())


def stressed(variants: list[str], **more: Any) -> dict[str, list[Row]]:
    """The tables of a study of these variants."""
    return carry_out(study("stress", variants, **more), whole)[0]


def test_regret_is_that_of_plain_evaluations() -> None:
    """Two futures: each variant's posture under each of them, one after the other; the infeasible variant has a row and no numbers."""
    made = stressed(VARIANTS, settings={"futures": 2, "tail": 0.5})
    futures = sample(teaching(), PART, (0, 0))
    hours: dict[str, list[float]] = {}
    for variant in VARIANTS[:3]:
        told = whole(Experiment(variant, whole=True)).outcome
        assert told is not None
        posture = outcome_of(told, apply(teaching(), variant)).posture
        assert posture is not None
        for future in range(2):
            settings = [(path, f"{value:.15g}") for path, value in futures.settings(future).items()]
            hours.setdefault(variant, []).append(evaluate(apply(teaching(), variant, settings), posture).weighted_delay)
    least = [min(own[future] for own in hours.values()) for future in range(2)]
    rows = {str(row["variant"]): row for row in made["stress"]}
    for variant, own in hours.items():
        regrets = [one - best for one, best in zip(own, least, strict=True)]
        assert rows[variant]["mean_delay"] == pytest.approx(sum(own) / 2, abs=1e-5)
        assert rows[variant]["mean_regret"] == pytest.approx(sum(regrets) / 2, abs=1e-5)
        assert rows[variant]["cvar_regret"] == pytest.approx(max(regrets), abs=1e-5)
        assert rows[variant]["share_first"] == sum(one == 0 for one in regrets) / 2
    assert rows["combined"]["status"] == "infeasible"
    assert rows["combined"]["mean_delay"] is None


def test_more_futures_begin_with_the_same_ones() -> None:
    """A longer study is drawn part by part: with as many as one part it is the shorter one, and asked twice it says the same."""
    short, again = (stressed(VARIANTS[:2], settings={"futures": PART}) for _ in range(2))
    assert short == again
    longer = stressed(VARIANTS[:2], settings={"futures": PART + 1})
    assert longer["stress"][0]["futures"] == PART + 1
    assert longer["stress"][0]["mean_delay"] == pytest.approx(short["stress"][0]["mean_delay"], rel=1e-3)
    other = stressed(VARIANTS[:2], settings={"futures": PART}, seed=1)
    assert other["stress"] != short["stress"]


@pytest.mark.skipif(importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed: no boxes were looked for")
def test_boxes_say_where_a_variant_falls_behind() -> None:
    """The delegated three-star falls behind the four-star where matters are referred upward often: that assumption stands in a box that
    holds most of the failures, and boxes together cover all of them."""
    made = stressed(["delegate", "four-star"], settings={"futures": 1000, "within": 10.0, "depth": 2})
    boxes = [row for row in made["discovery"] if row["variant"] == "delegate"]
    assert "parameters.referral_probability >" in str(boxes[0]["where"])
    assert float(str(boxes[0]["density"])) > 0.8
    assert sum(float(str(row["coverage"])) for row in boxes) == pytest.approx(1, abs=1e-4)
    assert sum(int(str(row["samples"])) for row in boxes) == 1000


@pytest.mark.parametrize(("name", "value"), [("futures", 0), ("futures", 2_000_000), ("tail", 0.0), ("tail", 1.5), ("within", -1.0)])
def test_impossible_settings_are_refused(name: str, value: float) -> None:
    """Before anything is solved, by the name of the setting."""
    with pytest.raises(InputError, match=f"settings.{name}"):
        stressed(VARIANTS, settings={name: value})
