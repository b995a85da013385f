"""`check` reads the study files too: what a sweep would refuse is told before anybody starts one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model import cli
from tests.study import trial

HEAD = 'title = "t"\nwhy = "w"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small instance with one study that is right."""
    return trial.make(tmp_path / "small", 3)


def write(folder: Path, name: str, text: str) -> None:
    (folder / "studies" / name).write_text(text, encoding="utf-8")


def test_all_studies_tell_all_their_faults_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five files with six faults, all told with file and, where there is one, line and nearest name: an unknown method and an
    unknown variant in one file, a setting that only the method itself can judge, broken TOML, a bad name, a stray file.
    Without the look at studies `check` says that there is no error."""
    write(folder, "one.toml", HEAD + 'method = "tornados"\nvariants = ["forwards"]\n')
    write(folder, "two.toml", HEAD + 'method = "switch_points"\nfactors = ["conditions.crisis.tempo"]\n[settings]\ntolerance = 2.0\n')
    write(folder, "three.toml", 'title = "t\n')
    write(folder, "a b.toml", HEAD)
    write(folder, "notes.txt", "not a study")
    write(folder, "README.md", "may stand beside them")
    assert cli.main(["check", str(folder)]) == 2
    told = capsys.readouterr().out.splitlines()
    assert told == sorted(told)
    assert len(told) == 6, told
    for start, word in (
        ("studies/a b.toml", "file name"),
        ("studies/notes.txt", "end in .toml"),
        ("studies/one.toml:3", "did you mean 'tornado'"),
        ("studies/one.toml:4", "did you mean 'forward'"),
        ("studies/three.toml", ""),
        ("studies/two.toml", "tolerance"),
    ):
        assert any(line.startswith(start) and word in line for line in told), (start, word, told)


def test_right_studies_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No error: the one study is counted, in words and by name; a study that was never looked at could not be."""
    assert cli.main(["check", str(folder)]) == 0
    assert "1 studies" in capsys.readouterr().out
    assert cli.main(["check", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["studies"] == ["trial"]


def test_shipped_studies_are_right(us_japan: Path, teaching: Path) -> None:
    """Every study that ships can be carried out; a path renamed in the instance alone fails here."""
    for shipped in (us_japan, teaching):
        assert cli.main(["check", str(shipped)]) == 0
