"""What the tables of a report must say alike for its figures to be drawn: rows that speak of rows of another table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from model.errors import Finding
from model.reporting.run_tables import PLAN_TABLES, RECORD_TABLES
from model.tables.column import Cell, Row

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Reference:
    """The cells of these columns of a table stand together in a row of another one. Where `or_empty`, the last may be empty."""

    table: str
    columns: tuple[str, ...]
    other: str
    others: tuple[str, ...]
    or_empty: bool = False


def _alike(table: str, other: str, *columns: str) -> Reference:
    return Reference(table, columns, other, columns)


BY_CONDITION = ("authorities", "desks", "routes", "hops", "delay_by_condition", *RECORD_TABLES)
REFERENCES = (
    *(_alike(name, "runs", "variant") for name in (*PLAN_TABLES, *RECORD_TABLES) if name != "runs"),
    Reference("comparison", ("baseline",), "runs", ("variant",)),
    *(_alike(name, "conditions", "variant", "condition") for name in BY_CONDITION),
    _alike("hops", "routes", "variant", "phase", "condition", "thread"),
    Reference("authorities", ("variant", "holder"), "places", ("variant", "hq")),
    _alike("commanders", "places", "variant", "hq"),
    _alike("transitions", "delay_by_phase", "variant", "phase"),
    _alike("delay_by_phase", "authorities", "variant", "phase"),
    *(Reference("liaison", ("variant", end), "places", ("variant", "hq")) for end in ("from_hq", "to_hq")),
    Reference("places", ("variant", "superior"), "places", ("variant", "hq"), or_empty=True),
    _alike("sample_factors", "samples", "variant", "point"),
    _alike("samples", "sample_summary", "variant"),
    _alike("tornado", "tornado_factors", "variant", "factor"),
    _alike("switch_answers", "switch_points", "variant", "question", "factor"),
    _alike("pace_switches", "pace", "transfers_max"),
    _alike("stability", "alternatives", "variant"),
    _alike("regret", "robustness", "variant"),
    _alike("simulation", "routes", "variant", "phase", "condition", "thread"),
    _alike("simulation_parts", "simulation", "variant", "phase", "condition", "thread"),
    _alike("simulation_desks", "desks", "variant", "phase", "condition", "desk"),
    _alike("simulation", "simulation_ranking", "variant"),
    _alike("simulation_causes", "simulation_ranking", "variant"),
    _alike("simulation_ranking", "runs", "variant"),
    _alike("information_value", "robustness", "variant"),
    _alike("slider_hours", "fragility", "variant"),
    Reference("drivers", ("slider",), "slider_paths", ("slider",), or_empty=True),
)
# How a slider's places are written in `drivers`, and the stops of a term in `slider_hours`.
PLACES, STOPS = re.compile(r"\d{1,2}(\|\d{1,2})*", re.ASCII), re.compile(r"(\d{1,2}:\d{1,2}( \d{1,2}:\d{1,2})*)?", re.ASCII)


def disagreements(tables: Tables) -> list[Finding]:
    """Every row that speaks of something which another table does not have, and every headquarters that nothing can be drawn of."""
    found = [fault for reference in REFERENCES for fault in _dangling(tables, reference)]
    places = tables.get("places", ())
    sliders = [*_places(tables.get("drivers", ())), *_stops(tables.get("slider_hours", ()))]
    return [*found, *_circles(places), *_zones(places), *_days(tables.get("delay_by_phase", ())), *sliders]


def _dangling(tables: Tables, reference: Reference) -> Iterator[Finding]:
    if reference.table not in tables or reference.other not in tables:
        return
    known = {_key(row, reference.others) for row in tables[reference.other]}
    for line, row in enumerate(tables[reference.table], start=2):
        key = _key(row, reference.columns)
        if key not in known and not (reference.or_empty and not key[-1]):
            why = f"{reference.other}.csv has no row for {', '.join(map(str, key))}"
            yield _finding(reference.table, line, row, reference.columns[-1], why)


def _key(row: Row, columns: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(row[column] for column in columns)


def _circles(places: Sequence[Row]) -> Iterator[Finding]:
    """Headquarters that are, over others, their own superior."""
    above = {_at(row, "hq"): _at(row, "superior") for row in places}
    clear: set[tuple[Cell, ...]] = set()
    for line, row in enumerate(places, start=2):
        seen: list[tuple[Cell, ...]] = []
        at = _at(row, "hq")
        while at in above and at not in clear and at not in seen:
            seen.append(at)
            at = above[at]
        if at in seen:
            yield _finding("places", line, row, "superior", "the headquarters is below itself")
        clear.update(seen)


def _at(row: Row, column: str) -> tuple[Cell, ...]:
    """A headquarters of a row of `places`, which tells of one phase where there are several."""
    return (row["variant"], row.get("phase"), row[column])


def _zones(places: Sequence[Row]) -> Iterator[Finding]:
    for line, row in enumerate(places, start=2):
        try:
            ZoneInfo(str(row["timezone"]))
        except (ValueError, OSError, KeyError):
            yield _finding("places", line, row, "timezone", "is no time zone that is known here")


def _places(drivers: Sequence[Row]) -> Iterator[Finding]:
    for line, row in enumerate(drivers, start=2):
        if row["slider"] is not None and not PLACES.fullmatch(str(row["stops"])):
            yield _finding("drivers", line, row, "stops", "must be places of the slider, as 0|20")


def _stops(terms: Sequence[Row]) -> Iterator[Finding]:
    for line, row in enumerate(terms, start=2):
        if not STOPS.fullmatch(str(row["stops"])):
            yield _finding("slider_hours", line, row, "stops", "must be sliders with their places, as 1:20 3:0")


def _days(phases: Sequence[Row]) -> Iterator[Finding]:
    for line, row in enumerate(phases, start=2):
        try:
            dt.date.fromisoformat(str(row["start"]))
        except ValueError:
            yield _finding("delay_by_phase", line, row, "start", "is no day (YYYY-MM-DD)")


def _finding(table: str, line: int, row: Row, column: str, why: str) -> Finding:
    return Finding(f"{table}.csv", line, column, str(row[column] or ""), why)
