"""One posture for futures that leave an HQ other grades: what no grade is left for cannot be open."""

from __future__ import annotations

import pytest

from model.data.instance import Instance
from model.formulation.common_domains import common_domains
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.robust.futures import Future
from model.solving.robust.solve import solve_robust
from tests.solving.test_robust import Settings, alone, delays, future

JJOC, USFJ = "headquarters.JJOC.grades", "headquarters.USFJ.grades"
STAR: Settings = (("pools.2026@US.four_star", "1"),)


def with_grades(path: str, grades: str, more: Settings = ()) -> Future:
    """`delegate` in a future that leaves an HQ these grades; it has half of the weight."""
    return future(grades, 0.5, settings=((path, grades), *more))


def closed() -> Instance:
    """`delegate` where JJOC has no commander: Japan has no star for one."""
    return alone("delegate", (("pools.2026@JP.four_star", "0"),))[0]


def test_an_hq_whose_grades_differ_in_every_future_stays_closed() -> None:
    """JJOC's commander has three stars in one future and four in the other, and one posture has one commander. Without JJOC the Joint
    Staff approves operations: 0.25 + 8 + 24 + 4 in place of 26 h in peacetime, which weighs 0.5, and 0.0625 + 2 + 4 + 1 in place of 5.5 h
    in a crisis, which weighs 8: 297.175 + 0.5 x 10.25 + 8 x 1.5625 = 314.8. An HQ left open without a grade would be led by a civil
    principal, to whom no rank is owed, and cost 272.375."""
    assert solve_robust([Future("closed", 1.0, closed())], "expected", SolveOptions()).value == pytest.approx(314.8, abs=1e-6)
    outcome = solve_robust([with_grades(JJOC, "9"), with_grades(JJOC, "10")], "expected", SolveOptions())
    assert outcome.status is Status.OPTIMAL
    assert delays(outcome) == pytest.approx({"9": 314.8, "10": 314.8}, abs=1e-6)
    assert outcome.bound == pytest.approx(314.8, abs=1e-5)
    assert not any(posture.active["2026", "JJOC"] for posture in outcome.postures.values())


def test_a_grade_that_is_in_both_futures_is_taken() -> None:
    """Three stars in one future, three or four in the other: JJOC has three in both. USFJ has no fewer and refers nothing, which spares as
    much as a fourth star of its own does in docs/teaching.md: 272.375."""
    outcome = solve_robust([with_grades(JJOC, "9"), with_grades(JJOC, "9|10")], "expected", SolveOptions())
    assert delays(outcome) == pytest.approx({"9": 272.375, "9|10": 272.375}, abs=1e-6)
    assert {posture.grades["2026", "JJOC"] for posture in outcome.postures.values()} == {9}


def test_an_hq_that_is_there_and_has_no_grade_for_all_leaves_no_posture() -> None:
    """USFJ exists. With three stars in one future and four in the other there is none for both, though each has a posture; the reason
    names it."""
    futures = [with_grades(USFJ, "9"), with_grades(USFJ, "10", STAR)]
    assert all(one.optimum is not None for one in futures)
    outcome = solve_robust(futures, "expected", SolveOptions())
    assert outcome.status is Status.INFEASIBLE
    assert not outcome.postures
    assert "USFJ" in outcome.reason


def test_what_a_closed_hq_would_hold_or_man_is_left_out() -> None:
    """JJOC cannot be open in both futures: it holds nothing in either, and nobody sits with it. Rows say the same of every posture; out of
    the domains, relaxations cannot take a part of it. What concerns other HQs is as it was."""
    instances = [with_grades(JJOC, grades).instance for grades in ("9", "10")]
    for one in common_domains(instances):
        assert one.open_options["2026", "JJOC"] == (False,)
        assert one.holders["2026", "crisis", "jp_opcon"] == ("JSO",)
        assert one.holders["2026", "crisis", "us_opcon"] == ("INDOPACOM", "USFJ")
        assert one.levels["2026", ("USFJ", "JJOC")] == (0,)
        assert one.levels["2026", ("USFJ", "JSO")] == (0, 1)
