"""All replications of all variants, over a runner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from model.simulation.kept import KeptReplications
from model.simulation.options import SimulationOptions
from model.simulation.plan import VariantPlan
from model.simulation.replication import SIMULATED, Replayed, Replication
from model.simulation.shared import Share, put_together, shares
from model.study.experiment import Result
from model.study.runner_protocol import Attempt, ClusterLost, Runner, Stopping

NOWHERE = KeptReplications()
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
    asked: Sequence[SimulationOptions],
    runner: Runner,
    on_ended: Callable[[], None] = lambda: None,
    stopping: Stopping = lambda: 0,
    kept: KeptReplications = NOWHERE,
) -> list[Campaign]:
    """Live through every plan as each of `asked` wants it, a campaign each; `on_ended` hears of each replication of a variant that ends,
    those among them that `kept` has from an earlier time. What several plans have in common is lived through once."""
    parts = [shares(plans, options) for options in asked]
    seen: list[dict[tuple[str, int], Replayed]] = [{} for _ in asked]
    failed: list[dict[tuple[str, int], str]] = [{} for _ in asked]
    attempts = [
        Attempt(f"{at} {share.plan.variant} {number}", Replication(share.plan, number, options, share.weeks))
        for at, options in enumerate(asked)
        for number in range(options.replications)
        for share in parts[at]
    ]

    def known(attempt: Attempt) -> bool:
        question = _question(attempt)
        result = kept.load(question) if question.plan.cells else Replayed(SIMULATED)
        if result is not None:
            seen[_place(attempt)][question.plan.variant, question.number] = result
            on_ended()
        return result is not None

    def keep(attempt: Attempt, result: Result) -> None:
        question, at = _question(attempt), _place(attempt)
        key = (question.plan.variant, question.number)
        if isinstance(result, Replayed):
            seen[at][key] = result
            kept.save(question, result)
        else:
            failed[at][key] = result.reason
        on_ended()

    try:
        runner.run([attempt for attempt in attempts if not known(attempt)], lambda attempt: None, keep, stopping)
    except ClusterLost as error:
        failed[0]["", 0] = f"the cluster is lost: {error}"
    finally:
        runner.close()
    expected = [len(plans) * options.replications for options in asked]
    return [
        Campaign(tuple(plans), options, _whole(parts[at], seen[at]), len(seen[at]) + len(failed[at]) < expected[at], failed[at])
        for at, options in enumerate(asked)
    ]


def _whole(parts: Sequence[Share], seen: Seen) -> Seen:
    """The replications of variants of which nothing is missing, each with all its cells."""
    owners = {share.plan.variant: share for share in parts}
    whole = {key: put_together(owners[key[0]], key[1], seen) for key in seen}
    return {key: one for key, one in whole.items() if one is not None}


def _question(attempt: Attempt) -> Replication:
    assert isinstance(attempt.experiment, Replication), "nothing else was asked"
    return attempt.experiment


def _place(attempt: Attempt) -> int:
    """Which of those asked it belongs to."""
    return int(attempt.key.partition(" ")[0])
