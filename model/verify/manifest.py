"""What the manifest of a run tells the verifier, each part of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from model.data.stated import Stated
from model.errors import Finding, InputError
from model.tables.manifest import GAP, LIST, MANIFEST, OBJECT, PAIRS, read_manifest


@dataclass(frozen=True)
class Manifest:
    """All empty where there is none. `runs` is what it says of each variant: status and digest."""

    settings: tuple[tuple[str, str], ...] = ()
    stated: tuple[Stated, ...] = ()
    gap: float | None = None
    runs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def manifest_of(folder: Path) -> Manifest:
    """The manifest beside the tables. Raises InputError where it cannot be read or a part of it is of another kind."""
    whole = read_manifest(folder, {"settings": OBJECT, "stated": PAIRS, "options": OBJECT, "options.gap": GAP, "runs": LIST})
    settings, gap = whole.get("settings", {}), whole.get("options", {}).get("gap")
    found = [
        Finding(MANIFEST, 0, f"settings.{path}", str(value), "must be text or a number")
        for path, value in settings.items()
        if not isinstance(value, str | int | float)
    ]
    named: dict[str, dict[str, str]] = {}
    for number, run in enumerate(whole.get("runs", ())):
        if isinstance(run, dict) and all(isinstance(run.get(key), str) for key in ("variant", "status", "digest")):
            named[run["variant"]] = {key: run[key] for key in ("status", "digest")}
        else:
            found.append(Finding(MANIFEST, 0, f"runs.{number}", "", "must have a variant, a status and a digest, each a text"))
    if found:
        raise InputError(found)
    stated = tuple((option, text) for option, text in whole.get("stated", ()))
    return Manifest(tuple((path, str(value)) for path, value in settings.items()), stated, None if gap is None else float(gap), named)
