"""Legs and flows: a request goes from approval to approval, and a flow is one way of covering one leg.

Leg `i` of a thread runs from its i-th approver (its origin for i = 0) to the next (its destination for the last).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from model.delay.evaluate import demands
from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.desk_options import DeskOptions, crude_load_bounds, options_of_desks
from model.formulation.domains import Domains
from model.formulation.hour_bounds import HourBounds
from model.formulation.lru import LRUCache
from model.formulation.network import Network, build_network, with_desks
from model.formulation.size import estimated_columns, pairs_of
from model.formulation.undominated_changes import Neighbours, undominated_changes
from model.formulation.undominated_paths import Path, PathFinder

LegKey = tuple[str, str, str, int]  # phase, condition, thread, number
Stops = tuple[tuple[str, ...], tuple[str, ...], str | None]  # senders, receivers, authority
Paths = Mapping[str, Mapping[str, tuple[Path, ...]]]  # from, to
Routes = LRUCache[Hashable, Paths]
Pairs = frozenset[tuple[str, str]]  # from, to


@dataclass(frozen=True)
class Service:
    """A service a flow asks for: `kind` relay or approve, at `hq`, of `hours` officer-hours, which take `delay` hours by the clock."""

    hq: str
    kind: str
    hours: float
    delay: float


@dataclass(frozen=True)
class Flow:
    """One way of covering a leg. `number` counts the paths between the same two ends."""

    leg: LegKey
    sender: str
    receiver: str
    number: int
    path: Path
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Leg:
    """A leg with everyone it may start from and end at; `authority` is what its receivers approve with (None: last leg)."""

    key: LegKey
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    authority: str | None
    flows: tuple[Flow, ...]


@dataclass(frozen=True)
class Routing:
    """All legs, and the desk options (phase, condition, desk) they were made under."""

    legs: Mapping[LegKey, Leg]
    desks: Mapping[tuple[str, str, str], DeskOptions]

    def flows(self) -> Iterator[Flow]:
        """Every flow, in the order of its leg."""
        for leg in self.legs.values():
            yield from leg.flows


def build_routing(domains: Domains, known: Routes | None = None, allowed: Allowance = UNLIMITED) -> Routing:
    """Enumerate the flows of every leg, with loads bounded as tightly as the flows themselves allow. `known` are paths that were
    found before; it takes those found now. Raises OutOfTime or TooLarge where that takes more than is allowed."""
    known = LRUCache(len(domains.worlds) * len(domains.instance.conditions)) if known is None else known
    legs: dict[LegKey, Leg] = {}
    desks: dict[tuple[str, str, str], DeskOptions] = {}
    grounds = [_ground(domains, phase, condition) for phase in domains.worlds for condition in domains.instance.conditions]
    if allowed.columns is not None:
        allowed.check_columns(round(sum(_estimate(domains, ground) for ground in grounds)))
    for ground in grounds:
        some_legs, desk_options = _route_condition(domains, ground, known, allowed)
        legs.update(some_legs)
        allowed.check_columns(sum(len(leg.flows) for leg in legs.values()))
        desks.update({(ground.network.phase, ground.network.condition, desk): options for desk, options in desk_options.items()})
    return Routing(dict(sorted(legs.items())), desks)


class _Ground(NamedTuple):
    """What the flows of a phase and condition are listed from: its network with desks as crude load bounds have them, and its stops."""

    network: Network
    desk_options: dict[str, DeskOptions]
    stops: dict[LegKey, Stops]


def _ground(domains: Domains, phase: str, condition: str) -> _Ground:
    desk_options = options_of_desks(domains, phase, condition, crude_load_bounds(domains, phase, condition))
    return _Ground(build_network(domains, phase, condition, desk_options), desk_options, _stops(domains, phase, condition))


def _estimate(domains: Domains, ground: _Ground) -> float:
    """Columns that the condition's part of the model may have."""
    stops = ground.stops
    before = {key: stops[*key[:3], key[3] - 1][2] if key[3] > 0 else None for key in stops}
    ends = [
        (len(senders), len(receivers), authority is not None and authority == before[key])
        for key, (senders, receivers, authority) in stops.items()
    ]
    desk_of = {hq.hq: hq.desk for hq in domains.worlds[ground.network.phase].instance.headquarters.values()}
    return estimated_columns(ground.network, desk_of, ground.desk_options, pairs_of(ends))


def _route_condition(
    domains: Domains, ground: _Ground, known: Routes, allowed: Allowance
) -> tuple[dict[LegKey, Leg], dict[str, DeskOptions]]:
    """Enumerate with crude load bounds; the flows bound loads better, and with fewer desks in doubt fewer flows remain."""
    network, desk_options, stops = ground
    phase, condition = network.phase, network.condition
    if not stops:
        return {}, desk_options
    kept = _changes_kept(domains, network, desk_options, stops, allowed)
    at: Hashable = (network.content, tuple(stops.items()))
    paths = _known(known, at, lambda: _paths(network, stops, kept, allowed))
    while True:
        legs = {}
        for key, ends in stops.items():
            allowed.check("paths were being put together")
            legs[key] = _leg(domains, key, *ends, paths, kept.get(key))
        better = options_of_desks(domains, phase, condition, _load_bounds(domains, phase, condition, legs))
        if better == desk_options:
            return legs, desk_options
        converged = _contested(desk_options) == _contested(better)
        desk_options = better
        if converged:
            return legs, desk_options
        narrower, wider = with_desks(domains, network, desk_options), paths
        at = (narrower.content, at)
        paths = _known(known, at, functools.partial(_narrowed, narrower, wider))


def _known(known: Routes, at: Hashable, find: Callable[[], Paths]) -> Paths:
    paths = known.get(at)
    if paths is None:
        paths = find()
        known.put(at, paths)
    return paths


def _narrowed(network: Network, wider: Paths) -> Paths:
    finder = PathFinder(network)
    return {source: finder.narrowed(source, found) for source, found in wider.items()}


def _contested(desk_options: Mapping[str, DeskOptions]) -> frozenset[str]:
    return frozenset(desk for desk, options in desk_options.items() if options.binding)


def _stops(domains: Domains, phase: str, condition: str) -> dict[LegKey, Stops]:
    """Who each leg of the condition may start from and end at, and the authority it ends at a holder of."""
    found: dict[LegKey, Stops] = {}
    view = domains.worlds[phase].instance
    for where, thread in demands(view):
        if where != condition:
            continue
        row = view.threads[thread]
        stops = [(row.origin,), *(domains.holders[phase, condition, a] for a in row.approvals), (row.destination,)]
        for number in range(len(stops) - 1):
            authority = row.approvals[number] if number < len(row.approvals) else None
            found[phase, condition, thread, number] = (stops[number], stops[number + 1], authority)
    return found


def _changes_kept(
    domains: Domains, network: Network, desk_options: Mapping[str, DeskOptions], stops: Mapping[LegKey, Stops], allowed: Allowance
) -> dict[LegKey, Pairs]:
    """The undominated changes of approver, of each leg between two approvals with one authority."""
    before = {key: stops[*key[:3], key[3] - 1] for key in stops if key[3] > 0}
    twice = [key for key, ends in before.items() if ends[2] is not None and ends[2] == stops[key][2]]
    hours = HourBounds(domains, network, desk_options) if twice else None
    kept = {}
    for key in twice:
        assert hours is not None
        allowed.check("changes of approver were being compared")
        senders, holders, _ = before[key]
        _, receivers, authority = stops[*key[:3], key[3] + 1]
        before_it, after_it = Neighbours(senders, key[3] > 1), Neighbours(receivers, authority is not None)
        work = domains.worlds[network.phase].work_hours(network.condition, key[2])
        kept[key] = undominated_changes(hours, before_it, holders, after_it, (work,))
    return kept


def _paths(network: Network, stops: Mapping[LegKey, Stops], kept: Mapping[LegKey, Pairs], allowed: Allowance) -> Paths:
    """The paths from everyone a leg may start from to everyone it may then end at."""
    wanted: dict[str, Counter[str]] = {}
    for key, (senders, receivers, _) in stops.items():
        for sender in senders:
            legs = wanted.setdefault(sender, Counter())
            legs.update({to: int(key not in kept or (sender, to) in kept[key]) for to in receivers})
    finder = PathFinder(network, allowed)
    found: dict[str, Mapping[str, tuple[Path, ...]]] = {}
    flows = 0
    for sender, legs in sorted(wanted.items()):
        if sender in network.leaving:
            found[sender] = finder.paths(sender, sorted(legs))
            flows += sum(count * len(found[sender][to]) for to, count in legs.items())
            allowed.check_columns(flows)
    return found


def _leg(
    domains: Domains,
    key: LegKey,
    senders: tuple[str, ...],
    receivers: tuple[str, ...],
    authority: str | None,
    paths: Paths,
    kept: Pairs | None,
) -> Leg:
    """The leg with its flows; `kept` are the (sender, receiver) pairs that it needs (None: all)."""
    flows = tuple(
        Flow(key, sender, receiver, number, path, _services(domains, key, receiver, authority, path))
        for sender in senders
        for receiver in receivers
        if kept is None or (sender, receiver) in kept
        for number, path in enumerate(paths.get(sender, {}).get(receiver, ()))
    )
    return Leg(key, senders, receivers, authority, flows)


def _services(domains: Domains, key: LegKey, receiver: str, authority: str | None, path: Path) -> tuple[Service, ...]:
    phase, condition, thread, _ = key
    world = domains.worlds[phase]
    relay = world.relay_hours(condition)
    relays = (*path.relays, receiver) if authority is None and path.arcs else path.relays
    services = [Service(hq, "relay", relay, world.relay(condition, hq).total) for hq in relays]
    if authority is not None:
        delay = world.staff_work(condition, thread, receiver).total
        services.append(Service(receiver, "approve", world.work_hours(condition, thread), delay))
    return tuple(services)


def _load_bounds(domains: Domains, phase: str, condition: str, legs: Mapping[LegKey, Leg]) -> dict[str, tuple[float, float]]:
    """(least, most) officer-hours a day at each desk over all choices of one flow a leg."""
    world = domains.worlds[phase]
    bounds = dict.fromkeys(world.desk_members, (0.0, 0.0))
    for leg in legs.values():
        requests = world.instance.demand[leg.key[2], condition].requests_per_day
        hours: dict[str, list[float]] = {}
        for flow in leg.flows:
            of_flow: dict[str, float] = {}
            for service in flow.services:
                desk = world.instance.headquarters[service.hq].desk
                if desk is not None:
                    of_flow[desk] = of_flow.get(desk, 0.0) + service.hours
            for desk, amount in of_flow.items():
                hours.setdefault(desk, []).append(amount)
        for desk, amounts in hours.items():
            least, most = bounds[desk]
            certain = min(amounts) if len(amounts) == len(leg.flows) else 0.0
            bounds[desk] = (least + requests * certain, most + requests * max(amounts))
    return bounds
