"""What Morris and Sobol share: a design of whole groups of points, each with its measures, and which groups can be used.

Both analyse groups -- a trajectory, a block -- in which every point must have a posture. Groups with a gap in them are dropped
and counted, with what leaves their points no posture.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.study.methods.columns import FACTOR, PATHS
from model.study.methods.compare import blocked, difference_span, span, tolerance
from model.study.methods.designs import experiments, sampled, tables_of
from model.study.methods.factors import listed
from model.study.methods.refusals import Refuse, needs_factors
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, integer
from model.tables.common import VARIANT

Matrix = NDArray[np.float64]
Indices = list[dict[str, float]]
# Fewer groups than this give no index.
LEAST_GROUPS = 2
SCREENED = (
    VARIANT,
    Column("measure", "weighted_delay, or difference: weighted_delay less the baseline's"),
    FACTOR,
    PATHS,
    Column("effect", "some, none, within gap (smaller than what the solver left open) or unknown (too few samples with a posture)"),
)
USED = (
    integer("samples_used", "trajectories (Morris) or blocks (Sobol) with a posture at all points", "samples"),
    integer("samples_dropped", "those left out because some point has none", "samples"),
    Column("blocked_by", "what leaves their points no posture (a|b)"),
)


@dataclass(frozen=True)
class Measured:
    """A measure of a variant at every point of a design: its proved interval there (h/day), None where there is no posture."""

    variant: str
    measure: str
    spans: tuple[tuple[float, float] | None, ...]
    results: tuple[Result | None, ...]


def needs_salib(study: Study, refuse: Refuse) -> None:
    """Refuses where the library for designs and indices is not installed, or no factor is named."""
    needs_factors(study, refuse)
    if importlib.util.find_spec("SALib") is None:
        refuse("method", study.method, "needs the extra `studies`: python -m pip install .[studies]")


def variants_of(study: Study) -> tuple[str, ...]:
    """The study's variants and the baseline."""
    return tuple(dict.fromkeys((*study.variants, study.baseline)))


def problem(factors: int) -> dict[str, Any]:
    """The unit cube as SALib describes it."""
    return {"num_vars": factors, "names": [str(at) for at in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def indices(found: Mapping[str, Any], columns: Mapping[str, str], factors: int) -> Indices:
    """What SALib has found, by factor and the columns' names; `columns` have SALib's names for them."""
    return [{name: float(found[key][at]) for name, key in columns.items()} for at in range(factors)]


def asked(study: Study, base: Instance, shares: Matrix) -> list[Experiment]:
    """The experiments of a design given as rows of shares."""
    return experiments(study, sampled(study, base, shares.tolist()), variants_of(study))


def measures(study: Study, base: Instance, shares: Matrix, results: Mapping[Experiment, Result]) -> Iterator[Measured]:
    """The delay of every variant, and its difference from the baseline's, which is what a choice between the two hangs on."""
    points = sampled(study, base, shares.tolist())
    found = {v: tuple(results.get(Experiment(v, point.settings)) for point in points) for v in variants_of(study)}
    for variant in study.variants:
        spans = tuple(None if result is None or result.weighted_delay is None else span(result) for result in found[variant])
        yield Measured(variant, "weighted_delay", spans, found[variant])
        if variant != study.baseline:
            pairs = list(zip(found[variant], found[study.baseline], strict=True))
            yield Measured(variant, "difference", tuple(_difference(*pair) for pair in pairs), tuple(r for pair in pairs for r in pair))


def _difference(one: Result | None, other: Result | None) -> tuple[float, float] | None:
    if one is None or other is None or one.weighted_delay is None or other.weighted_delay is None:
        return None
    return difference_span(one, other)


def screened(
    table: Table,
    study: Study,
    base: Instance,
    design: tuple[Matrix, int],
    results: Mapping[Experiment, Result],
    names: Iterable[str],
    analyse: Callable[[Matrix, Matrix], Indices],
) -> dict[str, list[Row]]:
    """The rows of a table of indices and of the tables of the design, which is rows of shares and the points of a group."""
    shares, group = design
    rows = [
        row
        for measured in measures(study, base, shares, results)
        for row in indices_of(study, measured, shares, group, tuple(names), analyse)
    ]
    return {table.name: rows, **tables_of(study, sampled(study, base, shares.tolist()), results)}


def indices_of(
    study: Study, measured: Measured, shares: Matrix, group: int, names: Sequence[str], analyse: Callable[[Matrix, Matrix], Indices]
) -> list[Row]:
    """A row a factor: the indices that `analyse` makes of the usable groups (each of `group` points), None where there are none."""
    usable = [at for at in range(0, len(shares), group) if all(one is not None for one in measured.spans[at : at + group])]
    rows = [row for at in usable for row in range(at, at + group)]
    spans = [one for one in (measured.spans[row] for row in rows) if one is not None]
    values = np.array([high for _, high in spans])
    found: Indices | None = None
    effect = "unknown"
    if len(usable) >= LEAST_GROUPS:
        effect = _effect(spans)
        nothing: Indices = [dict.fromkeys(names, 0.0) for _ in study.factors]
        found = nothing if effect == "none" else analyse(shares[rows], values)
    return [
        {
            "variant": measured.variant,
            "measure": measured.measure,
            "factor": factor.name,
            "paths": listed(factor.paths),
            "effect": effect if effect != "some" or found is None or any(found[at].values()) else "none",
            **(dict.fromkeys(names) if found is None else {name: _known(value) for name, value in found[at].items()}),
            "samples_used": len(usable),
            "samples_dropped": len(shares) // group - len(usable),
            "blocked_by": blocked(measured.results),
        }
        for at, factor in enumerate(study.factors)
    ]


def _known(value: float) -> float | None:
    """An index; None where the values differ by so little that none can be told."""
    return value if math.isfinite(value) else None


def _effect(spans: Sequence[tuple[float, float]]) -> str:
    """Whether the measure moves at all, and by more than the gaps leave open."""
    highs = [high for _, high in spans]
    if max(highs) - min(highs) <= tolerance(*highs):
        return "none"
    return "within gap" if max(low for low, _ in spans) <= min(highs) else "some"
