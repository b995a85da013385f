"""Undominated changes of approver: those that some posture could make part of a best route.

Where one authority approves twice in a row, a request may go on from one holder to another between the two approvals. That
change is dominated when the first holder could as well approve again and send the request on itself, or the second could have
approved before: both are open and hold the authority wherever the request takes the change, so nothing more is needed. If the other
way costs no more *whatever* the open decisions turn out to be, no optimum is lost without the change: what replaces it has one
change of approver less, so that no two can each be left out for the sake of the other. Of a p-hub problem an eighth of the pairs of
hubs remain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from model.formulation.hour_bounds import HourBounds, Hours, HQs
from model.formulation.undominated_paths import TIE


@dataclass(frozen=True)
class Neighbours:
    """Where a request may be before the first of the two approvals, or after the second; `approves` tells that it is approved there."""

    hqs: tuple[str, ...]
    approves: bool


def undominated_changes(
    hours: HourBounds, before: Neighbours, holders: HQs, after: Neighbours, works: Iterable[float]
) -> frozenset[tuple[str, str]]:
    """The (first, second) pairs of `holders` that a request which comes from `before` and goes on to `after` has to be given a
    choice of: all whose change is not dominated, and each holder twice. `works` are the officer-hours of staff work of the requests:
    what is dominated for each of them is."""
    at = hours.numbers(holders)
    change = hours.least(holders, holders) + hours.referral(holders, holders)[0]
    onward, inward = _onward(hours, holders, after), _inward(hours, before, holders).T
    kept = np.eye(len(at), dtype=bool)
    for work in works:
        least, most = (extreme[at] + hours.work(work, holders) for extreme in hours.approval)
        with np.errstate(invalid="ignore"):  # of what leads nowhere nothing is known, and it is kept
            # The first approves again; the second has approved before.
            again = most[:, None] + onward <= change + least[None, :] + TIE
            at_once = most[None, :] + inward <= change + least[:, None] + TIE
        kept |= ~(again | at_once)
    names = hours.names(at)
    return frozenset((names[one], names[other]) for one, other in zip(*np.nonzero(kept), strict=True))


def _onward(hours: HourBounds, holders: HQs, after: Neighbours) -> Hours:
    """By how many hours going on from one holder (rows), at its worst, can be longer than from another (columns), at its best."""
    least, most = hours.least(holders, after.hqs), hours.most(holders, after.hqs)
    if not after.approves:
        return _longest(least, most, _served_at_end(hours, holders, after.hqs))
    referral = hours.referral(holders, after.hqs)
    return _longest(least + referral[0], most + referral[1], 0.0)


def _inward(hours: HourBounds, before: Neighbours, holders: HQs) -> Hours:
    """The same of coming to one holder and to another."""
    least, most = hours.least(before.hqs, holders), hours.most(before.hqs, holders)
    if before.approves:
        referral = hours.referral(before.hqs, holders)
        least, most = least + referral[0], most + referral[1]
    return _longest(least.T, most.T, 0.0)


def _longest(least: Hours, most: Hours, more: Hours | float) -> Hours:
    """The largest difference over all neighbours (last axis) that the other holder can be next to."""
    reached = np.isfinite(least)[None, :, :]
    longer = most[:, None, :] - np.where(reached, least[None, :, :], 0.0) + more
    return np.asarray(np.where(reached, longer, -np.inf).max(axis=2, initial=-np.inf), dtype=float)


def _served_at_end(hours: HourBounds, holders: HQs, ends: HQs) -> Hours:
    """Hours of the service at the end by which one holder's way (rows) can be longer than another's: an end serves what moves to it."""
    at, to = hours.numbers(holders), hours.numbers(ends)
    moves = at[:, None] != to[None, :]
    least, most = (extreme[to] for extreme in hours.relay)
    only_one, only_other = moves[:, None, :] & ~moves[None, :, :], ~moves[:, None, :] & moves[None, :, :]
    return np.where(only_one, most, 0.0) - np.where(only_other, least, 0.0)
