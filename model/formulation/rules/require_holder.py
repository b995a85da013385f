"""Nobody but some HQs holds some authorities."""

from __future__ import annotations

from model.data.instance import Instance
from model.data.records import Authority, Headquarters, Rule
from model.data.selectors import match_hq
from model.formulation.register import Grades, holder_filter


@holder_filter(math=r"x_{t,c,a,h} = 0 \quad \forall t, c, a, h \notin H_r", source="rules.csv: require_holder", rule_kind="require_holder")
def require_holder(instance: Instance, rule: Rule, authority: Authority, hq: Headquarters, grades: Grades) -> bool:
    """Only the HQs in `holder` hold the authorities."""
    return match_hq(rule.holder, hq.hq, hq.nation)
