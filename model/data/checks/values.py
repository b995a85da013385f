"""Values that must fit each other: command chain, desks, channels, shares, calendars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from model.data.cells import value_text
from model.data.checks.context import Check, Context, Fault, cell_fault
from model.data.checks.zones import meant_zone, timezones
from model.data.parameters import OPTIONAL_PARAMETERS, PARAMETERS, PHASE_PARAMETERS
from model.data.records import EXPLICIT_DESK
from model.errors import nearest

SHARE_TOLERANCE = 1e-6
# A probability is at most 1. A desk that lost more than nine tenths of its capacity would be closed. Service times a hundred times as
# scattered as long are no service times, and their square would make waits too long for the solver's arithmetic.
HIGHEST = {"referral_probability": 1, "duty_bound_share": 1, "service_cv": 100, "transition_loss": 0.9}


def parameters_complete(context: Context) -> Iterator[Fault]:
    """The parameters are the known ones, all of them, each of a possible size."""
    known = context.known["parameters"]
    if "parameters" not in context.unkeyed:
        needed = PARAMETERS | PHASE_PARAMETERS if len(context.instance.phases) > 1 else PARAMETERS
        possible = PARAMETERS | PHASE_PARAMETERS | OPTIONAL_PARAMETERS
        for name in sorted(needed.keys() - known):
            yield Fault("parameters", name, "", "", f"must be given: {needed[name]}", nearest(name, known - possible.keys()))
        for name in sorted(known - possible.keys()):
            yield Fault("parameters", name, "", "", "is not a known parameter", nearest(name, possible))
    for name, parameter in context.instance.parameters.items():
        if parameter.value < 0:
            yield cell_fault("parameters", name, parameter, "value", "must be at least 0")
        if parameter.value > HIGHEST.get(name, parameter.value):
            yield cell_fault("parameters", name, parameter, "value", f"must be at most {HIGHEST[name]}")


def bands_rise(context: Context) -> Iterator[Fault]:
    """Utilisation bands are listed in rising order and lie between 0 and 1."""
    if "instance" in context.partial:
        return
    bands = context.instance.utilisation_bands
    shown = value_text(bands)
    if not bands:
        yield Fault("instance", "", "utilisation_bands", shown, "needs at least one band")
    if any(not 0 < band < 1 for band in bands):
        yield Fault("instance", "", "utilisation_bands", shown, "every band must lie between 0 and 1, both excluded")
    if list(bands) != sorted(set(bands)):
        yield Fault("instance", "", "utilisation_bands", shown, "bands must be listed in rising order, each once")


def phases_follow(context: Context) -> Iterator[Fault]:
    """Each phase starts after the one listed before it."""
    for before, phase in pairwise(context.instance.phases):
        if phase.start <= before.start:
            began = f"'{before.id}' ({before.start.isoformat()})"
            why = f"is not after the start of the phase listed before it, {began}: list phases in their order"
            yield cell_fault("phases", phase.id, phase, "start", why)


def pools_in_all_phases(context: Context) -> Iterator[Fault]:
    """A nation's pool has a row for each phase: where it had none in some, it would be without limit there."""
    if context.partial & {"pools", "phases"}:
        return
    pools = context.instance.pools
    for nation, resource in dict.fromkeys(key[1:] for key in pools):
        listed = [phase.id for phase in context.instance.phases if (phase.id, nation, resource) in pools]
        for phase in context.instance.phases:
            if (phase.id, nation, resource) not in pools and listed:
                key = (listed[0], nation, resource)
                why = f"phase '{phase.id}' has no row for {nation} {resource}, so that it would have any number of them there"
                yield cell_fault("pools", key, pools[key], "phase", why)


def shares_add_up(context: Context) -> Iterator[Fault]:
    """The shares of the conditions add up to 1."""
    conditions = context.instance.conditions
    total = sum(condition.share for condition in conditions.values())
    if conditions and "conditions" not in context.partial and abs(total - 1) > SHARE_TOLERANCE:
        key, last = list(conditions.items())[-1]
        yield cell_fault("conditions", key, last, "share", f"the shares of all conditions add up to {total:.6g}, not 1")


def timezones_exist(context: Context) -> Iterator[Fault]:
    """Time zones are in the IANA list."""
    for key, site in context.instance.sites.items():
        if site.timezone not in timezones():
            yield cell_fault("sites", key, site, "timezone", "is not an IANA time zone", meant_zone(site))


def calendars_last(context: Context) -> Iterator[Fault]:
    """Duty hours begin and end at different times."""
    for key, calendar in context.instance.calendars.items():
        if calendar.start == calendar.end:
            yield cell_fault("calendars", key, calendar, "end", "duty must not end when it begins; all day is 00:00 to 24:00")


def grades_fit(context: Context) -> Iterator[Fault]:
    """Civil principals have no grade today; HQs that exist and have grades do."""
    for key, hq in context.instance.headquarters.items():
        if not hq.grades and hq.grade_now is not None:
            yield cell_fault("headquarters", key, hq, "grade_now", "a civil principal (no grades) has no grade today")
        elif hq.grades and hq.grade_now is None and hq.status == "existing":
            yield cell_fault("headquarters", key, hq, "grade_now", "an existing HQ with grades needs today's grade")


def chain_ends(context: Context) -> Iterator[Fault]:
    """Nobody is above themselves; existing HQs are under existing HQs."""
    headquarters = context.instance.headquarters
    for key, hq in headquarters.items():
        superior = headquarters.get(hq.superior or "")
        if superior is not None and hq.status == "existing" and superior.status == "planned":
            yield cell_fault("headquarters", key, hq, "superior", "an existing HQ cannot be under one that is only planned")
    for loop in _loops(context):
        key = loop[0]
        why = f"the command chain runs in a circle: {' > '.join([*loop, key])}"
        yield cell_fault("headquarters", key, headquarters[key], "superior", why)


def _loops(context: Context) -> Iterator[list[str]]:
    """The circles of superiors, each from its first HQ by name. Nobody is passed twice, however long the chains are."""
    headquarters = context.instance.headquarters
    passed: set[str] = set()
    for start in headquarters:
        chain: dict[str, None] = {}
        here: str | None = start
        while here is not None and here in headquarters and here not in passed:
            passed.add(here)
            chain[here] = None
            here = headquarters[here].superior
        if here is not None and here in chain:
            loop = list(chain)[list(chain).index(here) :]
            first = loop.index(min(loop))
            yield loop[first:] + loop[:first]


def existing_are_available(context: Context) -> Iterator[Fault]:
    """HQs that exist can be open from the first phase on."""
    phases = [phase.id for phase in context.instance.phases]
    for key, hq in context.instance.headquarters.items():
        if hq.status == "existing" and hq.available_from in phases[1:]:
            yield cell_fault("headquarters", key, hq, "available_from", f"an existing HQ is there from the first phase ({phases[0]}) on")


def capacity_has_wait(context: Context) -> Iterator[Fault]:
    """An explicit capacity comes with an explicit wait."""
    for key, desk in context.instance.desks.items():
        if (desk.capacity_hours_per_day is None) != (desk.wait_hours is None):
            empty = "capacity_hours_per_day" if desk.capacity_hours_per_day is None else "wait_hours"
            yield cell_fault("desks", key, desk, empty, "capacity_hours_per_day and wait_hours are given together or not at all")


def services_have_a_length(context: Context) -> Iterator[Fault]:
    """A desk whose queue is reckoned says how long its services are."""
    for key, desk in context.instance.desks.items():
        if desk.mean_service_hours is None and desk.wait_hours is None:
            yield cell_fault("desks", key, desk, "mean_service_hours", f"must not be empty, unless {EXPLICIT_DESK}")


def hats_match(context: Context) -> Iterator[Fault]:
    """HQs under one commander are led by one nation and have the same grades, today's too."""
    headquarters = context.instance.headquarters
    first: dict[str, str] = {}
    for key, hq in headquarters.items():
        if hq.commander is None:
            continue
        other = headquarters[first.setdefault(hq.commander, key)]
        if hq.lead != other.lead:
            yield cell_fault("headquarters", key, hq, "nation", f"is led by another nation than {other.hq}, which has the same commander")
        if hq.grades != other.grades:
            why = f"the same commander has the grades {value_text(other.grades) or 'of a civil principal'} at {other.hq}"
            yield cell_fault("headquarters", key, hq, "grades", why)
        elif None not in (hq.grade_now, other.grade_now) and hq.grade_now != other.grade_now:
            yield cell_fault("headquarters", key, hq, "grade_now", f"the same commander has grade {other.grade_now} at {other.hq}")


def holders_fit(context: Context) -> Iterator[Fault]:
    """Today's holders exist today and are no more than allowed."""
    for key, authority in context.instance.authorities.items():
        if len(authority.holder_now) > authority.holders_max:
            yield cell_fault("authorities", key, authority, "holder_now", f"lists more holders than holders_max = {authority.holders_max}")
        for name in authority.holder_now:
            hq = context.instance.headquarters.get(name)
            if hq is not None and hq.status == "planned":
                yield cell_fault("authorities", key, authority, "holder_now", f"'{name}' is only planned and holds nothing today")


def level_zero_is_empty(context: Context) -> Iterator[Fault]:
    """Level 0 is no team."""
    if "0" not in context.known["liaison_levels"] and "liaison_levels" not in context.unkeyed:
        yield Fault("liaison_levels", "", "level", "", "level 0 (no team) must be listed")
    zero = context.instance.liaison_levels.get(0)
    if zero is not None and zero.staff > 0:
        yield cell_fault("liaison_levels", 0, zero, "staff", "level 0 is no team and has staff 0")


def channel_ends_differ(context: Context) -> Iterator[Fault]:
    """A channel joins two HQs, and one liaison row joins them both ways."""
    channels = context.instance.channels
    for (start, end), channel in channels.items():
        if start == end:
            yield cell_fault("channels", (start, end), channel, "to_hq", "a channel joins two different HQs")
        back = channels.get((end, start))
        if start > end and back is not None and back.kind == channel.kind == "liaison":
            yield cell_fault("channels", (start, end), channel, "from_hq", f"liaison runs both ways and is already given as {end}@{start}")


def planned_have_no_team(context: Context) -> Iterator[Fault]:
    """Where an end is only planned, there is no team today."""
    for key, channel in context.instance.channels.items():
        ends = [context.instance.headquarters.get(name) for name in key]
        if channel.level_now > 0 and any(end is not None and end.status == "planned" for end in ends):
            yield cell_fault("channels", key, channel, "level_now", "a channel of a planned HQ has no team today: level_now is 0")


def channel_pools_fit(context: Context) -> Iterator[Fault]:
    """A channel that may need staff names the nation of one of its ends as their pool."""
    instance = context.instance
    for key, channel in instance.channels.items():
        levels = [instance.liaison_levels.get(level) for level in channel.levels]
        nations = {nation for name in key if (hq := instance.headquarters.get(name)) is not None for nation in hq.nations}
        if channel.pool is None and any(level is not None and level.staff > 0 for level in levels):
            yield cell_fault("channels", key, channel, "pool", "must be given: some of its levels need staff")
        if channel.pool is not None and nations and all(name in instance.headquarters for name in key) and channel.pool not in nations:
            yield cell_fault("channels", key, channel, "pool", "must be the nation of one of its ends", nearest(channel.pool, nations))


def desks_serve_one_nation(context: Context) -> Iterator[Fault]:
    """HQs that share a desk are led by one nation, whose pool its officers come from."""
    nations: dict[str, str] = {}
    for key, hq in context.instance.headquarters.items():
        if hq.desk is not None and nations.setdefault(hq.desk, hq.lead) != hq.lead:
            why = f"works for {nations[hq.desk]} already, and a desk's officers come from one nation's pool"
            yield cell_fault("headquarters", key, hq, "desk", why)


VALUE_CHECKS: tuple[Check, ...] = (
    parameters_complete,
    bands_rise,
    phases_follow,
    pools_in_all_phases,
    shares_add_up,
    timezones_exist,
    calendars_last,
    grades_fit,
    hats_match,
    chain_ends,
    existing_are_available,
    capacity_has_wait,
    services_have_a_length,
    desks_serve_one_nation,
    holders_fit,
    level_zero_is_empty,
    channel_ends_differ,
    planned_have_no_team,
    channel_pools_fit,
)
