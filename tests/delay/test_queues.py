"""The queue's wait: exact where the formula is exact, within its known error elsewhere, and never in the wrong direction."""

from __future__ import annotations

import itertools
import math

import pytest

from model.delay.queues import mean_wait

UTILISATIONS = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)


def exact_mmc_wait(service_hours: float, seats: int, utilisation: float) -> float:
    """Mean wait of an M/M/c queue, by Erlang's C formula."""
    offered = seats * utilisation
    below = sum(offered**k / math.factorial(k) for k in range(seats))
    full = offered**seats / math.factorial(seats) / (1 - utilisation)
    return full / (below + full) * service_hours / (seats * (1 - utilisation))


@pytest.mark.parametrize("utilisation", UTILISATIONS)
def test_one_seat_is_exact(utilisation: float) -> None:
    """With one seat and exponential service the wait is S r/(1 - r) exactly: at half load as long as the service itself."""
    assert mean_wait(8, 1, 1, utilisation) == pytest.approx(8 * utilisation / (1 - utilisation), rel=1e-12)


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.0, 2.0])
def test_one_seat_with_any_variation_is_the_pollaczek_khinchine_wait(cv: float) -> None:
    """M/G/1 is exact too: (1 + cv^2)/2 of the exponential wait; regular service halves it. Without the factor cv would not matter."""
    assert mean_wait(8, cv, 1, 0.5) == pytest.approx(8 * (1 + cv**2) / 2)


def test_round_numbers_by_hand() -> None:
    """7 seats make the exponent sqrt(16) - 1 = 3 and 3.5 seats sqrt(9) - 1 = 2, so the wait is a plain fraction."""
    assert mean_wait(7, 1, 7, 0.5) == pytest.approx(7 * 0.125 / (7 * 0.5))
    assert mean_wait(7, 1, 7, 0.8) == pytest.approx(7 * 0.512 / (7 * 0.2))
    assert mean_wait(7, 1, 3.5, 0.5) == pytest.approx(7 * 0.25 / (3.5 * 0.5))


def test_an_idle_desk_never_waits() -> None:
    """At no load the wait is exactly 0, and near it vanishes; a logarithm of 0 would raise."""
    assert mean_wait(8, 1, 5, 0.0) == 0.0
    assert mean_wait(8, 1, 5, 1e-9) < 1e-12


def test_near_saturation_the_wait_grows_without_bound() -> None:
    """Close to full load the wait is S/(q (1 - r)) whatever the number of seats, so halving what is left doubles it."""
    assert mean_wait(1, 1, 10, 1 - 1e-6) == pytest.approx(1e6 / 10, rel=1e-4)
    assert mean_wait(1, 1, 10, 1 - 1e-6) == pytest.approx(2 * mean_wait(1, 1, 10, 1 - 2e-6), rel=1e-4)


@pytest.mark.parametrize("utilisation", [-0.1, 1.0, 1.5, float("nan")])
def test_outside_its_domain_it_refuses(utilisation: float) -> None:
    """A saturated queue has no mean wait; a negative or undefined number would be a lie about it."""
    with pytest.raises(ValueError):
        mean_wait(8, 1, 5, utilisation)


def test_a_desk_without_a_seat_is_refused() -> None:
    """No seat means that nothing is ever served; 0 h would be the opposite."""
    with pytest.raises(ValueError):
        mean_wait(8, 1, 0, 0.5)


@pytest.mark.parametrize("seats", [0.5, 1, 3.5, 10, 100])
def test_the_busier_the_longer(seats: float) -> None:
    """The wait rises with utilisation at every size; bands could otherwise reward overload."""
    waits = [mean_wait(8, 1, seats, utilisation) for utilisation in UTILISATIONS]
    assert all(one < other for one, other in itertools.pairwise(waits))


@pytest.mark.parametrize("utilisation", UTILISATIONS)
def test_the_more_seats_the_shorter(utilisation: float) -> None:
    """At one utilisation a larger desk waits less (pooling), fractions of a seat included."""
    waits = [mean_wait(8, 1, seats, utilisation) for seats in (0.5, 1, 1.5, 2, 5, 5.5, 20, 100)]
    assert all(one > other for one, other in itertools.pairwise(waits))


def test_it_scales_with_the_length_of_service() -> None:
    """Twice the service, twice the wait: tempo may multiply either."""
    assert mean_wait(16, 1, 5, 0.8) == pytest.approx(2 * mean_wait(8, 1, 5, 0.8))


@pytest.mark.parametrize("seats", [2, 3, 5, 10, 20, 50, 100])
@pytest.mark.parametrize("utilisation", [0.5, 0.7, 0.8, 0.85, 0.9])
def test_several_seats_agree_with_erlang(seats: int, utilisation: float) -> None:
    """Against Erlang's exact wait the approximation is never short and at most 3.4 % of a service time long, on the bands in use.

    A wrong exponent fails at once: with q for q + 1 two seats at 0.8 are 0.22 of a service long, without the root 0.96 short."""
    surplus = mean_wait(1, 1, seats, utilisation) - exact_mmc_wait(1, seats, utilisation)
    assert 0 <= surplus <= 0.034


@pytest.mark.parametrize("seats", [2, 3, 5, 10])
def test_at_high_load_it_errs_little(seats: int) -> None:
    """At 0.9, where waits are long enough to matter, it is within 1.5 % of Erlang up to ten seats."""
    assert mean_wait(1, 1, seats, 0.9) == pytest.approx(exact_mmc_wait(1, seats, 0.9), rel=0.015)


def test_a_textbook_queue() -> None:
    """Two seats at 0.8: the chance to wait is 0.7111 and the wait 0.7111 S/(2 x 0.2) = 1.7778 S; the approximation is 1.8 % above."""
    assert exact_mmc_wait(1, 2, 0.8) == pytest.approx(0.7111 / 0.4, abs=1e-3)
    assert mean_wait(1, 1, 2, 0.8) == pytest.approx(1.7778 * 1.018, rel=2e-3)
