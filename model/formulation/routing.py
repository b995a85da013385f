"""Routes: one path a thread, through holders of the authorities it needs, over what is open."""

from __future__ import annotations

from model.formulation.decision_variables import DecisionVariables
from model.formulation.incidence import level_matters
from model.formulation.register import Rows, family


@family(math=r"\sum_{p: o_k \to} f_{t,c,k,0,p} = 1 \quad \forall t, c, k", unit="1", source="design: one path per thread", structural=True)
def starts_at_origin(d: DecisionVariables) -> Rows:
    """Every occurring request leaves its origin on one way."""
    for key, leg in d.routing.legs.items():
        if key[3] == 0:
            yield key, (d.flow_sum(d.incidence.leaving.get((key, leg.senders[0]), [])) == 1 if leg.flows else False)


@family(
    math=r"\sum_{p: \to h} f_{t,c,k,i,p} = \sum_{p: h \to} f_{t,c,k,i+1,p} \quad \forall t, c, k, i, h",
    unit="1",
    source="design: one path per thread",
    structural=True,
)
def goes_on_from_approver(d: DecisionVariables) -> Rows:
    """A request goes on from the HQ that gave its last approval."""
    for key, leg in d.routing.legs.items():
        if leg.authority is None:
            continue
        following = (*key[:3], key[3] + 1)
        for hq in leg.receivers:
            arriving = d.incidence.entering.get((key, hq), [])
            departing = d.incidence.leaving.get((following, hq), [])
            if arriving or departing:
                yield (*key, hq), d.flow_sum(arriving) == d.flow_sum(departing)


@family(
    math=r"\sum_{p: \to h} f_{t,c,k,i,p} \le x_{t,c,a_i,h} \quad \forall t, c, k, i, h",
    unit="1",
    source="design: an approval is given by a holder",
    structural=True,
)
def approved_by_holder(d: DecisionVariables) -> Rows:
    """An approval is given only by an HQ that holds the authority for it."""
    for key, leg in d.routing.legs.items():
        if leg.authority is None:
            continue
        t, c = key[0], key[1]
        holders = d.domains.holders[t, c, leg.authority]
        if len(holders) == 1:
            continue
        for hq in leg.receivers:
            arriving = d.incidence.entering.get((key, hq), [])
            if arriving:
                yield (*key, hq), d.flow_sum(arriving) <= d.holds(t, c, leg.authority, hq)


@family(
    math=r"\sum_{p \ni e} f_{t,c,k,i,p} \le \sum_{m\,\mathrm{open}} z_{t,e,m} \quad \forall t, c, k, i, e",
    unit="1",
    source="design: level 0 closes a channel unless it is open without a team",
    structural=True,
)
def over_open_channel(d: DecisionVariables) -> Rows:
    """A request moves only over open channels."""
    for (key, channel), uses in d.incidence.channels.items():
        closable = [use for use in uses if use.arc.may_close and not level_matters(use.arc)]
        if closable:
            levels = closable[0].arc.options
            flows = [index for use in closable for index in use.flows]
            yield (*key, *channel), d.flow_sum(flows) <= sum(d.level(key[0], channel, level or 0) for level, _ in levels)


@family(
    math=r"\sum_m u_{t,c,k,i,a,m} = \sum_{p \ni a} f_{t,c,k,i,p} \quad \forall t, c, k, i, a",
    unit="1",
    source="definition",
    structural=True,
)
def hop_has_level(d: DecisionVariables) -> Rows:
    """Each hop on a channel is made at one liaison level."""
    for (key, _), use in d.incidence.arcs.items():
        if level_matters(use.arc):
            index = (*key, use.arc.tail, use.arc.head, use.arc.kind)
            yield index, sum(d.pyomo.hop[*index, level] for level, _ in use.arc.options) == d.flow_sum(use.flows)


@family(
    math=r"\sum_{a \in e} u_{t,c,k,i,a,m} \le z_{t,e,m} \quad \forall t, c, k, i, e, m",
    unit="1",
    source="design: the level of a hop is that of its channel",
    structural=True,
)
def hop_at_channel_level(d: DecisionVariables) -> Rows:
    """A hop is made only at the liaison level its channel has."""
    for (key, channel), uses in d.incidence.channels.items():
        arcs = [use.arc for use in uses if level_matters(use.arc)]
        for level in sorted({level for arc in arcs for level, _ in arc.options}, key=lambda level: level or 0):
            hops = sum(d.pyomo.hop[*key, arc.tail, arc.head, arc.kind, level] for arc in arcs)
            yield (*key, *channel, level), hops <= d.level(key[0], channel, level or 0)


@family(
    math=r"\sum_{p \ni (h,h')} f_{t,c,k,i,p} \le \sum_a x_{t,c,a,h} \quad \forall t, c, k, i",
    unit="1",
    source="design: delegation makes the chain",
    structural=True,
)
def over_delegated_command(d: DecisionVariables) -> Rows:
    """A command channel that exists only by delegation is used only while the authority is held there."""
    for (key, delegations), flows in d.incidence.commands.items():
        held = sum(d.holds(key[0], key[1], authority, hq) for authority, hq in delegations)
        yield (*key, *delegations[0]), d.flow_sum(flows) <= held


@family(
    math=r"\sum_{p \ni h} f_{t,c,k,i,p} \le y_{t,h} \quad \forall t, c, k, i, h",
    unit="1",
    source="design: a closed HQ does nothing",
    structural=True,
)
def relay_open(d: DecisionVariables) -> Rows:
    """A closed HQ relays nothing."""
    for (key, hq), flows in d.incidence.relays.items():
        if not d.domains.must_open(key[0], hq):
            yield (*key, hq), d.flow_sum(flows) <= d.active(key[0], hq)


@family(
    math=r"\sum_{r,r'} w_{t,c,k,i,h,h',r,r'} = \sum_{p: h \to h'} f_{t,c,k,i,p} \quad \forall t, c, k, i, h, h'",
    unit="1",
    source="definition",
    structural=True,
)
def referral_has_grades(d: DecisionVariables) -> Rows:
    """Two approvals in a row are given under one pair of grades."""
    for (key, one, other), flows in d.incidence.pairs.items():
        pairs = d.open_grades(key[0], one, other)
        if pairs:
            yield (*key, one, other), sum(d.pyomo.referred[*key, one, other, *pair] for pair in pairs) == d.flow_sum(flows)


@family(
    math=r"\sum_{r'} w_{t,c,k,i,h,h',r,r'} \le g_{t,h,r}, \quad \sum_{r} w_{t,c,k,i,h,h',r,r'} \le g_{t,h',r'}",
    unit="1",
    source="design: referral between principals of unequal rank",
    structural=True,
)
def referral_under_grades(d: DecisionVariables) -> Rows:
    """The pair of grades under which two approvals are given is the pair the commanders have."""
    for key, one, other in d.incidence.pairs:
        pairs = d.open_grades(key[0], one, other)
        for position, hq in enumerate((one, other)):
            for grade in sorted({pair[position] for pair in pairs}):
                share = sum(d.pyomo.referred[*key, one, other, *pair] for pair in pairs if pair[position] == grade)
                yield (*key, one, other, hq, grade), share <= d.graded(key[0], hq, grade)
