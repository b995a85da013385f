"""Many numbers in little room: the mean of the worst and quantiles by hand, of several lots together, and to the last bit kept."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from model.delay.moved import Array
from model.study.sketch import read, sketch, together, written

SHARES = (0.5, 0.9)
LOTS, EACH = 20, 10_000


@cache
def drawn() -> Array:
    """Lots of skewed numbers, a row a lot."""
    found: Array = np.random.default_rng(3).lognormal(3.0, 0.8, (LOTS, EACH))
    return found


def test_the_mean_of_the_worst_by_hand() -> None:
    """Of 1 to 10 the worst fifth is 9 and 10; the worst quarter takes half of 8 too; all of them are the mean."""
    one = sketch(np.random.default_rng(0).permutation(np.arange(1.0, 11.0)), SHARES)
    assert one.worst_mean(0.2) == pytest.approx(9.5)
    assert one.worst_mean(0.25) == pytest.approx((10 + 9 + 0.5 * 8) / 2.5)
    assert one.worst_mean(1.0) == pytest.approx(5.5)
    assert (one.number, one.mean, one.most) == (10, 5.5, 10.0)
    assert (one.quantile(0.5), one.quantile(0.9)) == (5.5, pytest.approx(9.1))


def test_lots_together_tell_what_all_their_numbers_tell() -> None:
    """200,000 numbers in 20 lots: mean, CVaR of the worst tenth, median and 90 % quantile are those of all numbers at once, while no lot
    keeps more than a sixth of its numbers. Lots summed up in even groups would be off in the sixth digit."""
    lots = [sketch(row, SHARES) for row in drawn()]
    whole, numbers = together(lots), np.sort(drawn().ravel())
    assert max(len(one.values) for one in lots) < EACH / 6
    assert whole.number == len(numbers)
    assert whole.mean == pytest.approx(numbers.mean(), rel=1e-12)
    assert whole.worst_mean(0.1) == pytest.approx(numbers[-len(numbers) // 10 :].mean(), rel=1e-12)
    assert whole.most == numbers[-1]
    for share in SHARES:
        assert whole.quantile(share) == pytest.approx(np.quantile(numbers, share), rel=1e-12)


def test_numbers_far_from_what_is_asked_are_told_by_their_mean() -> None:
    """At a share that was not asked for the quantile is near the right one, and not it: that is what the room is saved by."""
    whole, numbers = together([sketch(row, SHARES) for row in drawn()]), drawn().ravel()
    assert whole.quantile(0.2) != pytest.approx(np.quantile(numbers, 0.2), rel=1e-3)


def test_equal_numbers_and_few_are_no_trouble() -> None:
    """No regret in any future, and one future alone."""
    none = together([sketch(np.zeros(EACH), SHARES), sketch(np.zeros(5), SHARES)])
    assert (none.number, none.worst_mean(0.1), none.quantile(0.9)) == (EACH + 5, 0.0, 0.0)
    alone = sketch(np.array([7.0]), SHARES)
    assert (alone.number, alone.worst_mean(0.1), alone.quantile(0.5)) == (1, 7.0, 7.0)


def test_a_sketch_is_read_as_it_was_written() -> None:
    """Through JSON, to the last bit."""
    one = sketch(drawn()[0], SHARES)
    again = read(json.loads(json.dumps(written(one))))
    assert np.array_equal(again.values, one.values)
    assert np.array_equal(again.counts, one.counts)
