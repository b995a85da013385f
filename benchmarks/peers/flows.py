"""How requests move: a copy of the network for each number of approvals already given, and who serves them where.

In the copy ("leg") of `i` approvals a request starts where the i-th was given (its origin for i = 0), hops from HQ to HQ
and is relayed at each, until an HQ gives the next approval: on arrival, or on the spot where the last one was given. On
the last leg it ends at the destination. All flows are shares in [0, 1]; `solving` makes them whole where it must.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyomo.environ as pyo

from benchmarks.peers.links import Link, Term
from benchmarks.peers.network import Choice, Desks, Leg, Way, approvals_of, approvers, leaving_and_entering, legs, ways
from benchmarks.peers.options import Options
from benchmarks.peers.rows import add_rows


@dataclass
class Notes:
    """What is gathered while flows are described: rows, the hours of each thread as terms, the work of each desk and
    choice, and who uses what may be closed (a key -> what opens it, and the flows by user)."""

    rows: list[Any] = field(default_factory=list)
    hours: dict[tuple[str, str, str], list[Term]] = field(default_factory=dict)
    work: dict[tuple[Any, ...], list[Term]] = field(default_factory=dict)
    uses: dict[Hashable, tuple[Term, dict[Hashable, list[Term]]]] = field(default_factory=dict)

    def use(self, key: Hashable, opened: Term, user: Hashable, flow: Term) -> None:
        """Note that a flow of `user` needs what `opened` stands for; `key` names it."""
        self.uses.setdefault(key, (opened, {}))[1].setdefault(user, []).append(flow)


def add_flows(m: pyo.ConcreteModel, options: Options, desks: Desks, link: Link) -> None:
    """Declare the flows of every thread that occurs, their rows, and `hours`, the delay of each thread."""
    notes = Notes()
    every = legs(options)
    found = {(t, c): ways(options, t, c) for t in options.worlds for c in options.instance.conditions}
    _declare(m, options, every, found, desks)
    for leg in every:
        notes.hours.setdefault(leg[:3], [])
        notes.rows += _conservation(m, options, leg, found[leg[:2]])
        _hops(m, options, notes, leg, found[leg[:2]])
        _services(m, options, notes, leg, desks)
        _referrals(m, options, notes, leg)
    add_rows(m, "flow_rows", notes.rows)
    add_rows(m, "desk_load", _desk_load(m, options, notes, desks))
    add_rows(m, "links", (row for opened, users in notes.uses.values() for row in link(users, opened)))
    m.hours = pyo.Expression(sorted(notes.hours), rule=lambda _, *thread: pyo.quicksum(notes.hours[thread]))


def _declare(
    m: pyo.ConcreteModel,
    options: Options,
    every: tuple[Leg, ...],
    found: Mapping[tuple[str, str], tuple[Way, ...]],
    desks: Desks,
) -> None:
    places = [(*leg, hq) for leg in every for hq in options.at(leg[0]).headquarters if options.may_open(leg[0], hq)]
    approving = [(*leg, hq) for leg in every for hq in approvers(options, leg)]
    stood = {leg: standing(options, leg) for leg in every}

    def served(leg: Leg, hq: str) -> list[Choice]:
        desk = options.at(leg[0]).headquarters[hq].desk
        choices = desks[leg[0], leg[1], desk] if desk is not None else {}
        return list(choices) if len(choices) > 1 else []

    share = pyo.UnitInterval
    m.hop = pyo.Var([(*leg, n) for leg in every for n, way in enumerate(found[leg[:2]]) if _useful(options, leg, way)], domain=share)
    m.relay = pyo.Var(places, domain=share)
    m.fresh = pyo.Var(approving, domain=share)
    m.again = pyo.Var([key for key in approving if key[4] in stood[key[:4]]], domain=share)
    m.leave = pyo.Var([(*leg, hq) for leg in every for hq in stood[leg] if not _ends(options, leg, hq)], domain=share)
    kinds = [("relay", key) for key in places] + [("approve", key) for key in approving]
    m.served = pyo.Var([(*key, kind, *choice) for kind, key in kinds for choice in served(key[:4], key[4])], domain=share)
    pairs = [(*leg, u, v) for leg in every if _referral_hours(options, leg) for u in stood[leg] for v in approvers(options, leg)]
    m.pair = pyo.Var(pairs, domain=share)
    graded = [(*leg, *key) for leg in every for key in _referral_hours(options, leg)]
    m.graded_pair = pyo.Var(graded, domain=share)


def standing(options: Options, leg: Leg) -> tuple[str, ...]:
    """Where a request may be when the leg begins: its origin, or whoever gave the last approval."""
    return approvers(options, (*leg[:3], leg[3] - 1)) if leg[3] else (options.at(leg[0]).threads[leg[2]].origin,)


def _is_last(options: Options, leg: Leg) -> bool:
    return leg[3] == len(approvals_of(options, leg[0], leg[2]))


def _ends(options: Options, leg: Leg, hq: str) -> bool:
    """Whether a request that is at the HQ on this leg has arrived for good."""
    return _is_last(options, leg) and hq == options.at(leg[0]).threads[leg[2]].destination


def _useful(options: Options, leg: Leg, way: Way) -> bool:
    """No request returns to its origin unapproved, or goes on from its destination."""
    returns = leg[3] == 0 and way.head == options.at(leg[0]).threads[leg[2]].origin
    return not returns and not _ends(options, leg, way.tail)


def _share(flows: Any, leg: Leg, hq: str) -> Term:
    """The flow at an HQ on a leg; 0 where there is none."""
    index = (*leg, hq)
    if index in flows:
        return flows[index]
    return 0


def approval(m: pyo.ConcreteModel, leg: Leg, hq: str) -> Term:
    """Share of the requests that the HQ approves at the end of the leg."""
    again = _share(m.again, leg, hq)
    return m.fresh[*leg, hq] + again


def _conservation(m: pyo.ConcreteModel, options: Options, leg: Leg, found: tuple[Way, ...]) -> Iterator[Any]:
    out, into = leaving_and_entering(found)

    def hops(numbers: list[int]) -> Term:
        return pyo.quicksum(m.hop[*leg, n] for n in numbers if (*leg, n) in m.hop)

    def begins(hq: str) -> Term:
        if hq not in standing(options, leg):
            return 0
        return approval(m, (*leg[:3], leg[3] - 1), hq) if leg[3] else 1

    for hq in options.at(leg[0]).headquarters:
        if not options.may_open(leg[0], hq):
            continue
        relay = m.relay[*leg, hq]
        fresh = _share(m.fresh, leg, hq)
        again = _share(m.again, leg, hq)
        leave = _share(m.leave, leg, hq)
        yield hops(into.get(hq, [])) == relay + fresh
        if _ends(options, leg, hq):
            yield relay + begins(hq) == 1
        else:
            yield hops(out.get(hq, [])) == relay + leave
            if hq in standing(options, leg):
                yield begins(hq) == leave + again


def _hops(m: pyo.ConcreteModel, options: Options, notes: Notes, leg: Leg, found: tuple[Way, ...]) -> None:
    t, c = leg[:2]
    for number, way in enumerate(found):
        if not _useful(options, leg, way):
            continue
        hop = m.hop[*leg, number]
        notes.hours[leg[:3]].append(way.hours * hop)
        if way.delegations:
            key = ("delegated", t, c, way.delegations)
            notes.use(key, pyo.quicksum(m.holder[t, c, a, hq] for a, hq in way.delegations), leg, hop)
        if way.channel is not None and len(way.levels) < len(options.levels[t, way.channel]):
            opened = pyo.quicksum(m.level[t, *way.channel, level] for level in way.levels)
            notes.use(("level", c, t, way.channel, way.levels), opened, leg, hop)


def _services(m: pyo.ConcreteModel, options: Options, notes: Notes, leg: Leg, desks: Desks) -> None:
    t, c, thread, given = leg
    world = options.worlds[t]
    for hq in options.at(t).headquarters:
        if not options.may_open(t, hq):
            continue
        relay = m.relay[*leg, hq]
        notes.hours[leg[:3]].append(world.relay(c, hq).total * relay)
        if options.openings[t, hq] != (1,):
            notes.use(("open", c, t, hq), m.opened[t, hq], leg, relay)
        _serve(m, options, notes, (*leg, hq, "relay"), relay, world.relay_hours(c), desks)
    for hq in approvers(options, leg):
        approved = approval(m, leg, hq)
        hours = world.staff_work(c, thread, hq).total + world.decision(c, hq).total
        notes.hours[leg[:3]].append(hours * approved)
        authority = approvals_of(options, t, thread)[given]
        notes.use(("holder", t, c, authority, hq), m.holder[t, c, authority, hq], leg, approved)
        _serve(m, options, notes, (*leg, hq, "approve"), approved, world.work_hours(c, thread), desks)


def _serve(
    m: pyo.ConcreteModel,
    options: Options,
    notes: Notes,
    service: tuple[Any, ...],
    share: Term,
    officer_hours: float,
    desks: Desks,
) -> None:
    """One kind of service at one HQ on one leg: its wait and its work, in the size and band its desk is in."""
    t, c, thread, _, hq, _ = service
    desk = options.at(t).headquarters[hq].desk
    if desk is None:
        return
    rate = options.at(t).demand[thread, c].requests_per_day * officer_hours
    choices = desks[t, c, desk]
    if len(choices) == 1:
        (choice,) = choices
        notes.hours[service[:3]].append(choices[choice][1] * share)
        notes.work.setdefault((t, c, desk, *choice), []).append(rate * share)
        return
    served = {choice: m.served[*service, *choice] for choice in choices}
    notes.rows.append(pyo.quicksum(served.values()) == share)
    for choice, part in served.items():
        notes.hours[service[:3]].append(choices[choice][1] * part)
        notes.work.setdefault((t, c, desk, *choice), []).append(rate * part)
        notes.use(("band", t, c, desk, *choice), m.band[t, c, desk, *choice], service[:5], part)


def _desk_load(m: pyo.ConcreteModel, options: Options, notes: Notes, desks: Desks) -> Iterator[Any]:
    for (t, c, desk), choices in desks.items():
        for choice, (limit, _) in choices.items():
            band = m.band[t, c, desk, *choice]
            background = options.at(t).desks[desk].background_hours_per_day
            yield pyo.quicksum(notes.work.get((t, c, desk, *choice), [])) + background * band <= limit * band


def _referral_hours(options: Options, leg: Leg) -> dict[tuple[str, str, int, int], float]:
    """(one approver, the next, their grades) -> hours of referral between two approvals in a row, where any are due."""
    if leg[3] == 0:
        return {}
    t, c = leg[:2]
    hours = {
        (u, v, g, j): options.worlds[t].referral(c, u, g, v, j)
        for u in standing(options, leg)
        for v in approvers(options, leg)
        for g in options.grades[t, u]
        for j in options.grades[t, v]
    }
    costly = {key[:2] for key, value in hours.items() if value > 0}
    return {key: value for key, value in hours.items() if key[:2] in costly}


def _referrals(m: pyo.ConcreteModel, options: Options, notes: Notes, leg: Leg) -> None:
    """The product of two successive approvals, and of the two commanders' grades, as shares that add up to each factor."""
    hours = _referral_hours(options, leg)
    if not hours:
        return
    t, before = leg[0], (*leg[:3], leg[3] - 1)
    first, second = standing(options, leg), approvers(options, leg)
    notes.rows += [pyo.quicksum(m.pair[*leg, u, v] for v in second) == approval(m, before, u) for u in first]
    notes.rows += [pyo.quicksum(m.pair[*leg, u, v] for u in first) == approval(m, leg, v) for v in second]
    parts: dict[tuple[str, str], list[Term]] = {}
    for (u, v, g, j), value in hours.items():
        part = m.graded_pair[*leg, u, v, g, j]
        parts.setdefault((u, v), []).append(part)
        notes.hours[leg[:3]].append(value * part)
        notes.use(("grade", leg[1], t, u, g), m.grade[t, u, g], leg, part)
        notes.use(("grade", leg[1], t, v, j), m.grade[t, v, j], leg, part)
    notes.rows += [pyo.quicksum(graded) == m.pair[*leg, u, v] for (u, v), graded in parts.items()]
