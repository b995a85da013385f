"""A holder of command over a component is not junior to its commander."""

from __future__ import annotations

from model.data.instance import Instance
from model.data.records import Authority, Headquarters, Rule
from model.data.selectors import mandated_grades, match_hq, rule_authorities
from model.delay.physics import COMMAND
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Grades, Rows, family, holder_filter
from model.formulation.rules.base import places_of


@holder_filter(
    math=r"x_{t,c,a,h} = 0 \quad \forall t, c, a, h: \max R_{t,h} < \min R_{t,\mathrm{comp}(a)}",
    source="rules.csv: not_outranked",
    rule_kind="not_outranked",
)
def could_be_senior_enough(instance: Instance, rule: Rule, authority: Authority, hq: Headquarters, grades: Grades) -> bool:
    """An HQ all of whose possible grades are below all of the component commander's does not command an existing component."""
    if authority.component is None or authority.relation not in COMMAND or not match_hq(rule.holder, hq.hq, hq.nation):
        return True
    component = instance.headquarters[authority.component]
    possible = mandated_grades(instance, component)
    if hq.hq == component.hq or not grades or not possible or component.status == "planned":
        return True
    return max(grades) >= min(possible)


@family(
    math=r"\sum_{r \le s} x^{g}_{t,c,a,h,r} + \sum_{r > s} g_{t,\mathrm{comp}(a),r} \le 1 \quad \forall t, c, a, h, s",
    unit="1",
    source="rules.csv: not_outranked",
    rule_kind="not_outranked",
)
def not_outranked(d: DecisionVariables) -> Rows:
    """A holder of OPCON or TACON over a component is at least that component commander's grade; civil principals satisfy it."""
    for t, c, rule in places_of(d, "not_outranked"):
        for a in rule_authorities(rule, d.at(t)):
            authority = d.at(t).authorities[a]
            component = authority.component
            if component is None or authority.relation not in COMMAND:
                continue
            for hq in d.domains.holders[t, c, a]:
                if hq == component or not match_hq(rule.holder, hq, d.instance.headquarters[hq].nation):
                    continue
                for step in d.domains.grades[t, hq]:
                    holding = sum(d.holds_graded(t, c, a, hq, g) for g in d.domains.grades[t, hq] if g <= step)
                    above = sum(d.graded(t, component, g) for g in d.domains.grades[t, component] if g > step)
                    yield (rule.rule, t, c, a, hq, step), holding + above <= 1
