"""`compare`: what differs between two reports, no more and no less."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from model.cli import main
from model.reporting.compared import RunReport
from model.reporting.compared_inputs import differing_inputs
from model.reporting.compared_words import short_names

TEMPO = "conditions.crisis.tempo"


def run(folder: Path, out: Path, *more: str) -> Path:
    """A report of two variants, or those named."""
    variants = more if "--variant" in more else (*more, "--variant", "today", "--variant", "delegate")
    main(["run", str(folder), "--out", str(out), "--workers", "1", "--quiet", *variants])
    return out / folder.name / "run"


@pytest.fixture(scope="module")
def plain(teaching: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the teaching instance."""
    return run(teaching, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def slower(teaching: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a crisis at half the pace."""
    return run(teaching, tmp_path_factory.mktemp("slower"), "--set", f"{TEMPO}=0.5")


def compared(capsys: pytest.CaptureFixture[str], first: Path, second: Path, *more: str) -> dict[str, Any]:
    """What is told to programs."""
    capsys.readouterr()
    code = main(["compare", str(first), str(second), "--json", *more])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == (0 if told["alike"] else 1)
    return told


def paths(told: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {row["path"]: (row["first"], row["second"]) for row in told["inputs"]}


def test_a_report_is_like_itself(plain: Path, tmp_path: Path, teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same run made again, elsewhere: alike, exit 0. Times and folders are no difference."""
    again = run(teaching, tmp_path)
    for name in ("fragility.csv", "hops.csv", "report.xlsx"):  # an older program may have written less
        (again / name).unlink()
    assert main(["compare", str(plain), str(again)]) == 0
    assert "Alike: 2 variants compared, with the same inputs, hours and decisions." in capsys.readouterr().out
    assert main(["compare", str(plain), str(again), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out/compared_inputs.csv").read_text(encoding="utf-8-sig").count("\n") == 1


def test_one_number_is_one_difference(plain: Path, slower: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tempo alone, by its path, for both variants at once; the hours are those of `runs`, and the parts add up to their difference."""
    told = compared(capsys, plain, slower)
    assert [(row["variant"], row["path"], row["first"], row["second"]) for row in told["inputs"]] == [("*", TEMPO, "0.25", "0.5")]
    delays = [{row["variant"]: float(row["weighted_delay"]) for row in rows(folder / "runs.csv")} for folder in (plain, slower)]
    for name in ("today", "delegate"):
        (total,) = (row for row in told["hours"] if row["variant"] == name and row["measure"] == "weighted_delay")
        assert (total["first"], total["second"]) == pytest.approx((delays[0][name], delays[1][name]))
        parts = [row["difference"] for row in told["hours"] if row["variant"] == name and row["measure"] == "weighted_part"]
        assert len(parts) == 9
        assert sum(parts) == pytest.approx(total["difference"], abs=1e-4)
        assert total["difference"] > 1
    turned = compared(capsys, slower, plain)
    assert paths(turned)[TEMPO] == ("0.5", "0.25")
    assert [-row["difference"] for row in turned["hours"]] == pytest.approx([row["difference"] for row in told["hours"]])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


EDITS = (
    # file, old, new, path, what stands in both reports
    ("authorities.csv", "intelligence,,1,INDOPACOM", "intelligence,,1,USFJ", "authorities.us_release.holder_now", ("INDOPACOM", "USFJ")),
    ("channels.csv", "USFJ,JSO,liaison,US,0|1,1", "USFJ,JSO,liaison,US,0|1,0", "channels.USFJ@JSO.level_now", ("1", "0")),
    ("rules.csv", "at most one grade", "one grade at most", "rules.counterparts.says", ("at most one", "one grade at most")),
    ("variants/delegate.toml", '"pools.2026@JP.four_star" = 1', '"pools.2026@JP.four_star" = 2', "pools.2026@JP.four_star", ("1", "2")),
    ("ranges.csv", "conditions.crisis.share,0.1", "conditions.crisis.share,0.2", "ranges.conditions.crisis.share.low", ("0.1", "0.2")),
)


def test_two_versions_of_an_instance(plain: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five edits in five files, five paths and no other; what only one variant has is told of that one."""
    folder = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    for file, old, new, _, _ in EDITS:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, file
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    told = compared(capsys, plain, run(folder, tmp_path / "out", "--variant", "delegate"), "--variant", "delegate")
    found = paths(told)
    assert set(found) == {path for *_, path, _ in EDITS}
    for *_, path, (first, second) in EDITS:
        assert first in found[path][0]
        assert second in found[path][1]


def test_what_no_table_shows_is_said(plain: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The work of an approval stands in no table of a report. The digests tell that something differs, and so do the hours."""
    folder = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    text = (folder / "threads.csv").read_text(encoding="utf-8")
    (folder / "threads.csv").write_text(text.replace("us_opcon,C7F,8,", "us_opcon,C7F,9,"), encoding="utf-8")
    assert text != (folder / "threads.csv").read_text(encoding="utf-8")
    told = compared(capsys, plain, run(folder, tmp_path / "out"))
    assert list(paths(told)) == ["something that no table shows"]
    assert told["hours"]


def test_a_stated_decision_and_what_follows(plain: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Operations left with the Joint Staff in a crisis: the statement is the only input, the holder the only one that moves. Its price is
    that of the third best design (tests/test_cli_next_best.py)."""
    forced = run(teaching, tmp_path, "--variant", "delegate", "--force", "jp_opcon@crisis=JSO")
    told = compared(capsys, plain, forced, "--variant", "delegate")
    assert paths(told) == {"--force jp_opcon@crisis=JSO": ("not stated", "stated")}
    moved = [row for row in told["decisions"] if row["kind"] != "route"]
    assert [(row["kind"], row["subject"], row["conditions"], row["first"], row["second"]) for row in moved] == [
        ("holder", "jp_opcon", "crisis", "JJOC", "JSO")
    ]
    assert {row["conditions"] for row in told["decisions"]} == {"crisis"}
    (total,) = (row for row in told["hours"] if row["measure"] == "weighted_delay")
    assert total["difference"] == pytest.approx(12.5)
    assert main(["compare", str(plain), str(forced), "--variant", "delegate"]) == 1
    out = capsys.readouterr().out
    assert "delegate: 297.18 -> 309.68 h/day, +12.5 (+4.2 %)" in out
    assert "    jp_opcon: JSO instead of JJOC in crisis\n" in out


def test_variants_that_one_report_alone_has(plain: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference, unless variants are named; then two of different names can be held against each other, too."""
    other = run(teaching, tmp_path, "--variant", "today")
    assert [(row["variant"], row["path"], row["second"]) for row in compared(capsys, plain, other)["inputs"]] == [
        ("delegate", "variants", "not there")
    ]
    assert compared(capsys, plain, other, "--variant", "today")["alike"]
    pair = compared(capsys, plain, other, "--variant", "delegate=today")
    assert {row["variant"] for row in pair["hours"]} == {"delegate=today"}
    assert main(["compare", str(plain), str(other), "--variant", "delegte", "--variant", "today=delegate"]) == 2
    err = capsys.readouterr().err
    assert "did you mean 'delegate'?" in err
    assert f"is no variant of {other}" in err


def test_a_posture_against_none(plain: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Infeasible where it was optimal: the status is told, and no decisions of a posture that is not there."""
    impossible = run(teaching, tmp_path, "--variant", "today", "--force", "us_opcon=USFJ")
    told = compared(capsys, plain, impossible, "--variant", "today")
    assert [(row["kind"], row["first"], row["second"]) for row in told["decisions"]] == [("status", "optimal", "infeasible")]
    assert main(["compare", str(plain), str(impossible), "--variant", "today", "--out", str(tmp_path / "out")]) == 1
    assert "today: 629 h/day -> none" in capsys.readouterr().out


def test_files_are_written_only_where_asked(plain: Path, slower: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables, page, dictionary, manifest; made again in their own place. Not into a report that is compared, nor over anything else."""
    before = sorted(path.name for path in plain.iterdir())
    target = tmp_path / "difference"
    for _ in range(2):
        assert main(["compare", str(plain), str(slower), "--out", str(target)]) == 1
    names = {"compared_inputs.csv", "compared_hours.csv", "compared_decisions.csv", "dictionary.csv", "manifest.json", "report.html"}
    assert {path.name for path in target.iterdir()} == names
    page = (target / "report.html").read_text(encoding="utf-8")
    assert "1 input differs; hours differ in 2 of 2 variants" in page
    assert str(plain.parent.parent) not in page + (target / "manifest.json").read_text(encoding="utf-8")
    capsys.readouterr()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work", encoding="utf-8")
    for out, said in ((plain, "is read as input"), (plain / "x", "is read as input"), (tmp_path / "mine", "is left alone")):
        assert main(["compare", str(plain), str(slower), "--out", str(out)]) == 2
        assert said in capsys.readouterr().err
    assert sorted(path.name for path in plain.iterdir()) == before


def test_what_is_no_report_of_a_run_is_refused(plain: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An instance, and the report of a study: exit 2 in a line, no traceback."""
    words = ["next-best", str(teaching), "--variant", "today", "--number", "2", "--out", str(tmp_path), "--workers", "1", "--quiet"]
    assert main(words) == 0
    damaged = Path(shutil.copytree(plain, tmp_path / "damaged"))
    about = json.loads((damaged / "manifest.json").read_text(encoding="utf-8"))
    (damaged / "manifest.json").write_text(json.dumps({**about, "versions": ["3.11"]}), encoding="utf-8")
    for folder, said in (
        (teaching, "runs.csv: is missing"),
        (tmp_path / "teaching/next-best", "is the report of a study"),
        (damaged, "manifest.json versions"),
    ):
        assert main(["compare", str(plain), str(folder)]) == 2
        assert said in capsys.readouterr().err


def of_phases(**tempo: str) -> RunReport:
    """A report with the tempo of a condition by phase, and nothing else; of one phase without a name where it is `_`."""
    shown = ("assumptions", "places", "rules", "people", "authorities", "commanders", "liaison", "desks", "routes")
    empty: dict[str, list[dict[str, str]]] = {name: [] for name in shown}
    row = {"variant": "v", "condition": "c", "share": "1", "decision_period_hours": "8"}
    conditions = [{**row, "tempo": value, **({} if phase == "_" else {"phase": phase})} for phase, value in tempo.items()]
    return RunReport("r", {**empty, "runs": [{"variant": "v", "digest": "d"}], "conditions": conditions}, {})


@pytest.mark.parametrize(
    "first, second, found",
    [
        ({"a": "1", "b": "2"}, {"a": "1", "b": "3"}, [("b:conditions.c.tempo", "2", "3")]),
        ({"a": "1", "b": "1"}, {"a": "2", "b": "2"}, [("conditions.c.tempo", "1", "2")]),
        ({"_": "1"}, {"a": "1", "b": "2"}, [("b:conditions.c.tempo", "1", "2")]),
        ({"a": "1"}, {"a": "1", "b": "2"}, []),
    ],
)
def test_inputs_of_plans_are_told_by_phase(first: dict[str, str], second: dict[str, str], found: list[tuple[str, str, str]]) -> None:
    """A number that differs in one phase has that before its path; in all alike, none. A phase of one report alone is told once, as such,
    and not again with each of its numbers."""
    told = differing_inputs(of_phases(**first), of_phases(**second), [("v", "v")], alone=True)
    assert [(row["path"], row["first"], row["second"]) for row in told] == found


def test_folders_are_named_by_what_tells_them_apart() -> None:
    """`reports/x/run` in two places: as much of the way as needed, and no more."""
    assert short_names(Path("/home/me/a/x/run"), Path("/home/me/b/x/run")) == ("a/x/run", "b/x/run")
    assert short_names(Path("out/x/run"), Path("out/x/more")) == ("x/run", "x/more")
    assert short_names(Path("run"), Path("run")) == ("run", "run")
