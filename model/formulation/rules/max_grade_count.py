"""So many HQs at most have a commander of a high grade."""

from __future__ import annotations

from model.data.selectors import rule_hqs
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, rules_of


@family(
    math=r"\sum_{h \in j} \sum_{r \ge \underline{r}} g_{t,h,r} \le \overline{n} \quad \forall t",
    unit="commanders",
    source="rules.csv: max_grade_count",
    rule_kind="max_grade_count",
)
def max_grade_count(d: DecisionVariables) -> Rows:
    """At most so many of the selected HQs have a commander of at least the named grade."""
    for rule in rules_of(d, "max_grade_count"):
        for t in d.phases:
            count = sum(
                d.graded(t, hq, grade) for hq in rule_hqs(rule, d.instance) for grade in d.domains.grades[t, hq] if grade >= rule.grade
            )
            yield (rule.rule, t), count <= limit_of(rule)
