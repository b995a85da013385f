"""Samples and indices, held against functions whose indices are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.study.experiment import Experiment, Result
from model.study.methods import latin_hypercube, morris, sobol
from tests.study.methods.driver import carry_out, made_up, study

REFERRAL, RELEASE, CRISIS = "parameters.referral_probability", "liaison_levels.1.release_hours", "conditions.crisis.share"


def ishigami(shares: np.ndarray) -> np.ndarray:
    """Ishigami and Homma's function (1990) with a = 7, b = 0.1, on the unit cube."""
    x = (2 * shares - 1) * math.pi
    value: np.ndarray = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return value


def test_sobol_finds_the_known_indices() -> None:
    """Ishigami's exact indices: first order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437. Columns or rows in the wrong order
    would swap them; the third factor, which acts only with the first, tells first order and total apart."""
    shares = sobol.design(3, 2048, 1)
    found = sobol.analyse(shares, ishigami(shares), 1)
    assert [row["first_order"] for row in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert [row["total"] for row in found] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_morris_finds_slopes_and_curvature() -> None:
    """y = 3 a - 2 b + 0 c + 4 a b: b's effects are -2 + 4a, of mixed sign, so mu_star exceeds |mu| and sigma is not 0; c has none;
    a's are 3 + 4b, all positive, so mu equals mu_star."""
    shares = morris.design(3, 40, 4, 1)
    values = 3 * shares[:, 0] - 2 * shares[:, 1] + 4 * shares[:, 0] * shares[:, 1]
    a, b, c = morris.analyse(shares, values, 4, 1)
    assert a["mu"] == pytest.approx(a["mu_star"])
    assert 3 < a["mu"] < 7
    assert b["mu_star"] > abs(b["mu"])
    assert b["sigma"] > 0
    assert c["mu_star"] == c["sigma"] == 0.0


def test_a_latin_hypercube_covers_every_slice_of_every_range_once() -> None:
    """Ten samples: in each tenth of each factor's range exactly one, and the same ones for the same seed. Independent draws would
    leave some tenth empty."""
    rows = np.array(latin_hypercube.design(3, 10, 4))
    for column in rows.T:
        assert sorted(int(10 * share) for share in column) == list(range(10))
    assert rows.tolist() == latin_hypercube.design(3, 10, 4)
    assert rows.tolist() != latin_hypercube.design(3, 10, 5)


def linear(question: Experiment) -> Result:
    """100 + 60 x referral (range 0 to 0.5: 30) + 5 x release (range 1 to 4: 15); today is always 100; crisis share has no effect."""
    if question.variant == "today":
        return made_up(100.0)
    settings = {path: float(value) for path, value in question.settings}
    return made_up(100.0 + 60 * settings.get(REFERRAL, 0.2) + 5 * settings.get(RELEASE, 2.0))


def test_the_methods_put_questions_and_answers_together_rightly() -> None:
    """On a linear wrapper the Morris effects are 30, 15 and 0 h/day over the ranges, and the Sobol shares 30^2 : 15^2 : 0, that is
    0.8, 0.2 and 0; `today`, which nothing moves, has no effect. Values at the wrong rows would give neither."""
    factors = [REFERRAL, RELEASE, CRISIS]
    made, _ = carry_out(study("morris", ["today", "delegate"], factors, samples=6), linear)
    effects = {row["factor"]: row for row in made["morris"] if (row["variant"], row["measure"]) == ("delegate", "difference")}
    assert [effects[name]["mu_star"] for name in factors] == pytest.approx([30, 15, 0])
    assert [effects[name]["effect"] for name in factors] == ["some", "some", "none"]
    assert {row["effect"] for row in made["morris"] if row["variant"] == "today"} == {"none"}
    made, _ = carry_out(study("sobol", ["today", "delegate"], factors, samples=256), linear)
    shares = {row["factor"]: row for row in made["sobol"] if (row["variant"], row["measure"]) == ("delegate", "weighted_delay")}
    assert [shares[name]["first_order"] for name in factors] == pytest.approx([0.8, 0.2, 0.0], abs=0.05)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_samples_with_a_point_without_a_posture_are_dropped_and_counted(method: str) -> None:
    """Where referral is high there is no posture: those groups are left out of the indices, counted, and the rule is named. With
    none left the indices are empty, not 0."""

    def often(question: Experiment) -> Result:
        value = dict(question.settings).get(REFERRAL, "0.2")
        return made_up(None, "infeasible", blocked_by=("rule x",)) if float(value) > 0.45 else linear(question)

    made, _ = carry_out(study(method, ["delegate"], [REFERRAL, RELEASE], samples=16), often)
    row = made[method][0]
    assert isinstance(row["samples_dropped"], int)
    assert isinstance(row["samples_used"], int)
    assert row["samples_dropped"] > 0
    assert row["samples_used"] + row["samples_dropped"] == 16
    assert row["blocked_by"] == "rule x"
    made, _ = carry_out(study(method, ["delegate"], [REFERRAL, RELEASE], samples=4), lambda question: made_up(None, "infeasible"))
    assert {row["effect"] for row in made[method]} == {"unknown"}
