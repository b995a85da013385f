"""Postures in very many futures: in how many each leads or is near the quickest, and how far behind it is in the others."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.fragility import share_told
from model.reporting.figures.palette import INK, LESS, MORE, PAPER, QUIET
from model.reporting.figures.rows import counted, real, spoken, text, whole
from model.study.methods.stress import STRESS
from model.tables.column import Row

STEP = 26  # height of a posture's row, in pixels


def stress_figures(stress: Sequence[Row]) -> tuple[Figure, ...]:
    """Bars of the share of futures led and nearly so, and of the lag with the mean of the worst; none without a posture."""
    rows = sorted((row for row in stress if row["futures"]), key=_order)
    if not rows:
        return ()
    futures = counted(whole(rows[0], "futures") or 0, "future")
    within, worst = f"{real(rows[0], 'within_percent'):g} %", share_told(real(rows[0], "tail"))
    table = FigureTable(STRESS.columns, tuple(stress))
    near = Figure(
        id="stress-near",
        title=f"In how many futures each posture is within {within} of the quickest",
        says=_near_says(rows, futures, within),
        chart=_near_chart(rows, within),
        alt=spoken("Bars of shares of futures.", (_near(row) for row in rows)),
        table=table,
    )
    lag = Figure(
        id="stress-lag",
        title="How far behind the quickest each posture is, and in its worst futures",
        says=_lag_says(rows, worst),
        chart=_lag_chart(rows, worst),
        alt=spoken("Bars of the lag in percent.", (_lag(row, worst) for row in rows)),
        table=table,
    )
    return (near, lag)


def _order(row: Row) -> tuple[bool, float, float, str]:
    """Those that compete first, by the share of futures in which they are near, then by the lag in their worst."""
    return not row["competes"], -real(row, "satisficing_share"), real(row, "regret_percent_cvar"), text(row, "variant")


def _near(row: Row) -> str:
    return f"{text(row, 'variant')}: near in {share_told(real(row, 'satisficing_share'))}, leads in {share_told(real(row, 'share_first'))}"


def _near_says(rows: Sequence[Row], futures: str, within: str) -> str:
    first = rows[0]
    says = (
        f"{text(first, 'variant')} is at most {within} slower than the quickest in {share_told(real(first, 'satisficing_share'))} of "
        f"{futures} and leads in {share_told(real(first, 'share_first'))}. Equals lead together."
    )
    if any(not row["competes"] for row in rows):
        says += " Grey: sets a law aside, so that it is compared with the others and does not compete."
    overloaded = max(real(row, "overloaded") for row in rows if row["competes"] == first["competes"])
    if overloaded:
        says += f" In up to {share_told(overloaded)} of the futures some desk has more work than it can ever do: hours there are too few."
    return says


def _near_chart(rows: Sequence[Row], within: str) -> Spec:
    values: list[charts.Datum] = [
        {
            "variant": text(row, "variant"),
            "near": 100 * real(row, "satisficing_share"),
            "first": 100 * real(row, "share_first"),
            "told": f"{share_told(real(row, 'satisficing_share'))}, leads in {share_told(real(row, 'share_first'))}",
            "kind": f"within {within}" if row["competes"] else "sets a law aside",
        }
        for row in rows
    ]
    scale: charts.Piece = {"domain": [0, 132], "nice": False}
    axis: charts.Piece = {"values": [0, 20, 40, 60, 80, 100]}
    bar = charts.mark(
        "bar",
        {"height": 18},
        x=charts.length("near", f"share of futures within {within} of the quickest (bar) and led (line), %", scale=scale, axis=axis),
        color=charts.quiet_colour("kind", {f"within {within}": LESS, "sets a law aside": QUIET}),
        tooltip=charts.plain_tooltip("variant", "told"),
    )
    led = charts.mark("bar", {"height": 4, "color": INK}, x=charts.measure("first"))
    return charts.short_bars(values, "variant", STEP, bar, led, charts.words("told", charts.BESIDE, "near"))


def _lag(row: Row, worst: str) -> str:
    names = {"p50": "median", "p90": "nine of ten", "cvar": f"mean of the worst {worst}", "worst": "at most"}
    return f"{text(row, 'variant')}: " + ", ".join(
        f"{words} {_percent(real(row, f'regret_percent_{name}'))}" for name, words in names.items()
    )


def _lag_says(rows: Sequence[Row], worst: str) -> str:
    first, last = (choose((row for row in rows if row["competes"] or not rows[0]["competes"]), key=_tail) for choose in (min, max))
    says = f"In the worst {worst} of its futures {text(first, 'variant')} is {_percent(_tail(first))} behind on the mean"
    says += f", {text(last, 'variant')} {_percent(_tail(last))}." if last is not first else "."
    return f"{says} Bars end where nine of ten futures lie, ticks mark the middle one, diamonds the mean of the worst {worst}."


def _percent(value: float) -> str:
    return f"{value:,.1f} %"


def _tail(row: Row) -> float:
    return real(row, "regret_percent_cvar")


def _lag_chart(rows: Sequence[Row], worst: str) -> Spec:
    values: list[charts.Datum] = [
        {
            "variant": text(row, "variant"),
            "most": real(row, "regret_percent_p90"),
            "middle": real(row, "regret_percent_p50"),
            "tail": _tail(row),
            "end": max(_tail(row), real(row, "regret_percent_p90")),
            "told": f"at worst {_percent(real(row, 'regret_percent_worst'))}",
            "mean of the worst": _percent(_tail(row)),
            "kind": "competes" if row["competes"] else "sets a law aside",
        }
        for row in rows
    ]
    scale = charts.room((float(str(value["end"])) for value in values), 0.28)
    bar = charts.mark(
        "bar",
        {"height": 18},
        x=charts.length("most", f"slower than the quickest, %; diamond: mean of the worst {worst} of futures", scale=scale),
        color=charts.quiet_colour("kind", {"competes": MORE, "sets a law aside": QUIET}),
        tooltip=charts.plain_tooltip("variant", "mean of the worst", "told"),
    )
    diamond: charts.Piece = {"shape": "diamond", "filled": True, "size": 90, "color": INK, "stroke": PAPER, "opacity": 1}
    layers = (
        bar,
        charts.mark("tick", {"color": INK, "thickness": 3}, x=charts.measure("middle")),
        charts.mark("point", diamond, x=charts.measure("tail")),
        charts.words("told", {"align": "left", "dx": 10}, "end"),
    )
    return charts.short_bars(values, "variant", STEP, *layers)
