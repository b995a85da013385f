"""Reading a posture: its routes are the best of all, and those that must fit a desk together are the solver's own."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.formulation.build import build
from model.solving.highs import Solver
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions
from model.solving.routes import read_posture
from tests.oracle.tiny import tiny_instances

US_JAPAN = Path(__file__).resolve().parents[2] / "instances" / "us-japan-one-phase"
SAME = 1e-6


def slower_in_the_model(instance: Instance, number: int) -> list[tuple[str, str, str]] | None:
    """Requests that take longer on the paths the model lists than on the best of all paths, under a design drawn at random and with the
    bands and flows that are best for it; None where there is no posture. Left out are requests of no weight, whose flows the solver may
    leave anywhere, and those some leg of which loads a desk that might run short: its way is the solver's."""
    built = build(instance)
    if built.broken:
        return None
    matrix, draw = compile_matrix(built.variables.pyomo), random.Random(number)
    design = matrix.whole & np.array([not name.startswith(("busy", "flow", "kept")) for name in matrix.column_names], dtype=bool)
    costs = np.where(design, [draw.random() for _ in design], 0.0)
    drawn = Solver(matrix, SolveOptions()).minimise(costs, 0.0, gap=0.5).values
    if drawn is None:
        return None
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[design] = upper[design] = drawn[design].round()
    fixed = replace(matrix, lower=lower, upper=upper)
    best = Solver(fixed, SolveOptions()).minimise(matrix.objectives[0], float(matrix.offsets[0]), gap=0.0).values
    if best is None:
        return None
    matrix.show(best)
    posture = read_posture(built.variables)
    hours = {
        key: delay.parts.total
        for delay in evaluate(instance, posture).routes
        if built.variables.weights[key := (delay.route.phase, delay.route.condition, delay.route.thread)] > 0
    }
    for index in built.variables.whole:
        hours.pop(index[:3], None)
    listed = {key: float(pyo.value(built.variables.pyomo.hours[key])) for key in hours}
    assert all(hours[key] <= listed[key] + SAME * max(1.0, listed[key]) for key in hours), "a route read is slower than the solver's"
    return [key for key in hours if hours[key] < listed[key] - SAME * max(1.0, listed[key])]


def test_no_path_that_the_model_leaves_out_is_quicker() -> None:
    """Under random designs of 150 random instances no request is quicker over all paths than over those the model lists, nor slower as
    it is read: dominance that dropped a path which some design needs, or a router that missed one, makes the two differ."""
    seen = [0, 0]

    @seed(21)
    @settings(max_examples=150, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def one(instance: Instance) -> None:
        slower = slower_in_the_model(instance, sum(seen))
        seen[0] += slower is not None
        seen[1] += bool(slower)

    one()
    assert seen[0] >= 25
    assert seen[1] == 0


@pytest.mark.parametrize("variant", ["v01-jfhq-three-star", "v03-coordination-centre", "v10-trilateral-link"])
def test_no_path_that_the_shipped_case_leaves_out_is_quicker(variant: str) -> None:
    """Under random designs no request is quicker over all paths than over those the model lists, nor slower as it is read: a path too
    few, or one that the router missed, makes the two differ."""
    instance = apply(load_instance(US_JAPAN), variant)
    assert [slower_in_the_model(instance, number) for number in range(2)] == [[], []]
