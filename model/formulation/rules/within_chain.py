"""The holder of one authority is the holder of another or below it."""

from __future__ import annotations

from model.data.instance import Instance
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family
from model.formulation.rules.base import places_of


@family(
    math=r"x_{t,c,a,h} \le \sum_{h' \succeq h} x_{t,c,b,h'} \quad \forall t, c, h",
    unit="1",
    source="rules.csv: within_chain",
    rule_kind="within_chain",
)
def within_chain(d: DecisionVariables) -> Rows:
    """The holder of the first authority is the holder of the second or below it in the command chain, which the second
    authority itself carries on to its component."""
    for t, c, rule in places_of(d, "within_chain"):
        first, second = rule.authority
        component = d.at(t).authorities[second].component
        for hq in d.domains.holders[t, c, first]:
            above = chain_of_command(d.at(t), hq)
            if component is not None and component in above:
                continue
            superiors = sum(d.holds(t, c, second, other) for other in d.domains.holders[t, c, second] if other in above)
            yield (rule.rule, t, c, hq), d.holds(t, c, first, hq) <= superiors


def chain_of_command(instance: Instance, hq: str) -> set[str]:
    """The HQ and everyone above it in the static command chain."""
    chain: set[str] = set()
    current: str | None = hq
    while current is not None:
        chain.add(current)
        current = instance.headquarters[current].superior
    return chain
