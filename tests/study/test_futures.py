"""A sample of futures: what stands together, what adds up, and what a variant keeps of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data.instance import Instance
from model.data.ranges import ranges, register
from model.data.reader import load_instance
from model.data.variants import apply
from model.study.futures import Futures, for_variant, latin_hypercube, place_of, sample

NUMBER = 64


@pytest.fixture(scope="module")
def base(us_japan: Path) -> Instance:
    """The full instance."""
    return load_instance(us_japan)


@pytest.fixture(scope="module")
def futures(base: Instance) -> Futures:
    """Some futures of it."""
    return sample(base, NUMBER, 5)


def test_a_latin_hypercube_has_one_draw_in_each_part() -> None:
    """Of ten draws one lies in each tenth, for every factor, and not in the same order for all."""
    draws = latin_hypercube(3, 10, 1)
    assert (np.sort(np.floor(draws * 10), axis=1) == np.arange(10)).all()
    assert len({tuple(row) for row in np.floor(draws * 10)}) == 3
    assert (latin_hypercube(3, 10, 1) == draws).all()
    assert (latin_hypercube(3, 10, 2) != draws).any()


def test_half_of_a_range_lies_on_each_side_of_its_base() -> None:
    """0.4 to 7 around 1.4: the middle draw is 1.4 and not 3.7; where the base stands at an end, draws are even."""
    draws = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    assert place_of(0.4, 1.4, 7.0, draws) == pytest.approx([0.4, 0.9, 1.4, 4.2, 7.0])
    assert place_of(0.0, 0.0, 8.0, draws) == pytest.approx([0, 2, 4, 6, 8])


def test_every_assumption_moves_within_its_range(base: Instance, futures: Futures) -> None:
    """But for what must add up, which is scaled after the draw."""
    known = ranges(base)
    assert set(known) <= set(futures.paths)
    for path, (low, high) in known.items():
        column = futures.column(path)
        if (path.startswith("phases.") and path.endswith("weight")) or path.endswith(".share"):
            continue
        assert low - 1e-9 <= column.min() <= column.max() <= high + 1e-9, path
        assert column.min() < column.max() or low == high, path


def test_shares_and_weights_add_up(base: Instance, futures: Futures) -> None:
    """To 1 in every future, and no share is below 0."""
    for paths in ([f"conditions.{name}.share" for name in base.conditions], [f"phases.{row.id}.weight" for row in base.phases]):
        columns = np.array([futures.column(path) for path in paths])
        assert columns.sum(axis=0) == pytest.approx(np.ones(NUMBER))
        assert (columns > 0).all()


def test_conditions_without_a_range_make_room(teaching: Path) -> None:
    """Only the crisis has a range there: its share is as drawn, and peacetime has the rest."""
    found = sample(load_instance(teaching), 32, 0)
    crisis = found.column("conditions.crisis.share")
    assert 0.1 <= crisis.min() < 0.2
    assert 0.8 < crisis.max() <= 0.9
    assert found.column("conditions.peacetime.share") == pytest.approx(1 - crisis)


def test_what_is_one_group_moves_together(base: Instance) -> None:
    """Two assumptions of a group have one draw, so that they stand at the same place of their ranges; without it they do not."""
    names = ("desks.USFJ.mean_service_hours", "desks.C7F.mean_service_hours")
    alone = {key: row.model_copy(update={"group": None}) for key, row in base.ranges.items()}
    together = {key: row.model_copy(update={"group": "lengths" if row.path in names else None}) for key, row in base.ranges.items()}
    one, other = (sample(replace(base, ranges=rows), NUMBER, 5) for rows in (together, alone))
    assert (one.column(names[0]) == one.column(names[1])).all()
    assert (other.column(names[0]) != other.column(names[1])).any()


def test_every_future_is_a_valid_input(base: Instance, futures: Futures) -> None:
    """What a future sets can be set by hand: whole numbers are whole, shares add up, nothing leaves its bounds."""
    for future in (0, NUMBER - 1):
        changed = apply(base, None, [(path, f"{value:.15g}") for path, value in futures.settings(future).items()])
        assert changed.conditions["peacetime"].share == pytest.approx(futures.column("conditions.peacetime.share")[future])
    assert (futures.column("rules.span_of_control.limit") % 1 == 0).all()


def test_a_value_of_a_phase_ends_where_the_instance_ends_it(base: Instance, futures: Futures) -> None:
    """JJOC has a range in 2025 and one in all phases; from 2026 on, where the instance sets it again, the latter holds."""
    path = "headquarters.JJOC.decision_factor"
    assert f"2025:{path}" in register(base)
    assert futures.paths.index(path) < futures.paths.index(f"2025:{path}") < futures.paths.index(f"2026:{path}")
    assert (futures.column(f"2026:{path}") == futures.column(path)).all()


def test_a_variant_keeps_what_it_sets_itself(base: Instance, futures: Futures) -> None:
    """The accelerated plan has its own loss while tasks change hands, and its own limits; all else moves."""
    changed = apply(base, "v07-accelerated")
    own = for_variant(futures, base, changed)
    assert "parameters.transition_loss" in futures.paths
    assert "parameters.transition_loss" not in own.paths
    assert "phases.2026.transfers_max" not in own.paths
    assert (own.column("parameters.relay_hours") == futures.column("parameters.relay_hours")).all()
    assert own.number == NUMBER


def test_shares_make_room_for_one_that_is_held(base: Instance, futures: Futures) -> None:
    """Peacetime put at 0.5 by hand: in every future the others have the other half, in the proportions that were drawn."""
    path = "conditions.peacetime.share"
    changed = apply(
        base, None, [(path, "0.5"), *((f"conditions.{name}.share", "0.125") for name in base.conditions if name != "peacetime")]
    )
    own = for_variant(futures, base, changed, held=[path])
    others = [f"conditions.{name}.share" for name in base.conditions if name != "peacetime"]
    assert path not in own.paths
    assert np.sum([own.column(one) for one in others], axis=0) == pytest.approx(np.full(NUMBER, 0.5))
    before = futures.column(others[0]) / futures.column(others[1])
    assert own.column(others[0]) / own.column(others[1]) == pytest.approx(before)


def test_the_same_seed_gives_the_same_futures(base: Instance, futures: Futures) -> None:
    """And another seed others."""
    assert (sample(base, NUMBER, 5).values == futures.values).all()
    assert (sample(base, NUMBER, 6).values != futures.values).any()
    assert futures.weights.sum() == pytest.approx(1)
