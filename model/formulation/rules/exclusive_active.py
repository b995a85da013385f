"""So many of some HQs are open at most."""

from __future__ import annotations

from model.data.selectors import rule_hqs
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, rules_of


@family(
    math=r"\sum_{h} y_{t,h} \le \overline{n} \quad \forall t",
    unit="HQs",
    source="rules.csv: exclusive_active",
    rule_kind="exclusive_active",
)
def exclusive_active(d: DecisionVariables) -> Rows:
    """At most so many of these HQs are open."""
    for t, rule in rules_of(d, "exclusive_active"):
        yield (rule.rule, t), sum(d.active(t, hq) for hq in rule_hqs(rule, d.at(t))) <= limit_of(rule)
