"""Pace: plans that move at different paces, at limits of transfers and at losses of those who take over.

Each variant is solved at every limit and at places over the range of `parameters.transition_loss`. Where the best variant changes along
the loss, that step is halved until it is narrower than the tolerance, so both ends of the switch are solved. A limit is that of each phase
named; it moves for the variants that have one there, and others keep having none. The loss moves for all, or for those named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from model.data.cells import value_text
from model.data.instance import Instance
from model.data.ranges import ranges
from model.errors import nearest
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BEST, BLOCKED, BOUND, COUNTS, DELAY, GAP, VARIANTS
from model.study.methods.compare import best, blocked, counts, numbers, status, unanswered
from model.study.methods.factors import Settings, listed, number_at, place, worlds
from model.study.methods.follow import (
    STAYS,
    SWITCH,
    UNANSWERED,
    Crossing,
    Line,
    check_looked_at,
    crossings,
    looked_at,
    remembered,
    rounds,
)
from model.study.methods.refusals import Refuse, needs, needs_each_of
from model.study.studyfile import Factor, Study
from model.tables.column import Column, Row, Table, choice, integer, number
from model.tables.common import STATUS, VARIANT

LOSS = "parameters.transition_loss"
NO_LIMIT = "none"
MOST_LIMIT = 1_000_000
# Variant and place in the range of the loss -> its weighted delay there (h/day), where there is one.
DelayAt = Callable[[str, float], float | None]
USES: tuple[str, ...] = ()
# `phases` (none: all before the last) have the `limits`, whole numbers or "none", one after the other. `paced` names the variants whose
# limits move (none: those that limit transfers in one of these phases), `losing` those whose loss moves (none: all). `grid` is the number
# of losses, `tolerance` the widest switch reported, as a share of the range of the loss.
SETTINGS: dict[str, Any] = {"phases": (), "limits": (0, 1, 2, NO_LIMIT), "paced": (), "losing": (), "grid": 5, "tolerance": 0.02}
LIMIT = Column("transfers_max", "the limit on transfers in each phase named, of the variants whose limits move; none: no limit")
PACE = Table(
    "pace",
    "a variant at a limit of transfers and a loss of those who take over",
    (
        VARIANT,
        LIMIT,
        number("transition_loss", "share of its capacity that a desk loses where it takes over, of the variants whose loss moves", "1"),
        STATUS,
        DELAY,
        BOUND,
        GAP,
        number("behind", "weighted_delay less the least of the variants there", "h/day"),
        *COUNTS,
        BEST,
        BLOCKED,
    ),
    ("variant", "transfers_max", "transition_loss"),
    ("transition_loss",),
)
PACE_SWITCHES = Table(
    "pace_switches",
    "a loss at which the order turns, or a limit at which none does",
    (
        VARIANTS,
        LIMIT,
        choice("result", f"{SWITCH}, {STAYS}, or {UNANSWERED} (some solve has no answer)", SWITCH, STAYS, UNANSWERED),
        number("low", "low end of the range of transition_loss", "1"),
        number("high", "high end of it", "1"),
        number("base", "transition_loss in the instance", "1"),
        Column("below", "the best variants at switch_from; where nothing switches, throughout the range"),
        Column("above", "the best variants at switch_to"),
        number("interpolated", "the loss at which straight lines between solved points of the grid cross: not solved itself", "1"),
        number("switch_from", "the order turns above this loss, which is solved", "1"),
        number("switch_to", "and at or below this one, which is solved", "1"),
        integer("solved_points", "losses at which every variant was solved", "points"),
    ),
    filled=("low", "high", "base", "solved_points"),
    together=("switch_from", "switch_to"),
)
TABLES = (PACE, PACE_SWITCHES)


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses what would be a study of something else than pace."""
    check_looked_at(study, SETTINGS, refuse)
    settings, phases = {**SETTINGS, **study.settings}, [phase.id for phase in base.phases]
    if len(phases) < 2:
        refuse("method", study.method, "compares plans, but the instance has one phase alone")
    if len(study.variants) < 2:
        refuse("variants", listed(study.variants), "must name two variants or more")
    if LOSS not in ranges(base):
        refuse("method", study.method, f"needs a range of {LOSS}; give it low and high")
    _check_limits(settings["limits"], refuse)
    needs_each_of(refuse, "phases", settings["phases"], phases, "there is no such phase")
    for name in ("paced", "losing"):
        needs_each_of(refuse, name, settings[name], study.variants, "is not among the variants of the study")
    limited = _phases(study, base)
    if len(phases) > 1 and set(limited) <= set(phases) and not settings["paced"] and not _paced(study, base, limited):
        refuse("settings.paced", "", f"no variant of the study limits transfers in {listed(limited)}: name those that shall")


def _check_limits(limits: Sequence[Any], refuse: Refuse) -> None:
    needs(refuse, len(limits) > 0, "limits", "", "must be different limits, one or more")
    for at, one in enumerate(limits):
        whole = isinstance(one, int) and not isinstance(one, bool) and 0 <= one <= MOST_LIMIT
        if one != NO_LIMIT and not whole:
            refuse("settings.limits", one, f'must be whole numbers from 0, or "{NO_LIMIT}"', nearest(value_text(one), [NO_LIMIT]))
        needs(refuse, one not in limits[:at], "limits", one, "is named twice")


def steps(study: Study, base: Instance) -> Steps:
    """Rounds: every limit and loss, then halving after halving where the best variant changes along the loss."""
    return rounds(list(_lines(study, base).values()), *looked_at(study, SETTINGS))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`pace` with a row a variant and point of the grid, `pace_switches` with every turn of the order."""
    lines, (grid, tolerance) = _lines(study, base), looked_at(study, SETTINGS)
    points = [
        row
        for limit, line in lines.items()
        for at in grid
        for row in _points(line, limit, at, {variant: results.get(line.asked(variant, at)) for variant in line.variants})
    ]
    switches: list[Row] = []
    for limit, line in lines.items():
        known: dict[float, str] = {}
        found, wanted = crossings(remembered(line.answers(results), known), grid, tolerance)
        common: dict[str, Any] = {
            "variant": line.label,
            "transfers_max": limit,
            "low": place(line.known, line.factor, 0),
            "high": place(line.known, line.factor, 1),
            "base": number_at(base, LOSS),
            "solved_points": len(known),
        }
        delay_at = partial(_delay, line, results)
        switches += [{**common, "result": SWITCH, **_switch(line, one, grid, delay_at)} for one in found]
        if wanted or not found:
            answer = "" if wanted else next(iter(known.values()))
            empty = dict.fromkeys(("interpolated", "switch_from", "switch_to"))
            switches.append({**common, "result": UNANSWERED if wanted else STAYS, "below": answer, "above": answer, **empty})
    return {"pace": points, "pace_switches": switches}


def _points(line: Line, limit: str, at: float, there: Mapping[str, Result | None]) -> list[Row]:
    least = min((result.weighted_delay for result in there.values() if result and result.weighted_delay is not None), default=0.0)
    return [
        {
            "variant": variant,
            "transfers_max": limit,
            "transition_loss": place(line.known, line.factor, at),
            "status": status(result),
            **numbers(result, "weighted_delay", "bound", "gap"),
            "behind": None if result is None or result.weighted_delay is None else result.weighted_delay - least,
            **counts(result),
            "best_variants": best(there),
            "blocked_by": blocked([result]),
        }
        for variant, result in there.items()
    ]


def _switch(line: Line, found: Crossing, grid: Sequence[float], delay_at: DelayAt) -> dict[str, Any]:
    low, high = max(at for at in grid if at <= found.low), min(at for at in grid if at >= found.high)
    at = crossed(delay_at, found, low, high)
    return {
        "below": found.below,
        "above": found.above,
        "interpolated": None if at is None else place(line.known, line.factor, at),
        "switch_from": place(line.known, line.factor, found.low),
        "switch_to": place(line.known, line.factor, found.high),
    }


def _delay(line: Line, results: Mapping[Experiment, Result], variant: str, at: float) -> float | None:
    result = results.get(line.asked(variant, at))
    return None if result is None else result.weighted_delay


def crossed(delay_at: DelayAt, found: Crossing, low: float, high: float) -> float | None:
    """Where between two places the straight lines of a best variant below and of another above cross; None where they do not."""
    below, above = found.below.split("|"), found.above.split("|")
    ends = next(((one, other) for one in below for other in above if one != other), None)
    if ends is None:
        return None
    before, after = (_difference(delay_at, *ends, at) for at in (low, high))
    if before is None or after is None or before * after >= 0:
        return None
    return low + (high - low) * before / (before - after)


def _difference(delay_at: DelayAt, one: str, other: str, at: float) -> float | None:
    first, second = delay_at(one, at), delay_at(other, at)
    return None if first is None or second is None else first - second


# What is asked --------------------------------------------------------------------------------------------------


def _lines(study: Study, base: Instance) -> dict[str, Line]:
    """A line along the loss for each limit, by the limit."""
    known = ranges(base)
    phases, names = _phases(study, base), study.variants
    paced, losing = _paced(study, base, phases), _named(study, "losing") or names
    line = Line(listed(names), "best variant", Factor(LOSS, (LOSS,)), known, names, _read, still=frozenset(names) - set(losing))
    return {limit: replace(line, also=_limited(limit, phases, paced)) for limit in _limits(study)}


def _limited(limit: str, phases: Sequence[str], paced: Sequence[str]) -> dict[str, Settings]:
    cell = "" if limit == NO_LIMIT else limit
    return dict.fromkeys(paced, tuple((f"phases.{phase}.transfers_max", cell) for phase in phases))


def _limits(study: Study) -> list[str]:
    return [str(one) for one in study.setting("limits", SETTINGS)]


def _phases(study: Study, base: Instance) -> tuple[str, ...]:
    return tuple(map(str, study.settings.get("phases", ()))) or tuple(phase.id for phase in base.phases)[:-1]


def _named(study: Study, setting: str) -> tuple[str, ...]:
    """The variants of the study that a setting names."""
    return tuple(study.settings.get(setting, ()))


def _paced(study: Study, base: Instance, phases: Sequence[str]) -> tuple[str, ...]:
    limited = {
        name: [phase.id for phase in world.phases if phase.transfers_max is not None and phase.id in phases]
        for name, world in worlds(study, base).items()
    }
    return _named(study, "paced") or tuple(name for name in study.variants if limited[name])


def _read(there: Mapping[str, Result]) -> str | None:
    """The variants that can be best, or what leaves all of them infeasible; None where one has no answer, since it might be the best."""
    if any(unanswered(result) for result in there.values()):
        return None
    return best(there) or f"infeasible: {blocked(there.values())}"
