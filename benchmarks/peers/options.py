"""What each decision may still be, once the data and whatever forbids one option outright have spoken.

Only bans on a single option are applied here (a law that keeps an authority from an HQ, a mandate that closes an HQ):
nobody writes variables for what is forbidden. Everything that ties two decisions together is left to rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
from model.data.records import Authority, Channel, Headquarters, Rule
from model.data.selectors import match, match_hq, rule_authorities, rule_conditions
from model.delay.physics import Physics

ChannelKey = tuple[str, str]


@dataclass(frozen=True)
class Options:
    """The options of an instance. `openings`: which of 0 and 1 an HQ's openness may be; the rest by what they are about.

    `grades` is empty for civil principals; `worlds` answers for the hours of a phase. What the data say in a phase is asked of the
    instance `at` it.
    """

    instance: Instance
    worlds: Mapping[str, Physics]
    openings: Mapping[tuple[str, str], tuple[int, ...]]
    grades: Mapping[tuple[str, str], tuple[int, ...]]
    holders: Mapping[tuple[str, str, str], tuple[str, ...]]
    levels: Mapping[tuple[str, ChannelKey], tuple[int, ...]]
    officers: Mapping[tuple[str, str], tuple[int, ...]]

    def at(self, phase: str) -> Instance:
        """The instance as it is in a phase."""
        return self.instance.at(phase)

    def may_open(self, phase: str, hq: str) -> bool:
        """Whether the HQ can be open in the phase."""
        return 1 in self.openings[phase, hq]


def options_of(instance: Instance) -> Options:
    """The options of `instance`, its variant applied."""
    worlds = {phase.id: Physics(instance, phase) for phase in instance.phases}
    views = {t: instance.at(t) for t in worlds}
    openings = {(t, hq.hq): _openings(views[t], t, hq) for t in worlds for hq in views[t].headquarters.values()}
    grades = {(t, hq.hq): _grades(views[t], hq) for t in worlds for hq in views[t].headquarters.values()}
    holders = {
        (t, c, authority.authority): tuple(
            hq.hq for hq in views[t].headquarters.values() if 1 in openings[t, hq.hq] and not _barred(views[t], c, authority, hq)
        )
        for t in worlds
        for c in instance.conditions
        for authority in views[t].authorities.values()
    }
    levels = {(t, key): _levels(views[t], channel) for t in worlds for key, channel in views[t].channels.items()}
    officers = {(t, desk): _officers(views[t], desk) for t in worlds for desk in instance.desks if worlds[t].desk_members.get(desk)}
    return Options(instance, worlds, openings, grades, holders, levels, officers)


def _openings(instance: Instance, phase: str, hq: Headquarters) -> tuple[int, ...]:
    order = [row.id for row in instance.phases]
    allowed = {1} if hq.status == "existing" else {0, 1}
    if hq.available_from is not None and order.index(phase) < order.index(hq.available_from):
        allowed.discard(1)
    if hq.grades and not _grades(instance, hq):
        allowed.discard(1)
    for mandate in instance.mandates:
        if isinstance(mandate, ActiveMandate) and match_hq(mandate.hq, hq.hq, hq.nation):
            allowed.discard(0 if mandate.active else 1)
    return tuple(sorted(allowed))


def _grades(instance: Instance, hq: Headquarters) -> tuple[int, ...]:
    demanded = [m.grade for m in instance.mandates if isinstance(m, GradeMandate) and match_hq(m.hq, hq.hq, hq.nation)]
    return tuple(grade for grade in hq.grades if all(grade == only for only in demanded))


def _levels(instance: Instance, channel: Channel) -> tuple[int, ...]:
    allowed = list(channel.levels)
    for mandate in instance.mandates:
        if isinstance(mandate, LevelMandate) and _between(instance, mandate, channel):
            allowed = [level for level in allowed if mandate.at_least <= level <= mandate.at_most]
        if isinstance(mandate, KeepLevelMandate) and _between(instance, mandate, channel):
            allowed = [level for level in allowed if level == channel.level_now]
    return tuple(allowed)


def _between(instance: Instance, mandate: LevelMandate | KeepLevelMandate, channel: Channel) -> bool:
    """Whether one end of the channel is on each side of the mandate, in either order."""
    ends = [instance.headquarters[hq] for hq in (channel.from_hq, channel.to_hq)]
    return any(
        match_hq(mandate.from_hq, one.hq, one.nation) and match_hq(mandate.to_hq, other.hq, other.nation)
        for one, other in (ends, ends[::-1])
    )


def _officers(instance: Instance, desk: str) -> tuple[int, ...]:
    row = instance.desks[desk]
    kept = any(isinstance(mandate, KeepDeskMandate) and match(mandate.desk, desk) for mandate in instance.mandates)
    return (row.officers_now,) if kept else row.officers


def _barred(instance: Instance, condition: str, authority: Authority, hq: Headquarters) -> bool:
    """Whether data, a rule or a mandate alone keep the authority from the HQ."""
    now = authority.holder_now
    if authority.relation == "COCOM" and now and hq.hq not in now:
        return True
    if any(_rule_bars(instance, rule, condition, authority, hq) for rule in instance.rules.values()):
        return True
    for mandate in instance.mandates:
        if isinstance(mandate, HolderMandate | KeepHolderMandate) and concerns(mandate, condition, authority):
            if isinstance(mandate, HolderMandate) and not match_hq(mandate.holder, hq.hq, hq.nation):
                return True
            if isinstance(mandate, KeepHolderMandate) and now and hq.hq not in now:
                return True
    return False


def concerns(mandate: HolderMandate | KeepHolderMandate, condition: str, authority: Authority) -> bool:
    """Whether a mandate on holders speaks about the authority in the condition."""
    return (
        match(mandate.authority, authority.authority)
        and match(mandate.relation, authority.relation)
        and match(mandate.nation, authority.nation)
        and match(mandate.condition, condition)
    )


def _rule_bars(instance: Instance, rule: Rule, condition: str, authority: Authority, hq: Headquarters) -> bool:
    if rule.kind not in ("forbid_holder", "require_holder", "min_grade"):
        return False
    if authority.authority not in rule_authorities(rule, instance) or condition not in rule_conditions(rule, instance):
        return False
    named = match_hq(rule.holder, hq.hq, hq.nation)
    if rule.kind == "forbid_holder":
        return named
    if rule.kind == "require_holder":
        return not named
    assert rule.limit is not None, "checked on reading"
    return named and bool(hq.grades) and all(grade < rule.limit for grade in _grades(instance, hq))
