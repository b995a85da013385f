"""Desks: how many officers, and how busy they may be."""

from __future__ import annotations

from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.register import Rows, family


@family(
    math=r"y_{t,h} \le \sum_s n_{t,d,s} \le \min(1, \sum_{h \in d} y_{t,h}) \quad \forall t, d, h \in d",
    unit="1",
    source="design: one of the listed sizes",
)
def one_size(d: DecisionVariables) -> Rows:
    """A desk has exactly one of its sizes while an HQ it works for is open, and nobody otherwise."""
    for (t, desk), options in d.domains.officers.items():
        members = d.domains.worlds[t].desk_members[desk]
        size = sum(d.sized(t, desk, officers) for officers in options)
        for hq in members:
            yield (t, desk, hq), size >= d.active(t, hq)
        yield (t, desk, "most"), size <= 1
        if not any(d.domains.must_open(t, hq) for hq in members):
            yield (t, desk, "closed"), size <= sum(d.active(t, hq) for hq in members)


@family(math=r"\sum_r b_{t,c,d,s,r} = n_{t,d,s} \quad \forall t, c, d, s", unit="1", source="design: one band per desk and condition")
def one_band(d: DecisionVariables) -> Rows:
    """A desk of a given size works within exactly one utilisation band in each condition."""
    for (t, c, desk), options in d.routing.desks.items():
        for officers in d.domains.officers[t, desk]:
            bands = sum(d.busy(t, c, desk, choice) for choice in options.choices if choice[0] == officers)
            yield (t, c, desk, officers), bands == d.sized(t, desk, officers)


@family(
    math=r"\sum_{k,i,h} \lambda_{c,k} w_k v_{t,c,k,i,h,s,r} + \beta_d b_{t,c,d,s,r} \le r s e_c / 7 \; b_{t,c,d,s,r}"
    r" \quad \forall t, c, d, s, r",
    unit="officer-hours a day",
    source="design: desk queue",
    knapsack=True,
)
def desk_load(d: DecisionVariables) -> Rows:
    """The services a desk gives and its other work fit into its band's share of its officers' time."""
    served: dict[tuple[str, str, str], list[tuple[float, tuple[object, ...]]]] = {}
    for (leg, hq, kind), use in d.incidence.services.items():
        rate = d.at(leg[0]).demand[leg[2], leg[1]].requests_per_day * use.service.hours
        served.setdefault((leg[0], leg[1], use.desk), []).append((rate, (leg, hq, kind)))
    for (t, c, desk), options in d.routing.desks.items():
        if not options.binding:
            continue
        for choice, limit in zip(options.choices, options.limits, strict=True):
            busy = d.busy(t, c, desk, choice)
            work: Term = 0
            for rate, service in served.get((t, c, desk), []):
                work = work + rate * d.service(service, choice)  # type: ignore[arg-type]
            yield (t, c, desk, *choice), work + options.background * busy <= limit * busy


@family(
    math=r"\sum_{s,r} v_{t,c,k,i,h,s,r} = \sum_{p \ni h} f_{t,c,k,i,p} \quad \forall t, c, k, i, h",
    unit="1",
    source="definition",
    structural=True,
)
def served_once(d: DecisionVariables) -> Rows:
    """Each service is given while the desk is in one size and band."""
    for (leg, hq, kind), use in d.incidence.services.items():
        choices = d.open_choices(use)
        if choices:
            yield (*leg, hq, kind), sum(d.service((leg, hq, kind), choice) for choice in choices) == d.flow_sum(use.flows)


@family(math=r"v_{t,c,k,i,h,s,r} \le b_{t,c,d(h),s,r} \quad \forall t, c, k, i, h, s, r", unit="1", source="definition", structural=True)
def served_in_band(d: DecisionVariables) -> Rows:
    """A service can be given only in the size and band that the desk is in."""
    for (leg, hq, kind), use in d.incidence.services.items():
        for choice in d.open_choices(use):
            yield (*leg, hq, kind, *choice), d.service((leg, hq, kind), choice) <= d.busy(leg[0], leg[1], use.desk, choice)
