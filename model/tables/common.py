"""Columns that tables of runs and of studies share."""

from __future__ import annotations

from model.data.instance import Instance
from model.tables.column import Cell, Column, choice, integer, plans_only

# Stands on every page, slide and sheet, in every manifest and below every summary, in these words.
CAUTION = "The hours are comparative indices under stated assumptions, never forecasts."
# Said in plain words, since no table knows the solver: a test holds them to the statuses there are.
STATUSES = ("optimal", "feasible", "infeasible", "unbounded", "no answer", "failed")
FORESIGHTS = ("perfect", "myopic")

VARIANT = Column("variant", "policy variant; `base` is the instance as it stands")
PHASE = Column("phase", "phase of the plan")
CONDITION = Column("condition", "condition under which requests arise")
THREAD = Column("thread", "mission thread")
STATUS = choice("status", "optimal, feasible (proved to within gap), infeasible, unbounded, no answer or failed", *STATUSES)
PEOPLE_IN_ALL = integer("people", "liaison staff plus desk officers, summed over phases", "people")
STARS_IN_ALL = integer("four_stars", "commanders of grade O-10, summed over phases", "commanders")
CHANGES_IN_ALL = integer(
    "changes",
    "changes from today, in plans from phase to phase: holders, grades, liaison levels, headquarters opened and, once opened, closed",
    "changes",
)
FORESIGHT = plans_only(
    choice(
        "foresight", "perfect (all phases solved together) or myopic (phase after phase, each bound by what is decided before)", *FORESIGHTS
    )
)
PHASE_OF_PLANS = plans_only(PHASE)


def plan_cells(instance: Instance, **cells: Cell) -> dict[str, Cell]:
    """Cells of columns that only reports of plans have: none where the instance is no plan."""
    return dict(cells) if instance.is_plan else {}
