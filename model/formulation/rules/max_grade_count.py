"""So many commanders at most have a high grade."""

from __future__ import annotations

from model.data.selectors import rule_hqs
from model.formulation.commanders import commanding
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, rules_of


@family(
    math=r"\sum_{H \ni h \in j} o_{t,H,\underline{r}} \le \overline{n} \quad \forall t",
    unit="commanders",
    source="rules.csv: max_grade_count",
    rule_kind="max_grade_count",
)
def max_grade_count(d: DecisionVariables) -> Rows:
    """At most so many commanders of the selected HQs have at least the named grade; one of several HQs counts once."""
    for t, rule in rules_of(d, "max_grade_count"):
        yield (rule.rule, t), commanding(d, t, rule_hqs(rule, d.at(t)), rule.grade) <= limit_of(rule)
