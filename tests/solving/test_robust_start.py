"""A known design as the point at which a search for one posture starts."""

from __future__ import annotations

import time

import numpy as np
import pytest

from model.delay.posture import Posture
from model.solving.matrix import Matrix, Vector
from model.solving.objective_level import ObjectiveLevel, levels_of
from model.solving.options import SolveOptions
from model.solving.robust.aims import with_aim
from model.solving.robust.futures import RobustAim
from model.solving.robust.start import start_at
from model.solving.robust.whole_matrix import build_whole
from model.solving.routes import read_design
from model.solving.search import Clock, Search
from tests.solving.test_robust import URGENCY, A, B, alone, by_hand

Settings = tuple[tuple[str, str], ...]


def placed(aim: RobustAim, variant: str, settings: Settings) -> tuple[Matrix, ObjectiveLevel, Vector | None, list[Posture]]:
    """The extensive form of the three futures by hand with its first objective, the point at which a search starts from the best design of
    a plain run, and the designs of that point in each future."""
    whole = build_whole(by_hand())
    matrix, objectives, weights = with_aim(whole, aim, 0.2)
    first, *_ = levels_of(matrix, objectives, weights)
    design = alone(variant, settings)[1].posture
    assert design is not None
    point = start_at(matrix, first, design, Search(SolveOptions(), Clock(time.perf_counter(), None)))
    shown: list[Posture] = []
    if point is None:
        return matrix, first, None, shown
    for model in whole.models:
        model.show(point)
        shown.append(read_design(model.built.variables))
    return matrix, first, point, shown


@pytest.mark.parametrize(("settings", "costs"), [((), A), (((URGENCY, "8"),), B)])
@pytest.mark.parametrize("aim", ["expected", "worst", "cvar"])
def test_a_start_is_a_point_of_all_futures_that_has_the_design(aim: RobustAim, settings: Settings, costs: dict[str, float]) -> None:
    """Whether it is the best or not: the mean of A is 368.875 and that of B 370.125, the largest, and the worst fifth, 536.175 and
    530.425."""
    matrix, level, point, shown = placed(aim, "delegate", settings)
    assert point is not None
    weights = {"as_it_is": 0.6, "urgent": 0.2, "most_urgent": 0.2}
    value = sum(weights[name] * hours for name, hours in costs.items()) if aim == "expected" else costs["most_urgent"]
    assert float(level.costs @ point) + level.offset == pytest.approx(value, rel=1e-4)
    rows = matrix.rows @ point
    assert (rows >= matrix.row_lower - 1e-6).all()
    assert (rows <= matrix.row_upper + 1e-6).all()
    assert np.abs(point - np.clip(point, matrix.lower, matrix.upper)).max() <= 1e-6
    design = alone("delegate", settings)[1].posture
    assert design is not None
    for one in shown:
        assert (one.holders, one.levels, one.officers) == (design.holders, design.levels, design.officers)


def test_a_design_of_other_data_is_no_start() -> None:
    """The seat in Hawaii takes four Japanese officers; in the three futures there are two."""
    assert placed("expected", "liaison", ())[2] is None
