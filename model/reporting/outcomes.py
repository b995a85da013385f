"""Tables of the rules and assumptions of runs, and of what cannot hold together: rules, conflicts, assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.addresses import value_at
from model.data.instance import Instance
from model.data.ranges import register
from model.data.records import Rule
from model.data.rule_kinds import RULE_KINDS
from model.study.runs import RunRecord
from model.tables.column import Column, Row, Table, choice, flag, number, plans_only
from model.tables.common import VARIANT, plan_cells

RULES = Table(
    "rules",
    "a rule, in force or off",
    (
        VARIANT,
        Column("rule", "rule"),
        choice("kind", "what it demands", *RULE_KINDS),
        choice("basis", "law, doctrine, policy or convention", "law", "doctrine", "policy", "convention"),
        Column("citation", "where it is written"),
        Column("says", "the rule in one sentence"),
        choice("status", "in force or off", "in force", "off"),
        plans_only(Column("phases", "phases in which it is in force (a|b)")),
    ),
    ("variant", "rule"),
)
CONFLICTS = Table(
    "conflicts",
    "one of the things that cannot hold together, where a variant is infeasible",
    (
        VARIANT,
        choice(
            "kind",
            "rule, mandate, pool, transfers, openings or teams (their limit in a phase), available_from (of an HQ), not_undone (an HQ's"
            " opening and grades) or request (of a thread in a condition)",
            *("rule", "mandate", "pool", "transfers", "openings", "teams", "available_from", "not_undone", "request"),
        ),
        Column("name", "which one"),
        Column("says", "it in words"),
        Column("citation", "where it is written, or where the number comes from"),
    ),
    ("variant", "kind", "name"),
)
ASSUMPTIONS = Table(
    "assumptions",
    "a number with a range: the assumption register",
    (
        VARIANT,
        Column("path", "address of the number"),
        number("base", "its value in this variant", "see the instance"),
        number("low", "lowest plausible value", "see the instance"),
        number("high", "highest plausible value", "see the instance"),
        flag("in_range", "whether the value lies within the range"),
        Column("reason", "why the range is defensible"),
        Column("source", "where the range comes from"),
    ),
    ("variant", "path"),
)


def rules(base: Instance, runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run and each rule that is in force in the base instance or in any run."""
    known: dict[str, Rule] = {**base.rules}
    for run in runs:
        known |= run.instance.rules
    rows: list[Row] = []
    for run in runs:
        for name in sorted(known):
            rule = run.instance.rules.get(name, known[name])
            rows.append(
                {
                    "variant": run.variant,
                    "rule": name,
                    "kind": rule.kind,
                    "basis": rule.basis,
                    "citation": rule.citation,
                    "says": rule.says,
                    "status": "in force" if name in run.instance.rules else "off",
                    **plan_cells(run.instance, phases="|".join(_phases(run.instance, name))),
                }
            )
    return rows


def _phases(instance: Instance, rule: str) -> list[str]:
    """The phases in which a rule is in force."""
    return [phase.id for phase in instance.phases if rule in instance.at(phase.id).rules]


def conflicts(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each rule, mandate or pool that an infeasible run's explanation names."""
    return [
        {"variant": run.variant, "kind": item.kind, "name": item.name, "says": item.says, "citation": item.citation}
        for run in runs
        for item in sorted(run.outcome.conflict, key=lambda item: (item.kind, item.name))
    ]


def assumptions(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run and each number with a range, with its value in that run, by path."""
    rows: list[Row] = []
    for run in runs:
        for path, row in sorted(register(run.instance).items()):
            value = value_at(run.instance, path)
            base = float(value) if isinstance(value, int | float) else None
            rows.append(
                {
                    "variant": run.variant,
                    "path": path,
                    "base": base,
                    "low": row.low,
                    "high": row.high,
                    "in_range": None if base is None else row.low <= base <= row.high,
                    "reason": row.reason,
                    "source": row.source,
                }
            )
    return rows
