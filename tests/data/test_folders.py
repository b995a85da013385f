"""A folder takes another's place all or nothing, whenever the program is killed, and looks beforehand whether it can."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from model.data import folders
from model.data.exchange import exchange
from model.data.folders import LOCK, OLD, check_writable, recover, replaced
from model.errors import InputError

FILES = ("one.csv", "two.csv")


def put(folder: Path, text: str) -> None:
    """Replace the folder by one whose files all hold the text."""
    with replaced(folder) as fresh:
        for name in FILES:
            (fresh / name).write_text(text)


def whole(folder: Path) -> str:
    """The text that all files of a folder hold; a mixture, a file too few or no folder at all fails."""
    texts = {name: (folder / name).read_text() for name in FILES}
    assert len(set(texts.values())) == 1, texts
    return texts[FILES[0]]


def killed_before_step(number: int, folder: Path) -> bool:
    """Replace the folder in a process that dies before its step `number` (opening, making, moving, removing ...), as if it
    were killed: nothing is cleared up. False where it had ended before."""
    child = os.fork()
    if not child:
        left = number

        def count(event: str, _: tuple[object, ...]) -> None:
            nonlocal left
            left -= event.split(".")[0] in ("os", "open", "shutil", "ctypes", "fcntl", "tempfile")
            if left < 0:
                os._exit(9)

        sys.addaudithook(count)
        put(folder, "new")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here to kill")
@pytest.mark.parametrize("atomic", [True, False])
def test_killed_at_any_step_a_whole_folder_stands_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atomic: bool
) -> None:
    """Killed before each step in turn: where the system exchanges folders, the old or the new one stands whole at once; elsewhere it
    does after the next start. Then nothing lies beside it. Two renames alone would leave no folder between them."""
    if not atomic:
        monkeypatch.setattr(folders, "exchange", lambda one, other: False)
    number, seen = 0, []
    while True:
        folder = tmp_path / str(number) / "run"
        put(folder, "old")
        if not killed_before_step(number, folder):
            break
        if atomic:
            whole(folder)
        check_writable(folder)
        seen.append(whole(folder))
        assert [path.name for path in folder.parent.iterdir()] == ["run"], number
        number += 1
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {"old", "new"}


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="this system has no such step")
def test_two_folders_change_places(tmp_path: Path) -> None:
    """Each has the other's files afterwards; where one is missing nothing is done."""
    for name in ("a", "b"):
        put(tmp_path / name, name)
    assert exchange(tmp_path / "a", tmp_path / "b")
    assert (whole(tmp_path / "a"), whole(tmp_path / "b")) == ("b", "a")
    assert not exchange(tmp_path / "a", tmp_path / "c")
    assert whole(tmp_path / "a") == "b"


def test_what_another_program_is_making_is_left_alone(tmp_path: Path) -> None:
    """A second program that writes the same report meanwhile clears away only what nobody holds; it would take the folder of the
    first from under its hands."""
    with replaced(tmp_path / "run") as fresh:
        recover(tmp_path / "run")
        assert fresh.is_dir()
    (tmp_path / f"{folders._prefix(tmp_path / 'run')}left").mkdir()
    recover(tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_the_lock_of_a_living_program_is_seen(tmp_path: Path) -> None:
    """Held: in use; no lock or a free one: not."""
    with folders._workshop(tmp_path / "run") as workshop:
        assert folders._in_use(workshop / LOCK)
    assert not folders._in_use(tmp_path / LOCK)
    (tmp_path / LOCK).write_bytes(b"")
    assert not folders._in_use(tmp_path / LOCK)


def test_a_half_made_folder_never_takes_the_place(tmp_path: Path) -> None:
    """A first report that was killed half-way stands nowhere: only a folder that was moved away proves that the new one is whole."""
    left = tmp_path / f"{folders._prefix(tmp_path / 'run')}left"
    (left / "new").mkdir(parents=True)
    recover(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
    (left / OLD).mkdir(parents=True)
    recover(tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    """What the link leads to is replaced; replacing the link would leave the old files where others look for the new."""
    put(tmp_path / "far" / "run", "old")
    (tmp_path / "run").symlink_to(tmp_path / "far" / "run")
    put(tmp_path / "run", "new")
    assert (tmp_path / "run").is_symlink()
    assert whole(tmp_path / "far" / "run") == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_what_cannot_be_copied_is_named_in_words(tmp_path: Path) -> None:
    """A pipe among the files: the refusal names it, without the list of a library's error."""
    put(tmp_path / "run", "old")
    os.mkfifo(tmp_path / "run" / "pipe")
    told = r"cannot be written: `.*run/pipe` is a named pipe; what was there before still stands"
    with pytest.raises(InputError, match=told), replaced(tmp_path / "run") as fresh:
        shutil.copytree(tmp_path / "run", fresh, dirs_exist_ok=True)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither the folders on the way nor the file that measures the room."""
    check_writable(tmp_path / "a" / "b" / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 250, "x" * 256, "a/" * 2100 + "run"])
def test_a_name_that_is_too_long_is_told_before_the_work(tmp_path: Path, name: str) -> None:
    """Up to the system's own limit a name can be used, though hidden folders stand beside it; beyond, it is refused in words."""
    if len(name) <= 255:
        put(tmp_path / name, "old")
        return
    with pytest.raises(InputError, match=r"cannot be written to: File name too long"):
        check_writable(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for a report: said in words, and the probe is gone. Found out after the work, that would be lost."""

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="cannot be written to: No space left on device; nothing was begun"):
        check_writable(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no such place here")
def test_a_place_where_no_folder_can_be_made_is_told_before_the_work() -> None:
    """The list of processes is no place for a report."""
    with pytest.raises(InputError, match="cannot be written to"):
        check_writable(Path("/proc/x/run"))
