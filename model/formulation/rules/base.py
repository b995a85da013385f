"""What the kinds of rules share: which rules of a kind there are, their limit and where they hold."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.records import Rule
from model.data.selectors import rule_conditions
from model.formulation.decision_variables import DecisionVariables


def rules_of(d: DecisionVariables, kind: str) -> Iterator[tuple[str, Rule]]:
    """(phase, rule) of the rules of a kind where they are in force, as they are in that phase."""
    for name, rule in d.instance.rules.items():
        if rule.kind == kind:
            for phase in d.phases:
                if name in d.at(phase).rules:
                    yield phase, d.at(phase).rules[name]


def limit_of(rule: Rule) -> float:
    """The limit of a rule whose kind has one."""
    assert rule.limit is not None, "checked on reading"
    return rule.limit


def places_of(d: DecisionVariables, kind: str) -> Iterator[tuple[str, str, Rule]]:
    """(phase, condition, rule) of the rules of a kind where they hold."""
    for phase, rule in rules_of(d, kind):
        for condition in rule_conditions(rule, d.at(phase)):
            yield phase, condition, rule
