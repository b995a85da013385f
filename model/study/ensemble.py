"""The postures of a run in many futures: hours of each, who leads, and how far behind the others are.

Postures are evaluated and not solved anew: those of a variant could only become better where they may be decided anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.data.instance import Instance
from model.delay.moved import Array
from model.delay.vectorised import FixedPosture, ManyHours
from model.study.futures import Futures, for_variant
from model.study.runs import RunRecord

SAME = 1e-9  # relative: two postures whose hours differ by less are equally quick


@dataclass(frozen=True)
class Contender:
    """A variant with a posture. One that sets a law aside is compared with those that keep it, but does not compete for the lead."""

    variant: str
    instance: Instance
    fixed: FixedPosture
    weighted_delay: float
    keeps_law: bool


def contenders_of(base: Instance, runs: Sequence[RunRecord]) -> tuple[Contender, ...]:
    """The runs with a posture, in their order. A law is set aside where it is in force in the instance and not in the variant; where
    every posture sets one aside, all compete."""
    laws = {name for name, rule in base.rules.items() if rule.basis == "law" and rule.active}
    found = [(run, run.outcome.posture, run.outcome.evaluation) for run in runs]
    lawful = {run.variant for run, posture, _ in found if posture is not None and laws <= run.instance.rules.keys()}
    return tuple(
        Contender(
            run.variant,
            run.instance,
            FixedPosture(run.instance, posture),
            evaluation.weighted_delay,
            run.variant in lawful or not lawful,
        )
        for run, posture, evaluation in found
        if posture is not None and evaluation is not None
    )


@dataclass(frozen=True)
class Ensemble:
    """Contenders in futures. `held` are paths of the command line, which no future moves."""

    base: Instance
    contenders: tuple[Contender, ...]
    futures: Futures
    held: tuple[str, ...] = ()
    many: tuple[ManyHours, ...] = field(default=())

    @cached_property
    def hours(self) -> Array:
        """Weighted hours a day: contenders x futures."""
        return np.array([one.weighted for one in self.many])

    @cached_property
    def competing(self) -> NDArray[np.bool_]:
        """Which contenders compete for the lead."""
        return np.array([one.keeps_law for one in self.contenders])

    @cached_property
    def least(self) -> Array:
        """The least hours of those that compete, a value a future."""
        found: Array = self.hours[self.competing].min(axis=0)
        return found

    @cached_property
    def leads(self) -> NDArray[np.bool_]:
        """Where no competitor is quicker: contenders x futures. Equals lead together."""
        found: NDArray[np.bool_] = self.hours <= self.least * (1 + SAME)
        return found

    @cached_property
    def regret(self) -> Array:
        """Hours a day more than the least of those that compete, never below 0."""
        found: Array = np.maximum(0.0, self.hours - self.least)
        return found

    @cached_property
    def leader(self) -> NDArray[np.intp]:
        """The competitor that leads in each future, the first in order of those that are equal."""
        ranked: NDArray[np.bool_] = self.leads & self.competing[:, None]
        found: NDArray[np.intp] = ranked.argmax(axis=0)
        return found

    @cached_property
    def at_base(self) -> int:
        """The competitor that leads with every number at its base value."""
        return int(np.argmin([one.weighted_delay if one.keeps_law else np.inf for one in self.contenders]))


def evaluated(base: Instance, contenders: tuple[Contender, ...], futures: Futures, held: Collection[str] = ()) -> Ensemble:
    """The contenders in the futures, each under what its variant takes of them."""
    taken = [for_variant(futures, base, one.instance, held) for one in contenders]
    many = tuple(one.fixed.hours(own.paths, own.values) for one, own in zip(contenders, taken, strict=True))
    return Ensemble(base, contenders, futures, tuple(held), many)


def hours_in(ensemble: Ensemble, futures: Futures) -> Array:
    """Weighted hours a day of the same contenders in other futures: contenders x futures."""
    taken = [for_variant(futures, ensemble.base, one.instance, ensemble.held) for one in ensemble.contenders]
    return np.array([one.fixed.weighted(own.paths, own.values) for one, own in zip(ensemble.contenders, taken, strict=True)])
