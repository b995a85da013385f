"""What a run says of many futures on its first screen: how often the leader leads, what decides it, and where another takes over."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.fragility import share_told
from model.reporting.figures.rows import counted, listed, maybe, real, text, whole
from model.reporting.page.findings import Findings
from model.tables.column import Row

DECIDES = 0.01  # of the change of the lead or of the margin: what explains less is not told apart from chance
FEWEST_TELLING = 0.005


def fragile(about: Findings) -> str:
    """The sentences; empty where no futures were drawn."""
    rows = about.fragility
    if not rows or not about.drivers:
        return ""
    leader = text(about.drivers[0], "variant")
    own = next(row for row in rows if text(row, "variant") == leader)
    number = counted(whole(own, "futures") or 0, "future")
    share = share_told(real(own, "share_first"))
    if len(rows) == 1:
        return ""
    return f"{leader} leads in {share} of {number} with other assumptions{_others(rows, leader)}. {_decided(about.drivers)}"


def _others(rows: Sequence[Row], leader: str) -> str:
    found = sorted(
        (row for row in rows if row["competes"] and text(row, "variant") != leader and real(row, "share_first") >= FEWEST_TELLING),
        key=lambda row: (-real(row, "share_first"), text(row, "variant")),
    )
    told = [f"{text(row, 'variant')} in {share_told(real(row, 'share_first'))}" for row in found[:2]]
    return f" ({', '.join(told)})" if told else ""


def _decided(drivers: Sequence[Row]) -> str:
    """Which two assumptions decide, and where the lead turns."""
    deciding = [row for row in drivers if (maybe(row, "explains_lead") or 0.0) + real(row, "explains_margin") >= DECIDES][:2]
    turning = [row for row in drivers if row["turns_below"] is not None or row["turns_above"] is not None]
    if not deciding:
        first = "No assumption alone decides it."
    elif drivers[0]["explains_lead"] is None:
        first = f"How far it leads depends most on {listed([text(row, 'assumption') for row in deciding])}."
    else:
        first = f"What decides it most: {listed([text(row, 'assumption') for row in deciding])}."
    if not turning:
        return f"{first} Moved alone within its range, no assumption changes who leads."
    return f"{first} With all else at base {listed([part for row in turning[:2] for part in _turns(row)])}."


def _turns(row: Row) -> list[str]:
    """From which values on another variant leads."""
    name, first = text(row, "assumption"), text(row, "paths").partition("|")[0]
    what = name if name == first else f"{first}, and {name} with it,"
    ends = (("turns_below", "leads_at_low", "below"), ("turns_above", "leads_at_high", "above"))
    return [f"{text(row, who)} leads while {what} is {way} {real(row, turn):.3g}" for turn, who, way in ends if row[turn] is not None]
