"""How a cell or a TOML value becomes a field of a record, and how its refusal is said in plain words."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from model.data.column import Column, Kind
from model.data.kinds import Record, check_text
from model.errors import nearest

R = TypeVar("R", bound=Record)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
LONGEST_NUMBER = 40
PLAIN_KINDS: dict[type, Kind] = {float: "number", int: "integer", bool: "flag", dt.date: "date"}


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one field: its name, the reason and the nearest valid value."""

    column: str
    why: str
    hint: str = ""


def _core(annotation: Any) -> Any:
    """The annotation without `Annotated` and `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def _kind(annotation: Any) -> Kind:
    core = _core(annotation)
    if get_origin(core) is Literal:
        return "choice"
    if get_origin(core) is tuple:
        return "integers" if _core(get_args(core)[0]) is int else "texts"
    return PLAIN_KINDS.get(core, "text")


def _describe(name: str, field: FieldInfo) -> Column:
    extra: dict[str, Any] = dict(field.json_schema_extra) if isinstance(field.json_schema_extra, dict) else {}
    kind = _kind(field.annotation)
    return Column(
        name=name,
        kind=kind,
        description=field.description or "",
        unit=str(extra.get("unit", "")),
        refers=str(extra.get("refers", "")),
        separator=str(extra.get("separator", "|")),
        optional=bool(extra.get("optional", False)),
        unless=str(extra.get("unless", "")),
        required=field.is_required() and not extra.get("unless"),
        choices=tuple(get_args(_core(field.annotation))) if kind == "choice" else (),
    )


_COLUMNS: dict[type[Record], dict[str, Column]] = {}


def columns(record: type[Record]) -> dict[str, Column]:
    """The columns of a record in file order, by name."""
    if record not in _COLUMNS:
        _COLUMNS[record] = {name: _describe(name, field) for name, field in record.model_fields.items()}
    return _COLUMNS[record]


def is_note(heading: str) -> bool:
    """Whether a column is a planner's own: kept in the files, read by nobody."""
    return heading.lower().startswith("note")


def parse_number(text: str) -> float:
    """A plain decimal or exponent number. Raises ValueError with the reason."""
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        raise ValueError("must be a number")
    return float(text)


def parse_integer(text: str) -> int:
    """A whole number without point or separators. Raises ValueError with the reason."""
    if len(text) > LONGEST_NUMBER or not INTEGER.fullmatch(text):
        raise ValueError("must be a whole number")
    return int(text)


def parse_cell(column: Column, text: str) -> object:
    """A non-empty, stripped cell as a value for pydantic. Raises ValueError with the reason."""
    if column.kind == "number":
        return parse_number(text)
    if column.kind == "integer":
        return parse_integer(text)
    if column.kind == "integers":
        return tuple(parse_integer(part.strip()) for part in text.split("|"))
    if column.kind == "date":
        return _iso_date(text)
    if column.kind == "texts":
        return tuple(part.strip() for part in check_text(text).split(column.separator))
    return check_text(text)


def _iso_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date as 2025-03-24") from None


def parse_toml(column: Column, value: object) -> object:
    """A TOML value as a value for pydantic; strings are read as cells where the field is no plain text.

    Raises ValueError with the reason."""
    match column.kind, value:
        case "number", int() | float() if not isinstance(value, bool):
            return float(value) if abs(value) <= 1e9 else float("inf")
        case "integer", int() if not isinstance(value, bool):
            return value
        case "integers", int() if not isinstance(value, bool):
            return (value,)
        case "integers", list() | tuple() if all(isinstance(part, int) and not isinstance(part, bool) for part in value):
            return tuple(value)
        case "texts", list() | tuple() if all(isinstance(part, str) for part in value):
            return tuple(check_text(part.strip()) for part in value)
        case "flag", bool():
            return value
        case "date", dt.date() if not isinstance(value, dt.datetime):
            return value
        case "texts" | "choice" | "text" | "flag" | "integers", str():
            return parse_cell(column, value.strip()) if value.strip() else ""
    raise ValueError(f"must be {EXPECTED[column.kind]}")


EXPECTED: dict[Kind, str] = {
    "number": "a number",
    "integer": "a whole number",
    "flag": "yes or no",
    "date": "a date as 2025-03-24",
    "choice": "one of the known words",
    "integers": "a list of whole numbers",
    "texts": "a list of names",
    "text": "text",
}


def build(record: type[R], values: Mapping[str, object]) -> R | list[CellFault]:
    """The record of these values, or every reason why there is none."""
    try:
        return record.model_validate(dict(values))
    except ValidationError as error:
        return [plain(record, dict(item)) for item in error.errors(include_url=False)]


def plain(record: type[Record], error: Mapping[str, Any], near: Callable[[str, Iterable[str]], str] = nearest) -> CellFault:
    """One pydantic error of a field of a record in plain words; `near` seeks the nearest valid name."""
    name = str(error["loc"][0]) if error["loc"] else ""
    kind, context = str(error["type"]), error.get("ctx", {})
    bounds = {"greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le"), "greater_than": ("greater than", "gt")}
    if kind in bounds:
        words, key = bounds[kind]
        return CellFault(name, f"must be {words} {value_text(context[key])}")
    if kind in ("missing", "string_too_short", "too_short"):
        unless = columns(record)[name].unless if name in columns(record) else ""
        return CellFault(name, f"must not be empty, unless {unless}" if unless else "must not be empty")
    if kind == "extra_forbidden":
        return CellFault(name, "is not a known key", near(name, columns(record)))
    if kind == "literal_error":
        choices = columns(record)[name].choices
        return CellFault(
            name,
            f"must be {'one of ' if len(choices) > 1 else ''}{', '.join(map(str, choices))}",
            near(str(error["input"]), map(str, choices)),
        )
    if kind == "string_pattern_mismatch":
        return CellFault(name, "must be a time of day as 08:00")
    if kind == "value_error":
        return CellFault(name, str(error["msg"]).removeprefix("Value error, "))
    column = columns(record).get(name)
    return CellFault(name, f"must be {EXPECTED[column.kind]}" if column else str(error["msg"]))


def cell_text(record: Record, name: str) -> str:
    """A field as its CSV cell shows it."""
    return value_text(getattr(record, name), columns(type(record))[name].separator)


def value_text(value: object, separator: str = "|") -> str:
    """A value as a CSV cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (tuple, list)):
        return separator.join(value_text(part, separator) for part in value)
    if isinstance(value, int) and abs(value) > 10**100:
        return "a number of more than 100 digits"
    return str(value)
