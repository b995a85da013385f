"""The slides of many futures: how often each variant leads, and which assumptions decide it."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.deck.layout import cut, short
from model.reporting.deck.parts import BarChart, Grid, Series, Shown, Slide
from model.reporting.deck.told import Whereabouts
from model.reporting.figures.palette import LESS, QUIET
from model.reporting.figures.rows import counted, maybe, real, text, told, whole
from model.reporting.page.findings import Findings
from model.tables.column import Row

MOST_DRIVERS = 8
SHARE = "0%"
ALL = 1.0  # of the futures


def decides(about: Findings, standing: Whereabouts) -> list[Slide]:
    """A chart of the futures led and a table of what decides who leads. Nothing where the run has drawn no futures."""
    rows = sorted(about.tables.get("fragility", ()), key=_order)
    drivers = about.tables.get("drivers", ())
    return [_led(rows, standing), *_drivers(drivers, standing)] if rows else []


def _order(row: Row) -> tuple[bool, float, float, str]:
    """Those that can lead first, by the share led, then by the median lag."""
    return not row["competes"], -real(row, "share_first"), real(row, "regret_p50"), text(row, "variant")


def percents(share: float) -> str:
    """A share in percent, so that none and all are said only where they are meant."""
    if 0 < share < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 < share < 1 else f"{100 * share:.0f} %"


def _led(rows: Sequence[Row], standing: Whereabouts) -> Slide:
    first, number = rows[0], whole(rows[0], "futures") or 0
    names = tuple(text(row, "variant") for row in rows)
    series = Series(
        "share of futures led",
        tuple(real(row, "share_first") for row in rows),
        tuple(standing.place("fragility", row, "share_first") for row in rows),
        tuple(LESS if row["competes"] else QUIET for row in rows),
    )
    alt = "Bars, most first: " + "; ".join(f"{text(row, 'variant')} {percents(real(row, 'share_first'))}" for row in rows) + "."
    axis = "share of futures led; equals lead together"
    chart = BarChart("In how many futures each variant leads", names, (series,), axis, SHARE, alt, most=ALL)
    title = f"{text(first, 'variant')} leads in {percents(real(first, 'share_first'))} of {counted(number, 'future')}"
    says = "In each future every assumption has another value of its range. Postures are as solved at the base values; solved anew, "
    says += "each could only be better." + (" Grey: sets a law aside and cannot lead." if any(not row["competes"] for row in rows) else "")
    return Slide(title, short(says), (chart,))


def _drivers(drivers: Sequence[Row], standing: Whereabouts) -> list[Slide]:
    """The assumptions that explain most of who leads and by how much, and from which value on another variant does."""
    shown = [row for row in drivers if real(row, "explains_margin") or maybe(row, "explains_lead")][:MOST_DRIVERS]
    if not shown:
        return []
    lines = []
    for row in shown:
        named = standing.words("drivers", row, "assumption")
        ends = tuple(standing.number("drivers", row, column) for column in ("base", "low", "high"))
        lead = "" if row["explains_lead"] is None else percents(real(row, "explains_lead"))
        lines.append((named, *ends, Shown(lead), Shown(percents(real(row, "explains_margin"))), Shown(_turn(row))))
    heads = ("assumption", "base", "low", "high", "of who leads", "of the margin", "where the lead turns, moved alone")
    grid = Grid(heads, (40, 8, 8, 8, 9, 9, 44), tuple(lines), right=frozenset({1, 2, 3, 4, 5}))
    turning = sum(bool(_turn(row)) for row in shown)
    title = f"What decides who leads: {text(shown[0], 'assumption')} most of all"
    says = "How much of the change of the lead, and of its margin, each assumption explains over the futures."
    says += "" if turning else " None of these changes who leads when it is moved alone within its range."
    remarks = (
        "Shares explained: drivers.csv, columns explains_lead and explains_margin; turns: turns_below and turns_above, in the same rows.",
    )
    return cut(Slide(title, short(says), (grid,), remarks), "drivers.csv")


def _turn(row: Row) -> str:
    """From which values on another variant leads."""
    below, above = maybe(row, "turns_below"), maybe(row, "turns_above")
    found = [f"{text(row, 'leads_at_low')} leads below {told(below)}"] if below is not None else []
    found += [f"{text(row, 'leads_at_high')} leads above {told(above)}"] if above is not None else []
    return "; ".join(found)
