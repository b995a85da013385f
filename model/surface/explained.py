"""Why a variant has no posture, or why its posture has these holders: in words, and as plain data."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.data.instance import Instance
from model.delay.posture import PART_NAMES, Parts
from model.errors import Finding, InputError, nearest
from model.reporting.summary import NOTE
from model.solving.options import SolveOptions
from model.solving.outcome import ConflictItem, Outcome, Status
from model.surface.markup import paragraph
from model.surface.notebook import shown_as_found

if TYPE_CHECKING:
    from model.explain.conflict import Conflict
    from model.explain.holders import Reason
    from model.explain.relax import Relaxation

# Parts of a difference smaller than this, in weighted hours a day, are not worth a word.
WORTH_SAYING = 0.005
HOURS_NOTE = f"Hours are weighted by requests and urgency, per day. {NOTE}"


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a variant ended as it did. `lines` say it in words, `data` as plain values; `certain` is False where time ran out on some
    question, so that more may be named than is needed."""

    variant: str
    status: str
    lines: tuple[str, ...]
    data: dict[str, Any]
    certain: bool = True

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return "".join(str(paragraph(line)) for line in self.lines)


def known_authority(applied: Instance, authority: str | None, where: str) -> None:
    """Raises InputError, as found at `where`, for an authority that the instance does not have."""
    if authority is not None and authority not in applied.authorities:
        hint = nearest(authority, applied.authorities)
        raise InputError([Finding(where, 0, "", authority, "the instance has no such authority", hint)])


def explained(applied: Instance, variant: str, outcome: Outcome, options: SolveOptions, authority: str | None = None) -> Explanation:
    """The explanation of an outcome; of holders every choice that had an alternative, or those of one authority."""
    if outcome.status is Status.INFEASIBLE:
        return why_infeasible(applied, variant, options)
    if outcome.status is Status.OPTIMAL:
        found: list[Reason] = []
        lines = (*shown_as_found(_sentences(applied, why_held(applied, outcome, options, authority), found)), HOURS_NOTE)
        return Explanation(variant, outcome.status.value, lines, holders_data(variant, outcome, found))
    line = nothing_to_explain(variant, outcome)
    return Explanation(variant, outcome.status.value, (line,), _data(variant, outcome.status.value), certain=False)


def nothing_to_explain(variant: str, outcome: Outcome) -> str:
    """What is said of an outcome that is neither proved best nor infeasible: it may be beaten by what it would be compared with."""
    why = outcome.reason if outcome.gap is None else f"the best could be {100 * outcome.gap:.3g} % better"
    return f"{variant}: {outcome.status.value} ({why}); there is nothing to explain yet"


# No posture -------------------------------------------------------------------------------------------------------


def why_infeasible(applied: Instance, variant: str, options: SolveOptions) -> Explanation:
    """What cannot hold together, in words with citations, and what giving up each alone would make of it."""
    from model.explain.conflict import find_conflict, in_words
    from model.explain.relax import relaxations

    conflict = find_conflict(applied, options)
    items = [in_words(applied, part) for part in conflict.parts]
    ways = relaxations(applied, conflict.parts, options)
    listed = [{**dataclasses.asdict(way.part), "status": way.status.value, "weighted_delay": way.weighted_delay} for way in ways]
    told = {"conflict": [dataclasses.asdict(item) for item in items], "certain": conflict.certain, "relaxations": listed}
    lines = tuple(_conflict_lines(variant, conflict, items, ways))
    return Explanation(variant, "infeasible", lines, _data(variant, "infeasible", **told), conflict.certain)


def _conflict_lines(variant: str, conflict: Conflict, items: Iterable[ConflictItem], ways: Iterable[Relaxation]) -> Iterator[str]:
    yield f"{variant} is infeasible. These cannot hold together, and without any one of them the rest can:"
    yield from (f"  - {item.says} [{item.kind} {item.name}; {item.citation}]" for item in items)
    if conflict.remark:
        yield conflict.remark
    if ways:
        yield "Given up alone, everything else in force:"
    for way in ways:
        result = "still infeasible" if way.weighted_delay is None else f"{way.weighted_delay:.2f} weighted h/day"
        yield f"  without {way.part.kind} {way.part.name}: {result}"
    yield NOTE


# Holders ----------------------------------------------------------------------------------------------------------


def why_held(applied: Instance, outcome: Outcome, options: SolveOptions, authority: str | None) -> Iterator[Reason]:
    """A reason for each choice of holders, as each is found: every one takes a solve of its own."""
    from model.explain.holders import reasons

    return reasons(applied, outcome, options, authority)


def sentence(applied: Instance, reason: Reason) -> str:
    """Who holds, who would be next best, and what that costs; or what leaves no other."""
    from model.explain.conflict import in_words

    choice = reason.choice
    where = "in every condition" if len(choice.conditions) == len(applied.conditions) else "in " + ", ".join(choice.conditions)
    phase = f" in {choice.phase}" if applied.is_plan else ""
    head = f"{choice.authority}{phase}: {' and '.join(choice.holders)} {where}."
    if reason.next_best:
        holders = sorted({" and ".join(names) for _, names in reason.next_best})
        return f"{head} Next best: {' or '.join(holders)}, {_hours(reason.extra)}."
    if reason.pinned_by:
        said = "; ".join(f"{item.says} [{item.kind} {item.name}]" for item in (in_words(applied, part) for part in reason.pinned_by))
        return f"{head} Nobody else can: {said}"
    return f"{head} No other posture was found ({reason.status.value})."


def _sentences(applied: Instance, reasons: Iterable[Reason], found: list[Reason]) -> Iterator[str]:
    """The sentence of each reason as it is found; the reasons gather in `found`."""
    for reason in reasons:
        found.append(reason)
        yield sentence(applied, reason)


def _hours(extra: Parts) -> str:
    parts = sorted(((getattr(extra, name), name) for name in PART_NAMES), key=lambda part: -abs(part[0]))
    told = [f"{name.replace('_', ' ')} {hours:+.2f}" for hours, name in parts if abs(hours) >= WORTH_SAYING]
    return f"{extra.total:+.2f} weighted h/day" + (f" ({', '.join(told)})" if told else "")


def holders_data(variant: str, outcome: Outcome, found: Iterable[Reason]) -> dict[str, Any]:
    """The reasons as plain values."""
    return _data(variant, outcome.status.value, reasons=[_reason_data(reason) for reason in found])


def _reason_data(reason: Reason) -> dict[str, Any]:
    return {
        "authority": reason.choice.authority,
        "phase": reason.choice.phase,
        "holders": list(reason.choice.holders),
        "conditions": list(reason.choice.conditions),
        "status": reason.status.value,
        "next_best": {condition: list(names) for condition, names in reason.next_best},
        "extra_weighted_hours_per_day": {**dataclasses.asdict(reason.extra), "total": reason.extra.total} if reason.next_best else None,
        "pinned_by": [dataclasses.asdict(part) for part in reason.pinned_by],
    }


def _data(variant: str, status: str, **more: Any) -> dict[str, Any]:
    return {"variant": variant, "status": status, "note": NOTE, **more}
