"""A holder's commander has a least grade."""

from __future__ import annotations

from model.data.instance import Instance
from model.data.records import Authority, Headquarters, Rule
from model.data.selectors import match_hq, rule_authorities
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Grades, Rows, family, holder_filter
from model.formulation.rules.base import limit_of, places_of


@holder_filter(
    math=r"x_{t,c,a,h} = 0 \quad \forall t, c, a, h: \emptyset \ne R_{t,h} \subseteq \{r < \underline{r}\}",
    source="rules.csv: min_grade",
    rule_kind="min_grade",
)
def grade_within_reach(instance: Instance, rule: Rule, authority: Authority, hq: Headquarters, grades: Grades) -> bool:
    """An HQ whose commander cannot have the rule's grade, whatever is decided, holds none of the authorities."""
    if not match_hq(rule.holder, hq.hq, hq.nation) or not hq.grades:
        return True
    return any(grade >= limit_of(rule) for grade in grades)


@family(
    math=r"x^{g}_{t,c,a,h,r} = 0 \quad \forall r < \underline{r}",
    unit="1",
    source="rules.csv: min_grade",
    rule_kind="min_grade",
)
def min_grade(d: DecisionVariables) -> Rows:
    """A holder's commander has at least the rule's grade; civil principals satisfy it."""
    for t, c, rule in places_of(d, "min_grade"):
        for a in rule_authorities(rule, d.at(t)):
            for hq in d.domains.holders[t, c, a]:
                low = [grade for grade in d.domains.grades[t, hq] if grade < limit_of(rule)]
                if low and match_hq(rule.holder, hq, d.instance.headquarters[hq].nation):
                    yield (rule.rule, t, c, a, hq), sum(d.holds_graded(t, c, a, hq, grade) for grade in low) == 0
