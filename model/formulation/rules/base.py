"""What the kinds of rules share: which rules of a kind there are, their limit and where they hold."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.records import Rule
from model.data.selectors import rule_conditions
from model.formulation.decision_variables import DecisionVariables


def rules_of(d: DecisionVariables, kind: str) -> Iterator[Rule]:
    """The rules of a kind that are in force."""
    return (rule for rule in d.instance.rules.values() if rule.kind == kind)


def limit_of(rule: Rule) -> float:
    """The limit of a rule whose kind has one."""
    assert rule.limit is not None, "checked on reading"
    return rule.limit


def places_of(d: DecisionVariables, rule: Rule) -> Iterator[tuple[str, str]]:
    """(phase, condition) pairs the rule holds in."""
    for t in d.phases:
        for c in rule_conditions(rule, d.instance):
            yield t, c
