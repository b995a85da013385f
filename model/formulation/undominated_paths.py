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
from collections.abc import Callable, Iterable, Mapping
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
    """A path to `node` during the search. `visited` has a bit an HQ, `open_` a bit for each arc and relay whose hours are still
    open, `needs` and `load` a bit a need and a contested relay."""

    best: float
    worst: float
    node: str
    arcs: tuple[Arc, ...]
    relays: tuple[str, ...]
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


class _Step(NamedTuple):
    """An arc with what it asks for, and the bit of where it leads."""

    arc: Arc
    visit: int
    open_: int
    needs: int


def _numbers(label: _Label) -> tuple[int, ...]:
    return tuple(arc.number for arc in label.arcs)


class PathFinder:
    """Finds paths in one network; what the network alone tells is worked out once."""

    def __init__(self, network: Network, allowed: Allowance = UNLIMITED) -> None:
        self._network = network
        self._allowance = allowed
        self._bits = _Bits()
        self._relays = {hq: self._relay(hq) for hq in network.leaving}
        self._steps = {tail: [self._step(arc) for arc in arcs] for tail, arcs in network.leaving.items()}
        self._entering: dict[str, list[Arc]] = {hq: [] for hq in network.leaving}
        for arcs in network.leaving.values():
            for arc in arcs:
                self._entering[arc.head].append(arc)
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
        return _Step(arc, self._bits(("visit", arc.head)), open_, needs)

    def paths(self, source: str, targets: Iterable[str]) -> dict[str, tuple[Path, ...]]:
        """Paths from `source` to each target that no other path dominates, cheapest (at its best) first.

        A target that cannot be reached has no paths; a target equal to the source has the empty path alone. Raises OutOfTime
        when its time is up.
        """
        targets = tuple(targets)
        cutoffs = self._cutoffs(source, targets)
        undominated: dict[str, list[_Label]] = {hq: [] for hq in self._network.leaving}
        queue: list[tuple[float, int, tuple[int, ...], _Label]] = [(0.0, 0, (), self._start(source))]
        while queue:
            self._allowance.check("paths were still being listed")
            _, _, numbers, label = heapq.heappop(queue)
            here = undominated[label.node]
            if any(self._dominates(other, label) for other in here):
                continue
            here.append(label)
            for step in self._steps[label.node]:
                if not step.visit & label.visited:
                    longer = self._extend(label, step, source)
                    if longer.best <= cutoffs[longer.node]:
                        heapq.heappush(queue, (longer.best, len(longer.arcs), (*numbers, step.arc.number), longer))
        return {target: tuple(Path(label.arcs, label.relays) for label in undominated.get(target, [])) for target in targets}

    def least_from(self, source: str) -> dict[str, float]:
        """Hours of the best path from the source to each HQ that it reaches, at its best."""
        return self._distances(
            source, lambda hq: ((step.arc.head, step.arc.best) for step in self._steps[hq]), lambda hq: self._relays[hq].best
        )

    def surely_from(self, source: str) -> dict[str, float]:
        """Hours at its worst of the best path from the source to each HQ that asks for nothing and loads no contested desk."""
        return self._distances(
            source,
            lambda hq: ((step.arc.head, step.arc.worst) for step in self._steps[hq] if not step.needs),
            lambda hq: None if self._relays[hq].needs or self._relays[hq].load else self._relays[hq].worst,
        )

    def narrowed(self, source: str, wider: Mapping[str, tuple[Path, ...]]) -> dict[str, tuple[Path, ...]]:
        """What `paths` would give, out of the paths from `source` for the same arcs with more left open: wider ranges of hours, or
        more contested desks."""
        return {target: self._narrowed(source, some) for target, some in wider.items()}

    def _narrowed(self, source: str, wider: tuple[Path, ...]) -> tuple[Path, ...]:
        if len(wider) < 2:
            return wider
        labels = sorted((self._label(source, path) for path in wider), key=lambda label: (label.best, len(label.arcs), _numbers(label)))
        kept: list[_Label] = []
        for label in labels:
            if not any(self._dominates(other, label) for other in kept):
                kept.append(label)
        return tuple(Path(label.arcs, label.relays) for label in kept)

    def _label(self, source: str, path: Path) -> _Label:
        label = self._start(source)
        for arc in path.arcs:
            label = self._extend(label, self._step(arc), source)
        return label

    def _start(self, source: str) -> _Label:
        return _Label(0.0, 0.0, source, (), (), self._bits(("visit", source)), 0, 0, 0)

    def _extend(self, label: _Label, step: _Step, source: str) -> _Label:
        """Go on over the step; the HQ that is left becomes a relay, unless it is where the path starts."""
        arc = step.arc
        best, worst = label.best + arc.best, label.worst + arc.worst
        arcs, visited = (*label.arcs, arc), label.visited | step.visit
        if label.node == source:
            return _Label(best, worst, arc.head, arcs, label.relays, visited, step.open_, step.needs, 0)
        relay = self._relays[label.node]
        return _Label(
            best + relay.best,
            worst + relay.worst,
            arc.head,
            arcs,
            (*label.relays, label.node),
            visited,
            label.open_ | step.open_ | relay.open_,
            label.needs | step.needs | relay.needs,
            label.load | relay.load,
        )

    def _dominates(self, one: _Label, other: _Label) -> bool:
        if one.needs & ~other.needs or one.load & ~other.load or one.best > other.best + TIE:
            return False
        excess = one.worst - other.best
        if excess <= TIE:
            return True
        shared = one.open_ & other.open_
        return bool(shared) and excess <= self._bits.total_spread(shared) + TIE

    # Cutoffs ----------------------------------------------------------------------------------------

    def _cutoffs(self, source: str, targets: tuple[str, ...]) -> dict[str, float]:
        """The most hours, at its best, after which a path at an HQ can still lead to some target as the best one.

        A path that is sure (it needs nothing and loads no contested desk) dominates every path whose best is more than its
        worst.
        """
        sure = self.surely_from(source)
        cutoffs = dict.fromkeys(self._network.leaving, -1.0)
        # One that cannot be open is in no network and ends no path.
        for target in (target for target in targets if target in cutoffs):
            limit = sure.get(target, float("inf")) * (1 + SLACK) + SLACK
            for hq, rest in self._least_to(target).items():
                cutoffs[hq] = max(cutoffs[hq], limit - rest)
        return cutoffs

    def _least_to(self, target: str) -> dict[str, float]:
        """Hours at their best from each HQ to the target, with the relay at the HQ itself."""
        if target not in self._least:
            onward = self._distances(
                target, lambda hq: ((arc.tail, arc.best) for arc in self._entering[hq]), lambda hq: self._relays[hq].best
            )
            self._least[target] = {hq: hours + (self._relays[hq].best if hq != target else 0.0) for hq, hours in onward.items()}
        return self._least[target]

    @staticmethod
    def _distances(
        start: str, ways: Callable[[str], Iterable[tuple[str, float]]], passing: Callable[[str], float | None]
    ) -> dict[str, float]:
        """Least hours from `start` by Dijkstra's algorithm; `passing` an HQ other than the start costs hours (None: is not possible)."""
        distances: dict[str, float] = {}
        queue = [(0.0, start)]
        while queue:
            hours, hq = heapq.heappop(queue)
            if hq in distances:
                continue
            distances[hq] = hours
            on = 0.0 if hq == start else passing(hq)
            if on is not None:
                for head, more in ways(hq):
                    if head not in distances:
                        heapq.heappush(queue, (hours + on + more, head))
        return distances
