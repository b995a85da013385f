"""solve.py's own part: telling whether the packages are there, and making `.venv` where they are not."""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

import pytest

import solve


@pytest.fixture
def checkout(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with this one's pyproject and pins, and no environment yet."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    monkeypatch.setattr(solve, "ROOT", tmp_path)
    monkeypatch.setattr(solve, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(solve, "MARKER", tmp_path / ".venv" / "ready")
    return tmp_path


def calls(monkeypatch: pytest.MonkeyPatch, checkout: Path, fails: str = "") -> list[list[str]]:
    """Record the commands solve.py starts; the one with `fails` in it fails, `-m venv` leaves an interpreter behind."""
    made: list[list[str]] = []

    def call(command: list[str], **more: object) -> int:
        made.append(command)
        if "venv" in command:
            (checkout / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
            (checkout / ".venv" / "bin" / "python").write_text("")
        return int(bool(fails) and fails in command)

    monkeypatch.setattr(solve.subprocess, "call", call)
    return made


def test_nothing_is_missing_where_the_tests_run() -> None:
    """This environment meets every bound: otherwise solve.py would install packages that are there already."""
    assert solve.packages_missing(checking=True) == []


def test_absent_and_too_old_packages_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """pandas 2.1 does not meet >=2.2, 2.10 does (as text it would not), and an absent scipy is missed."""

    def version(name: str) -> str:
        if name == "scipy":
            raise metadata.PackageNotFoundError(name)
        return {"pandas": "2.1.9", "pyomo": "6.10.0"}.get(name, "9999.1")

    monkeypatch.setattr(solve.metadata, "version", version)
    assert [text.partition(">=")[0] for text in solve.packages_missing(checking=False)] == ["pandas", "scipy"]


def test_the_environment_is_made_once_and_again_when_the_pins_change(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First call: venv and pip. Second: nothing. After a pin changed: both again; a mere look for .venv would go on with old packages."""
    made = calls(monkeypatch, checkout)
    solve.environment(False)
    assert ["venv" in command for command in made] == [True, False]
    assert made[1][-4:] == ["-c", "constraints.txt", "-e", "."]
    assert not [word for command in made for word in command if "index" in word or "links" in word]
    solve.environment(False)
    assert len(made) == 2
    (checkout / "constraints.txt").write_text("numpy==2.0.0\n")
    solve.environment(False)
    assert len(made) == 4


def test_a_half_made_environment_is_not_trusted(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """pip fails (no network): exit 2 with words, no mark of readiness, and the next call tries again."""
    made = calls(monkeypatch, checkout, fails="pip")
    for count in (2, 4):
        with pytest.raises(SystemExit) as stop:
            solve.environment(False)
        assert stop.value.code == 2
        assert len(made) == count
    assert "is there a network" in capsys.readouterr().err


def test_the_mark_names_what_was_installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark is the digest of pins and project file: two checkouts with other pins cannot take each other's for theirs."""
    calls(monkeypatch, checkout)
    solve.environment(False)
    both = (checkout / "constraints.txt").read_bytes() + (checkout / "pyproject.toml").read_bytes()
    assert (checkout / ".venv" / "ready").read_text() == hashlib.sha256(both).hexdigest()


def test_what_checks_need_is_installed_only_for_them(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first run installs the program alone, the first checks what they need besides, and that then serves for runs too; always
    installing everything would make a newcomer wait twice as long."""
    made = calls(monkeypatch, checkout)
    solve.environment(False)
    solve.environment(True)
    count = len(made)
    assert made[-1][-1] == ".[dev]"
    solve.environment(False)
    assert len(made) == count
