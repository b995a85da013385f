"""Bounds on the hours of a request, whatever is decided: at least at its best, at most where it needs nothing.

From these alone follow a bound on the weighted delay, before anything is searched, and which changes of approver no best route makes
(`undominated_changes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from model.delay.evaluate import demands, objective_weight
from model.formulation.allowance import Allowance
from model.formulation.desk_options import DeskOptions
from model.formulation.domains import Domains
from model.formulation.network import Network, build_network
from model.formulation.undominated_paths import PathFinder

Hours = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]
Place = tuple[str, str]  # phase, condition
HQs = tuple[str, ...]
# A bound gives way by this share: sums of hours are rounded.
ROUNDING = 1e-9


class HourBounds:
    """Lower and upper bounds on hours in one network. HQs that can be open go by `numbers`. `most` counts only what asks for nothing and
    loads no desk that might run short; it is infinite where there is no such way."""

    def __init__(self, domains: Domains, network: Network, desk_options: Mapping[str, DeskOptions]) -> None:
        self._domains, self._network, self._view = domains, network, domains.worlds[network.phase].instance
        self._names = tuple(network.leaving)
        self._number = {hq: number for number, hq in enumerate(self._names)}
        finder = PathFinder(network)
        self._least_from = cache(lambda hq: self._row(finder.least_from(hq)))
        self._surely_from = cache(lambda hq: self._row(finder.surely_from(hq)))
        self._contested = np.array([hq in network.contested for hq in self._names], dtype=bool)
        self.relay = self._range([network.relay[hq] for hq in self._names])
        self.approval = self._range([self._approval_range(hq, desk_options) for hq in self._names])
        # Caches live as long as the object.
        self.numbers = cache(self._numbers)
        self.least, self.most = cache(self._least), cache(self._most)
        self.referral = cache(self._referral)

    def names(self, numbers: Numbers) -> list[str]:
        """The HQs of these numbers."""
        return [self._names[number] for number in numbers]

    def quickest(self, origin: str, approvals: Sequence[HQs], work: float, destination: str) -> float:
        """Hours of a request at the least: each of its `approvals`, `work` officer-hours of staff work each, by one of these HQs in turn.
        Infinite where it has no way."""
        here: HQs = (origin,)
        hours = np.zeros(len(self.numbers(here)))
        for position, holders in enumerate(approvals):
            step = self.least(here, holders) + (self.referral(here, holders)[0] if position else 0.0)
            hours = (hours[:, None] + step).min(axis=0, initial=np.inf) + self.approval[0][self.numbers(holders)] + self.work(work, holders)
            here = holders
        at, end = self.numbers(here), self.numbers((destination,))
        last = self.least(here, (destination,)) + np.where(at[:, None] != end[None, :], self.relay[0][end], 0.0)
        return float((hours[:, None] + last).min(initial=np.inf))

    def work(self, hours: float, hqs: HQs) -> Hours:
        """Hours by the clock that so many officer-hours of work take at each of those of the HQs that can be open."""
        world, condition = self._domains.worlds[self._network.phase], self._network.condition
        return np.array([hours + world.rest(condition, hq, hours) for hq in self.names(self.numbers(hqs))], dtype=float)

    def _numbers(self, hqs: HQs) -> Numbers:
        """Numbers of those of the HQs that can be open."""
        return np.array([self._number[hq] for hq in hqs if hq in self._number], dtype=np.intp)

    def _least(self, one: HQs, other: HQs) -> Hours:
        """Least hours on the way from each HQ (rows) to each other (columns), without services at the ends."""
        return self._between(self._least_from, one, other)

    def _most(self, one: HQs, other: HQs) -> Hours:
        """The same at most, on ways that ask for nothing."""
        return self._between(self._surely_from, one, other)

    def _between(self, hours_from: Callable[[str], Hours], one: HQs, other: HQs) -> Hours:
        rows, columns = self.names(self.numbers(one)), self.numbers(other)
        return np.array([hours_from(hq)[columns] for hq in rows], dtype=float).reshape(len(rows), len(columns))

    def _referral(self, one: HQs, other: HQs) -> tuple[Hours, Hours]:
        """Least and most hours of referral between successive approvers, over the grades that their commanders may have."""
        rows, columns = (self.names(self.numbers(hqs)) for hqs in (one, other))
        hours = [self._referrals(first, second) for first in rows for second in columns]
        least, most = (np.array([extreme(some) for some in hours], dtype=float) for extreme in (min, max))
        return least.reshape(len(rows), len(columns)), most.reshape(len(rows), len(columns))

    def _row(self, distances: Mapping[str, float]) -> Hours:
        return np.array([distances.get(hq, np.inf) for hq in self._names], dtype=float)

    def _range(self, hours: Sequence[tuple[float, float]]) -> tuple[Hours, Hours]:
        least, most = np.array(hours, dtype=float).reshape(-1, 2).T
        return least, np.where(self._contested, np.inf, most)

    def _approval_range(self, hq: str, desk_options: Mapping[str, DeskOptions]) -> tuple[float, float]:
        """Hours of an approval at an HQ without the work, which differs from thread to thread."""
        options = desk_options.get(self._view.headquarters[hq].desk or "")
        least, most = options.wait_range if options else (0.0, 0.0)
        decision = self._domains.worlds[self._network.phase].decision(self._network.condition, hq).total
        return decision + least, decision + most

    def _referrals(self, one: str, other: str) -> list[float]:
        headquarters, phase, condition = self._view.headquarters, self._network.phase, self._network.condition
        grades = [(mine, theirs) for mine in self._domains.grades[phase, one] for theirs in self._domains.grades[phase, other]]
        if not headquarters[one].is_foreign_to(headquarters[other]) or not grades:
            return [0.0]
        return [self._domains.worlds[phase].referral(condition, one, mine, other, theirs) for mine, theirs in grades]


def least_delay(domains: Domains, desk_options: Mapping[Place, Mapping[str, DeskOptions]], allowed: Allowance) -> float:
    """A bound that no posture's weighted delay is below (urgency-weighted h/day): every request for itself at its quickest, as if all
    that it needs were open to it alone. `desk_options` are those of each phase and condition. Infinite where some request has no way at
    all. What there is no time to look at counts as 0."""
    total = 0.0
    for phase, world in domains.worlds.items():
        for condition in domains.instance.conditions:
            threads = [thread for where, thread in demands(world.instance) if where == condition]
            if not threads or allowed.left() < 0:
                continue
            here = desk_options[phase, condition]
            bounds = HourBounds(domains, build_network(domains, phase, condition, here), here)
            for thread in threads:
                row = world.instance.threads[thread]
                holders = [domains.holders[phase, condition, authority] for authority in row.approvals]
                if allowed.left() >= 0:
                    hours = bounds.quickest(row.origin, holders, world.work_hours(condition, thread), row.destination)
                    total += objective_weight(domains.instance, phase, condition, thread) * hours
    return total * (1 - ROUNDING)
