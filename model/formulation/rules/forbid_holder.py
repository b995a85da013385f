"""Some HQs hold none of some authorities."""

from __future__ import annotations

from model.data.instance import Instance
from model.data.records import Authority, Headquarters, Rule
from model.data.selectors import match_hq
from model.formulation.register import Grades, holder_filter


@holder_filter(math=r"x_{t,c,a,h} = 0 \quad \forall t, c, a, h \in H_r", source="rules.csv: forbid_holder", rule_kind="forbid_holder")
def forbid_holder(instance: Instance, rule: Rule, authority: Authority, hq: Headquarters, grades: Grades) -> bool:
    """The HQs in `holder` hold none of the authorities."""
    return not match_hq(rule.holder, hq.hq, hq.nation)
