"""An HQ holds so many of some authorities at most."""

from __future__ import annotations

from model.data.selectors import rule_authorities, rule_hqs
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, places_of


@family(math=r"\sum_a x_{t,c,a,h} \le \overline{n} \quad \forall t, c, h", unit="authorities", source="rules.csv: span", rule_kind="span")
def span(d: DecisionVariables) -> Rows:
    """An HQ holds at most so many of the matching authorities in any condition."""
    for t, c, rule in places_of(d, "span"):
        authorities = rule_authorities(rule, d.at(t))
        for hq in rule_hqs(rule, d.at(t)):
            yield (rule.rule, t, c, hq), sum(d.holds(t, c, a, hq) for a in authorities) <= limit_of(rule)
