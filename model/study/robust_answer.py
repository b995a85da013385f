"""One posture for several futures, answered: solved, checked in every future, and made plain."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from model.data.instance import BASE, Instance
from model.delay.measure import decisions, worst_thread
from model.delay.posture import Evaluation
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.robust.futures import Future, RobustOutcome
from model.study.evaluate import future_experiment, instance_for
from model.study.experiment import Experiment, OnePosture, Result
from model.study.fixed_design import design_of

if TYPE_CHECKING:
    from model.solving.search import StageProgress


def answer_robust(
    base: Instance, experiment: Experiment, asked: OnePosture, options: SolveOptions, on_progress: StageProgress | None = None
) -> Result:
    """The posture asked for. People and the like are counted by the numbers of the first future, the slowest request is that of all
    futures. Raises InputError where settings are not possible, ModelFault where the posture does not stand up to being worked out anew."""
    from model.solving.robust.solve import KnownBefore, solve_robust

    begun = time.monotonic()
    if asked.kept:
        return _kept(base, experiment, asked, options, begun)
    futures = [Future(one.name, one.weight, instance_for(base, future_experiment(experiment, one)), one.optimum) for one in asked.futures]
    own = dataclasses.replace(options, gap=max(options.gap, asked.gap))
    known = KnownBefore(design_of(base, asked.start) if asked.start else None, math.inf if asked.ceiling is None else asked.ceiling)
    outcome = solve_robust(futures, asked.aim, own, tail=asked.tail, on_progress=on_progress, known=known)
    _check(experiment, futures, outcome)
    return _result(futures, asked, outcome, time.monotonic() - begun)


def _kept(base: Instance, experiment: Experiment, asked: OnePosture, options: SolveOptions, begun: float) -> Result:
    """What a design that is kept costs in each future in which it holds."""
    from model.solving.robust.kept import keep_design

    design = design_of(base, asked.start)
    evaluations: dict[str, Evaluation] = {}
    for one in asked.futures:
        instance = instance_for(base, future_experiment(experiment, one))
        kept = keep_design(instance, design, options)
        if kept is not None:
            _check_one(experiment, one.name, instance, Outcome(Status.FEASIBLE, *kept))
            evaluations[one.name] = kept[1]
    seconds = time.monotonic() - begun
    if not evaluations:
        return Result(Status.INFEASIBLE.value, "the design holds in none of the futures", seconds=seconds)
    weights = {one.name: one.weight for one in asked.futures if one.name in evaluations}
    delays = {name: evaluation.weighted_delay for name, evaluation in evaluations.items()}
    mean = sum(weights[name] * hours for name, hours in delays.items()) / sum(weights.values())
    return Result(Status.OPTIMAL.value, weighted_delay=mean, seconds=seconds, delay_by_future=delays, **_counts(evaluations))


def _check(experiment: Experiment, futures: list[Future], outcome: RobustOutcome) -> None:
    """Work the posture out anew in every future, from its rows alone."""
    for future in futures:
        if future.name in outcome.postures:
            claim = Outcome(Status.FEASIBLE, outcome.postures[future.name], outcome.evaluations[future.name])
            _check_one(experiment, future.name, future.instance, claim)


def _check_one(experiment: Experiment, future: str, instance: Instance, claim: Outcome) -> None:
    from model.verify import verify_posture

    found = verify_posture(instance, claim)
    if found:
        what = f"{experiment.variant or BASE} in the future {future}: the posture does not stand up to being worked out anew"
        raise ModelFault("\n".join([what, *map(str, found)]))


def _result(futures: list[Future], asked: OnePosture, outcome: RobustOutcome, seconds: float) -> Result:
    """The outcome in plain values."""
    if not outcome.postures:
        return Result(outcome.status.value, outcome.reason, aim_bound=outcome.bound, seconds=seconds)
    expected = asked.aim == "expected"
    return Result(
        outcome.status.value,
        outcome.reason or told_gap(outcome.status, outcome.gap, asked.gap),
        weighted_delay=outcome.expected,
        bound=outcome.bound if expected else None,
        gap=outcome.gap if expected else None,
        decisions=tuple(sorted(decisions(outcome.postures[futures[0].name]), key=str)),
        seconds=seconds,
        tie_break_proved=outcome.tie_break_proved,
        delay_by_future={name: evaluation.weighted_delay for name, evaluation in outcome.evaluations.items()},
        aim_value=outcome.value,
        aim_bound=outcome.bound,
        aim_gap=outcome.gap,
        **_counts(outcome.evaluations),
    )


def _counts(evaluations: Mapping[str, Evaluation]) -> dict[str, Any]:
    """What one design counts, by the numbers of the first future, and its slowest request in any future."""
    first = next(iter(evaluations.values()))
    return {
        "people": first.people,
        "four_stars": first.four_stars,
        "changes": first.changes,
        "worst_thread_hours": max(worst_thread(evaluation) for evaluation in evaluations.values()),
    }


def told_gap(status: Status, gap: float | None, asked: float) -> str:
    """What is left open of a posture that is as near to the best as was asked for, and not proved to be the best; else nothing."""
    if status is not Status.FEASIBLE or gap is None or gap > asked:
        return ""
    return f"within the gap of {100 * asked:.3g} % that was asked for"
