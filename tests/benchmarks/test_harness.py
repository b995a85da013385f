"""The benchmarks run: every part on a small instance, once, without a word about time."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.cases import folder_of
from benchmarks.cli import SECTIONS, main
from benchmarks.formulations.forms import FORMS
from benchmarks.formulations.study import _check_agreement
from benchmarks.measure import Measured, child, interleaved, run
from benchmarks.page import PAGE, rendered
from benchmarks.settings import Settings
from benchmarks.solvers.peers import contenders
from benchmarks.sweep.instance import VARIANTS, write_copy
from benchmarks.sweep.peer_job import questions_of

CASE = "teaching/four-star"
OPTIMUM = 272.375  # docs/teaching.md


@pytest.mark.parametrize("form", FORMS)
def test_every_form_finds_the_optimum_of_the_teaching_instance(form: str) -> None:
    """A form that leaves a posture out, or a row, proves another optimum than the one derived on paper."""
    from benchmarks.formulations.job import job

    said = job(form, CASE, 1e-6, 60.0)
    assert said["status"] == "optimal"
    assert said["delay"] == pytest.approx(OPTIMUM, rel=1e-9)
    assert said["lp_bound"] <= said["cut_bound"] + 1e-6 <= OPTIMUM + 2e-6


def test_a_wrong_optimum_stops_the_study() -> None:
    """Two forms that prove different optima are never put into one table."""
    rows = [{"form": "one", "status": "optimal", "delay": 100.0}, {"form": "other", "status": "optimal", "delay": 100.001}]
    with pytest.raises(AssertionError, match="disagree"):
        _check_agreement("case", rows)


@pytest.mark.slow
def test_peers_find_the_optimum_or_say_that_they_are_not_installed(tmp_path: Path) -> None:
    """Ours, Pyomo's interface, and whichever of linopy, SCIP and CP-SAT is installed, each in a process of its own."""
    assert run(child("export", case=CASE, folder=str(tmp_path)), 60).ended == "done"
    missing = []
    for who, work in contenders(CASE, tmp_path, Settings(time_limit=30.0)).items():
        found = work()
        if found.ended == "not installed":
            missing.append(who)
            continue
        assert found.ended == "done", f"{who}: {found.why}"
        assert found.said["delay"] == pytest.approx(OPTIMUM, rel=1e-4), who
    if missing:
        pytest.skip("not installed, so not tried: " + "; ".join(missing))


def test_one_command_measures_and_makes_the_page(tmp_path: Path) -> None:
    """The main job on the teaching instance: a result file with every measurement, and the page's table made from it."""
    page = tmp_path / "README.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    asked = ["main-job", "--instance", "teaching", "--main-job-repeats", "1", "--results", str(tmp_path / "results"), "--page", str(page)]
    assert main(asked) == 0
    rows = {row["who"]: row for row in json.loads((tmp_path / "results" / "main-job.json").read_text(encoding="utf-8"))["rows"]}
    assert all(row["ended"] == "done" and len(row["wall"]) == 1 for row in rows.values())
    assert rows["plain peer"]["unproved"] == []
    assert rows["ours, one process with stopwatches"]["missing"] == []
    made = page.read_text(encoding="utf-8")
    assert "Plain peer against ours, wall" in made
    assert rendered(made, list(SECTIONS.values()), tmp_path / "results") == made


def test_the_page_is_made_from_the_result_files() -> None:
    """Tables that someone edits by hand, or forgets to make anew, fail here."""
    text = PAGE.read_text(encoding="utf-8")
    assert rendered(text, list(SECTIONS.values())) == text


def test_the_swept_copy_is_an_instance_with_so_many_points(tmp_path: Path) -> None:
    """Its study asks for the points wanted and the variants themselves, each with every kind of number set."""
    points = write_copy(folder_of("us-japan"), tmp_path / "copy", 20)
    questions = questions_of(tmp_path / "copy")
    assert points == 20
    assert {question.variant for question in questions} == set(VARIANTS)
    assert len([question for question in questions if question.settings]) == points


def test_a_job_out_of_time_is_ended_and_says_so() -> None:
    """Nothing that hangs holds up the others."""
    found = run([sys.executable, "-c", "import time; time.sleep(60)"], 0.5)
    assert found.ended == "time limit"
    assert found.wall < 30


def test_contenders_take_turns_and_failures_are_not_repeated() -> None:
    """A B A, not A A B; one that failed once is left alone."""
    order: list[str] = []

    def work(name: str, ended: str) -> Measured:
        order.append(name)
        return Measured(1.0, 1.0, 1.0, 0, ended)

    jobs = {"a": lambda: work("a", "done"), "b": lambda: work("b", "failed"), "c": lambda: work("c", "done")}
    interleaved(jobs, {"a": 3, "b": 3, "c": 2}, lambda text: None, 20.0)
    assert order == ["a", "b", "c", "a", "c", "a"]


@pytest.mark.skipif(find_spec("linopy") is not None, reason="linopy is installed")
def test_a_peer_that_is_not_installed_has_a_row_that_says_so() -> None:
    """Its process ends with a code of its own; any other missing module is a fault."""
    assert run(child("linopy", folder=".", gap=0.0, limit=1.0), 60).ended == "not installed"
