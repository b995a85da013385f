"""Where the headquarters stand, and how far apart their clocks are: places by latitude and longitude, nothing else drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from model.reporting.figures import svg
from model.reporting.figures.figure import Drawing, Figure, FigureTable
from model.reporting.figures.palette import BLUE, INK, LINE, PAPER, QUIET
from model.reporting.figures.rows import counted, grouped, identifier, listed, real, text
from model.tables.column import Column, Row, number

COLUMNS = (
    Column("hq", "headquarters"),
    Column("hq_name", "in words"),
    Column("nation", "nation"),
    Column("site_name", "where it stands"),
    number("latitude", "north positive", "degree"),
    number("longitude", "east positive", "degree"),
    Column("timezone", "time zone"),
    Column("clock", "its clock against UTC on the day"),
    Column("status_now", "existing or planned"),
)
WIDTH, MAP, MARGIN = 1240.0, 330.0, 24.0
NEAR = 0.045  # of the map's width: sites closer than this share a dot


@dataclass(frozen=True)
class Spot:
    """Sites so close that they share a dot: where it is on the map, its clock, and its headquarters."""

    x: float
    y: float
    clock: str
    rows: tuple[Row, ...]


def clock(timezone: str, day: dt.date) -> str:
    """The zone's clock against UTC at noon of a day, as `UTC+9` or `UTC\u22123:30`."""
    offset = dt.datetime.combine(day, dt.time(12), ZoneInfo(timezone)).utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else chr(0x2212)}{hours}" + (f":{rest:02d}" if rest else "")


def site_maps(places: Sequence[Row], day: dt.date) -> list[Figure]:
    """One map, or where headquarters move one for each phase; none without places. `day` is the one on which clocks are compared."""
    by_phase = grouped(places, lambda row: row.get("phase"))
    maps = {phase: site_map(rows, day) for phase, rows in by_phase.items()}
    kept = list(maps.values())
    if all(one.table == kept[0].table for one in kept):
        return kept[:1]
    return [
        replace(one, id=identifier(one.id, str(phase)), title=f"{one.title}, phase {phase}", phase=str(phase))
        for phase, one in maps.items()
    ]


def site_map(places: Sequence[Row], day: dt.date) -> Figure:
    """One map of all headquarters, existing or planned; `day` is the one on which clocks are compared."""
    rows = [
        {column.name: clock(text(row, "timezone"), day) if column.name == "clock" else row[column.name] for column in COLUMNS}
        for row in places
    ]
    first = _first_longitude([real(row, "longitude") for row in rows])
    spots = _spots(rows, first)
    clocks = list(dict.fromkeys(spot.clock for spot in spots))
    says = f"{counted(len(rows), 'headquarters', 'headquarters')} at {counted(len({row['site_name'] for row in rows}), 'site')}"
    says += f", on {counted(len(clocks), 'clock')}: {listed(clocks)} on {day.isoformat()}."
    alt = "A map by latitude and longitude with bands of 15 degrees: " + "; ".join(
        f"{listed(sorted({text(row, 'site_name') for row in spot.rows}))} ({spot.clock}): {', '.join(text(row, 'hq') for row in spot.rows)}"
        for spot in spots
    )
    return Figure(
        "map", "Where the headquarters stand", says, Drawing(_draw(spots, first, rows)), alt + ".", FigureTable(COLUMNS, tuple(rows))
    )


def _first_longitude(longitudes: Sequence[float]) -> float:
    """Where to cut the globe: in the middle of the widest stretch without a place, so that no ocean between places is cut."""
    around = sorted(longitude % 360 for longitude in longitudes)
    gaps = [(later - sooner, sooner) for sooner, later in pairwise([*around, around[0] + 360])]
    gap, start = max(gaps)
    return (start + gap - min(gap / 2, 18)) % 360


def _across(longitude: float, first: float) -> float:
    return (longitude - first) % 360


def _scale(rows: Sequence[Row], first: float) -> tuple[float, float, float]:
    """(degrees shown from west to east, northern edge, southern edge)."""
    wide = max(_across(real(row, "longitude"), first) for row in rows) + 18
    north, south = max(real(row, "latitude") for row in rows), min(real(row, "latitude") for row in rows)
    return max(wide, 30.0), north + 6, south - 6


def _spots(rows: Sequence[Row], first: float) -> list[Spot]:
    wide, north, south = _scale(rows, first)
    found: list[Spot] = []
    for row in sorted(rows, key=lambda row: (_across(real(row, "longitude"), first), text(row, "hq"))):
        x = WIDTH * _across(real(row, "longitude"), first) / wide
        y = MARGIN + (MAP - MARGIN) * (north - real(row, "latitude")) / (north - south)
        near = next((spot for spot in found if spot.clock == row["clock"] and abs(spot.x - x) + abs(spot.y - y) < NEAR * WIDTH), None)
        if near:
            found[found.index(near)] = Spot(near.x, near.y, near.clock, (*near.rows, row))
        else:
            found.append(Spot(x, y, text(row, "clock"), (row,)))
    return found


def _draw(spots: Sequence[Spot], first: float, rows: Sequence[Row]) -> str:
    wide = _scale(rows, first)[0]
    pieces = [svg.element("rect", x=0, y=MARGIN, width=WIDTH, height=MAP - MARGIN, fill="#f7f9fb", stroke=LINE)]
    for zone in range(-11, 13):
        middle = WIDTH * ((_across(15 * zone, first) + 7.5) % 360 - 7.5) / wide
        west, east = max(0.0, middle - 7.5 * WIDTH / wide), min(WIDTH, middle + 7.5 * WIDTH / wide)
        if west < east:
            fill = "#e9eef3" if zone % 2 else PAPER
            pieces.append(svg.element("rect", x=west, y=MARGIN, width=east - west, height=MAP - MARGIN, fill=fill))
        if east - west > 60:
            label = "UTC" + (f"+{zone}" if zone > 0 else f"\u2212{-zone}" if zone else "")
            pieces.append(svg.words(label, (west + east) / 2, MARGIN - 7, text_anchor="middle", font_size=11.5, fill=QUIET))
    column = WIDTH / max(1, len(spots))
    deepest = MAP
    for place, spot in enumerate(spots):
        x = place * column
        lines, height = _label(spot, x, column - 10)
        pieces.append(svg.element("path", d=f"M{spot.x:.0f} {spot.y:.0f}L{x + 12:.0f} {MAP + 14:.0f}", stroke=QUIET, stroke_width=1))
        solid = any(row["status_now"] == "existing" for row in spot.rows)
        pieces.append(
            svg.element("circle", cx=spot.x, cy=spot.y, r=5 + 1.1 * len(spot.rows) ** 0.5, fill=BLUE if solid else PAPER, stroke=BLUE)
        )
        pieces.append(lines)
        deepest = max(deepest, MAP + 14 + height)
    return svg.drawing(WIDTH, deepest + 8, "".join(pieces))


def _label(spot: Spot, x: float, width: float) -> tuple[str, float]:
    """The list under the map for one dot: (its SVG, its height)."""
    pieces = [svg.words(spot.clock, x, MAP + 32, font_weight=600, fill=BLUE)]
    y = MAP + 32
    for line in svg.wrapped(text(spot.rows[0], "timezone").replace("_", " "), width, 13):
        y += 16
        pieces.append(svg.words(line, x, y, fill=BLUE))
    y += 4
    for site in dict.fromkeys(text(row, "site_name") for row in spot.rows):
        there = ", ".join(
            text(row, "hq") + (" (planned)" if row["status_now"] != "existing" else "") for row in spot.rows if row["site_name"] == site
        )
        for line in svg.wrapped(site, width, 12):
            y += 15
            pieces.append(svg.words(line, x, y, font_size=12, fill=QUIET))
        for line in svg.wrapped(there, width, 12 * svg.BOLD):
            y += 15
            pieces.append(svg.words(line, x, y, font_size=12, font_weight=600, fill=INK))
        y += 4
    return "".join(pieces), y - MAP - 8
