"""Reading the bytes of a file that somebody else has put there: a regular file of sane size, or the reason why it is not read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from model.errors import Finding, InputError

# A table of fifty thousand rows, a text of ten thousand settings; more is no file that people edit.
MOST_TABLE_BYTES = 5_000_000
MOST_TEXT_BYTES = 1_000_000
# A pipe that nobody writes to would else keep whoever opens it waiting for ever. Not every system has it.
WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def is_there(path: Path) -> bool:
    """Whether something stands at a path, be it only a link that leads nowhere."""
    return path.is_symlink() or path.exists()


def read_bytes(path: Path, file: str, most: int = MOST_TABLE_BYTES) -> bytes:
    """The bytes of a regular file (or of one that a link leads to) of at most `most` bytes. `file` is its name in messages.

    Raises InputError where it is anything else, larger, or may not be read. Never waits, never reads more than `most`."""
    try:
        _look(os.stat(path), file, most)
        with open(os.open(path, os.O_RDONLY | WITHOUT_WAITING), "rb") as opened:
            # What stands there may have become another thing meanwhile, and some files hold more than they say.
            _look(os.fstat(opened.fileno()), file, most)
            raw = opened.read(most + 1) or b""  # nothing where the system would have to wait for more
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "unknown reason"
        raise _refusal(file, f"cannot be read: {reason}") from None
    if len(raw) > most:
        raise _too_large(file, most)
    return raw


def _look(about: os.stat_result, file: str, most: int) -> None:
    for is_kind, what in KINDS:
        if is_kind(about.st_mode):
            raise _refusal(file, f"is {what}, not a file with text in it")
    if about.st_size > most:
        raise _too_large(file, most)


def _too_large(file: str, most: int) -> InputError:
    return _refusal(file, f"is larger than {most:,} bytes, the most that is read of such a file")


def _refusal(file: str, why: str) -> InputError:
    return InputError([Finding(file, 0, "", "", why)])
