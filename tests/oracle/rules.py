"""Which decisions are allowed: every rule, mandate and pool as a yes or no about decisions that are all fixed.

Written from the design page, not from the formulation: nothing here knows of variables, rows or solvers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from model.data.instance import Instance
from model.data.mandates import (
    ActiveMandate,
    GradeMandate,
    HolderMandate,
    KeepDeskMandate,
    KeepHolderMandate,
    KeepLevelMandate,
    LevelMandate,
)
from model.data.records import Channel, Rule

FOUR_STAR = 10
Key = tuple[str, str]
Holders = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Design:
    """Everything that is decided once for all conditions. `grades` of open military HQs; every channel has a level, every desk
    that some HQ uses a size."""

    active: frozenset[str]
    grades: Mapping[str, int]
    levels: Mapping[Key, int]
    officers: Mapping[str, int]


def takes(selector: tuple[str, ...], *values: str) -> bool:
    """Whether a selector takes a thing known by these names; empty or `*` takes everything."""
    return not selector or "*" in selector or any(value in selector for value in values)


def takes_hq(instance: Instance, selector: tuple[str, ...], hq: str) -> bool:
    """HQs are selected by their id or by their nation."""
    return takes(selector, hq, *nations(instance, hq))


def nations(instance: Instance, hq: str) -> list[str]:
    """The nations of an HQ; the first is its commander's."""
    return instance.headquarters[hq].nation.split("|")


def about(instance: Instance, row: Rule | HolderMandate | KeepHolderMandate, condition: str) -> Iterator[str]:
    """Authorities that a rule or mandate is about in a condition."""
    if not takes(row.condition, condition):
        return
    for name, authority in instance.authorities.items():
        if takes(row.authority, name) and takes(row.relation, authority.relation) and takes(row.nation, authority.nation):
            yield name


def about_hqs(instance: Instance, rule: Rule) -> set[str]:
    """HQs that a rule about HQs alone is about: there, `nation` is the HQ's own."""
    chosen = {hq for hq in instance.headquarters if takes_hq(instance, rule.holder, hq)}
    return {hq for hq in chosen if takes(rule.nation, *nations(instance, hq))}


def takes_channel(instance: Instance, mandate: LevelMandate | KeepLevelMandate, channel: Channel) -> bool:
    """One end is among `from_hq`, the other among `to_hq`, either way round."""
    ends = (channel.from_hq, channel.to_hq)
    return any(takes_hq(instance, mandate.from_hq, one) and takes_hq(instance, mandate.to_hq, two) for one, two in (ends, ends[::-1]))


# What is decided once -----------------------------------------------------------------------------------------------


def active_allowed(instance: Instance, active: frozenset[str]) -> bool:
    """Existing HQs, superiors of open HQs and both ends of every occurring thread are open, those of later phases are not; mandates
    and exclusions hold."""
    for name, hq in instance.headquarters.items():
        if name not in active and hq.status == "existing":
            return False
        if name in active and hq.available_from not in (None, instance.phases[0].id):
            return False
        if name in active and hq.superior is not None and hq.superior not in active:
            return False
    for demand in instance.demand.values():
        thread = instance.threads[demand.thread]
        if demand.requests_per_day > 0 and not {thread.origin, thread.destination} <= active:
            return False
    for mandate in instance.mandates:
        if isinstance(mandate, ActiveMandate):
            chosen = {hq for hq in instance.headquarters if takes_hq(instance, mandate.hq, hq)}
            if not (chosen <= active if mandate.active else not chosen & active):
                return False
    return all(len(about_hqs(instance, rule) & active) <= limit(rule) for rule in of_kind(instance, "exclusive_active"))


def grades_allowed(instance: Instance, grades: Mapping[str, int]) -> bool:
    """Ceilings on commanders of a grade, the four-star pools and mandated grades."""
    for rule in of_kind(instance, "max_grade_count"):
        if len(officers(instance, about_hqs(instance, rule)) & officers(instance, at_least(grades, rule.grade))) > limit(rule):
            return False
    for rule in of_kind(instance, "grade_gap"):
        seen = [grades[hq] for hq in about_hqs(instance, rule) if hq in grades]
        if seen and max(seen) - min(seen) > limit(rule):
            return False
    if len({(officer, grades[hq]) for hq in grades for officer in officers(instance, [hq])}) > len(officers(instance, grades)):
        return False
    for nation, amount in pools(instance, "four_star"):
        own = {hq for hq in instance.headquarters if nations(instance, hq)[0] == nation}
        today = {hq: instance.headquarters[hq].grade_now or 0 for hq in own if instance.headquarters[hq].status == "existing"}
        if stars(instance, {hq: grade for hq, grade in grades.items() if hq in own}) - stars(instance, today) > amount:
            return False
    return all(
        grade == mandate.grade
        for mandate in instance.mandates
        if isinstance(mandate, GradeMandate)
        for hq, grade in grades.items()
        if takes_hq(instance, mandate.hq, hq)
    )


def officers(instance: Instance, hqs: Iterable[str]) -> set[str]:
    """Who commands these HQs: by the name of the officer, or of the HQ that is their only one."""
    return {instance.headquarters[hq].commander or f"of {hq}" for hq in hqs}


def at_least(grades: Mapping[str, int], grade: int) -> list[str]:
    """HQs under a commander of at least the grade."""
    return [hq for hq, its in grades.items() if its >= grade]


def stars(instance: Instance, grades: Mapping[str, int]) -> int:
    """Officers of four stars."""
    return len(officers(instance, at_least(grades, FOUR_STAR)))


def levels_allowed(instance: Instance, levels: Mapping[Key, int]) -> bool:
    """Liaison staff within the pools, guests within what their hosts take, mandated levels."""
    staff = {key: instance.liaison_levels[level].staff for key, level in levels.items()}
    for nation, amount in pools(instance, "liaison_staff"):
        if sum(staff[key] for key, channel in instance.channels.items() if channel.pool == nation) > amount:
            return False
    for rule in of_kind(instance, "host_limit"):
        if any(guests(instance, staff, hq) > limit(rule) for hq in about_hqs(instance, rule)):
            return False
    for mandate in instance.mandates:
        if isinstance(mandate, (LevelMandate, KeepLevelMandate)):
            for key, channel in instance.channels.items():
                if takes_channel(instance, mandate, channel) and levels[key] not in levels_wanted(mandate, channel):
                    return False
    return True


def guests(instance: Instance, staff: Mapping[Key, int], hq: str) -> int:
    """Foreign liaison staff at an HQ: a team sits at the end that is not of the nation it comes from."""
    own = nations(instance, hq)
    return sum(staff[key] for key, channel in instance.channels.items() if hq in key and channel.pool not in (None, *own))


def levels_wanted(mandate: LevelMandate | KeepLevelMandate, channel: Channel) -> set[int]:
    """Levels that a mandate leaves to a channel. One that cannot obey goes free where no team belongs on it."""
    if isinstance(mandate, KeepLevelMandate):
        return {channel.level_now}
    wanted = {level for level in channel.levels if mandate.at_least <= level <= mandate.at_most}
    free = channel.kind == "direct" or not any(channel.levels)
    return set(channel.levels) if free and not wanted else wanted


def officers_allowed(instance: Instance, active: frozenset[str], officers: Mapping[str, int]) -> bool:
    """New billets within the pools; kept desks keep their size (where they are open)."""
    users = {hq.desk: nations(instance, hq.hq)[0] for hq in instance.headquarters.values()}
    for nation, amount in pools(instance, "desk_officers"):
        new = (max(0, size - instance.desks[desk].officers_now) for desk, size in officers.items() if users[desk] == nation)
        if sum(new) > amount:
            return False
    manned = {desk for desk, row in instance.desks.items() if row.officers_now or 0 in row.officers}
    open_desks = {instance.headquarters[hq].desk for hq in active}
    return all(
        size == instance.desks[desk].officers_now
        for mandate in instance.mandates
        if isinstance(mandate, KeepDeskMandate)
        for desk, size in officers.items()
        if takes(mandate.desk, desk) and desk in open_desks & manned
    )


# Holders in one condition -------------------------------------------------------------------------------------------


def holders_allowed(instance: Instance, condition: str, grades: Mapping[str, int], holders: Holders) -> bool:
    """Every rule and mandate about who holds what in one condition."""
    for name, authority in instance.authorities.items():
        if authority.relation == "COCOM" and set(holders[name]) != set(authority.holder_now):
            return False
    for mandate in instance.mandates:
        if isinstance(mandate, (HolderMandate, KeepHolderMandate)):
            for name in about(instance, mandate, condition):
                if isinstance(mandate, HolderMandate) and not all(takes_hq(instance, mandate.holder, hq) for hq in holders[name]):
                    return False
                if isinstance(mandate, KeepHolderMandate) and set(holders[name]) != set(instance.authorities[name].holder_now):
                    return False
    return all(rule_holds(instance, rule, list(about(instance, rule, condition)), grades, holders) for rule in instance.rules.values())


def rule_holds(instance: Instance, rule: Rule, names: list[str], grades: Mapping[str, int], holders: Holders) -> bool:
    """One rule about the holders of the authorities `names`, those it is about; True for kinds about something else."""
    if not names:
        return True
    held = [(name, hq) for name in names for hq in holders[name]]
    chosen = [(name, hq) for name, hq in held if takes_hq(instance, rule.holder, hq)]
    match rule.kind:
        case "forbid_holder":
            return not chosen
        case "require_holder":
            return chosen == held
        case "min_grade":
            return all(grades.get(hq, FOUR_STAR) >= limit(rule) for _, hq in chosen)
        case "not_outranked":
            return all(not_outranked(instance, name, hq, grades) for name, hq in chosen)
        case "parity":
            first, second = rule.authority
            pairs = product(holders[first], holders[second])
            return all(abs(grades[a] - grades[b]) <= limit(rule) for a, b in pairs if a in grades and b in grades)
        case "within_chain":
            first, second = rule.authority
            return all(within(instance, hq, holders[second], instance.authorities[second].component) for hq in holders[first])
        case "same_holder":
            return bool(set.intersection(*(set(holders[name]) for name in names)))
        case "span":
            return all(sum(hq == other for _, other in chosen) <= limit(rule) for _, hq in chosen)
        case _:
            return True


def not_outranked(instance: Instance, name: str, holder: str, grades: Mapping[str, int]) -> bool:
    """The holder is at least of the component commander's grade; civil principals and closed components satisfy it."""
    component = instance.authorities[name].component
    return component is None or component not in grades or holder not in grades or grades[holder] >= grades[component]


def within(instance: Instance, hq: str, tops: tuple[str, ...], component: str | None) -> bool:
    """Whether an HQ is one of `tops` or below it by static superiors, or at or below the component commanded."""
    here: str | None = hq
    while here is not None:
        if here in tops or here == component:
            return True
        here = instance.headquarters[here].superior
    return False


# Holders across conditions ------------------------------------------------------------------------------------------


def couples(instance: Instance) -> bool:
    """Whether something relates the holders of one condition to those of another."""
    return bool(of_kind(instance, "stable")) or instance.phases[0].transfers_max is not None


def together_allowed(instance: Instance, holders: Mapping[str, Holders]) -> bool:
    """Few enough authorities change hands between two conditions, and from today to the phase."""
    for rule in of_kind(instance, "stable"):
        first, second = rule.condition
        moved = [name for name in about(instance, rule, first) if set(holders[first][name]) != set(holders[second][name])]
        if len(moved) > limit(rule):
            return False
    most = instance.phases[0].transfers_max
    return most is None or sum(transferred(instance, name, holders) for name in instance.authorities) <= most


def transferred(instance: Instance, name: str, holders: Mapping[str, Holders]) -> bool:
    """Whether an authority that somebody holds today is in some condition not with all of these and nobody else."""
    today = set(instance.authorities[name].holder_now)
    return bool(today) and any(set(held[name]) != today for held in holders.values())


# Small helpers ------------------------------------------------------------------------------------------------------


def of_kind(instance: Instance, kind: str) -> list[Rule]:
    """The rules of one kind."""
    return [rule for rule in instance.rules.values() if rule.kind == kind]


def limit(rule: Rule) -> float:
    """The rule's number."""
    assert rule.limit is not None, f"{rule.kind} has a limit"
    return rule.limit


def pools(instance: Instance, resource: str) -> list[tuple[str, float]]:
    """(nation, amount) of the pools of a resource; a nation without a row has no limit."""
    return [(nation, pool.amount) for (_, nation, kind), pool in instance.pools.items() if kind == resource]
