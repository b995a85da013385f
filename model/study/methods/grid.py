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
from model.study.methods.refusals import Refuse, needs_factors
from model.study.studyfile import Study
from model.tables.column import Row

USES = ("factors",)
# `levels`: shares of each factor's range, 0 its low and 1 its high end.
SETTINGS: dict[str, Any] = {"levels": (0.0, 0.5, 1.0)}
TABLES = designs.TABLES
MOST_POINTS = 1_000_000


def points(study: Study, base: Instance) -> list[Point]:
    """All combinations, the last factor running fastest."""
    return sampled(study, base, list(itertools.product(study.setting("levels", SETTINGS), repeat=len(study.factors))))


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses levels that are none, and too many points."""
    needs_factors(study, refuse)
    levels = study.setting("levels", SETTINGS)
    for level in levels:
        if not isinstance(level, (int, float)) or isinstance(level, bool) or not 0 <= level <= 1:
            refuse("settings.levels", level, "must be shares of the range, from 0 (low) to 1 (high)")
    if not levels:
        refuse("settings.levels", "", "must be shares of the range, one or more")
    if len(levels) ** len(study.factors) > MOST_POINTS:
        why = f"in all combinations are more than {MOST_POINTS:,} points; a sample (latin_hypercube) needs fewer"
        refuse("settings.levels", "", f"{len(levels)} levels of {len(study.factors)} factors {why}")


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield experiments(study, points(study, base))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """The tables of a design."""
    return tables_of(study, points(study, base), results)
