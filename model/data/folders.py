"""Putting a folder in the place of another, all or nothing, and looking beforehand whether that can be done.

A folder is made in a workshop beside the one whose place it takes. Whoever works there holds a lock, so that what a killed program
has left can be told from what is being made.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from model.data.exchange import exchange
from model.errors import Finding, InputError

ROOM = 8 * 2**20  # bytes that must be free; a large report takes about half of it
FRESH, OLD, LOCK, PROBE = "new", "old", "lock", "probe"


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder to fill. Where the block ends without an error it takes the place of `folder`; else `folder` is as before.

    Raises InputError, in words, where the files cannot be written or cannot take their place."""
    folder = _real(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        with _workshop(folder) as workshop:
            fresh = workshop / FRESH
            fresh.mkdir()
            yield fresh
            _take_place(fresh, folder, workshop / OLD)
    except OSError as error:
        stands = "; what was there before still stands" if folder.exists() else ""
        raise InputError([Finding(str(folder), 0, "", "", f"cannot be written: {reason(error)}{stands}")]) from error


def check_writable(folder: Path) -> None:
    """Go through the steps of `replaced` without replacing anything, and leave nothing behind.

    Raises InputError where a step fails: a name that is too long, a place where no folder can be made, a disk that is full."""
    folder = _real(folder)
    absent = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        folder.mkdir(exist_ok=True)
        with _workshop(folder) as workshop:
            (workshop / PROBE).write_bytes(bytes(ROOM))
    except OSError as error:
        why = f"cannot be written to: {reason(error)}; nothing was begun, choose another place or name"
        raise InputError([Finding(str(folder), 0, "", "", why)]) from None
    finally:
        for path in absent:
            _remove_if_empty(path)


def recover(folder: Path) -> None:
    """Finish or clear away what a program that was killed while it replaced `folder` has left beside it."""
    for workshop in sorted(folder.parent.glob(f"{_prefix(folder)}*")):
        if _in_use(workshop / LOCK):
            continue
        # Killed between the two steps: the new folder was whole before the old one was moved away.
        if not folder.exists() and (workshop / OLD).exists():
            ((workshop / FRESH) if (workshop / FRESH).exists() else (workshop / OLD)).rename(folder)
        shutil.rmtree(workshop, ignore_errors=True)


def reason(error: OSError) -> str:
    """What the system says of a failure, in its words."""
    if isinstance(error, shutil.Error):  # of all files that could not be copied
        return "; ".join(str(why) for *_, why in error.args[0])
    return error.strerror or str(error)


def _real(folder: Path) -> Path:
    """The folder itself, where its name is a link to it: what takes its place must stand where it stood."""
    return Path(os.path.realpath(folder))


def _take_place(fresh: Path, folder: Path, old: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
    elif not exchange(fresh, folder):
        folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            old.rename(folder)
            raise


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A locked folder beside `folder` that is gone afterwards."""
    workshop = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
    try:
        with (workshop / LOCK).open("wb") as lock:
            _held(lock)
            yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _prefix(folder: Path) -> str:
    """How the names of the workshops of `folder` begin: hidden, and of the same length for every folder."""
    return f".{hashlib.sha256(os.fsencode(folder.name)).hexdigest()[:12]}-"


def _in_use(lock: Path) -> bool:
    """Whether a living program holds the lock. What cannot be told counts as in use and is left alone."""
    try:
        with lock.open("ab") as file:
            free = _held(file)
        if os.name == "nt":  # there, a file that is open elsewhere cannot be removed
            lock.unlink()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return not free


def _held(file: BinaryIO) -> bool:
    """Take the lock; False where another program has it. It goes with the program, however that ends."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_if_empty(path: Path) -> None:
    try:
        path.rmdir()
    except OSError:
        return
