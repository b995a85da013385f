"""Standard streams that are closed, or whose reader has gone: the work is done all the same, and the exit code is its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model import cli
from model.study.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: closed and broken streams; needs a POSIX shell")
BROKEN = '"$@" 2>&1 | true; exit ${PIPESTATUS[0]}'


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance that is right."""
    folder = tmp_path_factory.mktemp("streams") / "small"
    assert cli.main(["new", str(folder)]) == 0
    return folder


def shell(root: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script, with the command line as its arguments."""
    command = ["bash", "-c", script, "bash", sys.executable, str(root / "solve.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


@pytest.mark.parametrize("script", ['"$@" >&- 2>&-', '"$@" <&- >&- 2>&-', BROKEN], ids=["closed", "all closed", "broken"])
def test_a_run_nobody_listens_to_writes_its_report(root: Path, skeleton: Path, tmp_path: Path, script: str) -> None:
    """Exit 0, the report and the store whole. Without care the first line printed ends it, or the store, which gets the number of
    the closed stream, is printed into."""
    done = shell(root, script, "run", str(skeleton), "--out", str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "small" / "run" / "report.html").exists()
    with Store(tmp_path / "small" / ".store" / "run.sqlite") as store:
        assert store.counts() == (1, 1)


@pytest.mark.parametrize("script", ['"$@" >&- 2>&-', '"$@" <&- >&- 2>&-'], ids=["output", "all"])
def test_no_file_gets_the_number_of_a_closed_stream(root: Path, tmp_path: Path, script: str) -> None:
    """A file opened afterwards has a number above 2; else whatever writes to number 2, as Python does when it dies, writes into it."""
    code = f"import model.cli.streams as s, sys; s.secure_streams(); sys.exit(open({str(tmp_path / 'file')!r}, 'w').fileno())"
    command = ["bash", "-c", script, "bash", sys.executable, "-c", code]
    assert subprocess.run(command, cwd=root, check=False, timeout=100).returncode > 2


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_of_one_line_gets_it_and_no_complaint(root: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str) -> None:
    """`| head -1` of a long page: one line, exit 0, nothing on standard error."""
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    done = shell(root, '"$@" | head -1; exit ${PIPESTATUS[0]}', "dictionary", "--out", "-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "# Reports\n", "")


def test_bad_input_keeps_its_exit_code(root: Path, tmp_path: Path) -> None:
    """A missing instance with nobody to tell: 2, not 1 or 3."""
    assert shell(root, '"$@" >&- 2>&-', "run", str(tmp_path / "absent")).returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT TESTED: output to a full disk; needs /dev/full")
def test_a_full_disk_is_no_reader_that_has_gone(root: Path) -> None:
    """Output that is lost for want of room is told: exit 2. Dropped like that of a broken pipe it would be a file cut short."""
    done = shell(root, '"$@" > /dev/full', "dictionary", "--out", "-")
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
