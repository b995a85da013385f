"""The weighted delay from phase to phase: one line a variant, and the hours that waiting loses as areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Json, Spec
from model.reporting.figures.palette import BLUE, GREEN, INK, QUIET, SAND
from model.reporting.figures.rows import grouped, identifier, real, spoken, text, told
from model.tables.column import Column, Row, number

COLUMNS = (
    Column("variant", "variant"),
    Column("phase", "phase of the plan"),
    Column("start", "its first day"),
    number("weight", "its share of the planning horizon", "1"),
    number("weighted_delay", "urgency-weighted hours of delay a day in the phase", "h/day"),
    number("lost_by_waiting", "weighted_delay less that of the variant's best phase from then on", "h/day"),
)
HEIGHT = 340
LASTING = "a phase lasts until the next one starts; the last is drawn as long as its weight says"
STEPS: charts.Datum = {"interpolate": "step-after"}
DAY_MS = 86_400_000  # a day as charts count time


@dataclass(frozen=True)
class Course:
    """A variant's phases in order: their names, first days (ordinals), and delay and loss in each (h/day). The last has no end of its
    own: `end` is the day on which it would end if it were as long as its weight says beside those of the others."""

    variant: str
    phases: tuple[str, ...]
    starts: tuple[int, ...]
    delays: tuple[float, ...]
    lost: tuple[float, ...]
    end: int

    @property
    def hours_lost(self) -> float:
        """Hours lost by waiting until the last phase begins: what each phase loses, day by day."""
        return sum(days * lost for days, lost in zip(self._days, self.lost, strict=False))

    def hours_beyond(self, other: Course) -> float | None:
        """Hours above the other's line until the last phase begins; None where their phases are not the same."""
        if self.starts != other.starts:
            return None
        return sum(days * (own - its) for days, own, its in zip(self._days, self.delays, other.delays, strict=False))

    @property
    def _days(self) -> list[int]:
        return [after - before for before, after in pairwise(self.starts)]


def courses(delays: Sequence[Row]) -> dict[str, Course]:
    """The course of each variant, from `delay_by_phase`."""
    return {variant: _course(variant, rows) for variant, rows in grouped(delays, lambda row: text(row, "variant")).items()}


def _course(variant: str, rows: Sequence[Row]) -> Course:
    starts = [dt.date.fromisoformat(text(row, "start")).toordinal() for row in rows]
    weights = [real(row, "weight") for row in rows]
    before = sum(weights[:-1])
    length = (starts[-1] - starts[0]) * weights[-1] / before if before else 0.0
    return Course(
        variant,
        tuple(text(row, "phase") for row in rows),
        tuple(starts),
        tuple(real(row, "weighted_delay") for row in rows),
        tuple(real(row, "lost_by_waiting") for row in rows),
        starts[-1] + max(1, round(length)),
    )


def delays_over_time(delays: Sequence[Row], best: str, baseline: str) -> list[Figure]:
    """A figure for each variant with a posture: its line among all others, with the best's and the baseline's named."""
    found = courses(delays)
    table = tuple({column.name: row[column.name] for column in COLUMNS} for row in delays)
    return [_figure(course, found, best, baseline, FigureTable(COLUMNS, table)) for course in found.values()]


def _figure(own: Course, found: Mapping[str, Course], best: str, baseline: str, table: FigureTable) -> Figure:
    says = f"{own.variant} goes from {told(own.delays[0])} in {own.phases[0]} to {told(own.delays[-1], 'h/day')} in {own.phases[-1]}"
    lost = own.hours_lost
    says += f"; until then it waits {told(lost, 'hours')} beyond its own later phases, the shaded area. " if lost else ". "
    says += _against(own, found.get(best), "which waits least") if best != own.variant else "It waits least of all. "
    says += _against(own, found.get(baseline), "the baseline") if baseline not in (own.variant, best) else ""
    alt = spoken(
        f"Lines in steps over time; {LASTING}. Shaded is what one variant waits beyond its own later phases.",
        (f"{one.variant}: {', '.join(_steps_told(one))}" for one in found.values()),
    )
    title = f"Weighted delay over time: {own.variant}"
    chart = _chart(own, found, _looks(own.variant, best, baseline, found))
    return Figure(identifier("over-time", own.variant), title, says.strip(), chart, alt, table, variant=own.variant)


def _against(own: Course, other: Course | None, what: str) -> str:
    hours = own.hours_beyond(other) if other else None
    if other is None or hours is None:
        return ""
    if abs(hours) < 0.5:
        return f"Until then it waits as long as {other.variant}, {what}. "
    return f"Until then it waits {told(abs(hours), 'hours')} {'longer' if hours > 0 else 'less'} than {other.variant}, {what}. "


def _steps_told(one: Course) -> list[str]:
    return [f"{told(delay, 'h/day')} in {phase}" for phase, delay in zip(one.phases, one.delays, strict=True)]


@dataclass(frozen=True)
class Look:
    """What the legend says of a line, its colour and its dashes."""

    says: str
    colour: str
    dash: tuple[int, int]


OTHERS = Look("other variants", "#8a939d", (1, 0))


def _looks(own: str, best: str, baseline: str, found: Mapping[str, Course]) -> dict[str, Look]:
    """The lines that the legend names, by variant; one that is several of these is named as the first."""
    looks = {own: Look(own, BLUE, (1, 0))}
    looks.setdefault(best, Look(f"{best} (waits least)", GREEN, (8, 4)))
    looks.setdefault(baseline, Look(f"{baseline} (the baseline)", INK, (2, 3)))
    return {name: look for name, look in looks.items() if name in found}


def _chart(own: Course, found: Mapping[str, Course], looks: Mapping[str, Look]) -> Spec:
    named = list(looks.values()) + ([OTHERS] if len(found) > len(looks) else [])
    values = [
        point | {"line": looks.get(one.variant, OTHERS).says, "named": one.variant in looks}
        # What lies in front is drawn last.
        for one in sorted(found.values(), key=lambda one: (one.variant == own.variant, one.variant in looks))
        for point in _points(one)
    ]
    axis: charts.Piece = {"values": [_date(start) for start in own.starts], "format": "%-d %b %Y", "labelAngle": 0, "labelAlign": "left"}
    low, high = (edge(delay for one in found.values() for delay in one.delays) for edge in (min, max))
    room = (high - low or 1.0) / 8  # above the lines, for the names of the phases
    x: charts.Piece = {"field": "time", "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": axis}
    y = charts.measure("delay", title="urgency-weighted h/day", scale={"zero": False, "domain": [low - room / 2, high + room]})
    shared: charts.Piece = {
        "x": x,
        "y": y,
        "detail": {"field": "variant", "type": "nominal"},
        "color": charts.colour("line", {look.says: look.colour for look in named}, columns=1, symbolType="stroke", symbolSize=500),
    }
    dash = charts.kinds("line", None, title=None, scale={"domain": [one.says for one in named], "range": [one.dash for one in named]})
    thick: Json = {"condition": {"test": "datum.named", "value": 2.6}, "value": 1.3}
    beside = charts.tooltip({"variant": "variant", "phase": "phase", "told": "delay", "lost": "lost by waiting"})
    heads: list[charts.Datum] = [{"time": _time(start), "phase": phase} for start, phase in zip(own.starts, own.phases, strict=True)]
    above: charts.Datum = {"align": "left", "dx": 4, "dy": 4, "baseline": "top", "fontWeight": 600, "color": QUIET}
    layers = (
        charts.over(_points(own), charts.mark("area", {**STEPS, "color": SAND, "opacity": 0.45}, x=x, y=y, y2={"field": "least"})),
        charts.over(values, charts.mark("line", STEPS, **shared, strokeDash=dash, strokeWidth=thick)),
        charts.over(values, charts.mark("point", {"filled": True, "size": 45}, **shared, tooltip=beside)),
        charts.over(heads, charts.words("phase", above, x=x, y={"value": 0})),
    )
    return charts.chart(HEIGHT, layers)


def _points(one: Course) -> list[dict[str, Json]]:
    """A point where each phase starts, and one where the last ends."""
    places = [*zip(one.starts, one.phases, one.delays, one.lost, strict=True), (one.end, one.phases[-1], one.delays[-1], one.lost[-1])]
    return [
        {
            "variant": one.variant,
            "time": _time(day),
            "phase": phase,
            "delay": delay,
            "least": delay - lost,
            "told": told(delay, "h/day"),
            "lost": told(lost, "h/day"),
        }
        for day, phase, delay, lost in places
    ]


def _date(day: int) -> Json:
    """A day (ordinal) as axes take it."""
    date = dt.date.fromordinal(day)
    return {"year": date.year, "month": date.month, "date": date.day, "utc": True}


def _time(day: int) -> int:
    """Midnight of a day (ordinal) in UTC, as charts count time."""
    return (day - dt.date(1970, 1, 1).toordinal()) * DAY_MS
