"""Standard output and error that cannot end the program: they may be closed, lose their reader, or lack a letter."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _MayBeLeft(io.FileIO):
    """Output whose reader may go, as `| head -1` does; what is written after that is dropped."""

    def write(self, data: ReadableBuffer) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return len(memoryview(data))


def secure_streams() -> None:
    """Make what is printed harmless; the exit code and the files are what counts."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would take its place, and be printed into
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 -- for as long as the process lasts
        elif isinstance(stream, io.TextIOWrapper):
            # A name that the terminal's encoding lacks is shown by its number.
            stream.reconfigure(errors="backslashreplace")
            if stream is getattr(sys, f"__{name}__") and isinstance(getattr(stream.buffer, "raw", stream.buffer), io.FileIO):
                setattr(sys, name, _may_be_left(stream))


def _may_be_left(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    stream.flush()
    output = _MayBeLeft(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        output if isinstance(stream.buffer, io.FileIO) else io.BufferedWriter(output),  # unbuffered as it was, or not
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
