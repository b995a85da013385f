"""The ways requests could move in one phase and condition, with the range of what each could cost.

An arc's cost depends on decisions not yet taken (the liaison level of its channel), a relay's cost on how busy its desk
is allowed to be; both therefore have a best and a worst value. What must be decided for an arc or a node to be usable
at all is its *need*: an open HQ, an open channel, a delegated command.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from model.delay.physics import COMMAND
from model.delay.posture import ChannelKind
from model.formulation.desk_options import DeskOptions
from model.formulation.domains import Domains
from model.formulation.resource_presolve import ChannelKey


@dataclass(frozen=True)
class Arc:
    """One directed way from `tail` to `head`.

    `options` are (liaison level, hours) pairs of the levels at which it is open; a command arc has the one option
    (None, hours). `channel` is the instance's key (None: command). `delegations` are the (authority, holder) pairs any
    one of which opens a command arc that the static chain does not give. `may_close` tells that some level of the
    channel would close it.
    """

    number: int
    tail: str
    head: str
    kind: ChannelKind
    options: tuple[tuple[int | None, float], ...]
    channel: ChannelKey | None = None
    delegations: tuple[tuple[str, str], ...] = ()
    may_close: bool = False

    @cached_property
    def best(self) -> float:
        """Hours at its best level."""
        return min(hours for _, hours in self.options)

    @cached_property
    def worst(self) -> float:
        """Hours at its worst open level."""
        return max(hours for _, hours in self.options)


@dataclass(frozen=True)
class Network:
    """Arcs leaving each HQ, and for each HQ that may relay the best and worst hours of doing so.

    `optional` are the HQs that may be closed; `contested` those whose desk might run short, so that using them is not
    merely a matter of hours."""

    phase: str
    condition: str
    leaving: Mapping[str, tuple[Arc, ...]]
    relay: Mapping[str, tuple[float, float]]
    optional: frozenset[str]
    contested: frozenset[str]

    @property
    def content(self) -> Hashable:
        """All that paths depend on."""
        return (tuple(self.leaving.items()), tuple(self.relay.items()), self.optional, self.contested)


def build_network(domains: Domains, phase: str, condition: str, desk_options: Mapping[str, DeskOptions]) -> Network:
    """The network of one phase and condition, with its desks as planned."""
    headquarters = domains.worlds[phase].instance.headquarters
    usable = [hq for hq in headquarters.values() if domains.may_open(phase, hq.hq)]
    arcs = sorted(
        _command_arcs(domains, phase, condition) + _channel_arcs(domains, phase, condition),
        key=lambda arc: (arc.tail, arc.head, arc.kind, arc.channel or ("", "")),
    )
    leaving: dict[str, list[Arc]] = {hq.hq: [] for hq in usable}
    for number, arc in enumerate(arcs):
        leaving[arc.tail].append(Arc(number, arc.tail, arc.head, arc.kind, arc.options, arc.channel, arc.delegations, arc.may_close))
    optional = frozenset(hq.hq for hq in usable if not domains.must_open(phase, hq.hq))
    network = Network(phase, condition, {hq: tuple(out) for hq, out in leaving.items()}, {}, optional, frozenset())
    return with_desks(domains, network, desk_options)


def with_desks(domains: Domains, network: Network, desk_options: Mapping[str, DeskOptions]) -> Network:
    """The network with its desks planned otherwise."""
    world = domains.worlds[network.phase]
    relay, contested = {}, []
    for hq in network.leaving:
        options = desk_options.get(world.instance.headquarters[hq].desk or "")
        least, most = options.wait_range if options else (0.0, 0.0)
        work = world.relay(network.condition, hq).total
        relay[hq] = (work + least, work + most)
        if options and options.binding:
            contested.append(hq)
    return replace(network, relay=relay, contested=frozenset(contested))


def _command_arcs(domains: Domains, phase: str, condition: str) -> list[Arc]:
    """Both ways between superior and subordinate, and between a component and each HQ that may hold its OPCON or TACON."""
    world = domains.worlds[phase]
    instance = world.instance
    static = {
        frozenset((hq.hq, hq.superior))
        for hq in instance.headquarters.values()
        if hq.superior is not None and domains.may_open(phase, hq.hq) and domains.may_open(phase, hq.superior)
    }
    delegated: dict[frozenset[str], list[tuple[str, str]]] = {}
    for authority in instance.authorities.values():
        component = authority.component
        if authority.relation not in COMMAND or component is None or not domains.may_open(phase, component):
            continue
        candidates = domains.holders[phase, condition, authority.authority]
        for holder in candidates:
            pair = frozenset((holder, component))
            if holder == component or pair in static:
                continue
            delegated.setdefault(pair, []).append((authority.authority, holder))
    arcs = []
    for pair in sorted([*static, *delegated], key=sorted):
        one, other = sorted(pair)
        for tail, head in ((one, other), (other, one)):
            hours = world.command_hop(condition, tail, head).total
            arcs.append(Arc(0, tail, head, "command", ((None, hours),), delegations=tuple(delegated.get(pair, ()))))
    return arcs


def _channel_arcs(domains: Domains, phase: str, condition: str) -> list[Arc]:
    world = domains.worlds[phase]
    arcs = []
    for key, channel in world.instance.channels.items():
        levels = domains.levels[phase, key]
        usable = tuple(level for level in levels if level > 0 or channel.open_without_team)
        if not usable or not all(domains.may_open(phase, end) for end in key):
            continue
        ways = [(channel.from_hq, channel.to_hq)]
        if channel.kind == "liaison":
            ways.append((channel.to_hq, channel.from_hq))
        for tail, head in ways:
            options = tuple((level, world.channel_hop(condition, channel, level, tail, head).total) for level in usable)
            arcs.append(Arc(0, tail, head, channel.kind, options, key, may_close=len(usable) < len(levels)))
    return arcs
