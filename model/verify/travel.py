"""Checks of the paths: who is passed, who approves, and which way each hop goes."""

from __future__ import annotations

from model.verify.claim import COMMAND, ORIGIN, Claim, PathStop, Place
from model.verify.recompute import recomputed
from model.verify.rows import Found, Row, compare, violation


def path_ends(claim: Claim) -> Found:
    """A request starts at its origin and ends at its destination, and no other HQ is closed on its way."""
    for (phase, condition, name), stops in claim.stops.items():
        row, thread = claim.routes[phase, condition, name], claim.at(phase).threads[name]
        if stops[0].hq != thread.origin:
            yield violation(row, "path", f"{name} starts at {thread.origin}")
        if stops[-1].hq != thread.destination:
            yield violation(row, "path", f"{name} ends at {thread.destination}")
        for hq in sorted({stop.hq for stop in stops if not claim.is_open(phase, stop.hq)}):
            yield violation(row, "path", f"{hq} is closed")


def approvals(claim: Claim) -> Found:
    """Each approval that a thread needs is given, in order, by a holder of that authority."""
    for (phase, condition, name), stops in claim.stops.items():
        row, needed = claim.routes[phase, condition, name], claim.at(phase).threads[name].approvals
        given = [stop.hq for stop in stops for _ in range(stop.approvals)]
        if len(given) != len(needed):
            yield violation(row, "path", f"{name} needs {len(needed)} approvals, the path has {len(given)}")
        for hq, authority in zip(given, needed, strict=False):
            holders = claim.held_by(phase, condition, authority)
            if hq not in holders:
                yield violation(row, "path", f"{hq} approves with {authority}, which {' and '.join(holders)} holds")


def hops_possible(claim: Claim) -> Found:
    """Each hop goes over the command chain, or over a channel that exists and is open, at the level it has."""
    for key, stops in claim.stops.items():
        for stop in stops:
            if stop.hop is None:
                continue
            if stop.hop.text("channel") in (ORIGIN, "command"):
                yield from compare(stop.hop, "level", None, "only channels have liaison levels")
            if stop.hop.text("channel") == "command":
                yield from _commanded(claim, key, stop.hop)
            elif stop.hop.text("channel") != ORIGIN:
                yield from _open_channel(claim, key, stop)


def _commanded(claim: Claim, key: Place, hop: Row) -> Found:
    """Superior and subordinate, or a holder of OPCON or TACON and the component it commands there."""
    phase, condition, _ = key
    one, other = hop.text("from_hq"), hop.text("to_hq")
    headquarters = claim.at(phase).headquarters
    if headquarters[one].superior == other or headquarters[other].superior == one:
        return
    for authority in claim.at(phase).authorities.values():
        if authority.relation in COMMAND and authority.component in (one, other):
            holder = other if authority.component == one else one
            if holder in claim.held_by(phase, condition, authority.authority):
                return
    yield violation(hop, "channel", f"neither of {one} and {other} commands the other")


def _open_channel(claim: Claim, key: Place, stop: PathStop) -> Found:
    assert stop.hop is not None, "told apart by the caller"
    channel = recomputed(claim).channel(stop.hop)
    if channel is None:
        yield violation(stop.hop, "channel", f"there is no such channel from {stop.hop.text('from_hq')} to {stop.hq}")
        return
    level = claim.level(key[0], (channel.from_hq, channel.to_hq))
    yield from compare(stop.hop, "level", level, "liaison.csv says so")
    if level == 0 and not channel.open_without_team:
        yield violation(stop.hop, "level", "the channel is closed without a team")


CHECKS = (path_ends, approvals, hops_possible)
