"""Studies with faults that only their method knows: `check`, `--dry-run` and `sweep` tell the same, all at once, and make nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from model import cli
from model.errors import Finding, InputError
from tests.study.study_faults import HEAD, OF_SCENARIOS, OF_SETTINGS, SCENARIOS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, teaching: Path) -> Path:
    """The teaching instance, without studies."""
    home = tmp_path_factory.mktemp("refused") / "teaching"
    shutil.copytree(teaching, home)
    for path in (home / "studies").iterdir():
        path.unlink()
    return home


def told_at_every_door(folder: Path, text: str, out: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is told of a study, with its line: by `check`, by `--dry-run` and by `sweep` the same, with exit code 2, and nothing made."""
    (folder / "studies" / "mine.toml").write_text(HEAD + text.lstrip("\n"), encoding="utf-8")
    sweep = ["sweep", str(folder), "mine", "--out", str(out), "--workers", "1"]
    told: list[list[str]] = []
    for words in (["check", str(folder)], [*sweep, "--dry-run"], sweep):
        assert cli.main(words) == 2
        said = capsys.readouterr()
        told.append((said.out + said.err).splitlines())
        assert not out.exists()
    assert told[0] == told[1] == told[2]
    start = "studies/mine.toml:"
    assert all(line.startswith(start) for line in told[0])
    return [line.removeprefix(start) for line in told[0]]


@pytest.mark.parametrize("case", OF_SETTINGS)
def test_settings_are_refused_all_at_once(case: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers that are none, out of their bounds, words and names that are not known, and keys without effect, each told in its line."""
    text, faults = OF_SETTINGS[case]
    assert told_at_every_door(folder, text, tmp_path / "out", capsys) == faults


@pytest.mark.parametrize("method", ["robust", "scenarios", "regret"])
def test_scenarios_are_looked_at_wholly(method: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names, keys, factors, places, paths and values of ten scenarios, and what a value makes of the whole instance: 22 faults. Before,
    a study was solved at the base values, and then told the first."""
    told = told_at_every_door(folder, SCENARIOS.replace("METHOD", method), tmp_path / "out", capsys)
    assert [line.replace(" settings.scenarios.", " ") for line in told] == OF_SCENARIOS


def test_a_study_that_cannot_be_planned_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where only the first round shows that something cannot be asked: neither a folder nor a store, which stood there before."""
    (folder / "studies" / "mine.toml").write_text(HEAD + 'method = "cvar"\n', encoding="utf-8")

    def refusing(*_: object) -> None:
        raise InputError([Finding("--set", 0, "conditions.crisis.share", "2", "must be at most 1")])

    monkeypatch.setattr("model.cli.sweep.need", refusing)
    assert cli.main(["sweep", str(folder), "mine", "--out", str(tmp_path / "out")]) == 2
    assert "must be at most 1" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
