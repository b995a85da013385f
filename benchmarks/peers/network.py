"""The ways from HQ to HQ in one phase and condition, the legs of the threads, and what desks may be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from benchmarks.peers.options import ChannelKey, Options
from model.delay.evaluate import demands

COMMAND = ("OPCON", "TACON")
Leg = tuple[str, str, str, int]  # phase, condition, thread, approvals given before
# Officers, utilisation band (1 for an explicit capacity), and whether the desk is absorbing a transfer.
Choice = tuple[int, float, bool]
# (phase, condition, desk) -> its choices, each with the officer-hours a day it allows and the hours a service waits.
Desks = Mapping[tuple[str, str, str], Mapping[Choice, tuple[float, float]]]


@dataclass(frozen=True)
class Way:
    """One directed way at one price in hours. `levels` are those of `channel` at which it has that price; a command way
    has no channel, and where the static chain does not give it, (authority, holder) pairs any of which open it."""

    tail: str
    head: str
    hours: float
    channel: ChannelKey | None = None
    levels: tuple[int, ...] = ()
    delegations: tuple[tuple[str, str], ...] = ()


def ways(options: Options, phase: str, condition: str) -> tuple[Way, ...]:
    """All ways that may be open."""
    return (*_command_ways(options, phase, condition), *_channel_ways(options, phase, condition))


def _command_ways(options: Options, phase: str, condition: str) -> list[Way]:
    instance, world = options.at(phase), options.worlds[phase]
    chain = {frozenset((hq.hq, hq.superior)) for hq in instance.headquarters.values() if hq.superior is not None}
    delegated: dict[frozenset[str], list[tuple[str, str]]] = {}
    for authority in instance.authorities.values():
        if authority.relation in COMMAND and authority.component is not None:
            for holder in options.holders[phase, condition, authority.authority]:
                if holder != authority.component:
                    delegated.setdefault(frozenset((holder, authority.component)), []).append((authority.authority, holder))
    found = []
    for pair in sorted({*chain, *delegated}, key=sorted):
        one, other = sorted(pair)
        if not (options.may_open(phase, one) and options.may_open(phase, other)):
            continue
        openers = () if pair in chain else tuple(delegated[pair])
        for tail, head in ((one, other), (other, one)):
            found.append(Way(tail, head, world.command_hop(condition, tail, head).total, delegations=openers))
    return found


def _channel_ways(options: Options, phase: str, condition: str) -> list[Way]:
    world = options.worlds[phase]
    found = []
    for key, channel in options.at(phase).channels.items():
        if not all(options.may_open(phase, end) for end in key):
            continue
        directions = [key] if channel.kind == "direct" else [key, key[::-1]]
        for tail, head in directions:
            prices: dict[float, list[int]] = {}
            for level in options.levels[phase, key]:
                if level > 0 or channel.open_without_team:
                    prices.setdefault(world.channel_hop(condition, channel, level, tail, head).total, []).append(level)
            found += [Way(tail, head, hours, key, tuple(levels)) for hours, levels in prices.items()]
    return found


def legs(options: Options) -> tuple[Leg, ...]:
    """The legs of every thread that occurs: one for each approval, and one from the last approval to the destination."""
    return tuple(
        (t, c, thread, given)
        for t in options.worlds
        for c, thread in demands(options.at(t))
        for given in range(len(approvals_of(options, t, thread)) + 1)
    )


def approvals_of(options: Options, phase: str, thread: str) -> tuple[str, ...]:
    """The authorities whose holders must approve the thread in a phase, in order."""
    return options.at(phase).threads[thread].approvals


def approvers(options: Options, leg: Leg) -> tuple[str, ...]:
    """The HQs that may give the approval at the end of the leg; none on the last leg."""
    phase, condition, thread, given = leg
    wanted = approvals_of(options, phase, thread)
    return options.holders[phase, condition, wanted[given]] if given < len(wanted) else ()


def desk_choices(options: Options, phase: str, condition: str, desk: str) -> dict[Choice, tuple[float, float]]:
    """Choice -> (officer-hours a day it allows, hours a service waits). Bands beyond the first that carries the most that could
    ever be asked of the desk would only wait longer and are left out."""
    world, row = options.worlds[phase], options.at(phase).desks[desk]
    most = row.background_hours_per_day + most_load(options, phase, condition, desk)
    choices: dict[Choice, tuple[float, float]] = {}
    states = (False, True) if world.transition_loss else (False,)
    for officers, absorbing in product(options.officers[phase, desk], states):
        capacity = world.capacity_hours_per_day(condition, desk, officers, absorbing)
        for band in (1.0,) if row.capacity_hours_per_day is not None else options.at(phase).utilisation_bands:
            wait = world.desk_wait(condition, desk, officers, band, absorbing)
            choices[officers, band, absorbing] = (band * capacity, wait)
            if most <= band * capacity:
                break
    return choices


def most_load(options: Options, phase: str, condition: str, desk: str) -> float:
    """More officer-hours a day than requests can bring: each approval someone there could give, and a relay a leg at each HQ."""
    world = options.worlds[phase]
    members = world.desk_members[desk]
    load = 0.0
    for where, thread in demands(options.at(phase)):
        if where == condition:
            wanted = approvals_of(options, phase, thread)
            own = sum(any(hq in members for hq in options.holders[phase, condition, authority]) for authority in wanted)
            hours = own * world.work_hours(condition, thread) + len(members) * (len(wanted) + 1) * world.relay_hours(condition)
            load += options.at(phase).demand[thread, condition].requests_per_day * hours
    return load


def leaving_and_entering(found: tuple[Way, ...]) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
    """The numbers of the ways out of and into each HQ."""
    out: dict[str, list[int]] = {}
    into: dict[str, list[int]] = {}
    for number, way in enumerate(found):
        out.setdefault(way.tail, []).append(number)
        into.setdefault(way.head, []).append(number)
    return out, into
