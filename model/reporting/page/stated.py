"""The sentence about decisions that were stated on the command line of a run, and what they cost where that was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures.rows import change, counted, listed
from model.reporting.workbook.asked import stated_in

MOST_PRICED = 5  # variants whose price is told on the first screen


def stated(manifest: Mapping[str, object]) -> str:
    """Empty where nothing was stated."""
    found = stated_in(manifest)
    if not found:
        return ""
    prices = _prices(manifest)
    says = f"Beside what the variants say, {counted(len(found), 'decision was', 'decisions were')} stated: {listed(found)}."
    if prices:
        named = [f"{change(price, 'h/day')} in {variant}" for variant, price in prices[:MOST_PRICED]]
        rest = f" and more in {len(prices) - MOST_PRICED} others (manifest.json)" if len(prices) > MOST_PRICED else ""
        says += f" Against the same variant without: {listed(named)}{rest}."
    return says


def _prices(manifest: Mapping[str, object]) -> list[tuple[str, float]]:
    """Variant and price, as far as the manifest tells them."""
    found: list[tuple[str, float]] = []
    runs = manifest.get("runs")
    for run in runs if isinstance(runs, Sequence) else ():
        unstated = run.get("unstated") if isinstance(run, Mapping) else None
        price = unstated.get("price") if isinstance(unstated, Mapping) else None
        if isinstance(price, int | float) and not isinstance(price, bool):
            found.append((str(run.get("variant", "")), float(price)))
    return found
