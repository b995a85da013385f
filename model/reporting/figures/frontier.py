"""The least delay for every number of people, stars, changes or liaison staff."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.rows import change, counted, grouped, identifier, maybe, percent, real, spoken, text, told, whole
from model.reporting.figures.study_rows import table_without, within_gap
from model.tables.column import Row

HEIGHT = 340
WORDS = {
    "people": ("people", "person"),
    "four_stars": ("four-star commanders", "four-star commander"),
    "changes": ("changes", "change"),
    "liaison_staff": ("liaison officers", "liaison officer"),
}


def frontier_figures(frontier: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each variant and each thing that delay is weighed against, from the table `frontier`."""
    curves = grouped(frontier, lambda row: (text(row, "variant"), text(row, "against")))
    return tuple(_figure(variant, against, rows) for (variant, against), rows in curves.items())


def _figure(variant: str, against: str, rows: Sequence[Row]) -> Figure:
    points = [row for row in rows if row["weighted_delay"] is not None]
    many = WORDS.get(against, (against, against))[0]
    alt = (f"{whole(row, 'count')}: {told(maybe(row, 'weighted_delay'), 'h/day')}" for row in reversed(points))
    return Figure(
        id=identifier("frontier", against, variant),
        title=f"Delay against {many}: {variant}",
        says=_says(against, rows, points),
        chart=_chart(many, points),
        alt=spoken("A falling curve, from the fewest to the most.", alt),
        table=table_without("frontier", rows, "gap", "people", "four_stars", "changes", "decisions"),
        variant=variant,
    )


def _says(against: str, rows: Sequence[Row], points: Sequence[Row]) -> str:
    many, one = WORDS.get(against, (against, against))
    if not points:
        causes = ", ".join(dict.fromkeys(text(row, "blocked_by") for row in rows if row["blocked_by"]))
        return "There is no posture" + (f", blocked by {causes}." if causes else ".")
    quickest, leanest = points[0], points[-1]
    says = f"The quickest posture has {whole(quickest, 'count')} {many}"
    if len(points) == 1:
        return says + f", and no posture has fewer{_complete(rows)}."
    says += (
        f"; doing with {whole(leanest, 'count')} costs {told(maybe(leanest, 'more_delay'), 'h/day')} "
        f"({percent(maybe(leanest, 'more_delay_percent'))}) in {counted(len(points) - 1, 'step')}{_complete(rows)}."
    )
    before = {id(row): points[at] for at, row in enumerate(points[1:])}
    steps = [row for row in points[1:] if row["price_each"] is not None]
    if steps:
        steep = max(steps, key=lambda row: real(row, "price_each"))
        says += (
            f" The steepest step is from {whole(before[id(steep)], 'count')} to {whole(steep, 'count')}: "
            f"{told(maybe(steep, 'price_each'), 'h/day')} for each {one}."
        )
    return says + within_gap(points, "count")


def _complete(rows: Sequence[Row]) -> str:
    return "; these are proved to be all" if all(row["complete"] for row in rows) else "; there may be more points that were not proved"


def _chart(many: str, points: Sequence[Row]) -> Spec:
    values: list[charts.Datum] = [
        {
            "count": whole(row, "count"),
            "delay": maybe(row, "weighted_delay"),
            "more": change(maybe(row, "more_delay"), "h/day"),
            "each": told(maybe(row, "price_each")),
            "status": text(row, "status"),
        }
        for row in points
    ]
    titles = {
        "count": many,
        "delay": "delay, h/day",
        "more": "more than the quickest",
        "each": "for each one fewer, h/day",
        "status": "status",
    }
    x = charts.length("count", many, axis={"tickMinStep": 1, "format": ",d"})
    y = charts.measure("delay", title="least delay, h/day (axis does not begin at 0)", scale={"zero": False, "padding": 12})
    return charts.step_curve(HEIGHT, values, x, y, charts.tooltip(titles, delay=",.1f"))
