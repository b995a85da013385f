"""Incidence of flows: which flows of each leg enter, leave or use each HQ, arc, channel, service and pair of approvers.

Built once, before any constraint is written, so that each constraint family is a short loop over a mapping.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.formulation.desk_options import DeskOptions
from model.formulation.domains import Domains
from model.formulation.legs import Flow, LegKey, Routing, Service
from model.formulation.network import Arc
from model.formulation.resource_presolve import ChannelKey

FlowIndex = tuple[str, str, str, int, str, str, int]


def flow_index(flow: Flow) -> FlowIndex:
    """Index of the flow's variable: phase, condition, thread, leg, from, to, path."""
    return (*flow.leg, flow.sender, flow.receiver, flow.number)


@dataclass(frozen=True)
class ArcUse:
    """The flows of one leg that move over one arc."""

    leg: LegKey
    arc: Arc
    flows: tuple[FlowIndex, ...]


@dataclass(frozen=True)
class ServiceUse:
    """The flows of one leg that are served at one HQ in one way, and the desk that does it."""

    leg: LegKey
    service: Service
    desk: str
    flows: tuple[FlowIndex, ...]


@dataclass(frozen=True)
class FlowIncidence:
    """The flows incident to each thing that has to be decided for them. Keys of the mappings start with the leg; `whole` are the flows
    that are binary."""

    entering: dict[tuple[LegKey, str], list[FlowIndex]]
    leaving: dict[tuple[LegKey, str], list[FlowIndex]]
    arcs: dict[tuple[LegKey, int], ArcUse]
    channels: dict[tuple[LegKey, ChannelKey], list[ArcUse]]
    commands: dict[tuple[LegKey, tuple[tuple[str, str], ...]], list[FlowIndex]]
    relays: dict[tuple[LegKey, str], list[FlowIndex]]
    services: dict[tuple[LegKey, str, str], ServiceUse]
    pairs: dict[tuple[LegKey, str, str], list[FlowIndex]]
    whole: list[FlowIndex]


def level_matters(arc: Arc) -> bool:
    """Whether the hours of the arc depend on the level of its channel."""
    return arc.worst > arc.best


def build_incidence(domains: Domains, routing: Routing) -> FlowIncidence:
    """The incidence of every flow of `routing`."""
    incidence = FlowIncidence({}, {}, {}, {}, {}, {}, {}, {}, [])
    arcs: dict[tuple[LegKey, int], tuple[Arc, list[FlowIndex]]] = {}
    services: dict[tuple[LegKey, str, str], tuple[Service, str, list[FlowIndex]]] = {}
    for flow in routing.flows():
        index = flow_index(flow)
        incidence.leaving.setdefault((flow.leg, flow.sender), []).append(index)
        incidence.entering.setdefault((flow.leg, flow.receiver), []).append(index)
        if _may_refer(domains, routing, flow):
            incidence.pairs.setdefault((flow.leg, flow.sender, flow.receiver), []).append(index)
        for arc in flow.path.arcs:
            arcs.setdefault((flow.leg, arc.number), (arc, []))[1].append(index)
            if arc.delegations:
                incidence.commands.setdefault((flow.leg, arc.delegations), []).append(index)
        for hq in flow.path.relays:
            incidence.relays.setdefault((flow.leg, hq), []).append(index)
        for service in flow.services:
            desk = domains.worlds[flow.leg[0]].instance.headquarters[service.hq].desk
            if desk is not None:
                services.setdefault((flow.leg, service.hq, service.kind), (service, desk, []))[2].append(index)
    for (leg, number), (arc, users) in arcs.items():
        use = incidence.arcs[leg, number] = ArcUse(leg, arc, tuple(users))
        if arc.channel is not None:
            incidence.channels.setdefault((leg, arc.channel), []).append(use)
    for key, (service, desk, users) in services.items():
        incidence.services[key] = ServiceUse(key[0], service, desk, tuple(users))
    incidence.whole.extend(_whole_flows(routing, incidence))
    return incidence


def _may_refer(domains: Domains, routing: Routing, flow: Flow) -> bool:
    """Whether sender and receiver are principals of different nations who approve one after the other."""
    if flow.leg[3] == 0 or routing.legs[flow.leg].authority is None:
        return False
    headquarters = domains.worlds[flow.leg[0]].instance.headquarters
    one, other = headquarters[flow.sender], headquarters[flow.receiver]
    return one.is_foreign_to(other) and bool(one.grades) and bool(other.grades)


def _whole_flows(routing: Routing, incidence: FlowIncidence) -> list[FlowIndex]:
    """Flows of legs whose choice of path changes the load of a desk that might run short.

    Only there could a fraction of a path be better than any whole one once the design is whole; elsewhere the cheapest
    path is as good as any mixture.
    """
    touching: set[LegKey] = set()
    for use in incidence.services.values():
        options: DeskOptions = routing.desks[use.leg[0], use.leg[1], use.desk]
        if options.binding and len(use.flows) < len(routing.legs[use.leg].flows):
            touching.add(use.leg)
    return [flow_index(flow) for key in sorted(touching) for flow in routing.legs[key].flows]
