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

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, designs
from model.study.methods.designs import experiments, tables_of
from model.study.methods.refusals import Refuse
from model.study.methods.scenario_entries import check_scenarios, points
from model.study.studyfile import Study
from model.tables.column import Row

USES = ("factors",)
SETTINGS: dict[str, Any] = {"scenarios": ()}
TABLES = designs.TABLES


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses scenarios that are not well written, or none."""
    if not study.setting("scenarios", SETTINGS):
        refuse("settings.scenarios", "", "the method scenarios needs at least one scenario")
    check_scenarios(study, base, refuse)


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield experiments(study, points(study, base))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """The tables of a design."""
    return tables_of(study, points(study, base), results)
