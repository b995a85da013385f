"""Latin hypercube: a sample that covers the ranges of all factors at once.

Its `samples` points lie evenly over each factor's range, and every variant is solved at each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, designs
from model.study.methods.designs import Point, experiments, sampled, tables_of
from model.study.methods.refusals import Refuse, needs_factors
from model.study.studyfile import Study
from model.tables.column import Row

USES = ("factors", "samples", "seed")
SETTINGS: dict[str, Any] = {}
TABLES = designs.TABLES


def design(factors: int, samples: int, seed: int) -> list[list[float]]:
    """Rows of shares in 0..1, a row a sample, a column a factor; the same for the same seed."""
    # Loaded here: its tables are asked for where no sample is drawn.
    from scipy.stats import qmc

    found: list[list[float]] = qmc.LatinHypercube(d=factors, rng=seed).random(samples).tolist()
    return found


def points(study: Study, base: Instance) -> list[Point]:
    """The sample as points."""
    return sampled(study, base, design(len(study.factors), study.samples, study.seed))


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses a sample of nothing."""
    needs_factors(study, refuse)


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield experiments(study, points(study, base))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """The tables of a design."""
    return tables_of(study, points(study, base), results)
