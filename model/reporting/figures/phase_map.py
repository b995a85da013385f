"""Maps of which variant can be best where: over two factors of a grid, over the ranges of a tornado, or over the points of a sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import DARK, LABEL_LINES, SERIES
from model.reporting.figures.rows import counted, grouped, lines, listed, maybe, names, of, ordered, spoken, text, told, whole
from model.reporting.figures.study_rows import LABEL, labels_of, table_of
from model.tables.column import Column, Row

ROW = 34  # height of a row of cells, in pixels
LEAD_ROW = 46  # the same with a second line in each
POINTS = ("low", "mid-low", "base", "mid-high", "high")
NOBODY = "no variant has a known posture"
BASE = "base"
LEAD = "lead"
CELL = (
    Column("across", "place from left to right"),
    Column("down", "place from top to bottom"),
    Column("best_variants", "variants that can be the best there; a|b where they cannot be told apart within their gaps"),
)


def tornado_map(points: Sequence[Row]) -> tuple[Figure, ...]:
    """Each factor of the table `tornado` from low to high; none where there is one variant alone."""
    if len(ordered(points, "variant")) < 2:
        return ()
    first = of(points, variant=ordered(points, "variant")[0])
    cells = [_cell(text(row, "point"), text(row, "factor"), text(row, "best_variants")) for row in first]
    return (_map("phase-map", "Which variant is best over each factor's range", "", "", POINTS, ordered(first, "factor"), cells),)


def grid_map(samples: Sequence[Row], settings: Sequence[Row]) -> tuple[Figure, ...]:
    """The points of a grid over two factors, from `samples` and `sample_factors`; none for other designs."""
    at = _places(settings)
    factors = ordered(settings, "factor")
    if len(factors) != 2 or any(len(place) != len(factors) for place in at.values()):
        return ()
    across, down = factors
    xs, ys = (sorted({place[factor] for place in at.values()}, key=_size) for factor in factors)
    if len(at) != len(xs) * len(ys):
        return ()
    best = {text(row, "point"): text(row, "best_variants") for row in samples}
    cells = [_cell(place[across], place[down], best[point]) for point, place in at.items()]
    return (_map("phase-map", f"Which variant is best over {across} and {down}", across, down, xs, ys[::-1], cells),)


def points_won(summary: Sequence[Row]) -> Figure:
    """At how many points each variant can be best, from `sample_summary`."""
    rows = sorted(summary, key=lambda row: -(whole(row, "points_best") or 0))
    count = whole(rows[0], "points") or 0
    says = f"{text(rows[0], 'variant')} can be best at {whole(rows[0], 'points_best')} of {counted(count, 'point')}"
    runner = rows[1:2]
    says += f", {text(runner[0], 'variant')} at {whole(runner[0], 'points_best')}." if runner else "."
    short = [
        f"{text(row, 'variant')} has no posture at {whole(row, 'points_infeasible')} and no answer at {whole(row, 'points_unanswered')}"
        for row in rows
        if row["points_infeasible"] or row["points_unanswered"]
    ]
    says += f" {'; '.join(short)}." if short else ""
    alt = (
        f"{text(row, 'variant')} {whole(row, 'points_best')} points, median delay {told(maybe(row, 'median_delay'), 'h/day')}"
        for row in rows
    )
    return Figure(
        id="points-won",
        title="How often each variant can be best",
        says=says,
        chart=_won_chart(rows, count),
        alt=spoken("Bars.", alt),
        table=table_of("sample_summary", summary),
    )


def _won_chart(rows: Sequence[Row], count: int) -> Spec:
    labels = labels_of(rows, "variant")
    values: list[charts.Datum] = [
        {
            "variant": labels[text(row, "variant")],
            "won": whole(row, "points_best"),
            "told": f"{whole(row, 'points_best')} of {count}",
            "median": maybe(row, "median_delay"),
        }
        for row in rows
    ]
    x = charts.length("won", "points at which it can be best", axis={**charts.TICKS, "tickMinStep": 1, "format": "d"})
    beside = charts.tooltip({"variant": "variant", "won": "won", "median": "median delay, h/day"}, median=",.1f")
    layers = charts.bar(x, tooltip=beside), charts.words("told", charts.BESIDE, x=x)
    return charts.bars(values, "variant", labels.values(), *layers, height=ROW * len(labels))


def _places(settings: Sequence[Row]) -> dict[str, dict[str, str]]:
    """Value of each factor's first path at each point; the same for every variant."""
    found: dict[str, dict[str, str]] = {}
    for row in settings:
        found.setdefault(text(row, "point"), {}).setdefault(text(row, "factor"), text(row, "value"))
    return found


def _size(value: str) -> tuple[float, str]:
    try:
        return float(value), ""
    except ValueError:
        return float("inf"), value


def _cell(across: str, down: str, best: str) -> Row:
    return {"across": across, "down": down, "best_variants": best}


def best_there(row: Row) -> str:
    """Who can be best at a place, in words."""
    return listed(names(row, "best_variants"), "or") or NOBODY


def _map(name: str, title: str, across: str, down: str, xs: Sequence[str], ys: Sequence[str], cells: Sequence[Row]) -> Figure:
    count = Counter(best_there(row) for row in cells)
    winners = sorted(count, key=lambda one: (-count[one], one))
    says = f"{winners[0]} can be best throughout." if len(winners) == 1 else _shares(winners, count, len(cells))
    rows = grouped(cells, lambda row: text(row, "down"))
    told_there = (f"{key}: {', '.join(best_there(row) for row in group)}" for key, group in rows.items())
    alt = spoken(f"Cells, left to right {listed(xs)}.", told_there)
    return Figure(name, title, says, best_chart(across, down, xs, ys, cells, winners), alt, FigureTable(CELL, tuple(cells)))


def _shares(winners: Sequence[str], count: Counter[str], cells: int) -> str:
    shares = (f"{winner} {'can be best at' if winner != NOBODY else 'at'} {count[winner]} of {cells} places" for winner in winners)
    return "; ".join(shares) + "."


def best_chart(across: str, down: str, xs: Sequence[str], ys: Sequence[str], cells: Sequence[Row], winners: Sequence[str]) -> Spec:
    """Cells by their `across` and `down`, in the colour and with the sign of their `best_variants`, each of which is among the winners in
    words. Where cells have a lead it stands below the sign."""
    # A sign beside the colour, for those who cannot tell the colours apart.
    signs = {winner: chr(ord("A") + at) if len(winners) <= 26 else "" for at, winner in enumerate(winners)}
    keys = {winner: f"{sign}: {winner}" if sign else winner for winner, sign in signs.items()}
    colours = {winner: SERIES[at % len(SERIES)] for at, winner in enumerate(winners)}
    values: list[charts.Datum] = [
        {
            "across": text(row, "across"),
            "down": lines(text(row, "down"), LABEL),
            "best": (winner := best_there(row)),
            "sign": signs[winner],
            "dark": colours[winner] in DARK,
            "key": keys[winner],
            **{name: text(row, name) for name in row if name == LEAD},
        }
        for row in cells
    ]
    x = charts.kinds("across", xs, axis={"title": across or None, "labelAngle": 0, "labelExpr": LABEL_LINES, "ticks": False})
    y = charts.named("down", [lines(y, LABEL) for y in ys], down or None)
    shown = {keys[winner]: shade for winner, shade in colours.items()}
    fill = charts.colour("key", shown, "can be best there", columns=1, labelLimit=700, titleLimit=400)
    beside = charts.tooltip({"across": across or "point", "down": down or "factor", "best": "can be best"})
    if not any(LEAD in row for row in cells):
        return charts.cells(ROW * len(ys), values, x, y, fill, beside, charts.words("sign", {}, color=charts.LEGIBLE), strokeWidth=2)
    sign = charts.words("sign", {"dy": -7, "fontWeight": 600}, color=charts.LEGIBLE)
    lead = charts.words(LEAD, {"dy": 9, "fontSize": 12}, color=charts.LEGIBLE)
    return charts.cells(LEAD_ROW * len(ys), values, x, y, fill, beside, sign, lead, strokeWidth=2)
