"""What the model says of an episode of the public record: hours of a leg of one thread, and how far they can be moved.

The posture and the way of the request are held fast; the assumptions that bear on its hours are taken to the ends of their ranges. Each
of them by itself only lengthens or only shortens a request, whatever the others are, so the least and the most hours over all ranges
stand where every one is at the end that its own effect points to. Since it would be a rare world in which all err to one side, the middle
nine tenths of seeded draws are told as well.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from model.data.addresses import Address, locate_path
from model.data.instance import Instance
from model.data.phase_values import value_in
from model.data.ranges import register
from model.data.records import Phase
from model.data.registers import PARTS, Episode
from model.data.settings import replaced
from model.delay.draws import Span, drawn, with_numbers
from model.delay.evaluate import route_delay
from model.delay.physics import Physics
from model.delay.posture import Posture, Route
from model.delay.router import Desks, Router, open_hops
from model.delay.transitions import absorbing_desks

# Tables whose numbers move no hour of a request that goes a given way through desks in given bands: they weigh, count or allow.
WITHOUT_EFFECT = ("demand", "pools", "rules", "phases")
NO_EFFECT = 1e-9  # hours; what moves a request by less is rounding

DRAWS, SEED = 400, 2024
TWENTIETHS = 20  # the first and last of the cuts between them leave the middle nine tenths

Ends = Mapping[str, tuple[float, float]]  # low and high of each path
Hours = Callable[[Physics], float]  # of a leg, in a world


@dataclass(frozen=True)
class ModelHours:
    """The hours of a leg at the instance's own values, the least and the most inside the ranges, the ends of the middle nine tenths of
    draws, the whole way on which it lies, and what moves it: paths with the hours between the ends of each, the strongest first. `way` and
    hours are None where there is no such leg."""

    way: str | None = None
    hours: float | None = None
    low: float | None = None
    high: float | None = None
    middle: tuple[float, float] | None = None
    moved_by: tuple[tuple[str, float], ...] = ()


def model_hours(instance: Instance, posture: Posture, episodes: Iterable[Episode]) -> dict[str, ModelHours]:
    """The model's hours for episodes that name thread and condition, by episode, in the first phase. The way is the posture's; where the
    thread does not occur in the condition, it is the best one under the posture."""
    bench = _Bench(instance, posture)
    return {episode.episode: bench.hours_of(episode) for episode in episodes}


class _Bench:
    """A posture in the first phase under changed numbers; what a change makes of the world is worked out once."""

    def __init__(self, instance: Instance, posture: Posture) -> None:
        self._instance, self._posture, self._phase = instance, posture, instance.phases[0]
        self._absorbing = absorbing_desks(instance, posture)
        # In it a path means one number.
        self._view = replace(
            instance.at(self._phase.id), phases=(self._phase,), phase_values=(), part_of_plan=instance.is_plan, mandates=(), variants={}
        )
        self._ranges = _ranges(instance, self._phase)
        self._world = cache(self._changed)

    def hours_of(self, episode: Episode) -> ModelHours:
        assert episode.thread is not None, "asked only of what is held against the model"
        assert episode.condition is not None, "given with the thread"
        route = self._route(episode.condition, episode.thread)
        if route is None:
            return ModelHours()
        steps = _steps(route, self._view.threads[episode.thread].approvals, episode)
        if steps is None:
            return ModelHours(way=route.path)
        parts = episode.parts or PARTS

        def hours(world: Physics) -> float:
            hops = route_delay(world, self._posture, route, self._absorbing).hops
            return float(sum(getattr(hop.parts, part) for hop in hops if hop.step in steps for part in parts))

        bearing = {address.path: (span.low, span.high) for address, span in self._ranges.items() if _may_bear(address, episode)}
        found = self._over_ranges(bearing, hours)
        cuts = statistics.quantiles([hours(world) for world in self._draws], n=TWENTIETHS, method="inclusive")
        return replace(found, way=route.path, middle=(cuts[0], cuts[-1]))

    @cached_property
    def _draws(self) -> list[Physics]:
        """Worlds with all numbers drawn."""
        samples = drawn({address.path: span for address, span in self._ranges.items()}, DRAWS, SEED)
        addresses = list(self._ranges)
        return [
            Physics(with_numbers(self._view, addresses, values), self._phase)
            for values in zip(*(samples[address.path] for address in addresses), strict=True)
        ] or [self._world()] * 2

    def _changed(self, *values: tuple[str, float]) -> Physics:
        """The world with these numbers in it."""
        view = self._view
        for path, value in values:
            view = replaced(view, path, value)
        return Physics(view, self._phase)

    def _route(self, condition: str, thread: str) -> Route | None:
        place = (self._phase.id, condition, thread)
        own = next((route for route in self._posture.routes if (route.phase, route.condition, route.thread) == place), None)
        if own is not None:
            return own
        world = self._world()
        bands = {desk: band for (t, c, desk), band in self._posture.bands.items() if (t, c) == place[:2]}
        desks = Desks(bands, absorbing=frozenset(desk for t, desk in self._absorbing if t == self._phase.id))
        return Router(world, condition, self._posture, open_hops(world, condition, self._posture), desks).route(thread)

    def _over_ranges(self, ends: Ends, hours: Hours) -> ModelHours:
        base = hours(self._world())
        moved: dict[str, tuple[float, float]] = {}
        for path, (low, high) in ends.items():
            at_low, at_high = hours(self._world((path, low))), hours(self._world((path, high)))
            if max(abs(at_low - base), abs(at_high - base)) > NO_EFFECT:
                moved[path] = at_low, at_high
        rising = {path for path, (at_low, at_high) in moved.items() if at_high >= at_low}
        least = hours(self._world(*((path, ends[path][path not in rising]) for path in moved)))
        most = hours(self._world(*((path, ends[path][path in rising]) for path in moved)))
        strongest = sorted(((path, abs(high - low)) for path, (low, high) in moved.items()), key=lambda one: (-one[1], one[0]))
        return ModelHours(hours=base, low=least, high=most, moved_by=tuple(strongest))


def _steps(route: Route, approvals: tuple[str, ...], episode: Episode) -> range | None:
    """The steps of the leg: those behind the stop of `after`, up to that of `until`. None where a stop at an end of it gives a later
    approval too, so that its hours cannot be told apart."""
    stops = [position for position, step in enumerate(route.steps) for _ in range(step.approvals)]
    first, last = 0, len(route.steps) - 1
    if episode.after is not None:
        place = approvals.index(episode.after)
        first = stops[place] + 1
        if stops[place] in stops[place + 1 :]:
            return None
    if episode.until is not None:
        place = approvals.index(episode.until)
        last = stops[place]
        if last in stops[place + 1 :]:
            return None
    return range(first, last + 1)


def _ranges(instance: Instance, phase: Phase) -> dict[Address, Span]:
    """The range of each number that has a range, by its address in a single phase. The value at hand is between them, also where a
    variant has left the range. A range of the phase's own goes before one of all phases."""
    found: dict[Address, Span] = {}
    own: dict[Address, Span] = {}
    for path, row in register(instance).items():
        address = locate_path(instance, path)
        if address.table in WITHOUT_EFFECT or address.phase not in ("", phase.id):
            continue
        value = value_in(instance, phase.id, address.cell)
        if isinstance(value, int | float):
            place = own if address.phase else found
            place[replace(address, phase="")] = Span(min(row.low, value), float(value), max(row.high, value))
    return found | own


def _may_bear(address: Address, episode: Episode) -> bool:
    """Whether the number may move the hours of the episode's thread in its condition."""
    if address.table == "conditions":
        return address.key == episode.condition
    return address.table != "threads" or address.key == episode.thread
