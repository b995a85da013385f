"""The futures of a robust study: named scenarios with their weights, or a sample reduced to a few representatives.

A sample is reduced by fast forward selection (H. Heitsch and W. Roemisch, Scenario reduction algorithms in stochastic programming,
Computational Optimization and Applications 24, 2003): the future is taken that brings all others nearest to one that is taken, again
and again, and each stands for those that it is nearest to. Two futures are near where the postures of the base values cost alike in
them, condition by condition: what the study is about, and not the numbers that stand behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.data.instance import Instance
from model.data.ranges import ranges
from model.delay.evaluate import evaluate
from model.delay.measure import condition_delays, shares
from model.delay.posture import Posture
from model.delay.settle import settle
from model.delay.vectorised import FixedPosture
from model.study.evaluate import instance_for
from model.study.experiment import Experiment, Result
from model.study.fixed_design import design_of
from model.study.futures import is_whole, place_of
from model.study.methods import latin_hypercube, scenario_entries
from model.study.methods.factors import Settings, number_at, text
from model.study.settings_columns import in_columns
from model.study.studyfile import Study

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WeightedPoint:
    """A future of the study: what is set there, and its weight."""

    name: str
    weight: float
    settings: Settings


@dataclass(frozen=True)
class ChosenFutures:
    """The futures that a study is solved for; their weights add up to 1. Of a sample also its size and the largest relative error that
    the mean delay of a posture of the base values has when the representatives stand for all."""

    points: tuple[WeightedPoint, ...]
    sampled: int = 0
    error: float | None = None


def chosen_futures(study: Study, base: Instance, at_base: Mapping[str, Result]) -> ChosenFutures:
    """The study's futures; `at_base` are the results of its variants at the base values, by variant."""
    if study.settings.get("scenarios"):
        return ChosenFutures(_named(study, base))
    points = sample(study, base, study.samples, study.seed)
    count = min(int(study.settings["representatives"]), len(points))
    costs = _costs(base, points, {name: result for name, result in at_base.items() if result.decisions})
    taken, weights = representatives(costs, count)
    totals = _totals(costs, len(base.conditions))
    means, reduced = totals.mean(axis=0), weights @ totals[taken]
    error = float(np.abs(reduced / means - 1.0).max(initial=0.0))
    found = (WeightedPoint(points[at].name, float(weight), points[at].settings) for at, weight in zip(taken, weights, strict=True))
    return ChosenFutures(tuple(found), len(points), error)


def sample(study: Study, base: Instance, count: int, seed: int) -> list[WeightedPoint]:
    """A Latin hypercube over the study's factors, half of each range on each side of the base value, as far from it as `spread` goes."""
    spread, known = float(study.settings["spread"]), ranges(base)
    found = []
    for number, row in enumerate(latin_hypercube.design(len(study.factors), count, seed), 1):
        settings: list[tuple[str, str]] = []
        for factor, share in zip(study.factors, row, strict=True):
            settings += [(path, _setting(base, path, known[path], share, spread, len(factor.paths) > 1)) for path in factor.paths]
        found.append(WeightedPoint(f"{number:0{len(str(count))}}", 1.0 / count, tuple(settings)))
    return found


def _setting(base: Instance, path: str, ends: tuple[float, float], share: float, spread: float, of_group: bool) -> str:
    """The value at a share of a range, as in the futures of a run (`study/futures.py`), brought nearer to the base value by the spread."""
    now = number_at(base, path)
    there = float(place_of(ends[0], now, ends[1], np.array([share]), of_group)[0])
    value = now + spread * (there - now)
    return str(round(value)) if is_whole(base, path) else text(path, value)


def representatives(costs: Array, count: int) -> tuple[list[int], Array]:
    """At most so many futures that stand for all; one that stands for none, since another costs just the same, is left out."""
    taken, weights = forward_selection(costs, count)
    return [at for at, weight in zip(taken, weights, strict=True) if weight > 0], weights[weights > 0]


def forward_selection(points: Array, count: int) -> tuple[list[int], Array]:
    """The numbers of `count` representatives of equally likely `points` (points, dimensions), in the order of the points, and the share
    of the points that each stands for."""
    apart = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    taken: list[int] = []
    nearest = np.full(len(points), np.inf)
    for _ in range(count):
        totals = np.minimum(nearest[:, None], apart).sum(axis=0)
        totals[taken] = np.inf
        taken.append(int(totals.argmin()))
        nearest = np.minimum(nearest, apart[:, taken[-1]])
    taken.sort()
    stands_for = apart[:, taken].argmin(axis=1)
    return taken, np.bincount(stands_for, minlength=len(taken)) / len(points)


def _named(study: Study, base: Instance) -> tuple[WeightedPoint, ...]:
    """The named scenarios; `weight` in one of them is relative to the others', 1 where it says nothing."""
    weights = [float(entry.get(scenario_entries.WEIGHT, 1)) for entry in study.settings["scenarios"]]
    points = scenario_entries.points(study, base)
    total = sum(weights)
    return tuple(WeightedPoint(point.name, weight / total, point.settings) for point, weight in zip(points, weights, strict=True))


def _costs(base: Instance, points: Sequence[WeightedPoint], at_base: Mapping[str, Result]) -> Array:
    """What each posture of the base values, routes and bands as they are, costs in each future, condition by condition, by what it costs at
    the base values (points, variants and conditions)."""
    parts = []
    for variant, result in at_base.items():
        instance = instance_for(base, Experiment(variant))
        posture = settle(instance, design_of(base, result.decisions))
        assert posture is not None, "a posture that was proved at the base values"
        costs = _by_condition(base, instance, variant, posture, [point.settings for point in points])
        parts.append(costs / (result.weighted_delay or 1.0))
    return np.hstack(parts) if parts else np.zeros((len(points), 0))


def _by_condition(base: Instance, instance: Instance, variant: str, posture: Posture, futures: Sequence[Settings]) -> Array:
    """What each condition adds to the weighted delay of a posture (futures, conditions): in all futures at once, or one by one where they
    set what no array carries."""
    at = in_columns(instance, futures)
    if at is not None:
        return FixedPosture(instance, posture).by_condition(*at).T
    rows = []
    for settings in futures:
        there = instance_for(base, Experiment(variant, settings))
        delays, share = condition_delays(there, evaluate(there, posture)), shares(there)
        rows.append([share[condition] * delays[condition] for condition in base.conditions])
    return np.array(rows, dtype=float)


def _totals(costs: Array, conditions: int) -> Array:
    """The same summed over the conditions (points, variants)."""
    totals: Array = costs.reshape(len(costs), -1, conditions).sum(axis=2)
    return totals
