"""The calendar lived through, against what can be worked out minute by minute."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from model.data.records import Calendar
from model.delay.calendars import WEEK, duty_week, expected_wait
from model.simulation.bulk import independent_waits
from model.simulation.journey import live_cell
from model.simulation.options import Assumptions
from model.simulation.plan import Cell, Climb, DeskPlan, Home, Sitting, Stage, ThreadPlan
from model.simulation.statistics import Estimate, ratio

OFFICE = Calendar(calendar="office", days="mon-fri", start="08:00", end="17:00")
JUNE = dt.date(2025, 6, 2)  # a Monday
HOMES = {"TOKYO": Home(OFFICE, "Asia/Tokyo", ""), "HAWAII": Home(OFFICE, "Pacific/Honolulu", ""), "SEOUL": Home(OFFICE, "Asia/Seoul", "")}
PLAIN = Assumptions(holidays=False, summer_time=False)


def cell(*legs: Stage, urgency: float = 1.0, requests: float = 20.0, desks: dict[str, DeskPlan] | None = None) -> Cell:
    """One thread that begins in Tokyo."""
    zero = dict.fromkeys(("handling",), 0.0)
    thread = ThreadPlan("t", "TOKYO", requests, urgency, 1.0, None, legs, zero, zero)
    return Cell("2025", "peacetime", JUNE, 1.0, HOMES, desks or {}, (thread,), 48.0)


def lived(about: Cell, assumptions: Assumptions = PLAIN, thread: str = "t") -> Estimate:
    """Mean hours of a request, from 12 replications of 4 weeks."""
    samples = [live_cell(about, 4, assumptions, 5, number, 12).threads[thread] for number in range(12)]
    found = ratio(np.array([sum(one.sums) for one in samples]), np.array([one.count for one in samples]))
    assert found is not None
    return found


def on_duty(hq: str) -> list[bool]:
    """Each minute of the week."""
    pieces = duty_week(OFFICE, HOMES[hq].timezone, JUNE)
    return [any(start <= minute < end for start, end in pieces) for minute in range(WEEK)]


def chained_hours(*hqs: str) -> float:
    """Mean hours from a random minute of Tokyo's duty until each HQ has been on duty in turn, minute by minute."""
    weeks = [on_duty(hq) for hq in hqs]
    waited = []
    for begun in (minute for minute, there in enumerate(on_duty("TOKYO")) if there):
        minute = begun
        for week in weeks:
            while not week[minute % WEEK]:
                minute += 1
        waited.append(minute - begun)
    return sum(waited) / len(waited) / 60


def test_one_hop_waits_as_the_model_says() -> None:
    """Tokyo to Honolulu: 8.5 h in the mean, the design's own check value. Nothing before it, so the chain is the same."""
    found = lived(cell(Stage("TOKYO", "HAWAII", waits=True)))
    assert expected_wait(*(duty_week(OFFICE, HOMES[hq].timezone, JUNE) for hq in ("TOKYO", "HAWAII"))) == pytest.approx(8.5, abs=0.05)
    assert found.holds(chained_hours("HAWAII"), printed=0.02)


def test_a_chain_of_hops_waits_by_the_clock() -> None:
    """Tokyo to Honolulu and back. Whoever comes to Honolulu in its morning finds Tokyo asleep: the chain waits as it does minute by minute,
    which is not the sum of two independent waits (19.3 h) that the model and the unchained simulation have."""
    there_and_back = cell(Stage("TOKYO", "HAWAII", waits=True), Stage("HAWAII", "TOKYO", waits=True))
    chained = chained_hours("HAWAII", "TOKYO")
    assert abs(chained - 19.3) > 1
    assert lived(there_and_back).holds(chained, printed=0.05)
    assert lived(there_and_back, replace(PLAIN, chained=False, duty_work=False, fixed_boards=False)).holds(19.3, printed=0.1)


def test_independent_waits_have_the_exact_mean() -> None:
    """Even shares of the sender's week give the exact expectation to a minute's width."""
    tokyo, hawaii = (duty_week(OFFICE, HOMES[hq].timezone, JUNE) for hq in ("TOKYO", "HAWAII"))
    shares = (np.arange(100_000) + 0.5) / 100_000
    for sender, receiver in ((tokyo, hawaii), (hawaii, tokyo), (tokyo, tokyo)):
        assert independent_waits(sender, receiver, shares).mean() == pytest.approx(expected_wait(sender, receiver), abs=1e-3)


def test_work_stops_at_night() -> None:
    """Eighteen hours of work are two days of nine: from a random instant of the week's duty they end two duty days later, 48 h by the
    clock or, over a weekend, 96 h: (3 x 48 + 2 x 96) / 5 = 67.2 h in the mean. Round the clock they take 18 h."""
    long = replace(cell(Stage("", "TOKYO", work=18.0)), cv=0.0)
    assert lived(long).holds(67.2, printed=0.5)
    assert lived(long, replace(PLAIN, duty_work=False)).holds(18.0)


def test_boards_keep_their_hours() -> None:
    """A board a week, on Monday at 8: requests from Monday to Friday wait for the next one, 168 h less what has gone by of the week:
    the mean instant of duty is 52.5 h after Monday 08:00, so 115.5 h. At random moments they wait half the week, 84 h."""
    weekly = cell(Stage("", "TOKYO", sitting=Sitting("TOKYO", 168.0, 0.0)))
    assert lived(weekly).holds(168 - 52.5, printed=0.5)
    # The principal is there when a board is, and else next morning: the wait for that is duty wait, and not looked at here.
    random = replace(PLAIN, fixed_boards=False, duty_work=False)
    assert lived(weekly, random).holds(84.0, printed=0.5)


def test_referrals_are_climbed() -> None:
    """One matter in two goes from Tokyo to Seoul, on duty at the same hours, and back, 1 h a hop, with 3 h of decision: 2.5 h in the mean,
    round the clock."""
    climb = Climb(0.5, ("TOKYO", "SEOUL"), 1.0, Sitting("SEOUL", 0.0, 3.0))
    about = cell(Stage("", "TOKYO", sitting=Sitting("TOKYO", 0.0, 0.0), climb=climb))
    free = replace(PLAIN, chained=False, duty_work=False, fixed_boards=False)
    assert lived(about, free).holds(2.5)


def test_the_urgent_wait_less_unless_first_come_is_first_served() -> None:
    """Two threads of one busy desk, one more urgent: it waits less, the other more; first come, first served, they wait alike."""
    home = HOMES["TOKYO"]
    desk = DeskPlan("D", Home(replace_always(), "UTC", ""), 1.0, 2.0, 0.0, 0.0, 1.0, 0.0)
    leg = Stage("", "TOKYO", desk="D", work=2.0)
    base = cell(leg, requests=4.8, desks={"D": desk})
    urgent = replace(base.threads[0], thread="u", urgency=5.0)
    both = replace(base, threads=(base.threads[0], urgent), homes={**HOMES, "TOKYO": Home(replace_always(), home.timezone, "")})
    first, second = lived(both, thread="u"), lived(both, thread="t")
    alike = [lived(both, replace(PLAIN, urgent_first=False), thread) for thread in ("u", "t")]
    assert first.mean < alike[0].mean < second.mean
    assert abs(alike[0].mean - alike[1].mean) < 0.25 * (second.mean - first.mean)


def replace_always() -> Calendar:
    """A calendar without an end."""
    return Calendar(calendar="always", days="mon-sun", start="00:00", end="24:00")
