"""The manifest beside the tables of a report read back, each part that is made use of of its kind."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from model.data.files import NotRegular, regular_bytes
from model.errors import Finding, InputError

MANIFEST = "manifest.json"
ABSENT = object()
Kind = tuple[str, Callable[[Any], bool]]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf


TEXT: Kind = ("text", lambda value: isinstance(value, str))
OBJECT: Kind = ("an object", lambda value: isinstance(value, dict))
LIST: Kind = ("a list", lambda value: isinstance(value, list))
NUMBER: Kind = ("a number", _is_number)
LIMIT: Kind = ("a number or null", lambda value: value is None or _is_number(value))
GAP: Kind = ("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1)
TEXTS: Kind = ("a list of texts", lambda value: isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value))
PAIRS: Kind = (
    "a list of pairs of texts",
    lambda value: (
        isinstance(value, list)
        and all(isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one) for one in value)
    ),
)
NAMED: Kind = (
    "a list of objects with a name",
    lambda value: isinstance(value, list) and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in value),
)


def read_manifest(folder: Path, optional: Mapping[str, Kind], needed: Mapping[str, Kind] | None = None) -> dict[str, Any]:
    """The manifest; empty where there is none and nothing is needed. The parts are given by their paths (`options.gap`). Raises
    InputError where it cannot be read, or a part of it is missing or of another kind."""
    path = folder / MANIFEST
    if not os.path.lexists(path):
        return _refuse("is missing; without it nobody knows what the study asked") if needed else {}
    try:
        found = json.loads(regular_bytes(path).decode("utf-8"), parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except NotRegular as error:
        _refuse(str(error))
    except UnicodeEncodeError:
        _refuse("holds half of a character")
    except (ValueError, RecursionError) as error:
        _refuse(f"is not valid JSON: {error}")
    if not isinstance(found, dict):
        _refuse("must hold an object")
    findings = [*_faults(found, optional, needed=False), *_faults(found, needed or {}, needed=True)]
    if findings:
        raise InputError(findings)
    return found


def _refuse(why: str, column: str = "") -> NoReturn:
    raise InputError([Finding(MANIFEST, 0, column, "", why)])


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _faults(found: Mapping[str, Any], kinds: Mapping[str, Kind], needed: bool) -> Iterator[Finding]:
    for path, (words, fits) in kinds.items():
        part: Any = found
        for name in path.split("."):
            part = part.get(name, ABSENT) if isinstance(part, dict) else ABSENT
        if part is ABSENT and needed:
            yield Finding(MANIFEST, 0, path, "", f"is missing; it must be {words}")
        elif part is not ABSENT and not fits(part):
            yield Finding(MANIFEST, 0, path, json.dumps(part), f"must be {words}")
