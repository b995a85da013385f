"""Morris: elementary effects of each factor, the others anywhere in their ranges (Morris).

They are measured along `samples` random trajectories, to sort many factors into those that matter and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, designs
from model.study.methods.refusals import Refuse, needs
from model.study.methods.screening import SCREENED, USED, Indices, Matrix, asked, indices, needs_salib, problem, screened
from model.study.studyfile import Study
from model.tables.column import Row, Table, number

USES = ("factors", "samples", "seed")
# `levels` of each factor's range on which trajectories move; even.
SETTINGS: dict[str, Any] = {"levels": 4}
MOST_LEVELS = 1_000
COLUMNS = {"mu": "mu", "mu_star": "mu_star", "mu_star_confidence": "mu_star_conf", "sigma": "sigma"}
MORRIS = Table(
    "morris",
    "a factor's elementary effects on a measure (Morris)",
    (
        *SCREENED,
        number("mu", "mean change of the measure over the factor's range", "h/day"),
        number("mu_star", "mean absolute change over the factor's range", "h/day"),
        number("mu_star_confidence", "half-width of the 95 % bootstrap interval of mu_star", "h/day"),
        number("sigma", "standard deviation of the change: interaction and curvature", "h/day"),
        *USED,
    ),
    ("variant", "measure", "factor"),
    together=("mu", "mu_star", "sigma"),
)
TABLES = (*designs.TABLES, MORRIS)


def design(factors: int, samples: int, levels: int, seed: int) -> Matrix:
    """Rows of shares in 0..1: `samples` trajectories of factors + 1 points, in each step of which one factor moves."""
    from SALib.sample import morris

    found: Matrix = np.asarray(morris.sample(problem(factors), samples, num_levels=levels, seed=seed))
    return found


def analyse(shares: Matrix, values: Matrix, levels: int, seed: int) -> Indices:
    """Indices of each factor from the values at whole trajectories of `design`."""
    from SALib.analyze import morris

    factors = shares.shape[1]
    return indices(morris.analyze(problem(factors), shares, values, num_levels=levels, seed=seed), COLUMNS, factors)


def _design(study: Study) -> tuple[Matrix, int]:
    levels = study.setting("levels", SETTINGS)
    return design(len(study.factors), study.samples, levels, study.seed), levels


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses levels between which no trajectory moves."""
    needs_salib(study, refuse)
    levels = study.setting("levels", SETTINGS)
    needs(refuse, 2 <= levels <= MOST_LEVELS and levels % 2 == 0, "levels", levels, f"must be an even number from 2 to {MOST_LEVELS}")


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield asked(study, base, _design(study)[0])


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`morris`, and the tables of the design."""
    shares, levels = _design(study)
    trajectories = shares, len(study.factors) + 1
    return screened(MORRIS, study, base, trajectories, results, COLUMNS, lambda x, y: analyse(x, y, levels, study.seed))
