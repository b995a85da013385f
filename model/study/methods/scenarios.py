"""Scenarios: named scenarios, each changing several things together.

Every variant is solved in each of them.

In the study's file, factors by name at `low`, `base`, `high` or a share of their range, and any other path by its value:

    [[settings.scenarios]]
    name = "busy_crisis"
    factors = { tempo = "high" }
    set = { "conditions.crisis.share" = 0.8 }
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.data.addresses import locate_path, resolve
from model.data.cells import value_text
from model.data.instance import BASE, Instance
from model.data.kinds import IDENTIFIER
from model.data.ranges import ranges
from model.errors import nearest
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, designs
from model.study.methods.designs import Point, experiments, tables_of
from model.study.methods.factors import fault, joint
from model.study.studyfile import Study
from model.tables.column import Row

SETTINGS: dict[str, Any] = {"scenarios": ()}
TABLES = designs.TABLES
WORDS = {"low": 0.0, "high": 1.0}


def points(study: Study, base: Instance) -> list[Point]:
    """The study's scenarios. Raises InputError where one is not well written."""
    found: dict[str, Point] = {}
    for entry in study.settings.get("scenarios", ()):
        point = _scenario(study, base, entry)
        if point.name in found or point.name == BASE:
            raise fault(study, "settings.scenarios", point.name, "is the name of another scenario")
        found[point.name] = point
    return list(found.values())


def _scenario(study: Study, base: Instance, entry: object) -> Point:
    where = "settings.scenarios"
    if not isinstance(entry, dict) or not set(entry) <= {"name", "factors", "set"}:
        raise fault(study, where, "", "a scenario is a table with name, factors and set")
    name, moved, fixed = entry.get("name"), entry.get("factors", {}), entry.get("set", {})
    if not isinstance(name, str) or not IDENTIFIER.fullmatch(name):
        raise fault(study, where, str(name), "a scenario needs a name of letters, digits, _ and -")
    if not isinstance(moved, dict) or not isinstance(fixed, dict):
        raise fault(study, where, name, "factors and set must be tables of names and values")
    names = [factor.name for factor in study.factors]
    for factor in moved:
        if factor not in names:
            raise fault(study, where, factor, "is no factor of the study", nearest(factor, names))
    shares = {factor: _share(study, name, value) for factor, value in moved.items() if value != "base"}
    for path in fixed:
        resolve(base, path, f"studies/{study.name}.toml")
    settings = dict(joint(ranges(base), study, shares)) | {locate_path(base, path).path: value_text(value) for path, value in fixed.items()}
    factor_of = {path: factor.name for factor in study.factors if factor.name in shares for path in factor.paths}
    return Point(name, tuple(settings.items()), factor_of)


def _share(study: Study, name: str, value: object) -> float:
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise fault(study, f"settings.scenarios.{name}", str(value), "must be low, base, high or a share of the range from 0 to 1")


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    found = points(study, base)
    if not found:
        raise fault(study, "settings.scenarios", "", "the method scenarios needs at least one scenario")
    yield experiments(study, found)


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """The tables of a design."""
    return tables_of(study, points(study, base), results)
