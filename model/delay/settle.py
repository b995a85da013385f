"""From a design to a whole posture: each request takes the best way, each desk the lowest band that holds its work.

Waits at desks depend on the bands, bands on the loads, loads on the ways. Bands start at the lowest and are only raised, so
that this ends; a desk that even its highest band cannot hold passes on no more requests than those that must end there.
"""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.data.selectors import rule_conditions, rule_threads
from model.delay.evaluate import demands, work_at_desks
from model.delay.physics import Physics
from model.delay.posture import Evaluation, Posture, Route, RouteDelay
from model.delay.router import Desks, Router, open_hops
from model.delay.transitions import absorbing_desks


def settle(instance: Instance, design: Posture) -> Posture | None:
    """The posture of a design (routes and bands of `design` are not looked at); None where its desks cannot hold the work, or where
    a request finds no way."""
    routes: list[Route] = []
    bands: dict[tuple[str, str, str], float] = {}
    absorbing = absorbing_desks(instance, design)
    for phase in instance.phases:
        world = Physics(instance, phase)
        for condition in instance.conditions:
            place = _Place(world, design, condition, frozenset(desk for t, desk in absorbing if t == phase.id))
            settled = place.settle()
            if settled is None:
                return None
            routes += settled
            bands.update({(phase.id, condition, desk): band for desk, band in place.bands.items()})
    return replace(design, routes=tuple(sorted(routes)), bands=bands)


def keeps_deadlines(instance: Instance, evaluation: Evaluation) -> bool:
    """Whether every request arrives in the time that the rules in force give it."""
    return not any(_is_late(instance.at(delay.route.phase), delay) for delay in evaluation.routes)


def _is_late(view: Instance, delay: RouteDelay) -> bool:
    """Whether a request takes longer than a rule gives it in its phase."""
    condition, thread = delay.route.condition, delay.route.thread
    limit = view.demand[thread, condition].deadline_hours
    if limit is None or delay.parts.total <= limit:
        return False
    rules = [rule for rule in view.rules.values() if rule.kind == "deadline"]
    return any(condition in rule_conditions(rule, view) and thread in rule_threads(rule, view) for rule in rules)


class _Place:
    """One phase and condition under a design."""

    def __init__(self, world: Physics, design: Posture, condition: str, absorbing: frozenset[str]) -> None:
        self.world, self.design, self.condition, self.absorbing = world, design, condition, absorbing
        self.instance = instance = world.instance
        self.phase = world.phase.id
        self.threads = [thread for where, thread in demands(instance) if where == condition]
        self.hops = open_hops(world, condition, design)
        # Desks in bands: those with officers whose number is not given as a capacity.
        self.bands = {
            desk: instance.utilisation_bands[0]
            for desk, members in world.desk_members.items()
            if instance.desks[desk].capacity_hours_per_day is None and any(design.active[self.phase, hq] for hq in members)
        }
        self.closed: frozenset[str] = frozenset()

    def settle(self) -> list[Route] | None:
        """Routes that fit their desks, or None."""
        while True:
            router = Router(self.world, self.condition, self.design, self.hops, Desks(self.bands, self.closed, absorbing=self.absorbing))
            routes = [router.route(thread) for thread in self.threads]
            whole = [route for route in routes if route is not None]
            if len(whole) < len(routes):
                return None
            needed = {desk: self._band(desk, load) for desk, load in self._loads(whole).items()}
            over = {desk for desk, band in needed.items() if band is None}
            if over <= self.closed:
                if over:
                    return None
                raised = {desk: band for desk, band in needed.items() if desk in self.bands and (band or 0) > self.bands[desk]}
                if not raised:
                    # What is lower now than it once had to be waits less; the routes hold either way.
                    self.bands = {desk: needed[desk] or 0.0 for desk in self.bands}
                    return whole
                self.bands |= {desk: band or 0.0 for desk, band in raised.items()}
            self.closed |= over

    def _loads(self, routes: list[Route]) -> dict[str, float]:
        """Officer-hours a day at each desk in bands, and at others that give services."""
        loads = dict.fromkeys(self.bands, 0.0)
        loads |= {desk: hours for (_, _, desk), hours in work_at_desks({self.phase: self.world}, routes).items()}
        return {desk: hours + self.instance.desks[desk].background_hours_per_day for desk, hours in loads.items()}

    def _band(self, desk: str, load: float) -> float | None:
        """The lowest band that holds the load; 0 for a desk with an explicit capacity that does; None where none does."""
        officers, absorbing = self.design.officers.get((self.phase, desk), 0), desk in self.absorbing
        if desk not in self.bands:
            return 0.0 if self.world.holds(self.condition, desk, officers, load, absorbing=absorbing) else None
        bands = self.instance.utilisation_bands
        return next((band for band in bands if self.world.holds(self.condition, desk, officers, load, band, absorbing=absorbing)), None)
