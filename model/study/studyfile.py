"""`studies/NAME.toml` beside an instance becomes a `Study`, or a list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.data import paths
from model.data.instance import BASE, Instance
from model.data.kinds import IDENTIFIER
from model.data.ranges import ranges
from model.data.toml_text import Taker, read_toml
from model.errors import MOST_TOLD, Finding, InputError, hint_among, nearest
from model.study.methods import METHODS, load_method

KEYS = ("title", "why", "method", "baseline", "variants", "factors", "samples", "seed", "settings")
ALL = "all"
SAMPLES, MOST_SAMPLES = 64, 1_000_000
HIGHEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Factor:
    """Something uncertain: paths that move together, each from the low to the high end of its range."""

    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """What a study file asks for. `baseline` and `variants` are names of variants, or `base` for the instance as it stands;
    `settings` are the method's own keys."""

    name: str
    title: str
    why: str
    method: str
    baseline: str
    variants: tuple[str, ...]
    factors: tuple[Factor, ...] = ()
    samples: int = SAMPLES
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


def study_names(folder: Path) -> list[str]:
    """Names of the studies beside an instance."""
    home = folder / "studies"
    return sorted(path.stem for path in home.glob("*.toml") if not path.name.startswith(".")) if home.is_dir() else []


def load_study(folder: Path, name: str, base: Instance) -> Study:
    """The study of that name beside the instance in `folder`. Raises InputError with every fault of its file."""
    names = study_names(folder)
    if name not in names or not IDENTIFIER.fullmatch(name):
        known = f"; there are {', '.join(names)}" if names else ""
        raise InputError([Finding("studies", 0, "study", name, f"there is no such study{known}", nearest(name, names))])
    findings: list[Finding] = []
    file = f"studies/{name}.toml"
    source = read_toml(folder / "studies" / f"{name}.toml", file, findings)
    if source is None:
        raise InputError(findings)
    taker = Taker(source, source.table, findings)
    taker.refuse_unknown(KEYS)
    method = _method(taker)
    variants = _variants(taker, base)
    study = Study(
        name=name,
        title=taker.text("title"),
        why=taker.text("why"),
        method=method,
        baseline=_baseline(taker, base, variants),
        variants=variants,
        factors=_factors(taker, base),
        samples=_whole(taker, "samples", SAMPLES, 1, MOST_SAMPLES),
        seed=_whole(taker, "seed", 0, 0, HIGHEST_SEED),
        settings=_settings(taker, method),
    )
    if findings:
        raise InputError(findings)
    return study


def _method(taker: Taker) -> str:
    method = taker.text("method")
    if method and method not in METHODS:
        taker.fault("method", f"must be one of {', '.join(METHODS)}", nearest(method, METHODS))
        return ""
    return method


def _known_variant(taker: Taker, key: str, name: str, base: Instance) -> bool:
    if name in base.variants or name == BASE:
        return True
    known = [*base.variants, BASE]
    line = taker.source.line(taker.key(key))
    hint = hint_among(taker.findings, name, known)
    taker.findings.append(Finding(taker.source.file, line, key, name, "there is no such variant", hint))
    return False


def _variants(taker: Taker, base: Instance) -> tuple[str, ...]:
    """Those named, in their order; by default all, or the instance as it stands where it has none."""
    asked = taker.texts("variants")
    if not asked or asked == (ALL,):
        return tuple(base.variants) or (BASE,)
    return tuple(name for name in asked if _known_variant(taker, "variants", name, base))


def _baseline(taker: Taker, base: Instance, variants: tuple[str, ...]) -> str:
    """The one named; by default the first of the study's variants."""
    asked = taker.text("baseline", required=False)
    if asked:
        _known_variant(taker, "baseline", asked, base)
        return asked
    return variants[0] if variants else BASE


def _factors(taker: Taker, base: Instance) -> tuple[Factor, ...]:
    known = ranges(base)
    value = taker.table.get("factors", [])
    if value == ALL or value == [ALL]:
        return tuple(Factor(path, (path,)) for path in known)
    if not isinstance(value, list):
        taker.fault("factors", 'must be "all", or a list of paths and of tables { name, paths }')
        return ()
    found: dict[str, Factor] = {}
    for entry in value:
        factor = _factor(taker, base, known, entry)
        if factor is None:
            continue
        if factor.name in found:
            _note(taker, factor.name, "is the name of an earlier factor")
        found.setdefault(factor.name, factor)
    return tuple(found.values())


def _factor(taker: Taker, base: Instance, known: Mapping[str, tuple[float, float]], entry: object) -> Factor | None:
    if isinstance(entry, str):
        path = _ranged(taker, base, known, entry)
        return Factor(path, (path,)) if path else None
    if not isinstance(entry, dict) or set(entry) != {"name", "paths"} or not isinstance(entry["name"], str):
        _note(taker, "", 'a factor is a path, or a table { name = "...", paths = [...] }')
        return None
    listed = entry["paths"]
    if not isinstance(listed, list) or not listed or not all(isinstance(path, str) for path in listed):
        _note(taker, entry["name"], "paths must be a list of paths")
        return None
    moved = [_ranged(taker, base, known, path) for path in listed]
    if len(set(moved)) != len(moved):
        _note(taker, entry["name"], "lists a path twice")
    return Factor(entry["name"], tuple(path for path in moved if path))


def _ranged(taker: Taker, base: Instance, known: Mapping[str, tuple[float, float]], path: str) -> str:
    """The path in its one spelling; empty, with a finding, where it leads nowhere or has no range."""
    try:
        spelt = paths.locate_path(base, path).path
    except paths.BadPath as error:
        _note(taker, path, error.why, error.hint if len(taker.findings) <= MOST_TOLD else "")
        return ""
    if spelt not in known:
        _note(taker, path, "has no range; give it a row in ranges.csv", hint_among(taker.findings, spelt, known))
        return ""
    return spelt


def _note(taker: Taker, value: str, why: str, hint: str = "") -> None:
    taker.findings.append(Finding(taker.source.file, taker.source.line("factors"), "factors", value, why, hint))


def _whole(taker: Taker, key: str, default: int, least: int, most: int) -> int:
    value = taker.table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        taker.fault(key, f"must be a whole number from {least} to {most}")
        return default
    return value


def _settings(taker: Taker, method: str) -> dict[str, Any]:
    given = taker.subtable("settings")
    defaults: Mapping[str, Any] | None = getattr(load_method(method), "SETTINGS", None) if method else None
    if defaults is None:
        return given
    own = Taker(taker.source, given, taker.findings, "settings")
    own.refuse_unknown(defaults)
    for name, value in given.items():
        if name in defaults and not _same_kind(value, defaults[name]):
            own.fault(name, f"must be of the kind of {defaults[name]!r}")
    return {**defaults, **given}


def _same_kind(value: object, default: object) -> bool:
    if default is None:
        return True
    if isinstance(default, float):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(default, int) and not isinstance(default, bool):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, type(default)) or (isinstance(default, tuple) and isinstance(value, list))
