"""Comparing results honestly: what gaps leave open, what changed, who can be the best."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from model.delay.measure import Decision, differing
from model.study.experiment import Result

# Delays that differ by less, relative to their size, are the same: what the solver's own tolerances can move.
SAME = 1e-6


def tolerance(*delays: float) -> float:
    """How far (h/day) equal delays of that size may lie apart."""
    return SAME * max(1.0, *(abs(delay) for delay in delays))


def has_posture(result: Result | None) -> bool:
    """Whether there is a posture to compare."""
    return result is not None and result.weighted_delay is not None


def numbers(result: Result | None, *names: str) -> dict[str, float | None]:
    """These fields of a result by their names, which are also columns; None each where there is no result, or no posture."""
    return {name: None if result is None else getattr(result, name) for name in names}


def counts(result: Result | None) -> dict[str, float | None]:
    """People, four stars and changes of a result's posture."""
    return numbers(result, "people", "four_stars", "changes")


def changed(result: Result | None, other: Result | None) -> dict[str, str | int | None]:
    """In how many decisions a result differs from another, and those that it takes and the other does not, under their columns'
    names; None and empty where either has no posture."""
    if result is None or other is None or result.weighted_delay is None or other.weighted_delay is None:
        return {"decisions_changed": None, "decisions": ""}
    return {"decisions_changed": decisions_changed(result, other), "decisions": in_words(decisions_taken(result, other))}


def more(result: Result | None, best_of: Result | None) -> dict[str, float | None]:
    """By how much a result is slower than the best (h/day, and percent of that), under their columns' names."""
    if result is None or best_of is None or result.weighted_delay is None or best_of.weighted_delay is None:
        return {"more_delay": None, "more_delay_percent": None}
    hours = result.weighted_delay - best_of.weighted_delay
    return {"more_delay": hours, "more_delay_percent": percent(hours, best_of.weighted_delay)}


def span(result: Result) -> tuple[float, float]:
    """The interval (h/day) in which the least delay is proved to lie."""
    assert result.weighted_delay is not None, "only a posture has a delay"
    return (0.0 if result.bound is None else min(result.bound, result.weighted_delay), result.weighted_delay)


def difference_span(one: Result, other: Result) -> tuple[float, float]:
    """The interval (h/day) in which the difference of two least delays, `one` less `other`, is proved to lie."""
    low, high = span(one)
    other_low, other_high = span(other)
    return low - other_high, high - other_low


def compared(one: Result | None, other: Result | None, threshold: float = 0.0) -> str:
    """How `one`'s delay less `other`'s stands to the threshold (h/day): more, less, none (equal), within gap (the gaps leave it
    open) or no posture."""
    if one is None or other is None or one.weighted_delay is None or other.weighted_delay is None:
        return "no posture"
    small = tolerance(one.weighted_delay, other.weighted_delay)
    low, high = difference_span(one, other)
    if low - threshold > small:
        return "more"
    if high - threshold < -small:
        return "less"
    return "none" if high - low <= 2 * small else "within gap"


def decisions_taken(result: Result, instead_of: Result) -> list[Decision]:
    """Decisions of `result` that the other does not take, in order."""
    other = set(instead_of.decisions)
    return [decision for decision in result.decisions if decision not in other]


def decisions_changed(result: Result, other: Result) -> int:
    """In how many decisions two postures differ, counted as everywhere (see `differing`)."""
    return len(differing(result.decisions, other.decisions))


def in_words(decisions: Iterable[Decision]) -> str:
    """Decisions as one cell: `holds 2026 peacetime operations STAFF|...`."""
    return "|".join(" ".join(str(part) for part in decision) for decision in decisions)


def best(results: Mapping[str, Result | None]) -> str:
    """The variants (keys) that can have the least delay, `a|b` where gaps or equal delays leave several; empty for none."""
    found = {name: result for name, result in results.items() if result is not None and result.weighted_delay is not None}
    if not found:
        return ""
    least = min(span(result)[1] for result in found.values())
    return "|".join(name for name, result in found.items() if span(result)[0] <= least + tolerance(least))


def held_by(result: Result, authority: str, conditions: Sequence[str], phases: Sequence[str] = ()) -> str:
    """Who holds the authority in the conditions, in any phase or in these: `STAFF`, or `crisis: STAFF; peacetime: HOST` where they
    differ."""
    held: dict[str, list[str]] = {condition: [] for condition in conditions}
    for decision in result.decisions:
        if decision[0] == "holds" and decision[3] == authority and decision[2] in held and (not phases or decision[1] in phases):
            held[str(decision[2])].append(str(decision[4]))
    texts = {condition: "|".join(dict.fromkeys(holders)) for condition, holders in held.items()}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{condition}: {holders}" for condition, holders in texts.items())


def blocked(results: Iterable[Result | None]) -> str:
    """What leaves infeasible results no posture, each once."""
    return "|".join(sorted({name for result in results if infeasible(result) and result is not None for name in result.blocked_by}))


def counted_blocks(results: Iterable[Result | None]) -> str:
    """What leaves infeasible results no posture, with the number of results of each, most frequent first."""
    count = Counter(name for result in results if result is not None and infeasible(result) for name in result.blocked_by)
    return "|".join(f"{name}: {times}" for name, times in sorted(count.items(), key=lambda item: (-item[1], item[0])))


def infeasible(result: Result | None) -> bool:
    """Whether the experiment is proved to have no posture."""
    return result is not None and result.status == "infeasible"


def unanswered(result: Result | None) -> bool:
    """Whether the experiment has neither a posture nor the proof that there is none."""
    return not has_posture(result) and not infeasible(result)


def status(result: Result | None) -> str:
    """The result's status; `not run` where there is none."""
    return "not run" if result is None else result.status


def percent(part: float | None, whole: float | None) -> float | None:
    """`part` in percent of `whole`; None where either is missing, or the whole is nothing or so little that no number says how much."""
    share = math.nan if part is None or not whole else 100.0 * part / whole
    return share if math.isfinite(share) else None
