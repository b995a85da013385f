"""What a run says of many futures: how often the leader leads, what decides it, and from which value on another does."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.fragility import share_told
from model.reporting.figures.rows import counted, listed, maybe, percent, real, text, whole
from model.reporting.page.findings import Findings
from model.reporting.page.parts import Answer
from model.tables.column import Row

QUESTION = "How often does it lead if the assumptions are wrong?"
DECIDES = 0.01  # of the change of the lead or of the margin: what explains less is not told apart from chance
FEWEST_TELLING = 0.005


def fragile(about: Findings) -> tuple[Answer, ...]:
    """The answer; none where no futures were drawn."""
    rows = about.fragility
    if not rows or not about.drivers:
        return ()
    leader = text(about.drivers[0], "variant")
    own = next(row for row in rows if text(row, "variant") == leader)
    number = whole(own, "futures") or 0
    share = real(own, "share_first")
    more = f"{leader} leads in {share_told(share)} of {counted(number, 'future')}{_others(rows, leader)}. {_decided(about.drivers)}"
    more += f" Its median lag behind the leader is {percent(real(own, 'regret_percent_p50'))}, "
    more += f"at worst {percent(real(own, 'regret_percent_worst'))}. Postures are as solved at the base values;"
    more += f" in {share_told(real(own, 'beyond_bands'))} of the futures one of its desks has more work than it is staffed for."
    return (Answer(QUESTION, f"in {share_told(share)} of futures", more),)


def _others(rows: Sequence[Row], leader: str) -> str:
    found = sorted(
        (row for row in rows if row["competes"] and text(row, "variant") != leader and real(row, "share_first") >= FEWEST_TELLING),
        key=lambda row: (-real(row, "share_first"), text(row, "variant")),
    )
    told = [f"{text(row, 'variant')} in {share_told(real(row, 'share_first'))}" for row in found[:3]]
    return f" ({', '.join(told)})" if told else ""


def _decided(drivers: Sequence[Row]) -> str:
    """Which two assumptions decide, and where the lead turns."""
    deciding = [row for row in drivers if (maybe(row, "explains_lead") or 0.0) + real(row, "explains_margin") >= DECIDES][:2]
    if not deciding:
        return "No single assumption decides it."
    names = [text(row, "assumption") for row in deciding]
    first = f"What decides it most: {listed(names)}." if len(names) > 1 else f"What decides it: {names[0]}."
    turning = [row for row in drivers if row["turns_below"] is not None or row["turns_above"] is not None]
    if not turning:
        return f"{first} Moved alone within its range, none of the assumptions changes who leads."
    told = [part for row in turning[:2] for part in _turns(row)]
    alone = "" if any(row in turning for row in deciding) else " Moved alone, neither changes who leads;"
    return f"{first}{alone}{' but ' if alone else ' '}{listed(told)}."


def _turns(row: Row) -> list[str]:
    """From which values on another variant leads."""
    name, told = text(row, "assumption"), []
    first = text(row, "paths").partition("|")[0]
    of = name if name == first else f"{first} (with all of {name})"
    below, above = maybe(row, "turns_below"), maybe(row, "turns_above")
    if below is not None:
        told.append(f"{text(row, 'leads_at_low')} leads while {of} is below {below:.3g}")
    if above is not None:
        told.append(f"{text(row, 'leads_at_high')} leads while {of} is above {above:.3g}")
    return told
