"""What a robust study has asked about each variant, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.data.instance import Instance
from model.delay.moved import moves_hours
from model.delay.posture import Posture
from model.study.evaluate import instance_for
from model.study.experiment import Experiment, Result
from model.study.fixed_design import adapted, design_of
from model.study.methods.robust_futures import ChosenFutures, WeightedPoint

# In the words of the tables.
OWN = "the variant's posture of the base values"
Delays = dict[str, float | None]


@dataclass(frozen=True)
class Asked:
    """What a variant was asked: the experiment about all futures (None: it has a posture in none), and its results in each alone."""

    variant: str
    experiment: Experiment | None
    alone: Mapping[str, Result | None]


@dataclass(frozen=True)
class RobustResults:
    """A variant with what came out: `one` is the one posture's result, `own` that of the base values, with their designs; `delays` of the
    second in each future."""

    asked: Asked
    one: Result | None
    own: Result | None
    one_design: Posture | None
    own_design: Posture | None
    base_delays: Delays


def about(base: Instance, futures: ChosenFutures, asked: Asked, one: Result | None, results: Mapping[Experiment, Result]) -> RobustResults:
    """Everything about one variant; `one` is what was found for all futures."""
    own = results.get(Experiment(asked.variant))
    designs = [None if result is None or not result.decisions else design_of(base, result.decisions) for result in (one, own)]
    delays = {point.name: delay_of(base, asked.variant, point, designs[1]) for point in futures.points}
    return RobustResults(asked, one, own, designs[0], designs[1], delays)


def delay_of(base: Instance, variant: str, point: WeightedPoint, design: Posture | None) -> float | None:
    """Weighted delay of a design in a future; None where it does not hold."""
    if design is None:
        return None
    in_question = any(moves_hours(base, path) is not True for path, _ in point.settings)
    evaluation = adapted(instance_for(base, Experiment(variant, point.settings)), design, in_question)
    return None if evaluation is None else evaluation.weighted_delay
