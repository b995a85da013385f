"""Sensitivity indices: Morris's elementary effects and Sobol's shares of the variance."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.palette import BLUE, SAND
from model.reporting.figures.rows import grouped, identifier, maybe, real, spoken, text, told, whole
from model.reporting.figures.study_rows import MOST_BARS, labels_of, table_of, within_gap
from model.tables.column import Row

MEASURES = {"weighted_delay": "the delay", "difference": "the difference from the baseline"}
ALONE, WITH_OTHERS = "factor alone", "with its interactions"


def morris_figures(morris: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each variant and measure of the table `morris`."""
    return tuple(_morris(*key, rows) for key, rows in _asked(morris).items())


def sobol_figures(sobol: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each variant and measure of the table `sobol`."""
    return tuple(_sobol(*key, rows) for key, rows in _asked(sobol).items())


def _asked(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    return grouped(rows, lambda row: (text(row, "variant"), text(row, "measure")))


def _known(rows: Sequence[Row], name: str) -> list[Row]:
    return sorted((row for row in rows if row[name] is not None), key=lambda row: (-real(row, name), text(row, "factor")))


def _used(rows: Sequence[Row], one: str) -> str:
    used, dropped = whole(rows[0], "samples_used") or 0, whole(rows[0], "samples_dropped") or 0
    return f" From {used} {one}" + (f"; {dropped} were left out because some point has no posture." if dropped else ".")


def _nothing(variant: str, measure: str) -> str:
    return f"Too few samples of {variant} have a posture to say what moves {measure}."


def _morris(variant: str, measure: str, rows: Sequence[Row]) -> Figure:
    words, known = MEASURES.get(measure, measure), _known(rows, "mu_star")
    if known:
        first = known[0]
        says = f"{text(first, 'factor')} moves {words} most: by {told(maybe(first, 'mu_star'), 'h/day')} over its range on average"
        curved = [text(row, "factor") for row in known if real(row, "sigma") > real(row, "mu_star") > 0]
        says += f"; the effect of {', '.join(curved[:3])} depends on the other factors more than not." if curved else "."
    else:
        says = _nothing(variant, words)
    shown = known[:MOST_BARS]
    alt = (f"{text(row, 'factor')} {told(maybe(row, 'mu_star'), 'h/day')}" for row in shown)
    return Figure(
        id=identifier("morris", variant, measure),
        title=f"What moves {words}, other factors anywhere: {variant}",
        says=says + _used(rows, "trajectories") + within_gap(rows, "factor"),
        chart=_morris_chart(shown),
        alt=spoken("Bars, longest first, with 95 % intervals.", alt),
        table=table_of("morris", rows),
        variant=variant,
    )


def _morris_chart(shown: Sequence[Row]) -> Spec:
    labels = labels_of(shown, "factor")
    values: list[charts.Datum] = [
        {
            "factor": labels[text(row, "factor")],
            "effect": maybe(row, "mu_star"),
            "least": max(0.0, real(row, "mu_star") - (maybe(row, "mu_star_confidence") or 0.0)),
            "most": real(row, "mu_star") + (maybe(row, "mu_star_confidence") or 0.0),
            "sigma": maybe(row, "sigma"),
        }
        for row in shown
    ]
    x = charts.length("effect", "mean absolute change over the factor's range, h/day (line: 95 % interval)")
    titles = {"factor": "factor", "effect": "mean absolute change, h/day", "sigma": "spread of the change, h/day"}
    beside = charts.tooltip(titles, effect=",.1f", sigma=",.1f")
    return charts.bars(values, "factor", labels.values(), charts.bar(x, tooltip=beside), charts.interval())


def _sobol(variant: str, measure: str, rows: Sequence[Row]) -> Figure:
    words, known = MEASURES.get(measure, measure), _known(rows, "total")
    if known and real(known[0], "total") > 0:
        first = known[0]
        says = f"{text(first, 'factor')} has the largest share in what is uncertain about {words}: {told(real(first, 'total'))} of the "
        says += f"variance with its interactions, {told(real(first, 'first_order'))} alone."
    else:
        says = f"No factor moves {words} of {variant}." if known else _nothing(variant, words)
    shown = known[:MOST_BARS]
    alt = (f"{text(row, 'factor')} {told(real(row, 'first_order'))} and {told(real(row, 'total'))}" for row in shown)
    return Figure(
        id=identifier("sobol", variant, measure),
        title=f"Shares in the uncertainty of {words}: {variant}",
        says=says + _used(rows, "blocks of samples") + within_gap(rows, "factor"),
        chart=_sobol_chart(shown),
        alt=spoken("Two bars a factor, alone and with its interactions.", alt),
        table=table_of("sobol", rows),
        variant=variant,
    )


def _sobol_chart(shown: Sequence[Row]) -> Spec:
    labels = labels_of(shown, "factor")
    values: list[charts.Datum] = []
    for row in shown:
        for share, kind in (("first_order", ALONE), ("total", WITH_OTHERS)):
            middle, half = real(row, share), maybe(row, f"{share}_confidence") or 0.0
            ends = {"share": middle, "least": middle - half, "most": middle + half}
            values.append({"factor": labels[text(row, "factor")], "kind": kind, **ends})
    x = charts.length("share", "share of the variance (line: 95 % interval)")
    beside = charts.tooltip({"factor": "factor", "kind": "share of", "share": "share"}, share=".3f")
    pair = charts.mark("bar", {}, x=x, color=charts.colour("kind", {ALONE: BLUE, WITH_OTHERS: SAND}), tooltip=beside)
    height, offset = 2 * charts.bars_height(labels.values()) + charts.ROW, charts.kinds("kind", (ALONE, WITH_OTHERS))
    return charts.bars(values, "factor", labels.values(), pair, charts.interval(1.5), height=height, yOffset=offset)
