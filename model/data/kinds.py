"""Kinds of values: how a cell becomes a value, and what a value must be. The base of every record."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _identifier(value: str) -> str:
    if not IDENTIFIER.fullmatch(value):
        raise ValueError("an identifier is made of ASCII letters, digits, '_', '.', '-' and starts with a letter or digit")
    return value


def _nations(value: str) -> str:
    """`US|KR`, each part an identifier and given once."""
    parts = [_identifier(part.strip()) for part in value.split("|")]
    return "|".join(_unique(tuple(parts)))


def _split(value: Any) -> Any:
    """`a|b` -> ("a", "b"); an empty cell is the empty tuple. TOML has lists."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|")) if value.strip() else ()
    return _listed(value)


def _split_approvals(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(">")) if value.strip() else ()
    return value


def _yes_no(value: Any) -> Any:
    if isinstance(value, str):
        words = {"yes": True, "true": True, "no": False, "false": False}
        if value.strip().lower() not in words:
            raise ValueError("must be yes or no")
        return words[value.strip().lower()]
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    if abs(value) > 1e9:
        raise ValueError("must be at most 1e9 in size")
    return value


def _unique(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(value)) != len(value):
        raise ValueError("lists a value twice")
    return value


def _ascending(value: tuple[int, ...]) -> tuple[int, ...]:
    if list(value) != sorted(set(value)):
        raise ValueError("must be listed in rising order, each once")
    return value


def check_text(text: str) -> str:
    """Text as given. Raises ValueError for what a spreadsheet would run as a formula and for control characters."""
    if text[:1] in ("=", "+", "@"):
        raise ValueError(f"begins with '{text[0]}', which spreadsheets run as a formula")
    if CONTROL.search(text):
        raise ValueError("holds a control character")
    return text


def _listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _names(value: object) -> object:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if not isinstance(value, (list, tuple)) or not all(isinstance(part, str) for part in value):
        raise ValueError("must be a list of names")
    return tuple(value)


TEXT_OR_LIST = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
Id = Annotated[str, AfterValidator(_identifier)]
Number = Annotated[float, AfterValidator(_finite)]
NonNegative = Annotated[float, AfterValidator(_finite), Field(ge=0)]
Positive = Annotated[float, AfterValidator(_finite), Field(gt=0)]
Fraction = Annotated[float, AfterValidator(_finite), Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Grade = Annotated[int, Field(ge=1, le=10)]
FOUR_STAR = 10  # the grade of a four-star commander
Flag = Annotated[bool, BeforeValidator(_yes_no)]
IdList = Annotated[tuple[Id, ...], BeforeValidator(_split), AfterValidator(_unique)]
# The nations of an HQ as its cell shows them: one, or those of a combined HQ, the commander's first.
Nations = Annotated[str, AfterValidator(_nations)]
# A selector: identifiers or `*`; the empty tuple means "any".
Selector = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_unique), TEXT_OR_LIST]
GradeList = Annotated[tuple[Grade, ...], BeforeValidator(_split), AfterValidator(_ascending)]
CountList = Annotated[tuple[Count, ...], BeforeValidator(_split), AfterValidator(_ascending), Field(min_length=1)]
# Addresses of numbers, `a|b`; whether they lead somewhere is asked when the instance is whole.
Paths = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_unique)]
Approvals = Annotated[tuple[Id, ...], BeforeValidator(_split_approvals)]

# Of TOML files: a text that may stand in a table, one that may not be missing, a list of tables, names in a list or a single one.
Text = Annotated[str, AfterValidator(check_text)]
Prose = Annotated[str, Field(min_length=1)]
LISTED = BeforeValidator(_listed)
Names = Annotated[tuple[str, ...], BeforeValidator(_names), AfterValidator(_unique), TEXT_OR_LIST]

# Settings of paths: what stands there is read when it is known where they lead.
Settings = Annotated[dict[str, object], WithJsonSchema({"type": "object", "description": "path = value"})]


def column(description: str, unit: str = "", **more: Any) -> Any:
    """A column with its description and unit. `refers` names the table whose key the cell must be, `separator` stands
    between the parts of a list, `optional` allows a file to leave the column out, `unless` says of which rows the cell must not be
    asked: it may be empty where that is so."""
    extra: dict[str, Any] = {"unit": unit} if unit else {}
    extra |= {name: more.pop(name) for name in ("refers", "separator", "optional", "unless") if name in more}
    return Field(description=description, json_schema_extra=extra, **more)


class Record(BaseModel):
    """Base of every row: frozen, unknown columns refused, no silent conversion between kinds of value."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_strip_whitespace=True)


def with_defaults(values: dict[str, object], meant: dict[str, object]) -> dict[str, object]:
    """The cells of a row with what empty ones mean. The first of `meant` is the list of what may be chosen: where it says something
    else the others must be given."""
    options = next(iter(meant))
    filled = {options: meant[options], **values}
    return {**meant, **filled} if filled[options] == meant[options] else filled
