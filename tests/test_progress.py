"""What is shown while questions are under way, where nobody watches a terminal."""

from __future__ import annotations

import pytest

from model import progress
from model.progress import Display, describe, name_of
from model.study.experiment import Experiment, Result
from model.study.runner_protocol import Attempt
from model.study.runs import Progress

HALF_WAY = Progress("weighted delay", 200.0, 150.0, 30.0)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    told = capsys.readouterr()
    assert told.out == ""
    return told.err.splitlines()


def test_each_of_few_is_told_as_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """Two questions: how many, and a line each with its place, name, status and delay."""
    with Display(silent=False) as display:
        display.round(2, 0)
        display.ended(Experiment("v1"), Result("optimal", weighted_delay=12.345, seconds=1.0))
        display.ended(Experiment("v2"), Result("failed", "no\nmemory"))
    assert lines(capsys) == [
        "2 questions planned, 0 known, 2 to run",
        "[1/2] v1: optimal, 12.35 h/day (1.0 s)",
        "[2/2] v2: failed: no (0.0 s)",
    ]


def test_of_many_only_failures_are_told_and_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand questions, three of which end, one without an answer: a line for that one; a line each would bury it."""
    with Display(silent=False) as display:
        display.round(1000, 0)
        for number in range(3):
            display.ended(Experiment(f"v{number}"), Result("failed" if number == 1 else "optimal", "why"))
    told = lines(capsys)
    assert len(told) == 2
    assert told[1].startswith("[2/1000] v1: failed: why")


def test_a_long_question_tells_its_gap_from_time_to_time(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports each second for a minute: a line each quarter of one, with best, bound and gap, under a study as under a run."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    asked = Attempt("k", Experiment("v1", (("a.b", "3"),)))
    with Display(silent=False, time_limit=60.0) as display:
        for second in range(61):
            now[0] = float(second)
            display.listen(asked, HALF_WAY)
    assert lines(capsys) == ["v1 a.b=3: weighted delay, best 200.00, bound 150.00, gap 25.00 %, 30 s (at most 30 s left)"] * 4


def test_silence_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing at all where nobody wants it."""
    with Display(silent=True) as display:
        display.round(1, 0)
        display.listen(Attempt("k", Experiment(None)), HALF_WAY)
        display.ended(Experiment(None), Result("failed"))
        display.fault("another answer")
    assert lines(capsys) == []


def test_names_are_short_and_a_run_is_called_by_its_variant() -> None:
    """The settings of a run hold for all its variants, so they tell nothing; a study's tell which question it is."""
    settings = tuple((f"conditions.c{number}.tempo", "1") for number in range(9))
    assert name_of(Experiment("v1", settings, whole=True)) == "v1"
    assert name_of(Experiment(None)) == "base"
    assert len(name_of(Experiment("v1", settings))) == progress.LONGEST_NAME
    assert describe("v1", Progress("building", None, None, 1.0), None) == "v1: building, 1 s"
