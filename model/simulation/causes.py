"""Why the hours of the calendar are others than the model's: the simplifications given up one after the other.

Each step is simulated with the same random numbers as the one before, so that what it adds is sharp. The first step starts from the model's
own hours, the last ends at the calendar's; the steps add up to the whole difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from model.delay.posture import PART_NAMES
from model.simulation.options import LADDER, Fidelity, SimulationOptions
from model.simulation.results import ThreadResult, VariantResult
from model.simulation.statistics import Estimate, half_width, ratio_influence
from model.simulation.streams import Numbers
from model.tables.column import Row, Table, choice, number
from model.tables.common import CONDITION, VARIANT

SIMULATION_CAUSES = Table(
    "simulation_causes",
    "what giving up one more simplification of the model adds to a part of the delay in a condition, over phases and threads; none where "
    "`--causes` was not asked for; parts that it leaves as they are are left out",
    (
        VARIANT,
        CONDITION,
        choice("cause", "the simplification that is given up, after those before it", *(name for name, _ in LADDER)),
        choice("part", "part of the delay", *PART_NAMES),
        number("weighted_hours_per_day", "what it adds to the part's share of the objective; below 0 where it takes off", "h/day"),
        number("low", "lower end of the 99 % interval, from replications", "h/day"),
        number("high", "upper end of the 99 % interval, from replications", "h/day"),
        number("percent", "the same in percent of the model's weighted delay in the condition, all parts together", "%"),
    ),
    ("variant", "condition", "cause", "part"),
    ("weighted_hours_per_day", "percent"),
)
# What a step leaves as it is, in h/day.
NOTHING = 1e-6


def ladder(options: SimulationOptions) -> list[SimulationOptions]:
    """The simulations that the steps need, in their order; the last is the calendar itself."""
    first = options.assumptions.urgent_first
    return [replace(options, fidelity=Fidelity.CALENDAR, assumptions=replace(kept, urgent_first=first)) for _, kept in LADDER]


def cause_rows(steps: Sequence[Sequence[VariantResult]]) -> list[Row]:
    """Rows from the results of each step of the ladder, each for the same variants in the same order."""
    return [row for each in zip(*steps, strict=True) for row in _variant(each)]


def _variant(steps: Sequence[VariantResult]) -> Iterator[Row]:
    if not all(step.told for step in steps):
        return
    for condition in dict.fromkeys(thread.cell.condition for thread in steps[0].threads):
        threads = [[one for one in step.threads if one.cell.condition == condition] for step in steps]
        whole = sum(one.plan.weight * sum(one.plan.exact.values()) for one in threads[0])
        for at, part in enumerate(PART_NAMES):
            before, influence = sum(one.plan.weight * one.plan.exact[part] for one in threads[0]), np.zeros(len(threads[0][0].samples))
            for (cause, _), own in zip(LADDER, threads, strict=True):
                after, moved = _weighted(own, at)
                added = Estimate(after - before, half_width(moved - influence))
                before, influence = after, moved
                if abs(added.mean) > NOTHING:
                    yield {
                        "variant": steps[0].plan.variant,
                        "condition": condition,
                        "cause": cause,
                        "part": part,
                        "weighted_hours_per_day": added.mean,
                        "low": added.low,
                        "high": added.high,
                        "percent": 100 * added.mean / whole if whole else 0.0,
                    }


def _weighted(threads: Sequence[ThreadResult], part: int) -> tuple[float, Numbers]:
    """The part's share of the objective over these threads, and what each replication adds to it."""
    means = [one.plan.weight * one.sums[:, part].sum() / one.counts.sum() for one in threads]
    influence: Numbers = np.sum([one.plan.weight * ratio_influence(one.sums[:, part], one.counts) for one in threads], axis=0)
    return float(sum(means)), influence
