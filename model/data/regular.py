"""Reading a file that should be a plain one: never a pipe that waits for ever, a device without an end, or more than fits."""

from __future__ import annotations

import stat
from pathlib import Path

MIB = 2**20
LARGEST = 512 * MIB  # bytes of one file of a report; the tables of a study of a million questions take about half of it


class NotRegular(Exception):
    """The file cannot be read; the message says why, as a reason that stands behind its name."""


def regular_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The content of a regular file of at most `largest` bytes. Raises NotRegular for anything else."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise NotRegular("is a folder, not a file")
        if not stat.S_ISREG(about.st_mode):
            raise NotRegular("is no regular file")
        if about.st_size > largest:
            raise NotRegular(f"is larger than {largest // MIB} MiB")
        return path.read_bytes()
    except FileNotFoundError:
        raise NotRegular("is missing") from None
    except OSError as error:
        raise NotRegular(f"cannot be read: {error.strerror or 'unknown reason'}") from None
