"""Error values shared by every layer.

A `Finding` is one thing a person must mend in their input; an `InputError` carries all of them at once. A `SolverFailure` is
the solver's and costs one run. `ModelFault` is ours: a broken promise inside the program, never the reader's doing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SHOWN = 200  # characters of one part of a message; a cell can hold a hundred thousand


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in the input, said so that the person who must mend it can find it.

    `file` is relative to the instance folder, `line` counts from 1 (0: the whole file), `column` is a CSV column or
    a TOML key (empty: the whole row), `value` is what stands there, `why` what is wrong, `hint` the nearest valid value.
    """

    file: str
    line: int
    column: str
    value: str
    why: str
    hint: str = ""

    def __str__(self) -> str:
        """One line that any terminal can show, whatever stands in the input."""
        place = f"{_shown(self.file)}:{self.line}" if self.line else _shown(self.file)
        value = f" {_shortened(self.value)!r}" if self.value else ""
        what = f" {_shown(self.column)} = {_shortened(self.value)!r}" if self.column else value
        hint = f"; did you mean {_shortened(self.hint)!r}?" if self.hint else ""
        return f"{place}{what}: {_shown(self.why, 4 * LONGEST_SHOWN)}{hint}"


def _shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    return text if len(text) <= longest else f"{text[: longest // 2]}... ({len(text)} characters)"


def _shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Shortened, and without line ends and other characters that are not for printing."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in _shortened(text, longest))


class InputError(Exception):
    """The input cannot be used. `findings` holds every fault, sorted by file and line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))


class SolverFailure(Exception):
    """The solver gave up on a run in a way that is neither the input's doing nor ours; that run alone counts as failed."""


class ModelFault(Exception):
    """The program broke one of its own promises; the message says which. Exit code 3."""


def nearest(value: str, valid: Iterable[str]) -> str:
    """The valid name closest to `value`, or an empty string where none is close."""
    found = difflib.get_close_matches(value, sorted(valid), n=1, cutoff=0.6)
    if not found:
        lowered = {name.lower(): name for name in sorted(valid)}
        return lowered.get(value.lower(), "")
    return found[0]
