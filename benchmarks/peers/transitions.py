"""What ties the phases: for everything that may change a binary that is 1 where it does, by plain differences of two decisions.

The model says the same by what is kept from phase to phase, without binaries; its relaxation is the tighter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import pyomo.environ as pyo

from benchmarks.peers.links import Term
from benchmarks.peers.network import Desks
from benchmarks.peers.options import ChannelKey, Options
from benchmarks.peers.rows import add_rows
from model.data.selectors import may_undo

# A phase and the one before it; None before the first, where today stands.
Step = tuple[str | None, str]


def add_transitions(m: pyo.ConcreteModel, options: Options, desks: Desks) -> None:
    """Declare what changes from phase to phase and the rows of its limits and costs."""
    phases, authorities = options.instance.phases, options.instance.authorities
    m.moved = pyo.Var([(p.id, a) for p in phases if p.transfers_max is not None for a in authorities], domain=pyo.Binary)
    m.starts = pyo.Var([(p.id, h) for p in phases if p.openings_max is not None for h in options.instance.headquarters], domain=pyo.Binary)
    m.switched = pyo.Var([(p.id, *key) for p in phases if p.teams_max is not None for key in options.instance.channels], domain=pyo.Binary)
    m.absorbs = pyo.Var([key for key in options.officers if options.worlds[key[0]].transition_loss], domain=pyo.Binary)
    steps = list(pairwise([None, *(phase.id for phase in phases)]))
    add_rows(m, "limits", _limits(m, options))
    add_rows(m, "transfers", (row for step in steps for row in _transfers(m, options, step)))
    add_rows(m, "starting", (row for step in steps for row in _starting(m, options, step)))
    add_rows(m, "switching", (row for step in steps for row in _switching(m, options, step)))
    add_rows(m, "undoing", (row for step in steps[1:] for row in _undoing(m, options, step)))
    add_rows(m, "absorbing", (row for step in steps for row in _absorbing(m, options, step)))
    add_rows(m, "tired", _tired(m, desks))


def _held(m: pyo.ConcreteModel, options: Options, phase: str | None, c: str, a: str, hq: str) -> Term:
    if phase is None:
        return int(hq in options.instance.authorities[a].holder_now)
    return m.holder[phase, c, a, hq] if hq in options.holders[phase, c, a] else 0


def _level(m: pyo.ConcreteModel, options: Options, phase: str | None, key: ChannelKey, level: int) -> Term:
    if phase is None:
        return int(options.instance.channels[key].level_now == level)
    return m.level[phase, *key, level] if level in options.levels[phase, key] else 0


def _limits(m: pyo.ConcreteModel, options: Options) -> Iterator[Any]:
    for phase in options.instance.phases:
        for most, changes in ((phase.transfers_max, m.moved), (phase.openings_max, m.starts), (phase.teams_max, m.switched)):
            if most is not None:
                yield pyo.quicksum(changes[key] for key in changes if key[0] == phase.id) <= most


def _transfers(m: pyo.ConcreteModel, options: Options, step: Step) -> Iterator[Any]:
    """An authority is transferred where, in any condition, somebody gains or loses it; not where nobody held it."""
    before, t = step
    for c, a, hq in product(options.instance.conditions, options.instance.authorities, options.instance.headquarters):
        somebody = options.instance.authorities[a].holder_now if before is None else options.holders[before, c, a]
        if (t, a) in m.moved and somebody:
            now, then = _held(m, options, t, c, a, hq), _held(m, options, before, c, a, hq)
            yield now - then <= m.moved[t, a]
            yield then - now <= m.moved[t, a]


def _starting(m: pyo.ConcreteModel, options: Options, step: Step) -> Iterator[Any]:
    before, t = step
    for hq, row in options.instance.headquarters.items():
        if (t, hq) in m.starts:
            yield m.opened[t, hq] - (int(row.status == "existing") if before is None else m.opened[before, hq]) <= m.starts[t, hq]


def _switching(m: pyo.ConcreteModel, options: Options, step: Step) -> Iterator[Any]:
    before, t = step
    for key in options.instance.channels:
        if (t, *key) in m.switched:
            for level in options.levels[t, key]:
                yield _level(m, options, t, key, level) - _level(m, options, before, key, level) <= m.switched[t, *key]


def _undoing(m: pyo.ConcreteModel, options: Options, step: Step) -> Iterator[Any]:
    """No HQ closes and no commander's grade is lowered, unless a mandate allows it."""
    before, t = step
    for hq in options.instance.headquarters:
        if not may_undo(options.at(t), hq):
            yield m.opened[before, hq] <= m.opened[t, hq]
            for high, low in product(options.grades[before, hq], options.grades[t, hq]):
                if low < high:
                    yield m.grade[before, hq, high] + m.grade[t, hq, low] <= 1


def _absorbing(m: pyo.ConcreteModel, options: Options, step: Step) -> Iterator[Any]:
    before, t = step
    for (_, c, a), hqs in ((key, hqs) for key, hqs in options.holders.items() if key[0] == t):
        for hq in hqs:
            desk = options.at(t).headquarters[hq].desk
            if (t, desk) in m.absorbs:
                yield _held(m, options, t, c, a, hq) - _held(m, options, before, c, a, hq) <= m.absorbs[t, desk]


def _tired(m: pyo.ConcreteModel, desks: Desks) -> Iterator[Any]:
    """A desk that absorbs a transfer is in no band of one that does not."""
    for (t, c, desk), choices in desks.items():
        if (t, desk) in m.absorbs:
            rested = [m.band[t, c, desk, *choice] for choice in choices if not choice[2]]
            yield pyo.quicksum(rested) <= 1 - m.absorbs[t, desk]
