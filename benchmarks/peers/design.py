"""The decisions of a peer's model and the rows that every posture must satisfy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pyomo.environ as pyo

from benchmarks.peers.network import Desks, desk_choices
from benchmarks.peers.options import Options, concerns
from benchmarks.peers.rows import NothingLeft, add_rows
from benchmarks.peers.transitions import add_transitions
from model.data.kinds import FOUR_STAR
from model.data.mandates import KeepHolderMandate
from model.delay.evaluate import demands


def add_design(m: pyo.ConcreteModel, options: Options) -> Desks:
    """Declare every decision and its own rows. Returns the (officers, band) choices of each desk with their limits and waits."""
    desks = {(t, c, d): desk_choices(options, t, c, d) for t, d in options.officers for c in options.instance.conditions}
    for (_, hq), allowed in options.openings.items():
        if not allowed:
            raise NothingLeft(f"{hq} can be neither open nor closed")

    def openness(_: Any, t: str, h: str) -> tuple[int, int]:
        return min(options.openings[t, h]), max(options.openings[t, h])

    m.opened = pyo.Var(list(options.openings), domain=pyo.Binary, bounds=openness)
    m.grade = pyo.Var([(t, h, g) for (t, h), grades in options.grades.items() for g in grades], domain=pyo.Binary)
    m.holder = pyo.Var([(*key, h) for key, hqs in options.holders.items() for h in hqs], domain=pyo.Binary)
    m.level = pyo.Var([(t, *key, level) for (t, key), levels in options.levels.items() for level in levels], domain=pyo.Binary)
    m.size = pyo.Var([(*key, size) for key, sizes in options.officers.items() for size in sizes], domain=pyo.Binary)
    m.band = pyo.Var([(*key, *choice) for key, choices in desks.items() for choice in choices], domain=pyo.Binary)
    add_rows(m, "open_hqs", _open_hqs(m, options))
    add_rows(m, "held_authorities", _held_authorities(m, options))
    add_rows(m, "teams", _teams(m, options))
    add_rows(m, "desk_sizes", _desk_sizes(m, options, desks))
    add_rows(m, "people", _people(m, options))
    add_transitions(m, options, desks)
    return desks


def _open_hqs(m: pyo.ConcreteModel, options: Options) -> Iterator[Any]:
    for (t, hq), grades in options.grades.items():
        instance = options.at(t)
        row = instance.headquarters[hq]
        if row.grades:
            yield pyo.quicksum(m.grade[t, hq, g] for g in grades) == m.opened[t, hq]
        for other in instance.headquarters.values():
            if row.commander is not None and other.commander == row.commander and other.hq > hq:
                for g, j in product(grades, options.grades[t, other.hq]):
                    if g != j:
                        yield m.grade[t, hq, g] + m.grade[t, other.hq, j] <= 1
        if row.superior is not None:
            yield m.opened[t, hq] <= m.opened[t, row.superior]
    for t in options.worlds:
        threads = [options.at(t).threads[thread] for _, thread in demands(options.at(t))]
        for hq in sorted({end for thread in threads for end in (thread.origin, thread.destination)}):
            yield m.opened[t, hq] == 1


def _held_authorities(m: pyo.ConcreteModel, options: Options) -> Iterator[Any]:
    for (t, c, a), hqs in options.holders.items():
        authority = options.at(t).authorities[a]
        count = sum(m.holder[t, c, a, hq] for hq in hqs)
        yield count >= 1
        yield count <= authority.holders_max
        for hq in hqs:
            yield m.holder[t, c, a, hq] <= m.opened[t, hq]
        kept = (isinstance(made, KeepHolderMandate) and concerns(made, c, authority) for made in options.at(t).mandates)
        if authority.relation == "COCOM" or any(kept):
            for hq in authority.holder_now:
                yield hq in hqs and m.holder[t, c, a, hq] == 1


def _teams(m: pyo.ConcreteModel, options: Options) -> Iterator[Any]:
    for (t, key), levels in options.levels.items():
        yield sum(m.level[t, *key, level] for level in levels) == 1
        for end in key:
            yield sum(m.level[t, *key, level] for level in levels if level > 0) <= m.opened[t, end]


def _desk_sizes(m: pyo.ConcreteModel, options: Options, desks: Desks) -> Iterator[Any]:
    for (t, desk), sizes in options.officers.items():
        members = options.worlds[t].desk_members[desk]
        size = pyo.quicksum(m.size[t, desk, officers] for officers in sizes)
        yield size <= 1
        yield size <= pyo.quicksum(m.opened[t, hq] for hq in members)
        for hq in members:
            yield size >= m.opened[t, hq]
    for (t, c, desk), choices in desks.items():
        for officers in options.officers[t, desk]:
            bands = pyo.quicksum(m.band[t, c, desk, *choice] for choice in choices if choice[0] == officers)
            yield bands == m.size[t, desk, officers]


def _people(m: pyo.ConcreteModel, options: Options) -> Iterator[Any]:
    """Pools; a nation without a row for a resource has no limit on it."""
    spent = {"liaison_staff": _liaison_staff, "desk_officers": _added_officers}
    for (t, nation, resource), pool in options.instance.pools.items():
        if resource == "four_star":
            own = {name: hq for name, hq in options.at(t).headquarters.items() if hq.lead == nation}
            today = {hq.commander or name: hq for name, hq in own.items() if hq.status == "existing" and (hq.grade_now or 0) >= FOUR_STAR}
            yield from at_most(m, options, f"stars_{t}_{nation}", t, own, FOUR_STAR, pool.amount + len(today))
        else:
            yield spent[resource](m, options, t, nation) <= pool.amount


def at_most(m: pyo.ConcreteModel, options: Options, name: str, phase: str, hqs: Iterable[str], grade: int, limit: float) -> Iterator[Any]:
    """At most so many officers of at least the grade command one of the HQs; whoever commands several counts once."""
    headquarters = options.at(phase).headquarters
    chosen = {headquarters[hq].commander or hq for hq in hqs}
    counted = pyo.Var(sorted(chosen), domain=pyo.Binary)
    m.add_component(f"counted_{name}", counted)
    for hq, row in headquarters.items():
        officer = row.commander or hq
        if officer in chosen:
            yield pyo.quicksum(m.grade[phase, hq, g] for g in options.grades[phase, hq] if g >= grade) <= counted[officer]
    yield sum(counted[officer] for officer in chosen) <= limit


def _liaison_staff(m: pyo.ConcreteModel, options: Options, phase: str, nation: str) -> Any:
    view = options.at(phase)
    return sum(
        view.liaison_levels[level].staff * m.level[phase, *key, level]
        for key, channel in view.channels.items()
        if channel.pool == nation
        for level in options.levels[phase, key]
    )


def _added_officers(m: pyo.ConcreteModel, options: Options, phase: str, nation: str) -> Any:
    instance = options.at(phase)
    return sum(
        max(0, officers - instance.desks[desk].officers_now) * m.size[phase, desk, officers]
        for (t, desk), sizes in options.officers.items()
        if t == phase and instance.headquarters[options.worlds[t].desk_members[desk][0]].lead == nation
        for officers in sizes
    )
