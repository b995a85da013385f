"""The paths kept are complete: whatever the open decisions turn out to be, one of them is as good as any path left out."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from model.formulation.network import Arc, Network
from model.formulation.undominated_paths import Path, PathFinder

NODES = ("A", "B", "C", "D", "E", "F")


def random_network(seed: int) -> Network:
    """Six HQs, random arcs with up to three levels, some closable or delegated; some relays optional or contested."""
    draw = random.Random(seed)
    arcs = []
    for tail in NODES:
        for head in NODES:
            if tail == head or draw.random() < 0.45:
                continue
            kind = draw.choice(("command", "liaison", "liaison", "direct"))
            if kind == "command":
                delegations = (("opcon", head),) if draw.random() < 0.4 else ()
                arcs.append(Arc(len(arcs), tail, head, "command", ((None, float(draw.randint(1, 6))),), delegations=delegations))
            else:
                options = tuple((level, float(draw.randint(1, 9))) for level in range(draw.randint(1, 3)))
                arcs.append(Arc(len(arcs), tail, head, "liaison", options, (tail, head), (), draw.random() < 0.4))
    relay = {}
    for node in NODES:
        least = float(draw.randint(0, 2))
        relay[node] = (least, least + draw.choice((0.0, 0.0, 3.0)))
    optional = frozenset(node for node in NODES if draw.random() < 0.3)
    contested = frozenset(node for node in NODES if draw.random() < 0.2)
    leaving = {node: tuple(arc for arc in arcs if arc.tail == node) for node in NODES}
    return Network("p", "c", leaving, relay, optional, contested)


def all_simple_paths(network: Network, source: str, target: str) -> list[Path]:
    found: list[Path] = []

    def go(node: str, arcs: tuple[Arc, ...], seen: frozenset[str]) -> None:
        if node == target:
            found.append(Path(arcs, tuple(arc.head for arc in arcs[:-1])))
            return
        for arc in network.leaving[node]:
            if arc.head not in seen:
                go(arc.head, (*arcs, arc), seen | {arc.head})

    go(source, (), frozenset({source}))
    return found


def best(network: Network, paths: list[Path], draw: random.Random) -> tuple[float, ...]:
    """Cheapest usable path under one random outcome of every open decision, for every set of contested desks to avoid."""
    level = {arc.channel: draw.random() for arcs in network.leaving.values() for arc in arcs}
    closed = {arc.channel for arcs in network.leaving.values() for arc in arcs if arc.may_close and draw.random() < 0.4}
    undelegated = draw.random() < 0.4
    shut = {node for node in network.optional if draw.random() < 0.4}
    wait = {node: draw.random() for node in NODES}
    avoid = {node for node in network.contested if draw.random() < 0.5}

    def hours(path: Path) -> float:
        if any(arc.channel in closed for arc in path.arcs if arc.may_close) or any(node in shut | avoid for node in path.relays):
            return float("inf")
        if undelegated and any(arc.delegations for arc in path.arcs):
            return float("inf")
        moved = sum(arc.options[int(level[arc.channel] * len(arc.options))][1] for arc in path.arcs)
        relays = (network.relay[node] for node in path.relays)
        return moved + sum(low + w * (high - low) for (low, high), w in zip(relays, (wait[n] for n in path.relays), strict=True))

    return (min((hours(path) for path in paths), default=float("inf")),)


@pytest.mark.parametrize("seed", range(60))
def test_the_paths_kept_hold_a_best_one_for_every_outcome(seed: int) -> None:
    """Dropping a path that some outcome needs (say, ignoring that a channel may close) makes the kept minimum larger."""
    network, draw = random_network(seed), random.Random(seed)
    for target in NODES[1:]:
        kept = list(PathFinder(network).paths("A", [target])[target])
        everything = all_simple_paths(network, "A", target)
        assert set(kept) <= set(everything)
        for _ in range(40):
            state = draw.random()
            assert best(network, kept, random.Random(state)) == pytest.approx(best(network, everything, random.Random(state)))


def test_superfluous_paths_are_really_dropped() -> None:
    """Over all drawn networks fewer than half of the simple paths stay; without pruning all of them would."""
    kept = everything = 0
    for seed in range(60):
        network = random_network(seed)
        for target in NODES[1:]:
            kept += len(PathFinder(network).paths("A", [target])[target])
            everything += len(all_simple_paths(network, "A", target))
    assert kept < everything / 2


def test_a_path_is_connected_and_simple() -> None:
    """Arcs follow one another and no HQ is met twice; a path from an HQ to itself is empty."""
    network = random_network(3)
    paths = PathFinder(network).paths("A", NODES)
    assert paths["A"] == (Path(),)
    for target in NODES[1:]:
        for path in paths[target]:
            assert path.arcs[0].tail == "A"
            assert path.arcs[-1].head == target
            assert all(one.head == other.tail for one, other in pairwise(path.arcs))
            visited = ["A", *path.relays, target]
            assert len(set(visited)) == len(visited)


@pytest.mark.parametrize("seed", range(40))
def test_paths_narrowed_are_those_found_anew(seed: int) -> None:
    """With relays of certain hours and desks that cannot run short, narrowing what was found before gives what a search gives;
    narrowing nothing would leave paths over."""
    network = random_network(seed)
    settled = replace(network, relay={hq: (least, least) for hq, (least, _) in network.relay.items()}, contested=frozenset())
    before = PathFinder(network).paths("A", NODES)
    narrowed = PathFinder(settled).narrowed("A", before)
    anew = PathFinder(settled).paths("A", NODES)
    assert {target: hours(settled, paths) for target, paths in narrowed.items()} == {
        target: hours(settled, paths) for target, paths in anew.items()
    }


def hours(network: Network, paths: tuple[Path, ...]) -> list[tuple[float, float, int]]:
    """What tells paths apart but for ties: least and most hours, and how many are as good."""
    ranges = [
        (
            sum(arc.best for arc in path.arcs) + sum(network.relay[hq][0] for hq in path.relays),
            sum(arc.worst for arc in path.arcs) + sum(network.relay[hq][1] for hq in path.relays),
        )
        for path in paths
    ]
    return sorted((*one, ranges.count(one)) for one in set(ranges))
