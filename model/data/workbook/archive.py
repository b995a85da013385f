"""The parts of a workbook's file: a zip archive, tried for what it is and opened part by part within limits.

What a library can raise for a damaged archive is caught here, at the three calls of it, and nowhere else.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from model.data.files import NotRegular, regular_bytes

MOST_PACKED = 20_000_000  # bytes of the file; pictures in it count too
MOST_UNPACKED = 50_000_000  # bytes of the parts that are read, by what the archive declares and never more than that
MOST_PARTS = 10_000
PIECE = 1 << 16  # bytes unpacked at a time
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")  # begins .xls files, and the envelope that a password puts around an .xlsx
ENVELOPE = "EncryptedPackage".encode("utf-16-le")
ENTRY = b"PK\x01\x02"  # begins what the archive's directory says of a part
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ways of packing that the file format knows
ENCRYPTED = 0x1  # flag of a part
PASSWORD = "is protected by a password; take the password off in the spreadsheet and save it as .xlsx"
# What zipfile and zlib raise for bytes that are no whole archive: their own errors, and those of places, sizes and names that
# cannot be (a seek before the beginning, a size of 2**64, a name that is not UTF-8, a version or flag they do not know).
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Unreadable(Exception):
    """The file is no workbook that can be read; the message says why, in words that follow the file's name."""


def broken(reason: object) -> Unreadable:
    """The file is damaged, or something else by the name of a workbook."""
    return Unreadable(f"is not a workbook that can be read ({reason}); save it as .xlsx")


def too_much(what: str) -> Unreadable:
    """The file holds more than any instance needs."""
    return Unreadable(
        f"{what}, more than any instance needs; delete pictures, and what stands or only looks empty below and beside the tables"
    )


def file_bytes(path: Path) -> bytes:
    """The bytes of a regular file of sane size. Raises Unreadable."""
    try:
        return regular_bytes(path, MOST_PACKED)
    except NotRegular as why:
        raise Unreadable(str(why)) from None


class Archive:
    """The parts of an archive by their names. Every method raises Unreadable for what cannot be read.

    `elements` counts the XML elements that were read of it."""

    def __init__(self, raw: bytes) -> None:
        _refuse_other_formats(raw)
        if raw.count(ENTRY) > MOST_PARTS:
            raise too_much(f"has more than {MOST_PARTS:,} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except BROKEN_ARCHIVE as error:
            raise broken(error) from None
        listed = self._zip.infolist()
        # Names of parts differ by more than the case of their letters.
        self._parts = {part.filename.lower(): part for part in listed}
        self._unpacked = self.elements = 0
        if len(self._parts) < len(listed):
            raise broken("two of its parts have one name")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece. Its check sum is proved at its end."""
        part = self._parts.get(name.lower())
        if part is None:
            raise broken(f"it has no part {name}")
        self._allow(part)
        with self._opened(part) as source:
            while piece := _next(source):
                yield piece

    def _allow(self, part: zipfile.ZipInfo) -> None:
        if part.flag_bits & ENCRYPTED:
            raise Unreadable(PASSWORD)
        if part.compress_type not in READABLE:
            raise broken(f"part {part.filename} is packed in an unknown way")
        self._unpacked += part.file_size
        if self._unpacked > MOST_UNPACKED:
            raise too_much(f"unpacks to more than {MOST_UNPACKED:,} bytes")

    def _opened(self, part: zipfile.ZipInfo) -> IO[bytes]:
        try:
            return self._zip.open(part)
        except BROKEN_ARCHIVE as error:
            raise broken(error) from None


def _next(source: IO[bytes]) -> bytes:
    try:
        return source.read(PIECE)
    except BROKEN_ARCHIVE as error:
        raise broken(error) from None


def _refuse_other_formats(raw: bytes) -> None:
    if raw.startswith(OLD_FORMAT):
        raise Unreadable(PASSWORD if ENVELOPE in raw else "is of the old format .xls; open it in a spreadsheet and save it as .xlsx")
    if not raw:
        raise broken("it is empty")
