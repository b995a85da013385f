"""Requests take no longer than their deadline."""

from __future__ import annotations

from model.data.selectors import rule_conditions, rule_threads
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import rules_of


@family(
    math=r"D_{t,c,k} \le \overline{D}_{c,k} \quad \forall t, c, k", unit="h", source="rules.csv: deadline; demand.csv", rule_kind="deadline"
)
def deadline(d: DecisionVariables) -> Rows:
    """No request of a matching thread takes longer than its deadline."""
    for t, rule in rules_of(d, "deadline"):
        threads = set(rule_threads(rule, d.at(t)))
        conditions = set(rule_conditions(rule, d.at(t)))
        for key in d.pyomo.hours:
            limit = d.at(t).demand[key[2], key[1]].deadline_hours
            if key[0] == t and limit is not None and key[1] in conditions and key[2] in threads:
                yield (rule.rule, *key), d.pyomo.hours[key] <= limit
