"""Answers, reports and studies from Python: the numbers of the command line, to the byte where they are written."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import model
from model.cli import main
from model.errors import SolverFailure
from model.reporting.run_tables import TABLES
from model.solving.options import SolveOptions
from model.study.plan import Batch, Plan
from model.study.runs import RunRecord
from model.surface.answers import VariantAnswer
from model.surface.carried_out import FinishedRun, Sampled
from model.tables.common import CAUTION
from tests.reporting.builders import of_one_phase, run_record
from tests.test_start import loaded_after


@pytest.fixture(scope="module")
def golden(root: Path) -> model.Report:
    """The tracked report of the teaching instance, read back."""
    return model.read_run(root / "reports/golden/teaching/run")


def test_one_answer_is_the_golden_one(alliance: model.Alliance, golden: model.Report) -> None:
    """One variant solved alone: the hours, counts and proof of the golden report, and those told in words."""
    answer = model.solve(alliance.variant("four-star"))
    row = golden.tables["runs"].set_index("variant").loc["four-star"]
    assert answer.hours == pytest.approx(row["weighted_delay"], abs=1e-6)
    assert (answer.status, answer.people, answer.four_stars, answer.changes) == ("optimal", row.people, row.four_stars, row.changes)
    assert answer.gap == pytest.approx(0, abs=1e-9)
    assert "272.38 hours a day (proved best)" in repr(answer)
    assert "goes from INDOPACOM to USFJ" in repr(answer)
    assert CAUTION in repr(answer)
    assert "Posture(phases: 1, open headquarters: 5, " in repr(answer.posture)


def test_a_plan_tells_of_changes_from_phase_to_phase() -> None:
    """What is counted in a plan of two phases is not what differs from today: done and undone counts twice. In one phase it is."""
    run, alone = run_record("v01", delegated=True), of_one_phase(run_record("v01", delegated=True))
    told = {made.instance.is_plan: repr(VariantAnswer(_finished(made), "v01")) for made in (run, alone)}
    assert "changes from phase to phase: " in told[True]
    assert "changes from today: " in told[False]


def _finished(run: RunRecord) -> FinishedRun:
    plan = Plan(replace(run.instance, variant=None), {run.variant: run.instance}, {})
    return FinishedRun(plan, Batch((run,), 0, False), (), None, SolveOptions(), Sampled(0), dt.datetime(2025, 1, 1, tzinfo=dt.UTC), 1.0)


def test_the_instance_as_it_stands_has_an_answer(alliance: model.Alliance) -> None:
    """Without a variant the answer is called `base`, and is that of the folder with no mandate in force."""
    answer = model.solve(alliance)
    assert answer.variant == "base"
    assert answer.hours == pytest.approx(373.225)


def test_tables_are_those_of_the_report(answers: model.Answers, golden: model.Report) -> None:
    """Every table of all variants, cell by cell as it is written, columns and types included: what Python gives and what the files hold
    are one thing."""
    assert list(answers.tables) == list(golden.tables) == list(TABLES)
    for name in TABLES:
        own, theirs = answers.tables[name], golden.tables[name]
        pd.testing.assert_frame_equal(own, theirs, rtol=0, atol=1e-6, obj=name)
        assert own.attrs == theirs.attrs


def test_futures_are_as_many_as_asked(alliance: model.Alliance) -> None:
    """Ten, or none at all; the default thousand is in the golden tables above."""
    ten = model.solve_all(alliance, ["today", "delegate"], futures=10).tables["fragility"]
    assert set(ten["futures"]) == {10}
    assert model.solve_all(alliance, ["today"], futures=0).tables["fragility"].empty


def test_numbers_are_numbers_with_units(four_star: model.VariantAnswer) -> None:
    """Hours can be added, and add up; the unit stands beside the column and outlives a selection of rows."""
    routes = four_star.tables["routes"]
    parts = ["handling", "release", "language", "duty_wait", "referral", "relay_work", "approval_work", "desk_queue", "decision_wait"]
    assert (routes[parts].sum(axis=1) - routes["hours"]).abs().max() < 1e-9
    assert routes[routes["hours"] > 10].attrs["units"]["hours"] == "h"
    assert "weighted" in four_star.tables["runs"].attrs["descriptions"]["weighted_delay"]
    assert [str(dtype) for dtype in four_star.tables["commanders"][["active", "grade"]].dtypes] == ["boolean", "Int64"]


def test_a_table_is_nobody_elses(four_star: model.VariantAnswer) -> None:
    """Whoever changes a table changes a copy: the next one who asks sees what was found."""
    mine = four_star.tables["routes"]
    mine["hours"] = 0.0
    assert four_star.tables["routes"]["hours"].min() > 0


def test_an_infeasible_variant_is_an_answer(answers: model.Answers) -> None:
    """No posture, no hours, and the clash in words with its citation."""
    answer = answers["combined"]
    assert (answer.status, answer.hours, answer.posture) == ("infeasible", None, None)
    assert {item.name for item in answer.conflict} == {"combined_command", "jp_no_foreign_command"}
    assert "Constitution of Japan, Article 9" in repr(answer)
    assert not answers.proved


def test_answers_stand_side_by_side(answers: model.Answers) -> None:
    """A mapping by variant; as text and HTML the table of the command line."""
    assert list(answers) == ["combined", "delegate", "four-star", "liaison", "today"]
    assert "-356.57 (-56.7 %)" in repr(answers)
    assert "<td>-356.57 (-56.7 %)</td>" in answers._repr_html_()
    assert answers.headline.startswith("Of 5 variants, four-star waits least")
    with pytest.raises(KeyError, match="there is no answer for 'five-star'"):
        answers["five-star"]


def test_some_variants_against_a_baseline(alliance: model.Alliance) -> None:
    """Two variants with changed numbers in two processes, the second the baseline; a baseline that is not among them is refused."""
    changed = alliance.with_values({"parameters.referral_probability": 0.0})
    found = model.solve_all(changed, ["today", "delegate"], baseline="delegate", workers=2)
    assert set(found.tables["comparison"]["baseline"]) == {"delegate"}
    assert found["delegate"].hours == pytest.approx(model.solve(changed.variant("delegate")).hours)
    with pytest.raises(model.InputError, match="baseline 'four-star': is not among"):
        model.solve_all(alliance, ["today"], baseline="four-star")


@pytest.mark.parametrize("option", [{"gap": 2.0}, {"time_limit": 0}, {"seed": -1}, {"method": "guess"}, {"foresight": "none"}])
def test_an_option_that_is_none_is_refused(alliance: model.Alliance, option: dict[str, object]) -> None:
    """Before anything is solved, with the option's name and what it may be."""
    with pytest.raises(ValueError, match=f"^{next(iter(option))} is .* must be"):
        model.solve(alliance, **option)  # type: ignore[arg-type]


def test_no_variant_is_not_all_variants(alliance: model.Alliance) -> None:
    """A selection that came out empty would else cost hours."""
    with pytest.raises(ValueError, match="must name some"):
        model.solve_all(alliance, [])


def test_a_solver_that_gives_up_raises(alliance: model.Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer asked, none found: an exception with the solver's words. Among several it is a row that has failed."""

    def give_up(*_: object) -> None:
        raise SolverFailure("the solver stumbled")

    monkeypatch.setattr("model.study.evaluate.solved", give_up)
    with pytest.raises(model.SolverFailure, match="the solver stumbled"):
        model.solve(alliance)
    assert model.solve_all(alliance, ["today"])["today"].status == "failed"


# Files ------------------------------------------------------------------------------------------------------------


def test_no_file_is_written_unless_asked(alliance: model.Alliance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solved, explained, studied and drawn in an empty folder: it stays empty. With `keep` the store of the command line is in it."""
    monkeypatch.chdir(tmp_path)
    answer = model.solve(alliance.variant("delegate"))
    assert answer.explain("us_opcon").lines
    assert answer.figure("desks").svg
    assert len(answer.tables["runs"]) == 1
    model.study(alliance, "scenarios")
    assert list(tmp_path.iterdir()) == []
    model.solve(alliance.variant("delegate"), keep=tmp_path)
    assert [path.name for path in (tmp_path / "teaching/.store").iterdir()] == ["run.sqlite"]


def test_a_saved_report_is_the_command_lines(
    alliance: model.Alliance, answers: model.Answers, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All files but the manifest, which has times, have the same bytes; a folder that is no report is left alone. The command line then
    finds answers that Python kept."""
    answers.save(tmp_path / "mine")
    model.solve_all(alliance, keep=tmp_path)
    capsys.readouterr()
    assert main(["run", str(teaching), "--out", str(tmp_path), "--workers", "1"]) == 1
    assert "5 of these results were kept from before" in capsys.readouterr().out
    theirs = {path.name: path.read_bytes() for path in (tmp_path / "teaching/run").iterdir() if path.name != "manifest.json"}
    assert theirs == {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir() if path.name != "manifest.json"}
    (tmp_path / "other").mkdir()
    (tmp_path / "other/work.txt").write_text("theirs")
    with pytest.raises(model.InputError, match="is left alone"):
        answers.save(tmp_path / "other")


def test_one_answer_is_saved_alone(alliance: model.Alliance, answers: model.Answers, tmp_path: Path) -> None:
    """Taken from among several or solved alone, its report is the same: of this variant and of no other."""
    answers["delegate"].save(tmp_path / "one")
    model.solve(alliance.variant("delegate")).save(tmp_path / "other")
    names = {path.name for path in (tmp_path / "one").iterdir()} - {"manifest.json"}
    assert [name for name in sorted(names) if (tmp_path / "one" / name).read_bytes() != (tmp_path / "other" / name).read_bytes()] == []
    report = model.read_run(tmp_path / "one")
    assert [run["variant"] for run in report.manifest["runs"]] == list(report.tables["runs"]["variant"]) == ["delegate"]


def test_a_report_is_read_back_without_a_solver(root: Path) -> None:
    """Years later, on a machine without one: tables, the headline and a figure."""
    code = "import model; r = model.read_run('reports/golden/teaching/run'); repr(r); r.figure('ranking').svg; r.tables['runs']"
    assert not loaded_after(root, code) & {"pyomo", "highspy"}


def test_a_damaged_report_lists_its_faults(golden: model.Report, root: Path, tmp_path: Path) -> None:
    """A missing table and a number that is none: both, by file and line."""
    folder = Path(shutil.copytree(root / "reports/golden/teaching/run", tmp_path / "run"))
    (folder / "rules.csv").unlink()
    runs = (folder / "runs.csv").read_text(encoding="utf-8-sig")
    (folder / "runs.csv").write_text(runs.replace("272.375", "many", 1), encoding="utf-8-sig")
    with pytest.raises(model.InputError) as refused:
        model.read_run(folder)
    assert {finding.file for finding in refused.value.findings} == {"rules.csv", "runs.csv"}
    assert "weighted_delay" in repr(golden)


# Explanations, figures, studies -----------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["four-star", "combined"])
def test_an_explanation_is_the_command_lines(
    answers: model.Answers, teaching: Path, capsys: pytest.CaptureFixture[str], variant: str
) -> None:
    """Word for word what `explain` prints, of holders and of a conflict; and the same in HTML, a paragraph a line."""
    told = answers[variant].explain()
    capsys.readouterr()
    assert main(["explain", str(teaching), "--variant", variant]) == 0
    assert f"{told!r}\n" == capsys.readouterr().out
    assert told._repr_html_().count("<p>") == len(told.lines)


def test_an_explanation_of_one_authority(four_star: model.VariantAnswer) -> None:
    """That one alone, as data too; an unknown one is refused with the nearest name."""
    told = four_star.explain("us_opcon")
    assert [reason["authority"] for reason in told.data["reasons"]] == ["us_opcon"]
    with pytest.raises(model.InputError, match="did you mean 'us_opcon'"):
        four_star.explain("us_opcom")


def test_a_figure_shows_itself(four_star: model.VariantAnswer, tmp_path: Path) -> None:
    """HTML with an inline SVG, no script and nothing from elsewhere; its sentence as text; saved as a slide in three formats."""
    picture = four_star.figure("command_chart")
    assert picture.title == "Command chart: today and four-star"
    shown = picture._repr_html_()
    assert "<svg" in shown
    assert 'role="img"' in shown
    assert "<script" not in shown
    assert repr(picture).splitlines()[0] == picture.title
    assert picture.table.shape[0] >= 3
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    for kind, start in starts.items():
        assert picture.save(tmp_path / f"chart.{kind}").read_bytes().startswith(start)
    with pytest.raises(model.InputError, match=r"must end in \.svg"):
        picture.save(tmp_path / "chart.gif")


def test_figures_are_found_by_kind_and_by_what_they_are_about(answers: model.Answers) -> None:
    """A kind alone gives what the page shows first; a condition and a variant choose; a name that is none tells the nearest."""
    assert answers.figure("routes").name == "routes-four-star-2026-crisis"
    assert answers.figure("routes", variant="today", condition="peacetime").name == "routes-today-2026-peacetime"
    assert answers.figure("heat").svg.startswith("<svg")
    assert {"ranking", "map"} <= {picture.name for picture in answers.figures}
    with pytest.raises(KeyError, match="did you mean 'ranking'"):
        answers.figure("rankin")
    with pytest.raises(KeyError, match="variant 'combined'"):
        answers.figure("command_chart", variant="combined")


def test_a_study_is_the_command_lines(alliance: model.Alliance, teaching: Path, tmp_path: Path) -> None:
    """Its tables and, saved, its files have the bytes of `sweep`; its figures are there."""
    found = model.study(alliance, "scenarios")
    assert "questions" in found.tables
    assert sum(found.statuses.values()) == len(found.tables["questions"])
    assert "study scenarios" in repr(found)
    assert found.figures
    found.save(tmp_path / "mine")
    main(["sweep", str(teaching), "scenarios", "--out", str(tmp_path), "--workers", "1", "--quiet"])
    theirs = {path.name: path.read_bytes() for path in (tmp_path / "teaching/scenarios").iterdir() if path.name != "manifest.json"}
    assert theirs == {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir() if path.name != "manifest.json"}


def test_a_study_takes_no_chosen_values(alliance: model.Alliance) -> None:
    """It says itself what it asks about; values that it silently dropped would be an answer to another question."""
    with pytest.raises(model.InputError, match="a study says itself"):
        model.study(alliance.variant("today"), "tornado")
