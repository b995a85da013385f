"""A posture whose routes and bands are chosen anew in each future, while all that cannot wait for the future stays as it was decided.

There is no array for this: each future is an instance of its own, in which the design settles (see `model.delay.settle`). That takes about
a thousand times as long as the hours of fixed routes.
"""

from __future__ import annotations

import numpy as np

from model.data.instance import BASE, Instance
from model.delay.evaluate import evaluate
from model.delay.moved import moves_hours
from model.delay.settle import settle
from model.delay.vectorised import ManyHours
from model.study.ensemble import Contender
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from model.study.fragility import HELD
from model.study.futures import Futures, for_variant


def rerouted(base: Instance, contender: Contender, futures: Futures, kept: ManyHours) -> ManyHours:
    """The posture in each future with each request on its best way and each desk in the lowest band that holds its work. `kept` is the
    same posture with its own routes and bands: it stands where no such ways are found, or where it holds and costs no more.

    Raises InputError where a future is no valid instance."""
    own = for_variant(futures, base, contender.instance)
    moving = [path for path in own.paths if moves_hours(base, path)]
    places = [own.paths.index(path) for path in moving]
    weighted, fullest, busiest = kept.weighted.copy(), kept.fullest.copy(), kept.busiest.copy()
    name = contender.instance.variant.name if contender.instance.variant else BASE
    for future, values in enumerate(own.values[:, places]):
        settings = tuple((path, f"{value:.15g}") for path, value in zip(moving, values, strict=True))
        instance = instance_for(base, Experiment(name, settings))
        posture = settle(instance, contender.fixed.posture)
        if posture is None:
            continue
        found = evaluate(instance, posture)
        if fullest[future] <= 1 + HELD and weighted[future] <= found.weighted_delay:
            continue
        weighted[future] = found.weighted_delay
        # Every desk holds its work.
        fullest[future], busiest[future] = np.minimum((fullest[future], busiest[future]), (1.0, 1 - 2 * HELD))
    return ManyHours(weighted, fullest, busiest)
