"""One posture for many futures: what it gives up at the base values and saves elsewhere, and its regret in each future."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.palette import GREEN, LINE, RISING, SAND
from model.reporting.figures.rows import beside, change, counted, maybe, of, ordered, percent, spoken, text, told, whole
from model.reporting.figures.study_rows import table_of, table_without
from model.study.methods.compare import percent as in_percent
from model.tables.column import Row

ROW = 40  # height of a row of cells, in pixels
MOST_NAMED = 12  # with more futures there is no room for their names or numbers
DARK = 0.6  # where the colour is this dark, in parts of the largest regret, letters on it are white
EXACT = 1e-7  # a smaller gap is none to a reader
AIMS = {"expected": "mean delay", "cvar": "mean delay of the worst futures", "regret": "largest regret", "worst": "largest delay"}
# Column of the one posture, that of the posture of the base values, and words.
MEASURES = (
    ("at_base", "optimum_at_base", "at the base values"),
    ("mean_delay", "base_mean_delay", "mean of all futures"),
    ("tail_delay", "base_tail_delay", "mean of the worst futures"),
    ("worst_delay", "base_worst_delay", "the worst future"),
    ("most_regret", "base_most_regret", "largest regret"),
)
POSTURES = (("regret", "weighted_delay", "one posture"), ("base_regret", "base_delay", "posture of the base values"))


def robust_figures(price: Sequence[Row], futures: Sequence[Row]) -> tuple[Figure, ...]:
    """Two figures from the tables `robust_price` and `robust_futures`; none without rows."""
    if not price:
        return ()
    return (
        Figure(
            id="robust-price",
            title="What one posture for all futures gives up and saves",
            says=" ".join(_says(row) for row in price),
            chart=_price_chart(price),
            alt=spoken("Bars of the change against the posture of the base values.", (_spoken(row) for row in price)),
            table=table_of("robust_price", price),
        ),
        Figure(
            id="robust-futures",
            title="How much slower than the best of each future",
            says=_futures_says(futures),
            chart=_futures_chart(futures),
            alt=f"Cells of regret, a row a posture and a column a future, {counted(len(ordered(futures, 'future')), 'future')}.",
            table=table_without("robust_futures", futures, "optimum_gap"),
        ),
    )


def _says(row: Row) -> str:
    variant, value = text(row, "variant"), maybe(row, "value")
    if value is None:
        return f"{variant}: no posture for all futures was found{': ' + text(row, 'reason') if row['reason'] else ''}."
    aim = AIMS[text(row, "aim")]
    says = f"{variant}: one posture for {counted(whole(row, 'futures') or 0, 'future')} has a {aim} of {told(value, 'h/day')}"
    gap = maybe(row, "gap")
    says += "" if gap is None else f", proved to {100 * gap:.2g} %" if gap > EXACT else ", proved"
    given_up = maybe(row, "given_up")
    if given_up is None:
        says += "; at the base values it does not hold"
    else:
        says += f"; it gives up {told(given_up, 'h/day')}{beside(given_up, maybe(row, 'optimum_at_base') or 0.0)} at the base values"
    saved = maybe(row, "tail_saved")
    if saved is not None:
        says += f" and {'saves' if saved >= 0 else 'costs'} {told(abs(saved), 'h/day')}{' more' if saved < 0 else ''} in the worst futures"
    says += f". Beside the posture of the base values {counted(whole(row, 'decisions_changed') or 0, 'decision')} changed"
    failing, left_out = whole(row, "base_does_not_hold") or 0, whole(row, "left_out") or 0
    says += f"; that one does not hold in {counted(failing, 'future')}" if failing else ""
    return says + (f"; {counted(left_out, 'future')} without any posture left out." if left_out else ".")


def _changes(row: Row) -> list[tuple[str, float]]:
    """(measure, change in hours a day against the posture of the base values) where both are known."""
    pairs = [(words, maybe(row, one), maybe(row, other)) for one, other, words in MEASURES]
    return [(words, one - other) for words, one, other in pairs if one is not None and other is not None]


def _spoken(row: Row) -> str:
    return f"{text(row, 'variant')}: " + ", ".join(f"{words} {change(hours, 'h/day')}" for words, hours in _changes(row))


def _price_chart(price: Sequence[Row]) -> Spec:
    values: list[charts.Datum] = [
        {"name": f"{text(row, 'variant')}\n{words}", "change": hours, "told": change(hours), "quicker": hours < 0, "place": max(0.0, hours)}
        for row in price
        for words, hours in _changes(row)
    ]
    scale = charts.room([float(str(value["change"])) for value in values])
    fill: charts.Piece = {"condition": {"test": "datum.quicker", "value": GREEN}, "value": SAND}
    layers = (
        charts.bar(charts.length("change", "one posture less the posture of the base values, h/day", scale=scale), color=fill),
        charts.zero_line(),
        charts.words("told", charts.BESIDE, "place"),
    )
    return charts.bars(values, "name", dict.fromkeys(str(value["name"]) for value in values), *layers)


def _futures_says(futures: Sequence[Row]) -> str:
    said = []
    for variant in ordered(futures, "variant"):
        known = [row for row in of(futures, variant=variant) if row["regret"] is not None]
        if known:
            worst = max(known, key=lambda row: maybe(row, "regret") or 0.0)
            said.append(f"{variant}: at most {told(maybe(worst, 'regret'), 'h/day')} slower, in {text(worst, 'future')}.")
    return " ".join(said) or "No posture for all futures."


def _futures_chart(futures: Sequence[Row]) -> Spec:
    names = ordered(futures, "future")
    shares = [in_percent(maybe(row, regret), maybe(row, "optimum")) or 0.0 for row in futures for regret, _, _ in POSTURES]
    widest, is_named = max(shares, default=0.0) or 1.0, len(names) <= MOST_NAMED
    values: list[charts.Datum] = []
    for row in futures:
        for regret, delay, words in POSTURES:
            share = in_percent(maybe(row, regret), maybe(row, "optimum"))
            values.append(
                {
                    "posture": f"{text(row, 'variant')}\n{words}",
                    "future": text(row, "future"),
                    "percent": share,
                    "hours": told(maybe(row, delay), "h/day"),
                    "told": "does not hold" if share is None else percent(share),
                    "dark": (share or 0.0) > DARK * widest,
                }
            )
    postures = list(dict.fromkeys(str(value["posture"]) for value in values))
    x = charts.headings("future", 8, None if is_named else "futures", labels=is_named, ticks=False)
    fill = charts.shade("percent", "slower than the best of the future, %", [0, widest], RISING, {"titleLimit": 400})
    blank: charts.Datum = {"condition": {"test": "datum.percent === null", "value": LINE}}
    beside_pointer = charts.plain_tooltip("posture", "future", "told", "hours")
    labels = [charts.words("told", {}, color=charts.LEGIBLE)] if is_named else []
    return charts.cells(ROW * len(postures), values, x, charts.named("posture", postures), {**blank, **fill}, beside_pointer, *labels)
