"""Ways through the network of one phase and condition, for any design, whole or fractional.

Each arc has *options* (a liaison level, a delegated command, a static channel), and an option is open as far as its *literal*
is: one design decision, or the sum of several. Waits at desks on the way are taken at their least and loads of desks on the
way are left out, so that no way is longer here than in any posture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.network import Arc, Network
from model.solving.matrix import Mask, Vector

Numbers = npt.NDArray[np.intp]
ALWAYS = -1
# Less of the requests than this is none of them.
LEAST_SHARE = 1e-6
# Room for rounding where a share of an option is compared with the share asked for.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Ways:
    """Options as parallel arrays: numbers of the HQs `tail` and `head`, `hours` of the hop, number of the `literal` (ALWAYS: none).
    Options of one arc stand together, quickest first; `first` tells where each arc begins. `relay` is the hours each HQ takes to
    pass a request on; `by_tail` marks options that only a closed tail shuts, so that a request may still start there."""

    number: dict[str, int]
    relay: Vector
    tail: Numbers
    head: Numbers
    hours: Vector
    literal: Numbers
    by_tail: Mask
    first: Numbers
    literals: tuple[Term, ...]

    def used(self, opened: Vector, share: float) -> Mask:
        """The option of each arc that the last of a `share` of the requests would take, where literals are open as far as `opened`."""
        capacity = np.where(self.literal == ALWAYS, 1.0, opened[self.literal] if len(opened) else 1.0)
        sums = np.cumsum(capacity)
        lengths = np.diff(np.append(self.first, len(sums)))
        reached = sums - np.repeat(sums[self.first] - capacity[self.first], lengths) >= share - ROUNDING
        earlier = np.append(False, reached[:-1])
        earlier[self.first] = False
        used: Mask = reached & ~earlier
        return used

    def distances(self, used: Mask, sources: Sequence[int]) -> Vector:
        """Least hours from each source (rows) to each HQ over the options used. A source is left without relaying, even closed."""
        size = len(self.relay)
        starts = (used | self.by_tail) & np.isin(self.tail, np.asarray(sources))
        tails = np.concatenate([self.tail[used], self.tail[starts] + size])
        heads = np.concatenate([self.head[used], self.head[starts]])
        hours = np.concatenate([self.hours[used] + self.relay[self.tail[used]], self.hours[starts]])
        order = np.lexsort((hours, heads, tails))
        tails, heads, hours = tails[order], heads[order], hours[order]
        least = np.ones(len(order), dtype=bool)
        least[1:] = (np.diff(tails) != 0) | (np.diff(heads) != 0)
        # The solver of shortest ways takes a 0 for no arc at all.
        graph = sparse.csr_array((np.maximum(hours[least], 1e-12), (tails[least], heads[least])), shape=(2 * size, 2 * size))
        rows = csgraph.dijkstra(graph, indices=np.asarray(sources) + size)[:, :size]
        rows[np.arange(len(sources)), np.asarray(sources)] = 0.0
        return np.asarray(rows, dtype=float)

    def least(self) -> Vector:
        """Least hours from each HQ (rows) to each other if everything were open."""
        return self.distances(self.used(np.ones(len(self.literals)), LEAST_SHARE), range(len(self.number)))

    def prices(self, source: int, target: int, distance: Vector) -> Vector:
        """Hours that each literal could save where `distance` are hours from the source to each HQ, from any call of `distances`: no
        way from source to target, in any design, is shorter than distance[target] less the prices of the literals it uses."""
        reach = np.minimum(distance, distance[target])
        at_source = self.tail == source
        left = np.where(at_source, 0.0, reach[self.tail] + self.relay[self.tail])
        saved = np.where(self.head == source, 0.0, reach[self.head] - left - self.hours)
        priced = (self.literal != ALWAYS) & ~(at_source & self.by_tail) & (saved > 0)
        prices = np.zeros(len(self.literals))
        np.maximum.at(prices, self.literal[priced], saved[priced])
        return prices


def find_ways(d: DecisionVariables, network: Network) -> Ways:
    """The ways of a network, over all that the design `d` may open."""
    number = {hq: position for position, hq in enumerate(network.leaving)}
    literals: dict[tuple[object, ...], int] = {}
    terms: list[Term] = []

    def literal(key: tuple[object, ...], term: Term) -> int:
        if isinstance(term, int | float):
            return ALWAYS
        if key not in literals:
            literals[key] = len(terms)
            terms.append(term)
        return literals[key]

    rows: list[tuple[int, int, float, int, bool]] = []
    first: list[int] = []
    for arcs in network.leaving.values():
        for arc in arcs:
            first.append(len(rows))
            opening = literal(("opened", arc.tail), d.active(network.phase, arc.tail))
            for hours, key, term in _options(d, network, arc):
                own = ALWAYS if key is None else literal(key, term)
                shut_by_tail = own == ALWAYS and opening != ALWAYS
                rows.append((number[arc.tail], number[arc.head], hours, opening if shut_by_tail else own, shut_by_tail))
    tail, head, hours_, literal_, by_tail = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([],) * 5
    return Ways(
        number,
        np.array([network.relay[hq][0] for hq in network.leaving]),
        np.asarray(tail, dtype=np.intp),
        np.asarray(head, dtype=np.intp),
        np.asarray(hours_, dtype=float),
        np.asarray(literal_, dtype=np.intp),
        np.asarray(by_tail, dtype=bool),
        np.array(first, dtype=np.intp),
        tuple(terms),
    )


def _options(d: DecisionVariables, network: Network, arc: Arc) -> list[tuple[float, tuple[object, ...] | None, Term]]:
    """(hours, key of the literal, literal) of each option of an arc, quickest first; no key: open whenever the tail is."""
    if arc.channel is None:
        if not arc.delegations:
            return [(arc.best, None, 1)]
        held = [d.holds(network.phase, network.condition, authority, hq) for authority, hq in arc.delegations]
        if 1 in [term for term in held if isinstance(term, int)]:
            return [(arc.best, None, 1)]
        return [(arc.best, ("command", arc.delegations), sum(held))]
    channel = arc.channel
    found: list[tuple[float, tuple[object, ...] | None, Term]] = []
    for level, hours in sorted(arc.options, key=lambda option: option[1]):
        assert level is not None, "a channel has levels"
        if not arc.may_close and hours >= arc.worst:
            # Whatever the level, the hop takes no longer than this.
            return [*found, (hours, None, 1)]
        found.append((hours, ("level", *channel, level), d.level(network.phase, channel, level)))
    return found
