"""Checks between cells: one function each, listed here and nowhere else.

`BASE_CHECKS` hold for the folder as it stands only: a variant or a sweep may leave the range of an assumption, and a
variant may allow only grades, sizes or levels that are not today's. All others hold for every changed instance too, and for what it
is in each phase; those of what mandates force in the phases in which they hold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import islice

from model.data.checks.base import BASE_ONLY
from model.data.checks.context import Check, Context, Fault, cell_fault, full_context, locate, nations_of
from model.data.checks.mandates import MANDATE_CHECKS, mandate_selectors_exist
from model.data.checks.references import REFERENCE_CHECKS
from model.data.checks.rules import RULE_CHECKS
from model.data.checks.values import VALUE_CHECKS
from model.errors import MOST_TOLD

CHECKS: tuple[Check, ...] = (*REFERENCE_CHECKS, *VALUE_CHECKS, *RULE_CHECKS)
BASE_CHECKS: tuple[Check, ...] = BASE_ONLY

__all__ = ["BASE_CHECKS", "CHECKS", "Check", "Context", "Fault", "cell_fault", "faults", "full_context", "locate", "nations_of"]


def faults(context: Context, base: bool) -> list[Fault]:
    """Every fault of an instance, sorted, but of one check few more than are told; `base` adds the checks of the folder as it stands."""
    found = set(_faults(context, (*CHECKS, mandate_selectors_exist, *(BASE_CHECKS if base else ()))))
    known, changed = set(found), {one.phase for one in context.instance.phase_values}
    for phase in context.instance.phases:
        view = context.instance.whole_at(phase.id)
        held = tuple(mandate for mandate in view.mandates if mandate.holds_in(phase.id))
        asked = dataclasses.replace(context, instance=dataclasses.replace(view, mandates=held))
        new = set(_faults(asked, (*CHECKS, *MANDATE_CHECKS) if phase.id in changed else MANDATE_CHECKS)) - known
        found |= {dataclasses.replace(fault, phase=phase.id if changed else "") for fault in new}
        known |= new
    return sorted(found)


def _faults(context: Context, checks: tuple[Check, ...]) -> Iterator[Fault]:
    return (fault for check in checks for fault in islice(check(context), MOST_TOLD + 2))
