"""Error values shared by every layer.

A `Finding` is one thing a person must mend in their input; an `InputError` carries all of them at once. A `SolverFailure` is
the solver's and costs one run. `ModelFault` is ours: a broken promise inside the program, never the reader's doing.
"""

from __future__ import annotations

import bisect
import difflib
from collections import Counter
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter

LONGEST_SHOWN = 200  # characters of one part of a message; a cell can hold a hundred thousand
MOST_TOLD = 1000  # findings of one file; whoever has mended those has mended the rest, or asks again
# The search for the nearest name takes time in proportion to these.
LONGEST_MISSPELT = 200  # characters
MOST_COMPARED = 1000  # names


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
        value = f" {shortened(self.value)!r}" if self.value else ""
        what = f" {_shown(self.column)} = {shortened(self.value)!r}" if self.column else value
        hint = f"; did you mean {shortened(self.hint)!r}?" if self.hint else ""
        return f"{place}{what}: {_shown(self.why, 4 * LONGEST_SHOWN)}{hint}"


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """The beginning of a long text and how long it is; a short one as it is."""
    return text if len(text) <= longest else f"{text[: longest // 2]}... ({len(text)} characters)"


def _shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Shortened, and without line ends and other characters that are not for printing."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in shortened(text, longest))


class InputError(Exception):
    """The input cannot be used. `findings` holds every fault, sorted by file and line; of a file with many more than MOST_TOLD
    the first ones, and how many there are."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(_bounded(_in_place(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))


def _in_place(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(set(findings), key=attrgetter(*Finding.__dataclass_fields__))


def _bounded(findings: list[Finding]) -> list[Finding]:
    """The findings as they are told: of a file with very many the first ones, after one that says so."""
    count = Counter(finding.file for finding in findings)
    much = {file: number for file, number in count.items() if number > MOST_TOLD + 1}
    if not much:
        return findings
    told = [Finding(file, 0, "", "", f"has {number:,} faults or more; the first {MOST_TOLD:,} are told") for file, number in much.items()]
    for file, those in groupby(findings, attrgetter("file")):
        told += islice(those, MOST_TOLD if file in much else None)
    return _in_place(told)


class SolverFailure(Exception):
    """The solver gave up on a run in a way that is neither the input's doing nor ours; that run alone counts as failed."""


class ModelFault(Exception):
    """The program broke one of its own promises; the message says which. Exit code 3."""


def nearest(value: str, valid: Iterable[str]) -> str:
    """The valid name closest to `value`, or an empty string where none is close. Quick for names of any number and length: a very
    long value has no nearest, and of very many names those are compared that stand around it in the alphabet."""
    if len(value) > LONGEST_MISSPELT:
        return ""
    names = _in_order(valid) if isinstance(valid, frozenset) else tuple(sorted(valid))
    if len(names) > MOST_COMPARED:
        first = bisect.bisect_left(names, value) - MOST_COMPARED // 2
        names = names[max(0, min(first, len(names) - MOST_COMPARED)) :][:MOST_COMPARED]
    return _nearest(value, names)


def hint_among(findings: Sized, value: str, valid: Iterable[str]) -> str:
    """The nearest valid name for the next of these findings; none where they are more than are told, so that it need not be sought."""
    return nearest(value, valid) if len(findings) <= MOST_TOLD else ""


@lru_cache(maxsize=32)
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


@lru_cache(maxsize=5000)
def _nearest(value: str, names: tuple[str, ...]) -> str:
    found = difflib.get_close_matches(value, names, n=1, cutoff=0.6)
    if not found:
        lowered = {name.lower(): name for name in names}
        return lowered.get(value.lower(), "")
    return found[0]
