"""The unit in which a solve counts delay, so that no answer depends on the size of weights, shares and urgencies.

A solver's tolerances are absolute: where all weights are a millionth of what they were, it takes different delays for the same. A
solve therefore multiplies the weights by a power of 2 that brings their sum near to that of an ordinary alliance. Nothing is rounded
by that, and what comes out is divided by it again.
"""

from __future__ import annotations

import math
from dataclasses import replace

from model.data.instance import Instance
from model.delay.evaluate import demands, objective_weight
from model.delay.posture import Evaluation
from model.solving.outcome import Outcome
from model.solving.search import StageProgress
from model.solving.task import Cap, Task

# The sum of all weights is brought to at least this, and less than twice as much.
USUAL = 512.0
# Aims that are counted in weighted delay.
WEIGHTED = ("weighted_delay", "cvar")


def unit_of(instance: Instance) -> float:
    """By what the weights are multiplied: a power of 2; 1 where nothing weighs anything."""
    total = math.fsum(objective_weight(instance, phase.id, *where) for phase in instance.phases for where in demands(instance.at(phase.id)))
    return 2.0 ** (math.frexp(USUAL)[1] - math.frexp(total)[1]) if 0.0 < total < math.inf else 1.0


def in_units(instance: Instance, unit: float) -> Instance:
    """The instance with its weights multiplied."""
    phases = tuple(phase.model_copy(update={"weight": phase.weight * unit}) for phase in instance.phases)
    return instance if unit == 1.0 else replace(instance, phases=phases)


def task_in_units(task: Task, unit: float) -> Task:
    """The task with its limits on weighted delay multiplied."""
    caps = tuple(Cap(cap.aim, cap.most * unit) if cap.aim in WEIGHTED else cap for cap in task.caps)
    return task if unit == 1.0 else replace(task, caps=caps)


def progress_in_units(tell: StageProgress | None, unit: float) -> StageProgress | None:
    """A listener that is told of delays as they are."""
    if tell is None or unit == 1.0:
        return tell
    weighted = [aim.replace("_", " ") for aim in WEIGHTED]

    def told(stage: str, incumbent: float | None, bound: float | None, seconds: float) -> None:
        by = unit if stage in weighted else 1.0
        tell(stage, None if incumbent is None else incumbent / by, None if bound is None else bound / by, seconds)

    return told


def out_of_units(outcome: Outcome, unit: float) -> Outcome:
    """The outcome with delays as they are."""
    if unit == 1.0:
        return outcome
    bound = None if outcome.bound is None else outcome.bound / unit
    root = None if outcome.count.root_bound is None else outcome.count.root_bound / unit
    evaluation = None if outcome.evaluation is None else _evaluation(outcome.evaluation, unit)
    return replace(outcome, bound=bound, evaluation=evaluation, count=replace(outcome.count, root_bound=root))


def _evaluation(evaluation: Evaluation, unit: float) -> Evaluation:
    weights = {key: weight / unit for key, weight in evaluation.weights.items()}
    return replace(evaluation, weighted_delay=evaluation.weighted_delay / unit, weights=weights)
