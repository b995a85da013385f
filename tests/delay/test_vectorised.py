"""Many futures at once cost what each of them costs alone: a posture by arrays against `evaluate`, path by path and all together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.data.addresses import BadPath
from model.data.instance import Instance
from model.data.ranges import ranges
from model.data.reader import load_instance
from model.data.settings import replaced
from model.delay.evaluate import evaluate
from model.delay.moved import Moved, moves_hours
from model.delay.posture import Evaluation, Posture
from model.delay.vectorised import many_hours
from tests.delay.designs import LIGHT, drawn_postures, light
from tests.delay.test_evaluate import NOTE, STRIKE, posture
from tests.delay.world import make_world

SHIPPED = ("teaching", "us-rok", "us-japan-one-phase", "us-japan")
SAME = 1e-9


def one_after_the_other(instance: Instance, found: Posture, settings: dict[str, float]) -> Evaluation:
    """The posture in one future, as everybody else works it out."""
    for path, value in settings.items():
        instance = replaced(instance, path, f"{value:.15g}")
    return evaluate(instance, found)


def busiest(evaluation: Evaluation) -> float:
    """The largest load in parts of a capacity."""
    return max(
        (desk.load_hours_per_day / desk.capacity_hours_per_day for desk in evaluation.desks if desk.capacity_hours_per_day), default=0
    )


def fullest(evaluation: Evaluation) -> float:
    """The largest load in parts of what a band holds."""
    held = [(desk, desk.capacity_hours_per_day * (desk.band or 1.0)) for desk in evaluation.desks]
    return max((desk.load_hours_per_day / most for desk, most in held if most), default=0)


def told_in_phases(base: Instance, path: str) -> bool:
    """Whether phases have a part in what a path does, so that one phase alone would not show all of it."""
    return ":" in path or path.startswith(("phases.", "parameters.", "pools.")) or any(one.column in path for one in base.phase_values)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_assumption_alone_moves_the_hours_as_it_does_anywhere(name: str, instances: Path) -> None:
    """Each path of the register at an end of its range, all others at base: a path that the arrays do not know, or know in the wrong
    phase, condition or hop, would leave the hours where they are or move others. Of three phases only what they change is tried, since
    the same register without phases is tried whole."""
    base = light(load_instance(instances / name))
    (found,) = drawn_postures(base, 1, seed=7)
    still = evaluate(base, found).weighted_delay
    known = {path: ends for path, ends in ranges(base).items() if not base.is_plan or told_in_phases(base, path)}
    moved = 0
    for number, (path, ends) in enumerate(known.items()):
        value = round(ends[number % 2], 6)
        hours = many_hours(base, found, (path,), np.array([[value]])).weighted[0]
        if moves_hours(base, path):
            assert hours == pytest.approx(one_after_the_other(base, found, {path: value}).weighted_delay, rel=SAME), path
            moved += abs(hours - still) > SAME
        else:
            assert hours == pytest.approx(still, rel=SAME), path
            assert evaluate(replaced(base, path, f"{value:.15g}"), found).weighted_delay == still, path
    assert moved > len(known) / 3


@pytest.mark.parametrize(("name", "number"), [("teaching", 12), ("us-rok", 4), ("us-japan", 3)])
def test_all_assumptions_together_cost_what_evaluate_says(name: str, number: int, instances: Path) -> None:
    """Drawn postures in drawn futures, hours and loads."""
    base = light(load_instance(instances / name))
    known = {path: ends for path, ends in ranges(base).items() if moves_hours(base, path)}
    low, high = (np.array([ends[side] for ends in known.values()]) for side in (0, 1))
    values = np.round(low + np.random.default_rng(3).random((6, len(known))) * (high - low), 6)
    for found in drawn_postures(base, number, seed=11):
        many = many_hours(base, found, tuple(known), values)
        for future in (0, 5):
            alone = one_after_the_other(base, found, dict(zip(known, values[future], strict=True)))
            assert many.weighted[future] == pytest.approx(alone.weighted_delay, rel=SAME)
            assert many.busiest[future] == pytest.approx(busiest(alone), rel=SAME)
            assert many.fullest[future] == pytest.approx(fullest(alone), rel=SAME)


def test_a_route_by_hand() -> None:
    """Two futures of the small world in which only the tempo differs: what grows with it is two hops of 1 h, release of 2 h with a
    quarter for language on 3 h, a relay of 2 h, three approvals of 8 h and all queues, and everything else stays."""
    world, found = make_world(), posture(STRIKE, NOTE)
    at_base = evaluate(world, found).weighted_delay
    many = many_hours(world, found, ("conditions.calm.tempo",), np.array([[1.0], [2.0]]))
    assert many.weighted[0] == pytest.approx(at_base, rel=SAME)
    assert many.weighted[1] == pytest.approx(one_after_the_other(world, found, {"conditions.calm.tempo": 2.0}).weighted_delay, rel=SAME)
    assert many.weighted[1] > many.weighted[0]


def test_a_value_of_a_phase_holds_until_the_next_one(us_japan: Path) -> None:
    """The instance itself sets this number in 2025 and 2026: a future's value of 2025 leaves the others alone, one of all phases takes
    the place of both, and set after it one of 2026 holds to the end."""
    base = load_instance(us_japan)
    path, cell = "headquarters.JJOC.decision_factor", ("headquarters", "JJOC", "decision_factor")

    def in_phases(*paths: str) -> list[float | None]:
        values = np.arange(1.0, 1.0 + len(paths)).reshape(1, -1)
        phases = [Moved(base, paths, values).in_phase(phase.id).get(cell) for phase in base.phases]
        return [None if found is None else float(found[0]) for found in phases]

    assert in_phases(f"2025:{path}") == [1, None, None]
    assert in_phases(f"2026:{path}") == [None, 1, 1]
    assert in_phases(path) == [1, 1, 1]
    assert in_phases(path, f"2026:{path}") == [1, 2, 2]
    assert in_phases(f"2026:{path}", path) == [2, 2, 2]
    assert in_phases(f"2026:{path}", f"2025:{path}") == [2, 1, 1]
    moved = Moved(base, (path, f"2025:{path}"), np.array([[np.nan, 0.9], [0.8, np.nan], [np.nan, np.nan], [0.7, 0.6]]))
    assert [list(moved.in_phase(phase.id)[cell]) for phase in base.phases] == [
        [0.9, 0.8, 0.75, 0.6],
        [0.5, 0.8, 0.5, 0.6],
        [0.5, 0.8, 0.5, 0.6],
    ]


def test_what_arrays_cannot_carry_is_refused_by_name(us_japan: Path) -> None:
    """Today's grade of an HQ decides how far a referral climbs: passing it over would leave the hours wrong without a word."""
    base = light(load_instance(us_japan))
    (found,) = drawn_postures(base, 1, seed=1)
    with pytest.raises(ValueError, match=r"headquarters\.USFJ\.grade_now"):
        many_hours(base, found, ("headquarters.USFJ.grade_now",), np.array([[9.0]]))
    with pytest.raises(BadPath):
        many_hours(base, found, ("headquarters.USFJ.decision_factr",), np.array([[1.0]]))


def test_work_beyond_a_desk_is_told(teaching: Path) -> None:
    """A hundred times the requests: the hours stay those of the bands, and the load says that no desk would hold them."""
    base = load_instance(teaching)
    (found,) = drawn_postures(light(base), 1, seed=2)
    paths = tuple(
        f"demand.{thread}@{condition}.requests_per_day" for (thread, condition), row in base.demand.items() if row.requests_per_day
    )
    usual = np.array([row.requests_per_day for row in base.demand.values() if row.requests_per_day])
    many = many_hours(base, found, paths, np.array([LIGHT * usual, 10 * usual]))
    assert many.busiest[0] == pytest.approx(busiest(evaluate(light(base), found)), rel=SAME)
    assert many.busiest[0] < 1 < many.busiest[1] <= many.fullest[1]
    assert np.isfinite(many.weighted).all()
