"""The sentence of the first screen on whether the hours come true, where a simulation stands beside the run."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from model.reporting.figures.rows import counted, listed, maybe, names, percent, real, text
from model.reporting.page.findings import Findings
from model.simulation.options import CONFIDENCE, Fidelity
from model.study.methods.compare import percent as in_percent
from model.tables.column import Row

MOST_NAMED = 3


def come_true(about: Findings) -> str:
    """Empty where nothing was simulated."""
    ranking = sorted(about.tables.get("simulation_ranking", ()), key=lambda row: real(row, "model_rank"))
    if not ranking:
        return ""
    over = sorted({f"{text(row, 'desk')} ({text(row, 'variant')})" for row in about.tables["simulation_desks"] if row["overloaded"]})
    said = (
        _of_calendar(ranking, about.set_aside if "rules" in about.tables else {})
        if ranking[0]["fidelity"] == Fidelity.CALENDAR.value
        else _of_model(about.tables["simulation"])
    )
    more = ", and others" if len(over) > MOST_NAMED else ""
    return said + (f" Overloaded in their duty hours: {listed(over[:MOST_NAMED])}{more}." if over else "")


def standing(ranking: Sequence[Row]) -> int:
    """How many variants, from the model's first on, are followed by none that the simulation puts before them for certain."""
    for place, row in enumerate(ranking):
        after = {text(other, "variant") for other in ranking[place + 1 :]}
        if after & set(names(row, "swapped_with")):
            return place
    return len(ranking)


def _of_calendar(ranking: Sequence[Row], unlawful: Collection[str]) -> str:
    told = [row for row in ranking if row["simulated_weighted_delay"] is not None]
    if not told:
        return "In a calendar-true replay no variant has a mean delay: its desks are overloaded."
    kept = standing(told)
    said = f"In a calendar-true replay the order of {_which(kept, len(told))}" if kept else "In a calendar-true replay the order changes: "
    if kept < len(told):
        row = told[kept]
        before = [name for name in names(row, "swapped_with") if any(text(other, "variant") == name for other in told[kept + 1 :])]
        said += (" stands; then it changes: " if kept else "") + f"{_some(before)} {_waits(before)} less than {text(row, 'variant')}."
        lawful = [one for one in told if text(one, "variant") not in unlawful]
        if len(lawful) < len(told) and standing(lawful) == len(lawful):
            said += f" Within the law the order of {_which(len(lawful), len(lawful))} stands."
    else:
        said += " stands."
    level = sum(len(names(row, "not_told_apart_from")) for row in told) // 2
    said += f" {counted(level, 'pair')} cannot be told apart." if level else ""
    return f"{said} {_longer(told[0])}"


def _which(kept: int, of_all: int) -> str:
    if kept == of_all:
        return f"all {of_all} variants" if of_all > 1 else "the one variant"
    return f"the first {kept} variants" if kept > 1 else "the first variant"


def _some(variants: Sequence[str]) -> str:
    """The first few by name."""
    left = len(variants) - MOST_NAMED
    return listed([*variants[:MOST_NAMED], counted(left, "other")] if left > 0 else variants)


def _waits(variants: Sequence[str]) -> str:
    return "waits" if len(variants) == 1 else "wait"


def _longer(first: Row) -> str:
    simulated, model = maybe(first, "simulated_weighted_delay") or 0.0, real(first, "exact_weighted_delay")
    more = in_percent(simulated - model, model)
    return "" if more is None else f"The hours themselves change: the weighted delay of {text(first, 'variant')} by {percent(more)}."


def _of_model(simulation: Sequence[Row]) -> str:
    judged = [row for row in simulation if row["inside"] is not None]
    outside = sum(row["inside"] is False for row in judged)
    chance = (1 - CONFIDENCE) * len(judged)
    return (
        f"A simulation of the model's own assumptions finds {len(judged) - outside} of {len(judged)} mean hours inside its 99 % intervals; "
        f"{outside} outside, where chance alone would put {chance:.0f}."
    )
