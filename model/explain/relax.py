"""What would make an infeasible variant possible: each member of its conflict given up alone, and the delay that follows."""

from __future__ import annotations

from dataclasses import dataclass

from model.data.instance import Instance
from model.explain.conflict import Part, without
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve


@dataclass(frozen=True)
class Relaxation:
    """One member given up, everything else in force: how the run then ends, and its weighted delay where it has one.

    A status of infeasible means that there is a second conflict without this member."""

    part: Part
    status: Status
    weighted_delay: float | None


def relaxations(instance: Instance, parts: tuple[Part, ...], options: SolveOptions) -> tuple[Relaxation, ...]:
    """Give up each of `parts` alone; cheapest (least delay) first, those that do not help last. Requests are not given up:
    they are the question, not a choice."""
    found = []
    for part in parts:
        if part.kind != "request":
            outcome = solve(without(instance, part), options)
            delay = None if outcome.evaluation is None else outcome.evaluation.weighted_delay
            found.append(Relaxation(part, outcome.status, delay))
    return tuple(sorted(found, key=lambda item: (item.weighted_delay is None, item.weighted_delay or 0.0, item.part)))
