"""How requests spread about their mean, beside the routes of a run where a simulation stands beside it.

`routes.csv` stays what the run wrote, to the byte, whether somebody simulates it or not: the figures are joined where people look, in the
workbook's sheet of routes and on the page, and come from `simulation.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.reporting.figures.rows import maybe, text, told
from model.tables.column import Row, Table, number

ROUTES, SIMULATION = "routes", "simulation"
KEY = ("variant", "phase", "condition", "thread")
# Column of the simulation -> column beside the routes.
SPREAD = {
    "p90": number("p90_hours", "of the simulation beside the run: nine of ten requests take no longer", "h"),
    "within_deadline": number("within_deadline", "of that simulation: share of requests that keep the deadline, where there is one", "1"),
}
Cells = Sequence[Sequence[str]]


def routes_with_spread(declared: Mapping[str, Table], cells: Mapping[str, Cells]) -> tuple[Table, Cells]:
    """The table of routes and its written cells with the spread of each as further columns."""
    routes, simulation = declared[ROUTES], declared[SIMULATION]
    places = {column.name: place for place, column in enumerate(simulation.columns)}
    spread = {tuple(row[places[name]] for name in KEY): [row[places[name]] for name in SPREAD] for row in cells[SIMULATION]}
    own = [place for name in KEY for place, column in enumerate(routes.columns) if column.name == name]
    joined = [[*row, *spread.get(tuple(row[place] for place in own), [""] * len(SPREAD))] for row in cells[ROUTES]]
    return replace(routes, columns=(*routes.columns, *SPREAD.values())), joined


def spread_in_words(simulation: Sequence[Row]) -> dict[tuple[str, ...], str]:
    """By variant, phase, condition and thread: within how many hours nine of ten requests arrive, and how many keep the deadline."""
    return {tuple(text(row, name) for name in KEY): _told(row) for row in simulation if maybe(row, "p90") is not None}


def _told(row: Row) -> str:
    kept = maybe(row, "within_deadline")
    return f"nine of ten within {told(maybe(row, 'p90'), 'h')}" + ("" if kept is None else f", {100 * kept:.1f} % in time")
