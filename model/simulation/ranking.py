"""Whether the order of the variants stands when their postures are lived through.

Variants share random numbers, so a difference of two is told by the differences of their replications, whose interval is far narrower
than those of the two delays.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.simulation.options import Fidelity
from model.simulation.results import VariantResult
from model.simulation.statistics import Estimate, half_width
from model.tables.column import Column, Row, choice, integer, number
from model.tables.common import VARIANT

# Of two variants whose delays differ by less than this share the model tells no order either.
NEAR = 0.001
RANKING_COLUMNS = (
    VARIANT,
    integer("model_rank", "place by the model's weighted delay"),
    integer("simulated_rank", "place by the simulated weighted delay; empty where a desk is overloaded or some thread had no request"),
    number("model_weighted_delay", "weighted delay that the run reports", "h/day"),
    number("exact_weighted_delay", "the same with each desk's wait at its exact load", "h/day"),
    number("simulated_weighted_delay", "simulated weighted delay", "h/day"),
    number("low", "lower end of its 99 % interval, from replications", "h/day"),
    number("high", "upper end of its 99 % interval, from replications", "h/day"),
    Column("swapped_with", "variants that the model puts on the other side of it than the simulation does, each for certain (a|b)"),
    choice("fidelity", "model (the model's own assumptions) or calendar (real weeks)", *(one.value for one in Fidelity)),
    Column("not_told_apart_from", "variants whose simulated delay may be the same: the 99 % interval of the difference holds 0 (a|b)"),
)


def ranking_rows(results: Sequence[VariantResult], fidelity: Fidelity) -> list[Row]:
    """A row for each variant, least simulated delay first; those without one stand at the end."""
    by_model = {one.plan.variant: place for place, one in enumerate(_ordered(results, False), start=1)}
    by_simulation = {one.plan.variant: place for place, one in enumerate(_ordered(results, True), start=1) if one.weighted}
    return [{**_row(one, results, by_model, by_simulation), "fidelity": fidelity.value} for one in _ordered(results, True)]


def _ordered(results: Sequence[VariantResult], simulated: bool) -> list[VariantResult]:
    def key(one: VariantResult) -> tuple[float, float, str]:
        mean = one.weighted
        value = (mean.mean if mean else float("inf")) if simulated else one.plan.weighted_delay
        return value, one.plan.weighted_delay, one.plan.variant

    return sorted(results, key=key)


def difference(one: VariantResult, other: VariantResult) -> Estimate | None:
    """How much longer requests wait under the first than under the second (h/day); None where one of them has no mean."""
    first, second = one.weighted, other.weighted
    if first is None or second is None:
        return None
    return Estimate(first.mean - second.mean, half_width(one.influence - other.influence))


def is_swapped(one: VariantResult, other: VariantResult) -> bool:
    """Whether the model and the simulation put two variants in opposite orders, each for certain."""
    found, model = difference(one, other), one.plan.weighted_delay - other.plan.weighted_delay
    if found is None or found.half is None or abs(model) <= NEAR * other.plan.weighted_delay:
        return False
    return abs(found.mean) > found.half and (found.mean > 0) != (model > 0)


def is_level(one: VariantResult, other: VariantResult) -> bool:
    """Whether the simulation cannot tell two variants apart."""
    found = difference(one, other)
    return found is not None and (found.half is None or abs(found.mean) <= found.half)


def _row(one: VariantResult, results: Sequence[VariantResult], by_model: dict[str, int], by_simulation: dict[str, int]) -> Row:
    name, mean = one.plan.variant, one.weighted
    others = [other for other in results if other is not one]
    return {
        "variant": name,
        "model_rank": by_model[name],
        "simulated_rank": by_simulation.get(name),
        "model_weighted_delay": one.plan.weighted_delay,
        "exact_weighted_delay": one.exact_weighted,
        "simulated_weighted_delay": mean.mean if mean else None,
        "low": mean.low if mean else None,
        "high": mean.high if mean else None,
        "swapped_with": "|".join(sorted(other.plan.variant for other in others if is_swapped(one, other))),
        "not_told_apart_from": "|".join(sorted(other.plan.variant for other in others if is_level(one, other))),
    }
