"""What a check is given and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from model.data.addresses import BANDS, Address, BadPath, phase_paths
from model.data.cells import cell_text, value_text
from model.data.instance import Instance, key_text, row_at, rows_of
from model.data.kinds import Record
from model.data.phase_values import phases_until
from model.data.records import TABLES
from model.errors import Finding, shortened


@dataclass(frozen=True, order=True)
class Fault:
    """A fault of one cell: `table`, the row's key text, column, what stands there, why it is wrong, nearest valid value.

    Tables are the CSV stems, `phases`, `parameters`, `variants` (key: its name), `instance` (key empty) and
    `mandates` (key: the mandate's id). `phase` is the first in which it is a fault; empty: it is one before any phase changes something.
    """

    table: str
    key: str
    column: str
    value: str
    why: str
    hint: str = ""
    phase: str = ""


@dataclass(frozen=True)
class Context:
    """An instance, perhaps with rows that could not be read, and what is known of those rows.

    `known` lists the key texts of every row, readable or not; `nations` every nation of an HQ; `unkeyed` the tables in
    which even keys are lost (no reference to them can be judged); `partial` the tables of which some row is lost."""

    instance: Instance
    known: Mapping[str, frozenset[str]]
    nations: frozenset[str]
    unkeyed: frozenset[str] = field(default_factory=frozenset)
    partial: frozenset[str] = field(default_factory=frozenset)


Check = Callable[[Context], Iterator[Fault]]


def nations_of(instance: Instance) -> frozenset[str]:
    """Every nation of an HQ."""
    return frozenset(nation for hq in instance.headquarters.values() for nation in hq.nations)


def full_context(instance: Instance) -> Context:
    """The context of an instance of which nothing was lost."""
    known = {table: frozenset(key_text(key) for key in rows_of(instance, table)) for table in [*TABLES, "phases", "parameters"]}
    return Context(instance, known, nations_of(instance))


def lost(context: Context, error: BadPath) -> bool:
    """Whether a path may lead to a row that could not be read, so that nothing can be said of it."""
    if error.table not in context.known or error.key not in context.known[error.table]:
        return error.table in context.unkeyed
    return row_at(context.instance, error.table, error.key) is None


def cell_fault(table: str, key: object, record: Record, column: str, why: str, hint: str = "") -> Fault:
    """The fault of one cell of a record."""
    return Fault(table, key_text(key), column, told_text(record, column), why, hint)


@lru_cache(maxsize=16)
def told_text(record: Record, column: str) -> str:
    """What stands in a cell, no more of it than can be told. Kept for the next fault: a list may be long, and each of its names bad."""
    return shortened(cell_text(record, column))


def locate(instance: Instance, fault: Fault) -> Finding:
    """The fault with the file and line of the folder's own text."""
    if fault.phase:
        return _in_phase(instance, fault)
    if fault.table in TABLES:
        file = f"{fault.table}.csv"
        return Finding(file, instance.lines.get((file, fault.key), 0), fault.column, fault.value, fault.why, fault.hint)
    if fault.table == "variants":
        file = f"variants/{fault.key}.toml"
        return Finding(file, instance.lines.get((file, fault.column), 0), fault.column, fault.value, fault.why, fault.hint)
    file, address = "instance.toml", ".".join(part for part in (fault.table.removeprefix("instance"), fault.key, fault.column) if part)
    line, shorter = 0, address
    while shorter and not line:
        line, shorter = instance.lines.get((file, shorter), 0), shorter.rpartition(".")[0]
    return Finding(file, line, address, fault.value, fault.why, fault.hint)


def cell_of(fault: Fault) -> tuple[str, str, str]:
    """Table, row and column that a fault is about, as addresses have them."""
    return (BANDS, "", "") if fault.column == BANDS else (fault.table, fault.key, fault.column)


def _in_phase(instance: Instance, fault: Fault) -> Finding:
    """The fault with the line of what a phase sets there; where none does, of what its first phase sets in another row of that column."""
    file, paths = "instance.toml", phase_paths(instance)
    for phase in phases_until(instance, fault.phase):
        path = Address(*cell_of(fault), phase).path
        if path in paths:
            return Finding(file, line_in_phase(instance, phase, path), path, fault.value, fault.why, fault.hint)
    for path, one in paths.items():
        if (one.phase, one.table, one.column) == (fault.phase, fault.table, fault.column):
            return Finding(file, line_in_phase(instance, one.phase, path), path, value_text(one.value), fault.why)
    path = Address(*cell_of(fault), fault.phase).path
    return Finding(file, line_in_phase(instance, fault.phase, path), path, fault.value, fault.why, fault.hint)


def line_in_phase(instance: Instance, phase: str, path: str) -> int:
    """The line of instance.toml in which a phase sets a path, else of the table of what it sets. A path that is spelt otherwise there
    has no line of its own."""
    table = f"phases.{phase}.set"
    exact = instance.lines.get(("instance.toml", f"{table}.{path.removeprefix(f'{phase}:')}"), 0)
    return exact or instance.lines.get(("instance.toml", table), 0)
