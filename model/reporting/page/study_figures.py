"""Which figures a study's tables make, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from model.reporting.figures.figure import Figure
from model.reporting.figures.frontier import frontier_figures
from model.reporting.figures.indices import morris_figures, sobol_figures
from model.reporting.figures.objectives import objectives_figures
from model.reporting.figures.pace import pace_figures
from model.reporting.figures.phase_map import grid_map, points_won, tornado_map
from model.reporting.figures.prices import price_figures
from model.reporting.figures.regret import regret_figures
from model.reporting.figures.robust import robust_figures
from model.reporting.figures.stability import stability_figures
from model.reporting.figures.stress import stress_figures
from model.reporting.figures.switch_points import switch_point_figures
from model.reporting.figures.tornado import tornado_figures
from model.tables.column import Row

Tables = Mapping[str, Sequence[Row]]
# The table that must have rows, and the figures made when it has.
MADE_FROM: dict[str, Callable[[Tables], tuple[Figure, ...]]] = {
    "tornado_factors": lambda tables: tornado_figures(tables["tornado"], tables["tornado_factors"]),
    "tornado": lambda tables: tornado_map(tables["tornado"]),
    "switch_points": lambda tables: switch_point_figures(tables["switch_points"], tables["switch_answers"]),
    "pace": lambda tables: pace_figures(tables["pace"], tables["pace_switches"]),
    "prices": lambda tables: price_figures(tables["prices"]),
    "frontier": lambda tables: frontier_figures(tables["frontier"]),
    "stability": lambda tables: stability_figures(tables["stability"], tables["alternatives"]),
    "regret": lambda tables: regret_figures(tables["regret"], tables["robustness"], tables["information_value"]),
    "robust_price": lambda tables: robust_figures(tables["robust_price"], tables["robust_futures"]),
    "stress": lambda tables: stress_figures(tables["stress"]),
    "objectives": lambda tables: objectives_figures(tables["objectives"]),
    "morris": lambda tables: morris_figures(tables["morris"]),
    "sobol": lambda tables: sobol_figures(tables["sobol"]),
    "sample_summary": lambda tables: (*grid_map(tables["samples"], tables["sample_factors"]), points_won(tables["sample_summary"])),
}


def study_figures(tables: Tables) -> tuple[Figure, ...]:
    """Every figure that the tables of a study allow."""
    return tuple(figure for name, made in MADE_FROM.items() if tables.get(name) for figure in made(tables))
