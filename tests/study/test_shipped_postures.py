"""The postures that are shipped, or solved for what is shipped, cost in many futures at once what `evaluate` says of each."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.delay.vectorised import FixedPosture
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.futures import for_variant, sample

SAME = 1e-9


def posture_of(instance: Instance, gap: float = 1e-9) -> Posture | None:
    """The posture that a run takes."""
    return solve(instance, SolveOptions(gap=gap)).posture


def hold_against_evaluate(base: Instance, variant: str | None, posture: Posture, number: int) -> int:
    """Compare the hours of so many futures one by one, as far as desks hold their work there; how many these were."""
    world = apply(base, variant)
    own = for_variant(sample(base, number, 5), base, world)
    many = FixedPosture(world, posture).hours(own.paths, own.values)
    by_condition = FixedPosture(world, posture).by_condition(own.paths, own.values)
    assert by_condition.sum(axis=0) == pytest.approx(many.weighted, rel=SAME)
    held = [future for future in range(number) if many.busiest[future] < 1]
    for future in held:
        there = world
        for path, value in own.settings(future).items():
            there = replaced(there, path, f"{value:.15g}")
        assert many.weighted[future] == pytest.approx(evaluate(there, posture).weighted_delay, rel=SAME)
    return len(held)


def golden(root: Path) -> dict[str, float]:
    """Weighted delay of each variant of the report that is kept beside the code, where it has a posture."""
    with (root / "reports" / "golden" / "teaching" / "run" / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["variant"]: float(row["weighted_delay"]) for row in rows if row["weighted_delay"]}


def test_every_posture_of_the_golden_report(root: Path, teaching: Path) -> None:
    """Each variant's posture: at the base values it costs what the report says, in twenty futures what `evaluate` says."""
    base = load_instance(teaching)
    reported = golden(root)
    assert len(reported) >= 4
    for variant, delay in reported.items():
        name = variant if variant in base.variants else None
        posture = posture_of(apply(base, name))
        assert posture is not None
        still = FixedPosture(apply(base, name), posture).weighted((), np.zeros((1, 0)))
        assert float(still[0]) == pytest.approx(delay, abs=1e-5)
        assert hold_against_evaluate(base, name, posture, 20) >= 1, variant


@pytest.mark.slow
def test_a_solved_posture_of_the_full_instance(us_japan: Path) -> None:
    """Three phases, all assumptions at once."""
    base = load_instance(us_japan)
    posture = posture_of(apply(base, "v02-jfhq-four-star"), gap=1e-4)
    assert posture is not None
    assert hold_against_evaluate(base, "v02-jfhq-four-star", posture, 40) >= 1
