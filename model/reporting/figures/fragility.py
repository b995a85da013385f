"""Who leads in how many futures, and how far behind each variant is."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import INK, LESS, MORE, QUIET
from model.reporting.figures.rows import counted, percent, real, spoken, text, whole
from model.study.drivers import DRIVERS
from model.study.fragility import FRAGILITY
from model.tables.column import Row

MOST_DRIVERS = 12
LEFT_OUT = ("slider", "stops", "straight", "adds_up")


def share_told(share: float) -> str:
    """A share in percent, so that 0 and 100 % are said only where they are meant."""
    if 0 < share < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 < share < 1 else f"{100 * share:.0f} %"


def fragility_figures(fragility: Sequence[Row], drivers: Sequence[Row]) -> tuple[Figure, ...]:
    """Bars of the share led, bars of the lag, and what decides who leads; none without futures."""
    if not fragility:
        return ()
    rows = sorted(fragility, key=_order)
    number = counted(whole(rows[0], "futures") or 0, "future")
    table = FigureTable(FRAGILITY.columns, tuple(rows))
    leads = Figure(
        id="share-first",
        title="In how many futures each variant leads",
        says=_says(rows, number),
        chart=_share_chart(rows),
        alt=spoken("Bars of the share of futures led.", (f"{text(row, 'variant')} {share_told(real(row, 'share_first'))}" for row in rows)),
        table=table,
    )
    lag = Figure(
        id="lag",
        title="How far behind the leader each variant is",
        says=f"Bars end where nine of ten futures lie, ticks mark the middle one; over {number}.",
        chart=_lag_chart(rows),
        alt=spoken("Bars of the lag in percent.", (_lag(row) for row in rows)),
        table=table,
    )
    return (leads, lag, *_drivers(drivers))


def _order(row: Row) -> tuple[bool, float, float, str]:
    """Those that compete first, by the share led, then by the median lag."""
    return not row["competes"], -real(row, "share_first"), real(row, "regret_p50"), text(row, "variant")


def _says(rows: Sequence[Row], number: str) -> str:
    first = rows[0]
    says = f"{text(first, 'variant')} leads in {share_told(real(first, 'share_first'))} of {number}; equals lead together."
    if any(not row["competes"] for row in rows):
        says += " Grey: sets a law aside, so that it is compared with the others and does not compete."
    return says


def _share_chart(rows: Sequence[Row]) -> Spec:
    values: list[charts.Datum] = [
        {
            "variant": text(row, "variant"),
            "share": 100 * real(row, "share_first"),
            "told": share_told(real(row, "share_first")),
            "kind": "competes" if row["competes"] else "sets a law aside",
        }
        for row in rows
    ]
    bar = charts.mark(
        "bar",
        {"height": 18},
        x=charts.length("share", "share of futures led, %", scale={"domain": [0, 108], "nice": False}),
        color=charts.quiet_colour("kind", {"competes": LESS, "sets a law aside": QUIET}),
        tooltip=charts.plain_tooltip("variant", "told", "kind"),
    )
    return charts.short_bars(values, "variant", 26, bar, charts.words("told", charts.BESIDE, "share"))


def _lag(row: Row) -> str:
    return (
        f"{text(row, 'variant')}: median {percent(real(row, 'regret_percent_p50'))}, nine of ten {percent(real(row, 'regret_percent_p90'))}"
    )


def _lag_chart(rows: Sequence[Row]) -> Spec:
    values: list[charts.Datum] = [
        {
            "variant": text(row, "variant"),
            "most": real(row, "regret_percent_p90"),
            "middle": real(row, "regret_percent_p50"),
            "told": f"at worst {percent(real(row, 'regret_percent_worst'))}",
        }
        for row in rows
    ]
    scale = charts.room((real(row, "regret_percent_p90") for row in rows), 0.24)
    across = charts.length("most", "more hours than the leader of the future, %", scale=scale)
    layers = (
        charts.mark("bar", {"height": 18, "color": MORE}, x=across),
        charts.mark("tick", {"color": INK, "thickness": 3}, x=charts.measure("middle")),
        charts.words("told", charts.BESIDE, "most"),
    )
    return charts.short_bars(values, "variant", 26, *layers)


def _drivers(drivers: Sequence[Row]) -> tuple[Figure, ...]:
    shown = [row for row in drivers if row["explains_lead"] or row["explains_margin"]][:MOST_DRIVERS]
    if not shown:
        return ()
    values: list[charts.Datum] = [
        {"assumption": text(row, "assumption"), "what": what, "share": 100 * (real(row, name) if row[name] is not None else 0.0)}
        for row in shown
        for name, what in (("explains_lead", "who leads"), ("explains_margin", "the leader's margin"))
    ]
    bar = charts.mark(
        "bar",
        {},
        x=charts.length("share", "share of the change that the assumption explains alone, %"),
        yOffset={"field": "what"},
        color=charts.colour("what", {"who leads": LESS, "the leader's margin": QUIET}),
        tooltip=charts.plain_tooltip("assumption", "what"),
    )
    columns = tuple(column for column in DRIVERS.columns if column.name not in LEFT_OUT)
    cells = tuple({column.name: row[column.name] for column in columns} for row in drivers)
    said = f"{text(shown[0], 'assumption')} most of all; what is left is owed to several together, and to chance."
    alt = (f"{text(row, 'assumption')} {share_told(real(row, 'explains_margin'))} of the margin" for row in shown)
    chart = charts.bars(values, "assumption", [text(row, "assumption") for row in shown], bar, height=34 * len(shown) + 20)
    return (Figure("drivers", "What decides who leads", said, chart, spoken("Pairs of bars.", alt), FigureTable(columns, cells)),)
