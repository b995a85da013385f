"""Exchanging two folders in one step, where the system has such a step: Linux and macOS."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

# System -> its call for it, and how the call is made of two names.
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2
CALLS: dict[str, tuple[str, Callable[[bytes, bytes], tuple[int | bytes, ...]]]] = {
    "linux": ("renameat2", lambda one, other: (AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)),
    "darwin": ("renamex_np", lambda one, other: (one, other, RENAME_SWAP)),
}


def exchange(one: Path, other: Path) -> bool:
    """Let two folders that exist change places, so that neither name is ever without one. False, and nothing done, where the
    system or the file system cannot."""
    if sys.platform not in CALLS:
        return False
    name, arguments = CALLS[sys.platform]
    call = getattr(ctypes.CDLL(None), name, None)
    return call is not None and bool(call(*arguments(os.fsencode(one), os.fsencode(other))) == 0)
