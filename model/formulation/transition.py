"""What an organisation can absorb in one phase."""

from __future__ import annotations

from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family


@family(math=r"x_{t,c,a,h} \le q_{t,a} \quad \forall t, c, a, h \notin H^{now}_a", unit="1", source="definition")
def transfer_counts(d: DecisionVariables) -> Rows:
    """An authority is transferred when, in any condition, an HQ holds it that does not hold it today."""
    for t, authority in d.pyomo.moved:
        now = d.instance.authorities[authority].holder_now
        for c in d.conditions:
            options = d.domains.holders[t, c, authority]
            new = [hq for hq in options if hq not in now]
            if d.instance.authorities[authority].holders_max == 1 and new:
                yield (t, c, authority), sum(d.holds(t, c, authority, hq) for hq in new) <= d.pyomo.moved[t, authority]
                continue
            for hq in new:
                yield (t, c, authority, hq), d.holds(t, c, authority, hq) <= d.pyomo.moved[t, authority]


@family(math=r"\sum_a q_{t,a} \le \overline{q}_t \quad \forall t", unit="authorities", source="instance.toml: transfers_max")
def transfers(d: DecisionVariables) -> Rows:
    """No more authorities change holder in a phase than the organisation can absorb."""
    for phase in d.instance.phases:
        if phase.transfers_max is not None:
            moved = [d.pyomo.moved[key] for key in d.pyomo.moved if key[0] == phase.id]
            yield (phase.id,), sum(moved) <= phase.transfers_max
