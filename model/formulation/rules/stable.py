"""So many of some authorities change holder between two conditions."""

from __future__ import annotations

from model.data.selectors import rule_authorities
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family, fraction
from model.formulation.rules.base import limit_of, rules_of

DIFFERS = fraction(
    "differs",
    r"\delta_{r,t,a}",
    "the authority changes holder between the two conditions of a stability rule",
    "rule, phase, authority",
)


@family(
    math=r"|x_{t,c,a,h} - x_{t,c',a,h}| \le \delta_{r,t,a}, \quad \sum_a \delta_{r,t,a} \le \overline{n} \quad \forall t, h",
    unit="authorities",
    source="rules.csv: stable",
    rule_kind="stable",
)
def stable(d: DecisionVariables) -> Rows:
    """At most so many of these authorities change holder between the two conditions."""
    rules = list(rules_of(d, "stable"))
    keys = [(rule.rule, t, a) for t, rule in rules for a in rule_authorities(rule, d.at(t))]
    differs = d.fractions(DIFFERS, keys)
    for key in keys:
        t, a = key[1:]
        one, other = d.at(t).rules[key[0]].condition
        for hq in sorted({*d.domains.holders[t, one, a], *d.domains.holders[t, other, a]}):
            here, there = d.holds(t, one, a, hq), d.holds(t, other, a, hq)
            yield (*key, hq, "leaves"), here - there <= differs[key]
            yield (*key, hq, "enters"), there - here <= differs[key]
    for t, rule in rules:
        counted = [differs[key] for key in keys if key[:2] == (rule.rule, t)]
        yield (rule.rule, t), sum(counted) <= limit_of(rule)
