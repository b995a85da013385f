"""Authorities have a holder in common."""

from __future__ import annotations

from model.data.selectors import rule_authorities
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family, fraction
from model.formulation.rules.base import places_of

SHARES = fraction(
    "shares",
    r"s_{r,t,c,a,h}",
    "the HQ is a common holder demanded by a shared-holder rule",
    "rule, phase, condition, authority, hq",
)


@family(
    math=r"x_{t,c,a,h} = x_{t,c,a',h}; \text{ with several holders } \sum_h s_h \ge 1,\ s_h \le x_{t,c,a,h}\ \forall a",
    unit="1",
    source="rules.csv: same_holder",
    rule_kind="same_holder",
)
def same_holder(d: DecisionVariables) -> Rows:
    """The selected authorities have a holder in common."""
    places = list(places_of(d, "same_holder"))
    shared = [
        (rule.rule, t, c, hq)
        for t, c, rule in places
        for hq in sorted(set.intersection(*(set(d.domains.holders[t, c, a]) for a in rule_authorities(rule, d.at(t)))))
    ]
    shares = d.fractions(SHARES, shared)
    for t, c, rule in places:
        common = [key for key in shared if key[:3] == (rule.rule, t, c)]
        yield (rule.rule, t, c), sum(shares[key] for key in common) >= 1
        for key in common:
            for a in rule_authorities(rule, d.at(t)):
                yield (*key, a), shares[key] <= d.holds(t, c, a, key[3])
