"""Every way between two HQs that some posture could make the best one.

Path Q makes path P superfluous when Q is usable whenever P is (its needs are among P's), loads no contested desk that
P does not load, and costs no more *whatever* the open decisions turn out to be: what the two share cancels, and the
worst of what only Q has is at most the best of what only P has. Removing P then changes no optimum, so the paths that
remain are a complete set and bounds computed with them are valid for the whole problem.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from model.formulation.network import Arc, Network

# Hours below which two path costs count as equal when one makes the other superfluous.
TIE = 1e-12


@dataclass(frozen=True)
class Path:
    """A simple path: its arcs in order and the HQs strictly between its ends. The empty path stays where it is."""

    arcs: tuple[Arc, ...] = ()
    relays: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Label:
    """A path to `node` during the search. Masks have a bit an arc, a relay, a need and a contested relay."""

    best: float
    worst: float
    node: str
    arcs: tuple[Arc, ...]
    relays: tuple[str, ...]
    arc_mask: int
    relay_mask: int
    needs: int
    load: int


class _Bits:
    """Hands out one bit for each thing it is asked about."""

    def __init__(self) -> None:
        self._position: dict[object, int] = {}

    def __call__(self, thing: object) -> int:
        return 1 << self._position.setdefault(thing, len(self._position))


def undominated_paths(network: Network, source: str, targets: Iterable[str]) -> dict[str, tuple[Path, ...]]:
    """Paths from `source` to each target that no other path makes superfluous, cheapest (at its best) first.

    A target that cannot be reached has no paths; a target equal to the source has the empty path alone.
    """
    bits = _Bits()
    settled: dict[str, list[_Label]] = {hq: [] for hq in network.leaving}
    start = _Label(0.0, 0.0, source, (), (), 0, 0, 0, 0)
    queue: list[tuple[float, int, tuple[int, ...], _Label]] = [(0.0, 0, (), start)]
    while queue:
        label = heapq.heappop(queue)[3]
        if any(_makes_superfluous(network, other, label) for other in settled[label.node]):
            continue
        settled[label.node].append(label)
        for arc in network.leaving[label.node]:
            if arc.head != source and arc.head not in label.relays:
                longer = _extend(network, bits, label, arc, source)
                heapq.heappush(queue, (longer.best, len(longer.arcs), tuple(a.number for a in longer.arcs), longer))
    return {target: tuple(Path(label.arcs, label.relays) for label in settled.get(target, [])) for target in targets}


def _extend(network: Network, bits: _Bits, label: _Label, arc: Arc, source: str) -> _Label:
    """Go on over `arc`; the HQ that is left becomes a relay, unless it is where the path starts."""
    best, worst, relays = label.best + arc.best, label.worst + arc.worst, label.relays
    relay_mask, needs, load = label.relay_mask, label.needs, label.load
    if label.node != source:
        least, most = network.relay[label.node]
        best, worst, relays = best + least, worst + most, (*relays, label.node)
        relay_mask |= bits(("relay", label.node))
        if label.node in network.optional:
            needs |= bits(("open", label.node))
        if label.node in network.contested:
            load |= bits(("load", label.node))
    if arc.may_close:
        needs |= bits(("channel", arc.channel))
    if arc.delegations:
        needs |= bits(("command", arc.delegations))
    arc_mask = label.arc_mask | bits(("arc", arc.number))
    return _Label(best, worst, arc.head, (*label.arcs, arc), relays, arc_mask, relay_mask, needs, load)


def _makes_superfluous(network: Network, one: _Label, other: _Label) -> bool:
    if one.needs & ~other.needs or one.load & ~other.load or one.best > other.best + TIE:
        return False
    if one.worst <= other.best + TIE:
        return True
    shared_arcs, shared_relays = one.arc_mask & other.arc_mask, one.relay_mask & other.relay_mask
    if not shared_arcs and not shared_relays:
        return False
    of_both = {arc.number for arc in one.arcs} & {arc.number for arc in other.arcs}
    relays_of_both = set(one.relays) & set(other.relays)
    arc_best = {arc.number: arc.best for arc in one.arcs}
    arc_worst = {arc.number: arc.worst for arc in one.arcs}
    shared_worst = sum(arc_worst[number] for number in of_both) + sum(network.relay[hq][1] for hq in relays_of_both)
    shared_best = sum(arc_best[number] for number in of_both) + sum(network.relay[hq][0] for hq in relays_of_both)
    return one.worst - shared_worst <= other.best - shared_best + TIE
