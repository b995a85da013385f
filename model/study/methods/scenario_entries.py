"""The scenarios that a study's file names, as points of a design, and everything that can be wrong with them.

An entry of `[[settings.scenarios]]` has a `name`; `factors` by name at `low`, `base`, `high` or a share of their range; and `set`, any
other path with its value. Where scenarios need not count alike it may have a `weight`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.data.addresses import BadPath, locate_path
from model.data.cells import value_text
from model.data.instance import BASE, Instance
from model.data.kinds import IDENTIFIER
from model.data.ranges import ranges
from model.data.settings import replaced, set_twice
from model.errors import InputError, nearest
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from model.study.methods.designs import Point
from model.study.methods.factors import Settings, joint
from model.study.methods.refusals import Refuse
from model.study.studyfile import Study

PLACES = {"low": 0.0, "high": 1.0}
STAYS = "base"
KEYS, WEIGHT = ("name", "factors", "set"), "weight"
# So that no weight is lost in the sum of all, nor is the sum too large.
LEAST_WEIGHT, MOST_WEIGHT = 1e-6, 1e9
# A fault: the key in the entry, the value, why, and the nearest valid name.
Fault = tuple[str, object, str, str]


def points(study: Study, base: Instance) -> list[Point]:
    """The study's scenarios, which `check_scenarios` has found right."""
    return [_point(study, base, entry) for entry in study.settings.get("scenarios", ())]


def _point(study: Study, base: Instance, entry: Mapping[str, Any]) -> Point:
    moved = _shares(entry)
    factor_of = {path: factor.name for factor in study.factors if factor.name in moved for path in factor.paths}
    return Point(entry["name"], _settings(study, base, entry), factor_of)


def _shares(entry: Mapping[str, Any]) -> dict[str, float]:
    """The factors that move, each at its share of the way from low to high."""
    return {name: PLACES[at] if isinstance(at, str) else float(at) for name, at in entry.get("factors", {}).items() if at != STAYS}


def _settings(study: Study, base: Instance, entry: Mapping[str, Any]) -> Settings:
    fixed = ((locate_path(base, path).path, value_text(value)) for path, value in entry.get("set", {}).items())
    return (*joint(ranges(base), study, _shares(entry)), *fixed)


# What is wrong ----------------------------------------------------------------------------------------------------


def check_scenarios(study: Study, base: Instance, refuse: Refuse, weighted: bool = False) -> None:
    """Refuses everything that is wrong with the study's scenarios; `weighted`: they may have a weight."""
    known = (*KEYS, WEIGHT) if weighted else KEYS
    before: list[str] = []
    for number, entry in enumerate(study.settings.get("scenarios", ())):
        at = f"settings.scenarios.{number}"
        if not isinstance(entry, dict):
            refuse("settings.scenarios", entry, f"a scenario is a table with {', '.join(known)}", at=at)
            continue
        name = entry.get("name")
        right = isinstance(name, str) and IDENTIFIER.fullmatch(name)
        faults = [*_of_name(entry, before), *_as_written(study, base, entry, known)]
        if not any(key != "name" for key, *_ in faults):
            faults += _as_applied(study, base, entry)
        for key, value, why, hint in faults:
            refuse(f"settings.scenarios.{name if right else number + 1}.{key}", value, why, hint, at=f"{at}.{key}")
        before += [name] if isinstance(name, str) else []


def _of_name(entry: Mapping[str, Any], before: Sequence[str]) -> Iterator[Fault]:
    name = entry.get("name", "")
    if not isinstance(name, str) or not IDENTIFIER.fullmatch(name):
        yield "name", name, "a scenario needs a name of letters, digits, _ and -", ""
    elif name == BASE:
        yield "name", name, "is the name of the instance as it stands", ""
    elif name in before:
        yield "name", name, "is the name of an earlier scenario", ""


def _as_written(study: Study, base: Instance, entry: Mapping[str, Any], known: Sequence[str]) -> Iterator[Fault]:
    for key in entry:
        if key not in known:
            yield key, entry[key], "is not a known key", nearest(key, known)
    weight = entry.get(WEIGHT, 1) if WEIGHT in known else 1
    if not isinstance(weight, (int, float)) or isinstance(weight, bool) or not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        yield WEIGHT, weight, f"a weight is a number above 0, from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}", ""
    for key, faults in (("factors", _of_factors(study, entry)), ("set", _of_paths(base, entry))):
        if isinstance(entry.get(key, {}), dict):
            yield from faults
        else:
            yield key, entry[key], f"must be a table: {key} = {{ ... }}", ""


def _of_factors(study: Study, entry: Mapping[str, Any]) -> Iterator[Fault]:
    names = [factor.name for factor in study.factors]
    for name, at in entry.get("factors", {}).items():
        if name not in names:
            yield f"factors.{name}", at, "is no factor of the study", nearest(name, names)
        if not _is_place(at):
            words = (*PLACES, STAYS)
            yield f"factors.{name}", at, "must be low, base, high or a share of the range from 0 to 1", nearest(value_text(at), words)


def _is_place(at: object) -> bool:
    if isinstance(at, str):
        return at in PLACES or at == STAYS
    return isinstance(at, (int, float)) and not isinstance(at, bool) and 0 <= at <= 1


def _of_paths(base: Instance, entry: Mapping[str, Any]) -> Iterator[Fault]:
    for path, value in entry.get("set", {}).items():
        if isinstance(value, dict):
            yield f"set.{path}", "", "a path stands in quotation marks, since it has dots", ""
            continue
        try:
            replaced(base, path, value)
        except BadPath as error:
            yield f"set.{path}", value, error.why, error.hint


def _as_applied(study: Study, base: Instance, entry: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with an entry whose parts are right: what is set twice, and what does not go together in some variant."""
    settings = _settings(study, base, entry)
    spelt = {locate_path(base, path).path: path for path in entry.get("set", {})}

    def key(path: str) -> str:
        return f"set.{spelt[path]}" if path in spelt else "factors"

    if twice := set_twice(base, settings):
        yield from ((key(one.column), one.value, f"{one.column} {one.why}", "") for one in twice)
        return
    told: dict[Fault, list[str]] = {}
    for variant in study.variants:
        try:
            instance_for(base, Experiment(variant, settings))
        except InputError as error:
            for one in error.findings:
                of_setting = one.column in dict(settings)
                why = one.why if of_setting and one.column in spelt else f"{one.column}: {one.why}"
                told.setdefault((key(one.column), one.value, why, one.hint), []).append(variant)
    for (where, value, why, hint), variants in told.items():
        yield where, value, why if len(variants) == len(study.variants) else f"{why} (in {', '.join(variants)})", hint
