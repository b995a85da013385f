"""Postures out of reports: those that were written, under the instance that they answer for, or every fault by its place."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from model import cli
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.errors import InputError
from model.study.methods import stress
from model.study.report_postures import report_at
from model.study.studyfile import load_study
from model.study.whole import posture_of
from tests.verify.plans import write_plan
from tests.verify.small import report, solved, write_small

GOLDEN = Path(__file__).resolve().parents[2] / "reports" / "golden" / "teaching" / "run"
STUDY = 'title = "t"\nwhy = "w"\nmethod = "stress"\n{variants}\n[settings]\nfutures = 600\npostures = "{folder}"\n'


@pytest.fixture
def home(teaching: Path, tmp_path: Path) -> Path:
    """The teaching instance and, beside it, its report and one that a test may spoil."""
    shutil.copytree(teaching, tmp_path / "teaching")
    shutil.copytree(GOLDEN, tmp_path / "reports" / "run")
    return tmp_path


def say(home: Path, folder: str = "../reports/run", variants: str = "") -> Path:
    """Write the study `given` of that report."""
    path = home / "teaching" / "studies" / "given.toml"
    path.write_text(STUDY.format(folder=folder, variants=variants and f"variants = {variants}"), encoding="utf-8")
    return home / "teaching"


def faults(home: Path, folder: str = "../reports/run", variants: str = "") -> list[str]:
    """What is told of the study of that report."""
    instance = say(home, folder, variants)
    with pytest.raises(InputError) as caught:
        load_study(instance, "given", load_instance(instance))
    return list(map(str, caught.value.findings))


def alter(file: Path, change: Callable[[dict[str, str]], None], line: int = 2) -> None:
    """Change a row of a table."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    change(rows[line - 2])
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize(
    ("write", "variants"), [(write_small, (None, "forward")), (write_plan, (None, "grows"))], ids=["one phase", "plan"]
)
def test_a_posture_comes_back_as_it_was_solved(write: Callable[[Path], Path], variants: tuple[str | None, ...], tmp_path: Path) -> None:
    """Every decision, band and step of the routes, of an instance of one phase and of a plan of three."""
    folder = write(tmp_path / "instance")
    report(folder, tmp_path / "report", variants)
    base = load_instance(folder)
    found = report_at(tmp_path / "report", base)
    given = found.postures(base, found.variants)
    assert found.variants == tuple(name or "base" for name in variants)
    for name, one in zip(variants, given, strict=True):
        assert posture_of(one.text) == solved(folder, name)[1].posture


def test_postures_of_a_report_do_as_those_that_are_solved(home: Path) -> None:
    """The study of the golden report solves nothing, and its rows are those of a study that solves the same variants, to the last
    digit; the infeasible variant has a row without numbers in both."""
    instance, out = say(home, variants='["delegate", "four-star", "combined"]'), home / "out"
    (instance / "studies" / "solved.toml").write_text(
        (instance / "studies" / "given.toml").read_text(encoding="utf-8").replace("postures", "# postures"), encoding="utf-8"
    )
    assert cli.main(["sweep", str(instance), "given", "--out", str(out), "--quiet"]) == 0
    assert cli.main(["sweep", str(instance), "solved", "--out", str(out), "--quiet"]) == 1  # a question that is solved is infeasible
    given, anew = (out / "teaching" / name for name in ("given", "solved"))
    assert (given / "stress.csv").read_bytes() == (anew / "stress.csv").read_bytes()
    assert (given / "discovery.csv").read_bytes() == (anew / "discovery.csv").read_bytes()
    assert [row["status"] for row in rows(given / "questions.csv")] == ["evaluated"]
    assert [row["status"] for row in rows(given / "stress.csv")] == ["optimal", "optimal", "infeasible"]


def test_by_default_all_variants_of_the_report_are_taken(home: Path) -> None:
    """A report of two variants of five: those two, though the instance has five."""
    for table in (home / "reports" / "run").glob("*.csv"):
        told = rows(table)
        if told and "variant" in told[0]:
            kept = [row for row in told if row["variant"] in ("liaison", "today")]
            with table.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, told[0].keys(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(kept)
    instance = say(home)
    study = load_study(instance, "given", load_instance(instance))
    assert study.variants == ("liaison", "today")
    assert [one.name for one in study.given] == ["liaison", "today"]
    assert faults(home, variants='["todat", "delegate"]') == [
        "studies/given.toml:4 variants = 'delegate': the report in settings.postures is not about it",
        "studies/given.toml:4 variants = 'todat': there is no such variant; did you mean 'today'?",
    ]


def test_alternatives_are_evaluated_each_under_its_number(home: Path) -> None:
    """The best posture and its two alternatives, out of the report of a study that found them: each comes at the base values to the
    hours that were reported, and has a row of its own."""
    studies, out = home / "teaching" / "studies", home / "out"
    (studies / "others.toml").write_text(
        'title = "t"\nwhy = "w"\nmethod = "alternatives"\nvariants = ["delegate"]\n[settings]\nwithin = 20.0\nnumber = 2\n',
        encoding="utf-8",
    )
    assert cli.main(["sweep", str(home / "teaching"), "others", "--out", str(out), "--quiet"]) == 0
    instance = say(home, "../out/teaching/others")
    study = load_study(instance, "given", load_instance(instance))
    names = ["delegate", "delegate, alternative 1", "delegate, alternative 2"]
    assert [one.name for one in study.given] == names
    changed = apply(load_instance(instance), "delegate")
    for one, row in zip(study.given, rows(out / "teaching" / "others" / "alternatives.csv"), strict=True):
        assert evaluate(changed, posture_of(one.text)).weighted_delay == pytest.approx(float(row["weighted_delay"]), abs=1e-6)
    assert len({one.text for one in study.given}) == 3
    assert cli.main(["sweep", str(instance), "given", "--out", str(out), "--quiet"]) == 0
    told = rows(out / "teaching" / "given" / "stress.csv")
    assert [row["variant"] for row in told] == names
    assert len({row["mean_delay"] for row in told}) == 3

    decided = out / "teaching" / "others" / "alternative_decisions.csv"
    alter(decided, lambda row: row.update(what=row["what"] + "X"))
    alter(decided, lambda row: row.update(phase="noww"), line=3)
    assert len(faults(home, "../out/teaching/others")) == 3
    assert faults(home, "../out/teaching/others")[2].startswith("studies/given.toml:7 settings.postures = '../out/teaching/others'")
    assert "alternative_decisions.csv:2 what = " in faults(home, "../out/teaching/others")[0]
    alter(out / "teaching" / "others" / "alternatives.csv", lambda row: row.update(alternative="best"))
    assert "alternatives.csv:2 alternative = 'best'" in faults(home, "../out/teaching/others")[0]


def test_a_report_that_is_not_there_is_told_with_the_nearest_name(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there, one without a report, and one of another kind; exit code 2, before anything is evaluated."""
    assert faults(home, "../reports/rum") == [
        "studies/given.toml:7 settings.postures = '../reports/rum': there is no such folder that may be read; did you mean 'run'?"
    ]
    assert "there is no such folder" in faults(home, "../nowhere/at/all")[0]
    assert "there is no such folder" in faults(home, "x" * 5_000)[0]
    (of_another_kind,) = faults(home, ".")
    assert of_another_kind.startswith("studies/given.toml:7 settings.postures = '.': holds neither the report of a run nor")
    assert cli.main(["sweep", str(say(home, "../reports/rum")), "given", "--out", str(home / "out")]) == 2
    assert "did you mean 'run'" in capsys.readouterr().err
    assert cli.main(["check", str(home / "teaching")]) == 2


def test_every_fault_of_a_report_is_told_at_once(home: Path) -> None:
    """Hours that its rows do not come to, a posture of another instance, a route along nothing: each by table and line."""
    run = home / "reports" / "run"
    order = [row["variant"] for row in rows(run / "runs.csv")]
    line = {name: place for place, name in enumerate(order, 2)}
    alter(run / "runs.csv", lambda row: row.update(weighted_delay=f"{float(row['weighted_delay']) - 0.01:.6f}"), line["delegate"])
    alter(run / "runs.csv", lambda row: row.update(digest="0" * 64), line["liaison"])
    route = next(number for number, row in enumerate(rows(run / "routes.csv"), 2) if row["variant"] == "today")
    alter(run / "routes.csv", lambda row: row.update(path="NOBODY"), route)
    told = faults(home)
    assert len(told) >= 3
    assert any(f"runs.csv:{line['delegate']} weighted_delay" in one and "its rows come to" in one for one in told)
    assert any(f"runs.csv:{line['liaison']} digest" in one and "about another instance" in one for one in told)
    assert any(f"../reports/run/routes.csv:{route} path = 'NOBODY'" in one for one in told)
    header = (run / "runs.csv").read_text(encoding="utf-8-sig").partition("\n")[0]
    (run / "runs.csv").write_text(f"{header}\n", encoding="utf-8-sig")
    assert faults(home)[0] == "../reports/run/runs.csv: has no posture"
    assert faults(home)[1].startswith("studies/given.toml:7 settings.postures = '../reports/run': the report there has faults")
    shutil.copy(GOLDEN / "runs.csv", run)
    (run / "hops.csv").unlink()
    assert any("../reports/run/hops.csv" in one for one in faults(home))


def test_without_a_report_the_setting_is_empty(home: Path) -> None:
    """An empty text names no report: the variants are solved, as ever."""
    instance = say(home, "")
    study = load_study(instance, "given", load_instance(instance))
    assert study.given == ()
    assert [asked.whole for asked in next(stress.steps(study, load_instance(instance)))] == [True] * len(study.variants)
