"""Columns that tables of runs and of studies share."""

from __future__ import annotations

from model.tables.column import Column, choice, integer

# Said in plain words, since no table knows the solver: a test holds them to the statuses there are.
STATUSES = ("optimal", "feasible", "infeasible", "unbounded", "no answer", "failed")

VARIANT = Column("variant", "policy variant; `base` is the instance as it stands")
PHASE = Column("phase", "phase of the plan")
CONDITION = Column("condition", "condition under which requests arise")
THREAD = Column("thread", "mission thread")
STATUS = choice("status", "optimal, feasible (proved to within gap), infeasible, unbounded, no answer or failed", *STATUSES)
PEOPLE_IN_ALL = integer("people", "liaison staff plus desk officers, summed over phases", "people")
STARS_IN_ALL = integer("four_stars", "commanders of grade O-10, summed over phases", "commanders")
