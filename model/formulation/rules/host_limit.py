"""An HQ hosts so many foreign liaison staff at most."""

from __future__ import annotations

from model.data.selectors import rule_hqs
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, rules_of


@family(
    math=r"\sum_{e \ni h,\ \mathrm{pool}(e) \ne j(h)} \sum_m \sigma_m z_{t,e,m} \le \overline{n} \quad \forall t, h",
    unit="people",
    source="rules.csv: host_limit",
    rule_kind="host_limit",
)
def host_limit(d: DecisionVariables) -> Rows:
    """An HQ hosts at most so many foreign liaison staff; a team is hosted at the end that its nation has no part in."""
    for t, rule in rules_of(d, "host_limit"):
        view = d.at(t)
        for hq in rule_hqs(rule, view):
            own = view.headquarters[hq].nations
            hosted = sum(
                view.liaison_levels[level].staff * d.level(t, key, level)
                for key, channel in view.channels.items()
                if hq in key and channel.pool not in (None, *own)
                for level in d.domains.levels[t, key]
            )
            yield (rule.rule, t, hq), hosted <= limit_of(rule)
