"""Commanders of some HQs are close in grade."""

from __future__ import annotations

from itertools import combinations

from model.data.selectors import rule_hqs
from model.formulation.commanders import not_further_apart
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, rules_of


@family(
    math=r"g_{t,h,r} + \sum_{s: |r - s| > \overline{n}} g_{t,h',s} \le 1 \quad \forall t, h \ne h', r",
    unit="1",
    source="rules.csv: grade_gap",
    rule_kind="grade_gap",
)
def grade_gap(d: DecisionVariables) -> Rows:
    """Where two of the selected HQs are open, their commanders differ by at most so many grades."""
    for t, rule in rules_of(d, "grade_gap"):
        for one, other in combinations(rule_hqs(rule, d.at(t)), 2):
            for grade, row in not_further_apart(d, t, one, other, limit_of(rule)):
                yield (rule.rule, t, one, other, grade), row
