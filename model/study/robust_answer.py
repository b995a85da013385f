"""One posture for several futures, answered: solved, checked in every future, and made plain."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

from model.data.instance import BASE, Instance
from model.delay.measure import decisions, worst_thread
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.robust.futures import Future, RobustOutcome
from model.study.evaluate import future_experiment, instance_for
from model.study.experiment import Experiment, OnePosture, Result

if TYPE_CHECKING:
    from model.solving.search import StageProgress


def answer_robust(
    base: Instance, experiment: Experiment, asked: OnePosture, options: SolveOptions, on_progress: StageProgress | None = None
) -> Result:
    """The posture asked for. People and the like are counted by the numbers of the first future, the slowest request is that of all
    futures. Raises InputError where settings are not possible, ModelFault where the posture does not stand up to being worked out anew."""
    from model.solving.robust.solve import solve_robust

    begun = time.monotonic()
    futures = [Future(one.name, one.weight, instance_for(base, future_experiment(experiment, one)), one.optimum) for one in asked.futures]
    own = dataclasses.replace(options, gap=max(options.gap, asked.gap))
    outcome = solve_robust(futures, asked.aim, own, tail=asked.tail, on_progress=on_progress)
    _check(experiment, futures, outcome)
    return _result(futures, asked, outcome, time.monotonic() - begun)


def _check(experiment: Experiment, futures: list[Future], outcome: RobustOutcome) -> None:
    """Work the posture out anew in every future, from its rows alone."""
    from model.verify import verify_posture

    for future in futures:
        if future.name in outcome.postures:
            claim = Outcome(Status.FEASIBLE, outcome.postures[future.name], outcome.evaluations[future.name])
            found = verify_posture(future.instance, claim)
            if found:
                what = f"{experiment.variant or BASE} in the future {future.name}: the posture does not stand up to being worked out anew"
                raise ModelFault("\n".join([what, *map(str, found)]))


def _result(futures: list[Future], asked: OnePosture, outcome: RobustOutcome, seconds: float) -> Result:
    """The outcome in plain values."""
    if not outcome.postures:
        return Result(outcome.status.value, outcome.reason, seconds=seconds)
    first = outcome.evaluations[futures[0].name]
    expected = asked.aim == "expected"
    return Result(
        outcome.status.value,
        outcome.reason,
        weighted_delay=outcome.expected,
        bound=outcome.bound if expected else None,
        gap=outcome.gap if expected else None,
        people=first.people,
        four_stars=first.four_stars,
        changes=first.changes,
        worst_thread_hours=max(worst_thread(evaluation) for evaluation in outcome.evaluations.values()),
        decisions=tuple(sorted(decisions(outcome.postures[futures[0].name]), key=str)),
        seconds=seconds,
        tie_break_proved=outcome.tie_break_proved,
        delay_by_future={name: evaluation.weighted_delay for name, evaluation in outcome.evaluations.items()},
        aim_value=outcome.value,
        aim_bound=outcome.bound,
        aim_gap=outcome.gap,
    )
