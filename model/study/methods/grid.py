"""Grid: every combination of a few values of each factor.

The values are levels of the factor's range, and every variant is solved at each combination."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, designs
from model.study.methods.designs import Point, experiments, sampled, tables_of
from model.study.methods.factors import fault, needs_factors
from model.study.studyfile import Study
from model.tables.column import Row

# `levels`: shares of each factor's range, 0 its low and 1 its high end.
SETTINGS: dict[str, Any] = {"levels": (0.0, 0.5, 1.0)}
TABLES = designs.TABLES
MOST_POINTS = 1_000_000


def points(study: Study, base: Instance) -> list[Point]:
    """All combinations, the last factor running fastest. Raises InputError for levels that are none, and for too many points."""
    needs_factors(study)
    levels = study.setting("levels", SETTINGS)
    if not levels or not all(isinstance(level, (int, float)) and 0 <= level <= 1 for level in levels):
        raise fault(study, "settings.levels", str(levels), "must be shares of the range, from 0 (low) to 1 (high)")
    count = len(levels) ** len(study.factors)
    if count > MOST_POINTS:
        raise fault(study, "settings.levels", "", f"{count} combinations are too many; a sample (latin_hypercube) needs fewer")
    return sampled(study, base, list(itertools.product(levels, repeat=len(study.factors))))


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield experiments(study, points(study, base))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """The tables of a design."""
    return tables_of(study, points(study, base), results)
