"""What is kept of a study: results come back whole, once each, and a contradiction is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from model.data.shut_out import Forbid
from model.errors import InputError
from model.study.experiment import Experiment, Result
from model.study.store import Store
from tests.study.trial import NOBODY

QUESTION = Experiment("v1", (("parameters.x", "1"),), (("rule", "r"),), (Forbid("a", ("H", "K")),))
RESULT = Result(
    "optimal",
    weighted_delay=1 / 3,
    bound=0.25,
    gap=0.0,
    people=3,
    four_stars=1,
    changes=2,
    worst_thread_hours=7.5,
    delay_by_condition={"crisis": 0.1},
    decisions=(("holds", "now", "crisis", "a", "H"), ("level", "now", "H", "K", 2)),
    seconds=0.5,
    tie_break_proved=True,
)


def test_a_result_comes_back_as_it_was_from_a_file_opened_anew(tmp_path: Path) -> None:
    """Every field to the last bit, decisions as tuples: a rounded or re-typed value would make resumed tables differ."""
    with Store(tmp_path / "s.sqlite") as store:
        store.plan({"k1": QUESTION, "k2": NOBODY})
        assert store.ended("k1", RESULT, None) == ""
    with Store(tmp_path / "s.sqlite") as store:
        kept = store.kept(["k1", "k2", "k3"])
        assert kept["k1"].result == RESULT
        assert kept["k2"].result is None
        assert set(kept) == {"k1", "k2"}
        assert store.counts() == (2, 1)


def test_planning_again_loses_nothing(tmp_path: Path) -> None:
    """The same plan twice: one row a key, and the result is still there."""
    with Store(tmp_path / "s.sqlite") as store:
        store.plan({"k1": QUESTION})
        store.ended("k1", RESULT, None)
        store.plan({"k1": QUESTION})
        assert store.counts() == (1, 1)


def test_a_second_result_must_be_the_first_over_again(tmp_path: Path) -> None:
    """Rounding in the last bits and other times pass; a delay 1 % off is told, recorded, and does not replace the first."""
    with Store(tmp_path / "s.sqlite") as store:
        store.plan({"k1": QUESTION})
        store.ended("k1", RESULT, None)
        assert store.ended("k1", replace(RESULT, weighted_delay=(1 / 3) * (1 + 1e-12), seconds=9.0), None) == ""
        assert "weighted_delay" in store.ended("k1", replace(RESULT, weighted_delay=1.01 / 3), None)
        assert "decisions" in store.ended("k1", replace(RESULT, decisions=()), None)
        assert [key for key, _ in store.faults()] == ["k1", "k1"]
        assert store.kept(["k1"])["k1"].result == RESULT


def test_a_result_cut_short_gives_way_to_a_proved_one_and_never_the_other_way(tmp_path: Path) -> None:
    """Feasible after 5 s, then optimal without a limit: the latter stays, also when a later try is cut short again."""
    cut = replace(RESULT, status="feasible")
    with Store(tmp_path / "s.sqlite") as store:
        store.plan({"k1": QUESTION})
        store.ended("k1", cut, 5.0)
        kept = store.kept(["k1"])["k1"]
        assert [kept.final(limit) for limit in (4.0, 5.0, 6.0, None)] == [True, True, False, False]
        store.ended("k1", RESULT, None)
        store.ended("k1", cut, 5.0)
        assert store.kept(["k1"])["k1"].result == RESULT


def test_failures_are_final_unless_asked_for(tmp_path: Path) -> None:
    """A failed question is not run on every resume; it is when someone asks for it."""
    with Store(tmp_path / "s.sqlite") as store:
        store.plan({"k1": QUESTION})
        store.ended("k1", Result("failed", "killed"), None)
        kept = store.kept(["k1"])["k1"]
        assert kept.final(None)
        assert not kept.final(None, retry_failed=True)


def test_a_question_that_the_cluster_lost_is_asked_again(tmp_path: Path) -> None:
    """Its row says why it has no answer, and the same command asks it again, unlike one that failed by itself."""
    with Store(tmp_path / "s.sqlite") as store:
        store.plan({"k1": QUESTION})
        store.ended("k1", Result("failed", "worker after worker died over it", lost=True), None)
        assert not store.kept(["k1"])["k1"].final(None)
        store.ended("k1", RESULT, None)
        assert store.kept(["k1"])["k1"].result == RESULT


def test_two_processes_cannot_have_one_study(tmp_path: Path) -> None:
    """The second is told that the study is being run; two writers could each run everything."""
    with Store(tmp_path / "s.sqlite"), pytest.raises(InputError, match="in use"):
        Store(tmp_path / "s.sqlite")
    with Store(tmp_path / "s.sqlite"):
        pass


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    """Somebody's file under that name: a finding, not a traceback, and the file stays as it is."""
    (tmp_path / "s.sqlite").write_text("a shopping list, long enough to be read as a header of a database")
    with pytest.raises(InputError, match="is not a store"):
        Store(tmp_path / "s.sqlite")
    assert (tmp_path / "s.sqlite").read_text().startswith("a shopping list")
