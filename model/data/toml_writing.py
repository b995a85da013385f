"""Plain values as TOML text, in the few forms that instances need."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.data.cells import value_text

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(values: Mapping[str, Any]) -> str:
    """The mapping as a TOML file: values first, then tables and lists of tables, each under its heading. What is None is left out.
    Raises TypeError for a value that TOML has no form for."""
    return "\n".join(_lines(values, ())) + "\n"


def _lines(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in values.items() if isinstance(value, Mapping) or _is_tables(value)}
    yield from (f"{_key(key)} = {toml_value(value)}" for key, value in values.items() if key not in inner and value is not None)
    for key, value in inner.items():
        heading = ".".join(map(_key, (*path, key)))
        for one in [value] if isinstance(value, Mapping) else value:
            yield from ("", f"[{heading}]" if isinstance(value, Mapping) else f"[[{heading}]]")
            yield from _lines(one, (*path, key))


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _key(text: str) -> str:
    return text if BARE.fullmatch(text) else _string(text)


def toml_value(value: Any) -> str:
    """A value as TOML writes it. Raises TypeError where TOML has no form for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return value_text(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return f"[{', '.join(map(toml_value, value))}]"
    if hasattr(value, "item"):  # a number of numpy's
        return toml_value(value.item())
    raise TypeError(f"{value!r} of type {type(value).__name__} cannot be written to a TOML file")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
