"""What a column of a table is, whether it is read from an instance or written to a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "integer", "flag", "date", "choice", "integers", "texts", "text"]


@dataclass(frozen=True)
class Column:
    """One column: what a cell means, its unit (empty: none), its kind. `choices` are all the words that a cell can hold, where they
    are few; `endless`: whether a number may be `inf`. An instance's column may be one that a file can leave out (`optional`), or
    `required` in every row but for those that `unless` names; its cells may name rows of another table (`refers`), or be lists.
    `plans_only`: only reports of plans have it."""

    name: str
    description: str
    unit: str = ""
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    endless: bool = False
    refers: str = ""
    separator: str = "|"
    optional: bool = False
    unless: str = ""
    required: bool = False
    plans_only: bool = False
