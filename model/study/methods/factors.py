"""Setting factors: from a place in a factor's range to the settings of an experiment.

Paths of one factor move together. Shares of conditions need no care here: where some are set, the others make room when the
experiment is asked (see `evaluate.completed_shares`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from model.data import addresses
from model.data.cells import columns
from model.data.instance import Instance
from model.data.ranges import ranges
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from model.study.studyfile import Factor, Study

Settings = tuple[tuple[str, str], ...]
# Low and high of every number that has a range, by path; made once for a study, since it takes a look at every row.
Ranges = Mapping[str, tuple[float, float]]
# Significant digits of a setting: enough for any assumption, few enough that equal places have equal texts.
DIGITS = 12


def worlds(study: Study, base: Instance) -> dict[str, Instance]:
    """The instance of each variant of the study, by variant; also of the baseline."""
    return {name: instance_for(base, Experiment(name)) for name in dict.fromkeys((*study.variants, study.baseline))}


def between(known: Ranges, factor: Factor, share: float) -> Settings:
    """The factor at `share` of the way (0 to 1) from the low to the high end of its range."""
    ends = [(path, *known[path]) for path in factor.paths]
    return tuple((path, text(path, low + share * (high - low))) for path, low, high in ends)


def around(known: Ranges, world: Instance, factor: Factor, step: float) -> Settings:
    """The factor at `step` of the way from its value in `world` to the low (-1) or high (1) end of its range. Paths that
    stay where they are in `world` are not set, so that a point without effect is the same experiment as no setting."""
    found = []
    for path in factor.paths:
        low, high = known[path]
        now = number_at(world, path)
        end = high if step > 0 else low
        told = text(path, end if abs(step) == 1 else now + abs(step) * (end - now))
        if step != 0 and told != text(path, now):
            found.append((path, told))
    return tuple(found)


def number_at(instance: Instance, path: str) -> float:
    """The number at a path; the middle of its range where the cell is empty."""
    value = addresses.value_at(instance, path)
    if isinstance(value, (int, float)):
        return float(value)
    low, high = ranges(instance)[path]
    return (low + high) / 2


def text(path: str, value: float) -> str:
    """The number as a setting of that path: whole where the path takes whole numbers."""
    return str(round(value)) if _takes_whole_numbers(path) else f"{value:.{DIGITS}g}"


@functools.cache
def _takes_whole_numbers(path: str) -> bool:
    """Told from the path's spelling alone, since a sample asks it hundreds of thousands of times. Values of parameters and
    amounts of pools, whose paths need not name a column, are any numbers."""
    table, _, rest = path.rpartition(":")[2].partition(".")
    column = columns(addresses.ADDRESSED[table][0]).get(rest.rpartition(".")[2])
    return table not in ("parameters", "pools") and column is not None and column.kind == "integer"


def joint(known: Ranges, study: Study, shares: Mapping[str, float]) -> Settings:
    """Several factors at once, each at its share of the way from low to high, by factor name."""
    moved = [factor for factor in study.factors if factor.name in shares]
    return tuple(setting for factor in moved for setting in between(known, factor, shares[factor.name]))


def place(known: Ranges, factor: Factor, share: float) -> float:
    """Value of the factor's first path at `share` of its range."""
    low, high = known[factor.paths[0]]
    return low + share * (high - low)


def listed(names: Sequence[str]) -> str:
    """Names as one cell."""
    return "|".join(names)
