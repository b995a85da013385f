"""Names that must exist elsewhere in the instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from model.data.cells import columns
from model.data.checks.context import Check, Context, Fault, cell_fault
from model.data.instance import rows_of
from model.data.records import TABLES, Relation
from model.errors import nearest

# What the selectors of rules choose among: a table, relations, nations, or HQs with their nations.
SELECTED = {
    "authority": "authorities",
    "relation": "relation",
    "nation": "nation",
    "holder": "hq",
    "condition": "conditions",
    "thread": "threads",
}


def references_exist(context: Context) -> Iterator[Fault]:
    """Every cell that names a row of another table names one that exists."""
    for table, (record_class, _) in TABLES.items():
        wanted = [column for column in columns(record_class).values() if column.refers]
        for key, row in rows_of(context.instance, table).items():
            for column in wanted:
                if column.refers in context.unkeyed or (table == "rules" and column.name in SELECTED):
                    continue
                value = getattr(row, column.name)
                for name in value if isinstance(value, tuple) else (value,):
                    known = context.known[column.refers]
                    if name is not None and str(name) not in known:
                        what = f"'{name}' is" if isinstance(value, tuple) else "is"
                        yield cell_fault(table, key, row, column.name, f"{what} not in {_home(column.refers)}", nearest(str(name), known))


def _home(table: str) -> str:
    return f"{table}.csv" if table in TABLES else f"the {table} of instance.toml"


def selector_faults(context: Context, selector: tuple[str, ...], about: str) -> Iterator[tuple[str, str]]:
    """(why, hint) of every name of a selector that selects nothing. `about` is a table, `nation`, `relation`, or `hq` for
    HQs and nations."""
    if (about in ("hq", "nation") and "headquarters" in context.unkeyed) or about in context.unkeyed:
        return
    known: frozenset[str]
    if about == "relation":
        known = frozenset(get_args(Relation))
    elif about == "nation":
        known = context.nations
    elif about == "hq":
        known = context.known["headquarters"] | context.nations
    else:
        known = context.known[about]
    words = {"hq": "an HQ or a nation", "nation": "the nation of an HQ", "relation": "a relation", "phases": "a phase"}
    for name in selector:
        if name == "*":
            if len(selector) > 1:
                yield "'*' stands alone or not at all", ""
        elif name not in known:
            yield f"'{name}' is not {words.get(about, f'in {about}.csv')}", nearest(name, known)


def rule_selectors_exist(context: Context) -> Iterator[Fault]:
    """Every name in a selector column of a rule exists."""
    for key, rule in context.instance.rules.items():
        for column, about in SELECTED.items():
            for why, hint in selector_faults(context, getattr(rule, column), about):
                yield cell_fault("rules", key, rule, column, why, hint)


def nations_exist(context: Context) -> Iterator[Fault]:
    """Nations named by authorities, channels' pools and pools are nations of HQs."""
    if "headquarters" in context.unkeyed:
        return
    for table, column in (("authorities", "nation"), ("pools", "nation")):
        for key, row in rows_of(context.instance, table).items():
            nation = getattr(row, column)
            if nation not in context.nations:
                yield cell_fault(table, key, row, column, "is the nation of no HQ", nearest(nation, context.nations))


REFERENCE_CHECKS: tuple[Check, ...] = (references_exist, rule_selectors_exist, nations_exist)
