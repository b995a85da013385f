"""Checks of liaison teams, desks and the pools they are staffed from."""

from __future__ import annotations

import math
from collections.abc import Iterable

from model.data.kinds import FOUR_STAR
from model.data.records import Headquarters
from model.verify.claim import Claim, members
from model.verify.recompute import recomputed
from model.verify.rows import PRINTED, THE_INSTANCE, Found, Row, Violation, close, compare, violation

# Table and column in which the people of each resource are found.
TAKEN_IN = {"liaison_staff": ("liaison", "staff"), "desk_officers": ("desks", "officers"), "four_star": ("commanders", "grade")}
WHOLE = 1e-9  # an amount that was computed may fall short of a whole number by so much


def levels(claim: Claim) -> Found:
    """A channel has one of its levels, and a team only between open HQs."""
    for (phase, one, other), row in claim.liaison.items():
        level = claim.level(phase, (one, other))
        options = claim.at(phase).channels[one, other].levels
        if level not in options:
            yield violation(row, "level", f"the levels it may have are {'|'.join(map(str, options))}")
        closed = [hq for hq in (one, other) if not claim.is_open(phase, hq)]
        if level > 0 and closed:
            yield violation(row, "level", f"{' and '.join(closed)} is closed", 0)


def liaison_facts(claim: Claim) -> Found:
    """The team's size, today's level, and what the instance says of the channel."""
    for (phase, one, other), row in claim.liaison.items():
        channel = claim.at(phase).channels[one, other]
        team = claim.at(phase).liaison_levels.get(claim.level(phase, (one, other)))
        if team is not None:
            yield from compare(row, "staff", team.staff, f"level {team.level} has that staff")
            yield from compare(row, "level_name", team.name, THE_INSTANCE)
            yield from compare(row, "changed", team.level != channel.level_now, "the level is, or is not, today's")
        yield from compare(row, "level_now", channel.level_now, THE_INSTANCE)
        yield from compare(row, "kind", channel.kind, THE_INSTANCE)
        yield from compare(row, "pool", channel.pool or "", THE_INSTANCE)


def desk_sizes(claim: Claim) -> Found:
    """A desk has one of its sizes while an HQ it works for is open, the same in every condition, and nobody otherwise."""
    made = recomputed(claim)
    first: dict[tuple[str, str], Row] = {}
    for key, row in claim.desks.items():
        phase, _, desk = key
        options = claim.at(phase).desks[desk].officers
        if not made.is_staffed(phase, desk):
            yield from compare(row, "officers", 0, "no headquarters it works for is open")
        elif made.officers(key) not in options:
            yield violation(row, "officers", f"the sizes it may have are {'|'.join(map(str, options))}")
        other = first.setdefault((phase, desk), row)
        yield from compare(row, "officers", other.whole("officers"), f"line {other.line} says so for another condition")


def desk_bands(claim: Claim) -> Found:
    """The band is the lowest of the instance's that holds the load; a desk of given capacity, or without officers, has none."""
    made = recomputed(claim)
    for key, row in claim.desks.items():
        phase, _, desk = key
        load, capacity, band = made.loads[key], made.capacity(key), row.number("band")
        rounding = PRINTED * max(1.0, capacity)
        if claim.at(phase).desks[desk].capacity_hours_per_day is not None:
            yield from compare(row, "band", None, "the desk's capacity is given, so that it has no band")
            if load > capacity + rounding:
                yield violation(row, "load_hours_per_day", f"is more than the desk's capacity of {capacity:.6f}")
        elif not made.is_staffed(phase, desk):
            yield from compare(row, "band", None, "no headquarters it works for is open")
        elif band is None or not any(close(band, option) for option in claim.at(phase).utilisation_bands):
            yield violation(row, "band", f"the bands are {'|'.join(f'{option:g}' for option in claim.at(phase).utilisation_bands)}")
        elif load > band * capacity + rounding:
            yield violation(row, "band", f"the load of {load:.6f} officer-hours a day is more than the band allows")
        else:
            enough = [option for option in claim.at(phase).utilisation_bands if load <= option * capacity - rounding]
            if enough and enough[0] < band - PRINTED:
                yield violation(row, "band", "a lower band holds the load", enough[0])


def desk_numbers(claim: Claim) -> Found:
    """Load, capacity and waits, from the routes and the officers."""
    made = recomputed(claim)
    for key, row in claim.desks.items():
        load, capacity = made.loads[key], made.capacity(key)
        used = load / capacity if capacity > 0 else None
        wait = made.wait(key, row.number("band") or 0.0)
        # Where there is no band there is no queue to be exact about.
        exact = wait if row.number("band") is None else made.wait(key, used or 0.0)
        yield from compare(row, "load_hours_per_day", load, "the services on the routes, and the background, add up to it")
        yield from compare(row, "capacity_hours_per_day", capacity, "the officers have that many hours")
        yield from compare(row, "wait_hours", wait, "the queue at the band")
        yield from compare(row, "exact_wait_hours", exact, "the queue at the exact load")
        yield from compare(row, "wait_overstated_hours", wait - exact, "wait_hours less exact_wait_hours")
        yield from compare(row, "utilisation", used, "load over capacity")


def desk_facts(claim: Claim) -> Found:
    """Today's officers and the HQs that share the desk."""
    for (phase, _, desk), row in claim.desks.items():
        yield from compare(row, "officers_now", claim.at(phase).desks[desk].officers_now, THE_INSTANCE)
        yield from compare(row, "headquarters", "|".join(members(claim.at(phase), desk)), THE_INSTANCE)


def pools(claim: Claim) -> Found:
    """No nation uses more liaison staff, added officers or added fourth stars than its pools hold."""
    for (phase, nation, resource), pool in claim.instance.pools.items():
        table, column = TAKEN_IN[resource]
        count = taken(claim, phase, nation, resource)
        if count > pool.amount + PRINTED:
            why = f"variant {claim.variant} takes {count} {resource} from {nation} in {phase}, the pool has {pool.amount:g}"
            yield Violation(table, 0, column, str(count), f"{pool.amount:g}", why)


def people(claim: Claim) -> Found:
    """The table of people has a row for each pool: what the posture takes of it, what there is and what is left."""
    for key, row in claim.people.items():
        amount, count = claim.instance.pools[key].amount, taken(claim, *key)
        table, column = TAKEN_IN[key[2]]
        yield from compare(row, "used", count, f"the {column} in {table}.csv make it up")
        yield from compare(row, "amount", amount, THE_INSTANCE)
        yield from compare(row, "slack", math.floor(amount + WHOLE) - count, "whole people of the amount, less used")


def taken(claim: Claim, phase: str, nation: str, resource: str) -> int:
    """What the posture takes of a pool."""
    counted = {"liaison_staff": staff_of, "desk_officers": added_officers, "four_star": added_stars}
    return counted[resource](claim, phase, nation)


def staff_of(claim: Claim, phase: str, nation: str) -> int:
    """Staff of all teams the nation supplies in a phase, by the levels."""
    channels = claim.at(phase).channels.items()
    return sum(_staff(claim, phase, ends) for ends, channel in channels if channel.pool == nation)


def _staff(claim: Claim, phase: str, ends: tuple[str, str]) -> int:
    team = claim.at(phase).liaison_levels.get(claim.level(phase, ends))
    return 0 if team is None else team.staff


def hosted_staff(claim: Claim, phase: str, hq: str) -> int:
    """Staff of the teams at an HQ that another nation supplies."""
    own = claim.at(phase).headquarters[hq].nation.split("|")
    channels = claim.at(phase).channels.items()
    return sum(_staff(claim, phase, ends) for ends, channel in channels if hq in ends and channel.pool not in (None, *own))


def officers_of(claim: Claim, phase: str) -> dict[str, int]:
    """Officers of each desk in a phase."""
    return {desk: row.whole("officers") or 0 for (t, _, desk), row in claim.desks.items() if t == phase}


def added_officers(claim: Claim, phase: str, nation: str) -> int:
    """Officers above today's at each of the nation's desks, added up. A desk that two nations share is of its first HQ's."""
    added = {desk: size - claim.instance.desks[desk].officers_now for desk, size in officers_of(claim, phase).items()}
    owner = {desk: claim.at(phase).headquarters[members(claim.at(phase), desk)[0]].lead for desk in added}
    return sum(max(0, more) for desk, more in added.items() if owner[desk] == nation)


def added_stars(claim: Claim, phase: str, nation: str) -> int:
    """O-10 commanders of a nation above today's number; negative where there are fewer."""
    today, later = ([hq for hq in hqs.values() if hq.lead == nation] for hqs in (claim.instance.headquarters, claim.at(phase).headquarters))
    now = {_officer(hq) for hq in today if hq.status == "existing" and (hq.grade_now or 0) >= FOUR_STAR}
    then = {_officer(hq) for hq in later if (claim.grade(phase, hq.hq) or 0) >= FOUR_STAR}
    return len(then) - len(now)


def officers_of_grade(claim: Claim, phase: str, hqs: Iterable[str], grade: int) -> int:
    """Commanders of open HQs in at least the grade, of those who command one of `hqs`."""
    headquarters = claim.at(phase).headquarters
    chosen = {_officer(headquarters[hq]) for hq in hqs}
    graded = {_officer(hq) for hq in headquarters.values() if (claim.grade(phase, hq.hq) or 0) >= grade}
    return len(chosen & graded)


def _officer(hq: Headquarters) -> tuple[str, str]:
    """Who commands it: an officer of several HQs, or its own."""
    return ("", hq.hq) if hq.commander is None else (hq.commander, "")


CHECKS = (levels, liaison_facts, desk_sizes, desk_bands, desk_numbers, desk_facts, pools, people)
