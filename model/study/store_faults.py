"""What SQLite says of a store that cannot be used, in words, and whether the file is damaged or only cannot be had now."""

from __future__ import annotations

import sqlite3


class Damage(Exception):
    """What stands in the file is not what this program has written there."""


# What reading a damaged file can end with; names in it need not be text.
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError, Damage)
GO_ON = "what had ended is kept, and the same command goes on"
_NOW = {
    sqlite3.SQLITE_BUSY: "is in use: this study is being run by another process",
    sqlite3.SQLITE_LOCKED: "is in use: this study is being run by another process",
    sqlite3.SQLITE_FULL: f"does not fit on the disk; {GO_ON} when there is room",
    sqlite3.SQLITE_IOERR: f"cannot be read or written, as on a disk that is full or failing; {GO_ON} when that is mended",
    sqlite3.SQLITE_READONLY: "may not be written to",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; may it be read and written, and files be made beside it?",
    sqlite3.SQLITE_PERM: "may not be opened",
    sqlite3.SQLITE_TOOBIG: "cannot take a result of that size",
}


def in_words(error: Exception) -> tuple[str, bool]:
    """What is wrong, and whether it is damage, which stays until the file is moved away."""
    code = getattr(error, "sqlite_errorcode", None)
    told = None if code is None else _NOW.get(code & 0xFF)
    if told:
        return f"{told} ({error})", False
    return f"is not a store of results, or a damaged one ({error})", True
