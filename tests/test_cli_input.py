"""The command line and input that cannot be used: every verb says so alike, and nothing is written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from model import cli
from model.errors import SolverFailure
from tests.mutation.judge import snapshot

CIRCLE = 'title = "{0}"\nwhy = "W."\nsource = "S"\nextends = "{1}"\n[set]\n"conditions.crisis.tempo" = {2}\n'


@pytest.fixture
def folder(teaching: Path, tmp_path: Path) -> Path:
    """A copy of the teaching instance in a folder of its own."""
    return Path(shutil.copytree(teaching, tmp_path / "in" / "teaching"))


VERBS = {
    "check": [],
    "run": ["--out", "OUT", "--variant", "before"],
    "explain": ["--variant", "before"],
    "export": ["--variant", "before", "--out", "OUT/model.mps"],
    "sweep": ["tornado", "--out", "OUT"],
    "verify": ["OUT"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_circle_of_variants_ends_every_verb_alike(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    """A variant whose name comes before those of the circle it extends into: exit 2 and one finding, and no file. Was a KeyError."""
    for name, parent, tempo in (("before", "ring", 1), ("ring", "ring2", 2), ("ring2", "ring", 3)):
        (folder / "variants" / f"{name}.toml").write_text(CIRCLE.format(name, parent, tempo), encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    arguments = [part.replace("OUT", str(out)) for part in VERBS[verb]]
    assert cli.main([verb, str(folder), *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out + said.err).strip() == "variants/ring.toml:4 extends = 'ring2': extends itself: ring > ring2 > ring"
    assert snapshot(out) == {}


def test_export_says_why_there_is_no_model(us_japan_one_phase: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """v08 needs no solver to be impossible: exit 1 with the reason, as a run ends, and no file or folder. Was a traceback and exit 3."""
    assert (
        cli.main(["export", str(us_japan_one_phase), "--variant", "v08-combined-command", "--out", str(tmp_path / "a" / "model.mps")]) == 1
    )
    said = capsys.readouterr().err
    assert said.startswith("v08-combined-command is infeasible: the data leave ")
    assert not (tmp_path / "a").exists()


def test_export_to_where_nothing_can_be_written_is_bad_input(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in place of a folder, a folder in place of the file: exit 2 with the reason. Was the solver's own error, exit 3."""
    (folder.parent / "folder.mps").mkdir()
    for target in (folder / "demand.csv" / "model.mps", folder.parent / "folder.mps"):
        assert cli.main(["export", str(folder), "--variant", "today", "--out", str(target)]) == 2
        assert "cannot be used" in capsys.readouterr().err


def test_export_writes_where_the_name_is_not_utf8(folder: Path) -> None:
    """HiGHS refuses such a name with a TypeError; the file is made elsewhere and put there."""
    target = Path(os.fsdecode(os.fsencode(folder.parent) + b"/caf\xe9.lp"))
    assert cli.main(["export", str(folder), "--variant", "today", "--out", str(target)]) == 0
    assert target.read_text(encoding="utf-8").rstrip().endswith("end")


@pytest.mark.parametrize(
    ("verb", "where"),
    [(["explain"], "model.solving.solve.solve"), (["export", "--out", "model.mps"], "model.solving.export.compile_matrix")],
)
def test_what_the_solver_refuses_costs_an_answer_and_no_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, verb: list[str], where: str
) -> None:
    """Numbers that HiGHS does not take end these verbs with 1 and the reason, as they do a run; was a traceback and exit 3."""

    def refuse(*arguments: object, **options: object) -> None:
        raise SolverFailure("the numbers are too large together")

    monkeypatch.setattr(where, refuse)
    monkeypatch.chdir(folder.parent)
    assert cli.main([verb[0], str(folder), "--variant", "today", *verb[1:]]) == 1
    assert capsys.readouterr().err == "no answer: the numbers are too large together\n"


@pytest.mark.parametrize("verb", [["run"], ["explain", "--variant", "today"], ["export", "--variant", "today", "--out", "x.mps"]])
@pytest.mark.parametrize("other", ["parameters.relay_hours", "parameters.relay_hours.value"])
def test_a_path_set_twice_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, verb: list[str], other: str
) -> None:
    """Which value was meant nobody knows, however the path is spelt: exit 2, as in a variant. Took the last without a word."""
    monkeypatch.chdir(folder.parent)
    settings = ["--set", "parameters.relay_hours=0.4", "--set", f"{other}=0.5"]
    assert cli.main([verb[0], str(folder), *verb[1:], *settings]) == 2
    assert capsys.readouterr().err.strip() == f"--set {other} = '0.5': is set twice; the first value is '0.4'"


@pytest.mark.parametrize("out", ["teaching", "teaching/variants", "teaching/reports/deep", "link/variants", "teaching/../teaching/x"])
@pytest.mark.parametrize("verb", [["run"], ["sweep", "tornado"], ["sweep", "tornado", "--dry-run"]])
def test_reports_do_not_go_into_the_instance(folder: Path, capsys: pytest.CaptureFixture[str], verb: list[str], out: str) -> None:
    """A report among the variants would be read as one: refused before anything is solved, by whatever way the folder is reached."""
    (folder.parent / "link").symlink_to(folder)
    before = snapshot(folder)
    assert cli.main([verb[0], str(folder), *verb[1:], "--out", str(folder.parent / out)]) == 2
    assert "choose another --out" in capsys.readouterr().err
    assert snapshot(folder) == before


def test_models_do_not_go_among_the_variants(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model or a workbook in variants/ or studies/ would be a fault of the instance from then on."""
    for option, target in (("--out", "variants/m.mps"), ("--xlsx", "studies/b.xlsx")):
        assert cli.main(["export", str(folder), option, str(folder / target)]) == 2
        assert "choose another --out" in capsys.readouterr().err
        assert not (folder / target).exists()
