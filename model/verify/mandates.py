"""Checks of what the variant forces: one function for each kind of mandate, asked for each phase in which it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from model.data.mandates import (
    ActiveMandate,
    GradeMandate,
    HolderMandate,
    KeepDeskMandate,
    KeepHolderMandate,
    KeepLevelMandate,
    LevelMandate,
    MandateBase,
    MayUndoMandate,
)
from model.data.selectors import match, match_hq
from model.verify.claim import Claim, Place
from model.verify.recompute import recomputed
from model.verify.rows import Found, Row, compare, violation


def _because(mandate: MandateBase) -> str:
    return f"{mandate.id}: {mandate.says}"


def _held(claim: Claim, phase: str, mandate: HolderMandate | KeepHolderMandate) -> Iterator[tuple[Place, tuple[Row, ...]]]:
    for key, rows in claim.holders.items():
        authority = claim.at(phase).authorities[key[2]]
        chosen = key[0] == phase and match(mandate.authority, authority.authority) and match(mandate.relation, authority.relation)
        if chosen and match(mandate.nation, authority.nation) and match(mandate.condition, key[1]):
            yield key, rows


def holder(claim: Claim, phase: str, mandate: HolderMandate) -> Found:
    """The authorities are held by the selected HQs only."""
    for _, rows in _held(claim, phase, mandate):
        for row in rows:
            hq = row.text("holder")
            if not match_hq(mandate.holder, hq, claim.at(phase).headquarters[hq].nation):
                yield violation(row, "holder", _because(mandate), "|".join(mandate.holder))


def keep_holder(claim: Claim, phase: str, mandate: KeepHolderMandate) -> Found:
    """The authorities are held by today's holders, all of them and nobody else."""
    for (_, _, name), rows in _held(claim, phase, mandate):
        now = claim.at(phase).authorities[name].holder_now
        if now and {row.text("holder") for row in rows} != set(now):
            strangers = [row for row in rows if row.text("holder") not in now]
            yield violation((strangers or list(rows))[0], "holder", _because(mandate), "|".join(now))


def active(claim: Claim, phase: str, mandate: ActiveMandate) -> Found:
    """The selected HQs are open, or closed."""
    for name, hq in claim.at(phase).headquarters.items():
        if match_hq(mandate.hq, name, hq.nation):
            yield from compare(claim.commanders[phase, name], "active", mandate.active, _because(mandate))


def grade(claim: Claim, phase: str, mandate: GradeMandate) -> Found:
    """Where a selected HQ is open its commander has the grade; civil principals have none."""
    for name, hq in claim.at(phase).headquarters.items():
        row = claim.commanders[phase, name]
        if match_hq(mandate.hq, name, hq.nation) and hq.grades and row.flag("active"):
            yield from compare(row, "grade", mandate.grade, _because(mandate))


def _between(claim: Claim, phase: str, mandate: LevelMandate | KeepLevelMandate) -> Iterator[tuple[tuple[str, str], Row]]:
    """The channels with one end among each of the mandate's two selections."""
    headquarters = claim.at(phase).headquarters
    for one, other in claim.at(phase).channels:
        for start, end in ((one, other), (other, one)):
            nations = [headquarters[hq].nation for hq in (start, end)]
            if match_hq(mandate.from_hq, start, nations[0]) and match_hq(mandate.to_hq, end, nations[1]):
                yield (one, other), claim.liaison[phase, one, other]
                break


def level(claim: Claim, phase: str, mandate: LevelMandate) -> Found:
    """The channels have a level within the bounds, but for those that are not for teams and have no such level."""
    for ends, row in _between(claim, phase, mandate):
        channel = claim.at(phase).channels[ends]
        no_team = channel.kind == "direct" or max(channel.levels) == 0
        if no_team and all(option < mandate.at_least or option > mandate.at_most for option in channel.levels):
            continue
        if not mandate.at_least <= (row.whole("level") or 0) <= mandate.at_most:
            yield violation(row, "level", f"{_because(mandate)} (from {mandate.at_least} to {mandate.at_most})")


def keep_level(claim: Claim, phase: str, mandate: KeepLevelMandate) -> Found:
    """The channels have today's level."""
    for ends, row in _between(claim, phase, mandate):
        yield from compare(row, "level", claim.at(phase).channels[ends].level_now, _because(mandate))


def keep_desk(claim: Claim, phase: str, mandate: KeepDeskMandate) -> Found:
    """The desks, where anybody they work for is open, have today's officers; a new desk that must have some has none to keep."""
    made = recomputed(claim)
    for (t, _, desk), row in claim.desks.items():
        today, sizes = claim.at(phase).desks[desk].officers_now, claim.at(phase).desks[desk].officers
        if t == phase and match(mandate.desk, desk) and made.is_staffed(phase, desk) and (today > 0 or 0 in sizes):
            yield from compare(row, "officers", today, _because(mandate))


def may_undo(claim: Claim, phase: str, mandate: MayUndoMandate) -> Found:
    """It demands nothing: of the HQs it names, what else may not be undone may be (see the checks of headquarters)."""
    yield from ()


MANDATE_CHECKS: dict[str, Callable[[Claim, str, Any], Found]] = {
    "holder": holder,
    "keep_holder": keep_holder,
    "active": active,
    "grade": grade,
    "level": level,
    "keep_level": keep_level,
    "keep_desk": keep_desk,
    "may_undo": may_undo,
}


def mandates(claim: Claim) -> Found:
    """Every mandate of the variant holds in the phases that it names; where it names none, in all."""
    for phase in claim.instance.phases:
        for mandate in claim.at(phase.id).mandates:
            yield from MANDATE_CHECKS[mandate.kind](claim, phase.id, mandate)


CHECKS = (mandates,)
