"""What the manifest of a run tells the verifier, each part of its kind."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.data.files import NotRegular, regular_bytes
from model.errors import Finding, InputError

FILE = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """All empty where there is none. `runs` is what it says of each variant: status and digest."""

    settings: tuple[tuple[str, str], ...] = ()
    gap: float | None = None
    runs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """The manifest beside the tables. Raises InputError where it cannot be read or a part of it is of another kind."""
    if not os.path.lexists(folder / FILE):
        return Manifest()
    found: list[Finding] = []
    whole = _part({"": _loaded(folder / FILE)}, "", dict, found)
    settings, options, runs = (_part(whole, name, kind, found) for name, kind in (("settings", dict), ("options", dict), ("runs", list)))
    gap = options.get("gap")
    if gap is not None and (isinstance(gap, bool) or not isinstance(gap, int | float) or not 0 <= gap <= 1):
        found.append(Finding(FILE, 0, "options.gap", str(gap), "must be a number from 0 to 1"))
    for path, value in settings.items():
        if not isinstance(value, str | int | float):
            found.append(Finding(FILE, 0, f"settings.{path}", str(value), "must be text or a number"))
    named: dict[str, dict[str, str]] = {}
    for number, run in enumerate(runs):
        if isinstance(run, dict) and all(isinstance(run.get(key), str) for key in ("variant", "status", "digest")):
            named[run["variant"]] = {key: run[key] for key in ("status", "digest")}
        else:
            found.append(Finding(FILE, 0, f"runs.{number}", "", "must have a variant, a status and a digest, each a text"))
    if found:
        raise InputError(found)
    return Manifest(tuple((path, str(value)) for path, value in settings.items()), None if gap is None else float(gap), named)


def _loaded(path: Path) -> object:
    try:
        return json.loads(regular_bytes(path).decode("utf-8"))
    except NotRegular as error:
        why = str(error)
    except (ValueError, RecursionError) as error:
        why = f"is not valid JSON: {error}"
    raise InputError([Finding(FILE, 0, "", "", why)])


def _part(whole: Mapping[str, object], name: str, kind: type, found: list[Finding]) -> Any:
    """A part of that kind, empty where it is absent; one of another kind is a finding."""
    part = whole.get(name, kind())
    if isinstance(part, kind):
        return part
    found.append(Finding(FILE, 0, name, str(part), f"must be {'a list' if kind is list else 'an object'}"))
    return kind()
