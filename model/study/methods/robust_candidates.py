"""Which designs that are best for one future alone may do for all: ranked by their hours in all futures at once, without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.data.instance import Instance
from model.delay.settle import settle
from model.delay.vectorised import FixedPosture
from model.study.evaluate import future_experiment, instance_for
from model.study.experiment import Experiment, Result
from model.study.fixed_design import design_of
from model.study.methods.robust_designs import Design, Designs
from model.study.settings_columns import in_columns

# From this share of its capacity on work piles up at a desk.
FULL = 1.0


@dataclass(frozen=True)
class Candidate:
    """A design with about what it costs in each future (h/day): routes and bands as they are best at home. Empty where not known."""

    design: Design
    delays: dict[str, float]


def nearest_to_all(base: Instance, whole: Experiment, designs: Designs, alone: Mapping[str, Result]) -> tuple[Candidate, ...]:
    """The designs of these results, by the name of the future ("": the base values), that which does best in all futures first.

    Routes and bands stay as they are best at home: a rank, not what the designs cost, which is worked out for the first few."""
    futures = {one.name: one for one in designs.question.futures}
    home = {result.decisions: name for name, result in sorted(alone.items()) if result.decisions and (not name or name in futures)}
    instance = instance_for(base, whole)
    at = in_columns(instance, [one.settings for one in futures.values()])
    if at is None:
        return tuple(Candidate(design, {}) for design in home)
    ranked: list[tuple[int, float, str, Candidate]] = []
    for design, name in home.items():
        there = instance if not name else instance_for(base, future_experiment(whole, futures[name]))
        posture = settle(there, design_of(base, design))
        if posture is not None:
            hours = FixedPosture(instance, posture).hours(*at)
            found = Candidate(design, dict(zip(futures, hours.weighted.tolist(), strict=True)))
            ranked.append((int((hours.busiest >= FULL).sum()), designs.value(found.delays), name, found))
    return tuple(found for *_, found in sorted(ranked, key=lambda one: one[:3]))
