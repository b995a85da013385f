"""Undominated paths between two HQs, by label setting: every path that some posture could make the best one.

Path Q dominates path P when Q is usable whenever P is (its needs are among P's), loads no contested desk that P does not load, and
costs no more *whatever* the open decisions turn out to be: what the two share cancels, and the worst of what only Q has is at most
the best of what only P has. Removing P then changes no optimum, so the paths that remain are a complete set and bounds computed
with them are valid for the whole problem.

Labels are extended in the order of their least hours and kept where no label of the node dominates them (M. Desrochers and F. Soumis,
A generalized permanent labelling algorithm for the shortest path problem with time windows, INFOR 26, 1988; S. Irnich and
G. Desaulniers, Shortest path problems with resource constraints, in Column Generation, 2005), within the cutoff that a sure path sets.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.network import Arc, Network

# Hours below which two path costs count as equal when one dominates the other.
TIE = 1e-12
# Room for rounding, relative and in hours, where a path is given up early.
SLACK = 1e-9


@dataclass(frozen=True)
class Path:
    """A simple path: its arcs in order and the HQs strictly between its ends. The empty path stays where it is."""

    arcs: tuple[Arc, ...] = ()
    relays: tuple[str, ...] = ()


class _Label(NamedTuple):
    """A path to `node` during the search, by the `numbers` of its arcs. `visited` has a bit an HQ, `open_` a bit for each arc and relay
    whose hours are still open, `needs` and `load` a bit a need and a contested relay. Labels compare in the order in which they are
    extended."""

    best: float
    length: int
    numbers: tuple[int, ...]
    worst: float
    node: str
    visited: int
    open_: int
    needs: int
    load: int


class _Bits:
    """Hands out one bit for each thing it is asked about; `spread` is what the hours of each may differ by."""

    def __init__(self) -> None:
        self._position: dict[object, int] = {}
        self.spread: list[float] = []

    def __call__(self, thing: object, spread: float = 0.0) -> int:
        if thing not in self._position:
            self._position[thing] = len(self.spread)
            self.spread.append(spread)
        return 1 << self._position[thing]

    def total_spread(self, mask: int) -> float:
        """Sum over the things in the mask."""
        total = 0.0
        while mask:
            lowest = mask & -mask
            total += self.spread[lowest.bit_length() - 1]
            mask ^= lowest
        return total


class _Relay(NamedTuple):
    """What passing an HQ on the way costs and asks for."""

    best: float
    worst: float
    open_: int
    needs: int
    load: int


# Where a path starts nothing is passed.
_START = _Relay(0.0, 0.0, 0, 0, 0)


class _Step(NamedTuple):
    """An arc with what it asks for, and the bit of where it leads."""

    number: int
    head: str
    best: float
    worst: float
    visit: int
    open_: int
    needs: int


# For each HQ: the HQs next to it, and hours.
_Ways = Mapping[str, list[tuple[str, float]]]


class PathFinder:
    """Finds paths in one network; what the network alone tells is worked out once."""

    def __init__(self, network: Network, allowed: Allowance = UNLIMITED) -> None:
        self._network = network
        self._allowance = allowed
        self._bits = _Bits()
        self._relays = {hq: self._relay(hq) for hq in network.leaving}
        self._arcs = {arc.number: arc for arcs in network.leaving.values() for arc in arcs}
        self._steps = {tail: [self._step(arc) for arc in arcs] for tail, arcs in network.leaving.items()}
        self._step_of = {step.number: step for steps in self._steps.values() for step in steps}
        self._ways = {hq: [(step.head, step.best) for step in steps] for hq, steps in self._steps.items()}
        self._sure_ways = {hq: [(step.head, step.worst) for step in steps if not step.needs] for hq, steps in self._steps.items()}
        self._ways_back: dict[str, list[tuple[str, float]]] = {hq: [] for hq in network.leaving}
        for arc in self._arcs.values():
            self._ways_back[arc.head].append((arc.tail, arc.best))
        self._passing = {hq: relay.best for hq, relay in self._relays.items()}
        self._sure_passing = {hq: relay.worst for hq, relay in self._relays.items() if not (relay.needs or relay.load)}
        self._least: dict[str, dict[str, float]] = {}

    def _relay(self, hq: str) -> _Relay:
        least, most = self._network.relay[hq]
        open_ = self._bits(("relay", hq), most - least) if most > least else 0
        needs = self._bits(("open", hq)) if hq in self._network.optional else 0
        return _Relay(least, most, open_, needs, self._bits(("load", hq)) if hq in self._network.contested else 0)

    def _step(self, arc: Arc) -> _Step:
        needs = self._bits(("channel", arc.channel)) if arc.may_close else 0
        if arc.delegations:
            needs |= self._bits(("command", arc.delegations))
        open_ = self._bits(("arc", arc.number), arc.worst - arc.best) if arc.worst > arc.best else 0
        return _Step(arc.number, arc.head, arc.best, arc.worst, self._bits(("visit", arc.head)), open_, needs)

    def paths(self, source: str, targets: Iterable[str]) -> dict[str, tuple[Path, ...]]:
        """Paths from `source` to each target that no other path dominates, cheapest (at its best) first.

        A target that cannot be reached has no paths; a target equal to the source has the empty path alone. Raises OutOfTime
        when its time is up.
        """
        targets = tuple(targets)
        cutoffs = self._cutoffs(source, targets)
        undominated: dict[str, list[_Label]] = {hq: [] for hq in self._network.leaving}
        queue = [self._start(source)]
        while queue:
            self._allowance.check("paths were still being listed")
            label = heapq.heappop(queue)
            here = undominated[label.node]
            if self._dominated(label, here):
                continue
            here.append(label)
            relay = self._relays[label.node] if label.length else _START
            for step in self._steps[label.node]:
                if not step.visit & label.visited and label.best + step.best + relay.best <= cutoffs[step.head]:
                    heapq.heappush(queue, _extended(label, relay, step))
        return {target: tuple(self._path(label) for label in undominated.get(target, [])) for target in targets}

    def least_from(self, source: str) -> dict[str, float]:
        """Hours of the best path from the source to each HQ that it reaches, at its best."""
        return _distances(source, self._ways, self._passing)

    def surely_from(self, source: str) -> dict[str, float]:
        """Hours at its worst of the best path from the source to each HQ that asks for nothing and loads no contested desk."""
        return _distances(source, self._sure_ways, self._sure_passing)

    def narrowed(self, source: str, wider: Mapping[str, tuple[Path, ...]]) -> dict[str, tuple[Path, ...]]:
        """What `paths` would give, out of the paths from `source` for the same arcs with more left open: wider ranges of hours, or
        more contested desks."""
        return {target: self._narrowed(source, some) for target, some in wider.items()}

    def _narrowed(self, source: str, wider: tuple[Path, ...]) -> tuple[Path, ...]:
        if len(wider) < 2:
            return wider
        kept: list[_Label] = []
        for label in sorted(self._label(source, path) for path in wider):
            if not self._dominated(label, kept):
                kept.append(label)
        return tuple(self._path(label) for label in kept)

    def _label(self, source: str, path: Path) -> _Label:
        label = self._start(source)
        for arc in path.arcs:
            label = _extended(label, self._relays[label.node] if label.length else _START, self._step_of[arc.number])
        return label

    def _start(self, source: str) -> _Label:
        return _Label(0.0, 0, (), 0.0, source, self._bits(("visit", source)), 0, 0, 0)

    def _path(self, label: _Label) -> Path:
        arcs = tuple(self._arcs[number] for number in label.numbers)
        return Path(arcs, tuple(arc.head for arc in arcs[:-1]))

    def _dominated(self, label: _Label, others: list[_Label]) -> bool:
        """Whether one of the others, to the same HQ and no later in order, dominates the label."""
        for other in others:
            if other.needs & ~label.needs or other.load & ~label.load:
                continue
            excess = other.worst - label.best
            if excess <= TIE:
                return True
            shared = other.open_ & label.open_
            if shared and excess <= self._bits.total_spread(shared) + TIE:
                return True
        return False

    # Cutoffs ----------------------------------------------------------------------------------------

    def _cutoffs(self, source: str, targets: tuple[str, ...]) -> dict[str, float]:
        """The most hours, at its best, after which a path at an HQ can still lead to some target as the best one.

        A path that is sure (it needs nothing and loads no contested desk) dominates every path whose best is more than its
        worst, at a target and on the way.
        """
        limits = {hq: hours * (1 + SLACK) + SLACK for hq, hours in self.surely_from(source).items()}
        cutoffs = dict.fromkeys(self._network.leaving, -1.0)
        # One that cannot be open is in no network and ends no path.
        for target in (target for target in targets if target in cutoffs):
            limit = limits.get(target, float("inf"))
            for hq, rest in self._least_to(target).items():
                if limit - rest > cutoffs[hq]:
                    cutoffs[hq] = limit - rest
        return {hq: min(cutoff, limits.get(hq, cutoff)) for hq, cutoff in cutoffs.items()}

    def _least_to(self, target: str) -> dict[str, float]:
        """Hours at their best from each HQ to the target, with the relay at the HQ itself."""
        if target not in self._least:
            onward = _distances(target, self._ways_back, self._passing)
            self._least[target] = {hq: hours + (self._passing[hq] if hq != target else 0.0) for hq, hours in onward.items()}
        return self._least[target]


def _extended(label: _Label, relay: _Relay, step: _Step) -> _Label:
    """Go on over the step, passing the HQ that is left as a relay."""
    return _Label(
        label.best + step.best + relay.best,
        label.length + 1,
        (*label.numbers, step.number),
        label.worst + step.worst + relay.worst,
        step.head,
        label.visited | step.visit,
        label.open_ | step.open_ | relay.open_,
        label.needs | step.needs | relay.needs,
        label.load | relay.load,
    )


def _distances(start: str, ways: _Ways, passing: Mapping[str, float]) -> dict[str, float]:
    """Least hours from `start` by Dijkstra's algorithm; `passing` an HQ other than the start costs hours, and is not possible where it
    has none."""
    distances: dict[str, float] = {}
    queue = [(0.0, start)]
    while queue:
        hours, hq = heapq.heappop(queue)
        if hq in distances:
            continue
        distances[hq] = hours
        on = 0.0 if hq == start else passing.get(hq)
        if on is not None:
            for head, more in ways[hq]:
                if head not in distances:
                    heapq.heappush(queue, (hours + on + more, head))
    return distances
