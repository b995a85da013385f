"""An instance in memory: every table keyed and sorted, frozen, already right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from model.data.kinds import Record
from model.data.mandates import Mandate
from model.data.parameters import DEFAULTS
from model.data.records import (
    Authority,
    Calendar,
    Channel,
    Condition,
    Demand,
    Desk,
    Headquarters,
    LiaisonLevel,
    Parameter,
    Phase,
    Pool,
    Rule,
    Site,
    Thread,
)
from model.data.registers import Assumption, Episode, Source
from model.data.standing import Standing

BASE = "base"  # name of the instance as it stands, without a variant
LONGEST_ROW_NUMBER = 20  # digits; no row has a number of more


@dataclass(frozen=True)
class Variant:
    """A policy variant: in `Instance.variants` as its file gives it, in `Instance.variant` with its chain of `extends`
    resolved (settings, mandates and switched rules of the whole chain, command-line settings last).

    `settings` are (path, value) pairs in the order they apply; `political_score` is ordinal (0-3) and never added to
    hours; `record` holds facts reported beside the results (a saving, say), as name -> number.
    """

    name: str
    title: str
    why: str
    source: str
    extends: tuple[str, ...] = ()
    settings: tuple[tuple[str, object], ...] = ()
    mandates: tuple[Mandate, ...] = ()
    rules_disabled: tuple[str, ...] = ()
    rules_enabled: tuple[str, ...] = ()
    political_score: int | None = None
    record: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class PhaseValue:
    """A value that a cell (of the row `key` of a table) has from a phase on, until a later phase gives it another."""

    phase: str
    table: str
    key: Any
    column: str
    value: Any

    @property
    def cell(self) -> tuple[str, str, str]:
        """The table, the key as paths write it, and the column."""
        return self.table, key_text(self.key), self.column


@dataclass(frozen=True)
class Instance:
    """One problem: the tables of a folder with a variant applied (`variant` is None for the folder as it stands).

    Every mapping is sorted by its key, so nothing depends on the order of rows in a file. As loaded, `rules` holds every
    rule; after `variants.apply` only the rules in force in some phase. `mandates` holds those of the variant. `lines` tells where things
    stand: (file, address) -> line, for messages only.

    The tables tell what holds before any phase changes it, `phase_values` what phases change, in the order of the phases. What holds in
    a phase is asked of the instance `at` the phase; today's state, which no phase changes, of either. `standing` is what stands before
    the first phase, where that is not today's; `part_of_plan` tells of a single phase that it is one step of a plan.
    """

    name: str
    title: str
    description: str
    as_of: dt.date
    utilisation_bands: tuple[float, ...]
    phases: tuple[Phase, ...]
    parameters: Mapping[str, Parameter]
    conditions: Mapping[str, Condition]
    calendars: Mapping[str, Calendar]
    sites: Mapping[str, Site]
    headquarters: Mapping[str, Headquarters]
    desks: Mapping[str, Desk]
    authorities: Mapping[str, Authority]
    channels: Mapping[tuple[str, str], Channel]
    liaison_levels: Mapping[int, LiaisonLevel]
    threads: Mapping[str, Thread]
    demand: Mapping[tuple[str, str], Demand]
    rules: Mapping[str, Rule]
    pools: Mapping[tuple[str, str, str], Pool]
    ranges: Mapping[str, Assumption]
    sources: Mapping[str, Source] = field(default_factory=dict)
    record: Mapping[str, Episode] = field(default_factory=dict)
    phase_values: tuple[PhaseValue, ...] = ()
    standing: Standing | None = None
    part_of_plan: bool = False
    mandates: tuple[Mandate, ...] = ()
    variant: Variant | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)

    def parameter(self, name: str) -> float:
        """Base value of a parameter; what holds without it where the instance leaves it out."""
        return self.parameters[name].value if name in self.parameters else DEFAULTS[name]

    @property
    def is_plan(self) -> bool:
        """Whether it tells of a way, and so of transitions, and not of an end state alone."""
        return len(self.phases) > 1 or self.part_of_plan

    def at(self, phase: str) -> Instance:
        """The instance as it is in a phase: what that phase and those before it change is in the tables, and of rules and mandates there
        are those in force. Where phases differ in nothing it is the instance itself."""
        return self._in_force.get(phase, self)

    def whole_at(self, phase: str) -> Instance:
        """The same with every rule that the instance has, in force or not."""
        return self._in_phases.get(phase, self)

    @cached_property
    def _in_phases(self) -> dict[str, Instance]:
        found: dict[str, Instance] = {}
        view = self
        differ = self.phase_values or any(mandate.phase for mandate in self.mandates)
        for phase in self.phases if differ else ():
            own = [one for one in self.phase_values if one.phase == phase.id]
            tables = {
                table: _with_values(getattr(view, table), [one for one in own if one.table == table])
                for table in {one.table for one in own}
            }
            view = found[phase.id] = replace(view, phase_values=(), **tables)
        return found

    @cached_property
    def _in_force(self) -> dict[str, Instance]:
        return {
            phase: replace(
                view,
                rules={key: rule for key, rule in view.rules.items() if rule.active},
                mandates=tuple(mandate for mandate in view.mandates if mandate.holds_in(phase)),
            )
            for phase, view in self._in_phases.items()
        }


def _with_values(table: Any, values: Sequence[PhaseValue]) -> Any:
    """A table of an instance with other values in some cells; a table without cells is the value itself."""
    if not values[0].column:
        return values[0].value
    rows = dict(table)
    for one in values:
        if one.key in rows:  # whoever leaves a row out, leaves out what phases say of it
            rows[one.key] = rows[one.key].model_copy(update={one.column: one.value})
    return rows


def key_text(key: object) -> str:
    """A row's key as paths and messages write it: compound keys joined with `@`."""
    return "@".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def rows_of(instance: Instance, table: str) -> Mapping[object, Record]:
    """The rows of a table by key, phases and parameters included."""
    if table == "phases":
        return {phase.id: phase for phase in instance.phases}
    rows: Mapping[object, Record] = getattr(instance, table)
    return rows


def row_at(instance: Instance, table: str, text: str) -> tuple[object, Record] | None:
    """The key and the row of a table whose key text is `text`; None where there is none."""
    rows = rows_of(instance, table)
    numbers = (int(text),) if text.isdecimal() and len(text) <= LONGEST_ROW_NUMBER else ()
    keys: tuple[object, ...] = (text, tuple(text.split("@")), *numbers)
    return next(((key, rows[key]) for key in keys if key in rows and key_text(key) == text), None)
