"""Sobol: shares of each factor in the variance (Sobol).

Which share of the spread of delays each factor causes, alone and with the others.

`samples` is the number of blocks, raised to the next power of two, as the sequence needs it; a block has a point a factor and two
more, so that a study asks blocks x (factors + 2) experiments for each variant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.study.methods import Steps, designs
from model.study.methods.refusals import Refuse
from model.study.methods.screening import SCREENED, USED, Indices, Matrix, asked, indices, needs_salib, problem, screened
from model.study.studyfile import Study
from model.tables.column import Row, Table, number

USES = ("factors", "samples", "seed")
SETTINGS: dict[str, Any] = {}
COLUMNS = {"first_order": "S1", "first_order_confidence": "S1_conf", "total": "ST", "total_confidence": "ST_conf"}
SOBOL = Table(
    "sobol",
    "a factor's share of a measure's variance (Sobol)",
    (
        *SCREENED,
        number("first_order", "share of the variance due to the factor alone", "1"),
        number("first_order_confidence", "half-width of its 95 % bootstrap interval", "1"),
        number("total", "share of the variance due to the factor and its interactions", "1"),
        number("total_confidence", "half-width of its 95 % bootstrap interval", "1"),
        *USED,
    ),
    ("variant", "measure", "factor"),
    together=("first_order", "total"),
)
TABLES = (*designs.TABLES, SOBOL)


def design(factors: int, samples: int, seed: int) -> Matrix:
    """Rows of shares in 0..1: blocks of factors + 2 points (Saltelli's scheme without second order)."""
    from SALib.sample import sobol

    blocks = 2 ** math.ceil(math.log2(max(2, samples)))
    found: Matrix = np.asarray(sobol.sample(problem(factors), blocks, calc_second_order=False, seed=seed))
    return found


def analyse(shares: Matrix, values: Matrix, seed: int) -> Indices:
    """Indices of each factor from the values at whole blocks of `design`."""
    from SALib.analyze import sobol

    factors = shares.shape[1]
    return indices(sobol.analyze(problem(factors), values, calc_second_order=False, seed=seed), COLUMNS, factors)


def _design(study: Study) -> Matrix:
    return design(len(study.factors), study.samples, study.seed)


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses where no index can be worked out."""
    needs_salib(study, refuse)


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield asked(study, base, _design(study))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`sobol`, and the tables of the design."""
    blocks = _design(study), len(study.factors) + 2
    return screened(SOBOL, study, base, blocks, results, COLUMNS, lambda x, y: analyse(x, y, study.seed))
