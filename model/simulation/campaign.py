"""All replications of all variants, over a runner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from model.simulation.options import SimulationOptions
from model.simulation.plan import VariantPlan
from model.simulation.replication import Replayed, Replication
from model.study.experiment import Result
from model.study.runner_protocol import Attempt, ClusterLost, Runner, Stopping

Seen = Mapping[tuple[str, int], Replayed]  # by variant and number of the replication


@dataclass(frozen=True)
class Campaign:
    """What was seen, whether some of it is missing because somebody said stop, and what failed, with its reason."""

    plans: tuple[VariantPlan, ...]
    options: SimulationOptions
    seen: Seen
    interrupted: bool
    failed: Mapping[tuple[str, int], str]


def carry_out(
    plans: Sequence[VariantPlan],
    options: SimulationOptions,
    runner: Runner,
    on_ended: Callable[[], None] = lambda: None,
    stopping: Stopping = lambda: 0,
) -> Campaign:
    """Live through every plan as often as asked; `on_ended` hears of each replication of a variant that has ended."""
    seen: dict[tuple[str, int], Replayed] = {}
    failed: dict[tuple[str, int], str] = {}
    attempts = [
        Attempt(f"{plan.variant} {number}", Replication(plan, number, options)) for number in range(options.replications) for plan in plans
    ]

    def keep(attempt: Attempt, result: Result) -> None:
        question = attempt.experiment
        assert isinstance(question, Replication), "nothing else was asked"
        key = (question.plan.variant, question.number)
        if isinstance(result, Replayed):
            seen[key] = result
        else:
            failed[key] = result.reason
        on_ended()

    try:
        runner.run(attempts, lambda attempt: None, keep, stopping)
    except ClusterLost as error:
        failed["", 0] = f"the cluster is lost: {error}"
    finally:
        runner.close()
    return Campaign(tuple(plans), options, seen, len(seen) + len(failed) < len(attempts) and not failed, failed)
