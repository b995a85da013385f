"""Reading the bytes of a file that somebody else has put there: a regular file of sane size, or the reason why it is not read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from model.errors import Finding, InputError

# A table of fifty thousand rows, a text of ten thousand settings; more is no file that people edit.
MOST_TABLE_BYTES = 5_000_000
MOST_TEXT_BYTES = 1_000_000
# The tables of a study of a million questions take about half of it.
MOST_REPORT_BYTES = 500_000_000
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


class NotRegular(Exception):
    """The file is not read; the message says why, as words that stand behind its name."""


def regular_bytes(path: Path, most: int = MOST_REPORT_BYTES) -> bytes:
    """The bytes of a regular file (or of one that a link leads to) of at most `most` bytes.

    Raises NotRegular where it is anything else, larger, missing, or may not be read. Never waits, never reads more than `most`."""
    try:
        _look(os.stat(path), most)
        with open(os.open(path, os.O_RDONLY | WITHOUT_WAITING), "rb") as opened:
            # What stands there may have become another thing meanwhile, and some files hold more than they say.
            _look(os.fstat(opened.fileno()), most)
            raw = opened.read(most + 1) or b""  # nothing where the system would have to wait for more
    except FileNotFoundError:
        raise NotRegular("is missing") from None
    except (OSError, ValueError) as error:
        raise NotRegular(f"cannot be read: {getattr(error, 'strerror', None) or 'unknown reason'}") from None
    if len(raw) > most:
        raise _too_large(most)
    return raw


def read_bytes(path: Path, file: str, most: int = MOST_TABLE_BYTES) -> bytes:
    """The bytes of a file of an instance, as `regular_bytes`; raises InputError in its place. `file` is its name in messages."""
    try:
        return regular_bytes(path, most)
    except NotRegular as why:
        raise InputError([Finding(file, 0, "", "", str(why))]) from None


def _look(about: os.stat_result, most: int) -> None:
    for is_kind, what in KINDS:
        if is_kind(about.st_mode):
            raise NotRegular(f"is {what}, not a file that can be read")
    if about.st_size > most:
        raise _too_large(most)


def _too_large(most: int) -> NotRegular:
    return NotRegular(f"is larger than {most:,} bytes, the most that is read of such a file")
