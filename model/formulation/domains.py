"""Domains of the decisions: the values that data, rules, mandates and pools leave to each of them.

Rules and mandates that speak about one decision alone (this HQ may not hold that authority) remove the value from its domain,
so that the model never carries a variable the law has already decided; so do pools that have no room for it. How each kind of
rule does so is said in `rules/`, beside the rows of those that tie decisions together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from model.data.instance import Instance
from model.data.mandates import (
    ActiveMandate,
    HolderMandate,
    KeepDeskMandate,
    KeepHolderMandate,
    KeepLevelMandate,
    LevelMandate,
)
from model.data.records import Authority, Channel, Headquarters, Rule
from model.data.selectors import is_unmanned, mandated_grades, mandated_levels, match, match_hq, rule_authorities, rule_conditions
from model.delay.physics import Physics
from model.formulation.register import HOLDER_FILTERS, Grades
from model.formulation.resource_presolve import ChannelKey, affordable_grades, affordable_levels, affordable_officers


@dataclass(frozen=True)
class Domains:
    """The values left to each decision. Every mapping lists them in sorted order; an empty tuple means that none is left.

    `open_options` (phase, hq): which of False, True are possible; `grades` (phase, hq): empty for civil principals;
    `holders` (phase, condition, authority); `levels` (phase, channel); `officers` (phase, desk).
    """

    instance: Instance
    worlds: dict[str, Physics]
    open_options: dict[tuple[str, str], tuple[bool, ...]]
    grades: dict[tuple[str, str], tuple[int, ...]]
    holders: dict[tuple[str, str, str], tuple[str, ...]]
    levels: dict[tuple[str, ChannelKey], tuple[int, ...]]
    officers: dict[tuple[str, str], tuple[int, ...]]

    def may_open(self, phase: str, hq: str) -> bool:
        """Whether the HQ can be open in the phase."""
        return True in self.open_options[phase, hq]

    def must_open(self, phase: str, hq: str) -> bool:
        """Whether the HQ cannot be closed in the phase."""
        return self.open_options[phase, hq] == (True,)


def build_domains(instance: Instance) -> Domains:
    """The domains that remain when every one-decision rule and mandate of `instance` is applied to its data."""
    worlds = {phase.id: Physics(instance, phase) for phase in instance.phases}
    open_options = {(t, h.hq): _open_options(instance, t, h) for t in worlds for h in instance.headquarters.values()}
    grades: dict[tuple[str, str], tuple[int, ...]] = {}
    for t in worlds:
        may_close = [hq for (phase, hq), options in open_options.items() if phase == t and False in options]
        grades |= affordable_grades(instance, t, {h.hq: mandated_grades(instance, h) for h in instance.headquarters.values()}, may_close)
    for key, options in grades.items():
        if instance.headquarters[key[1]].grades and not options:
            open_options[key] = tuple(option for option in open_options[key] if not option)
    filters = _holder_filters(instance)

    @cache  # most authorities meet the same filters in every condition
    def allowed(t: str, authority: str, concerned: tuple[AllowsHolder, ...]) -> tuple[str, ...]:
        about = instance.authorities[authority]
        return tuple(
            h.hq
            for h in instance.headquarters.values()
            if True in open_options[t, h.hq] and all(allows(about, h, grades[t, h.hq]) for allows in concerned)
        )

    holders = {}
    for c in instance.conditions:
        for a in instance.authorities.values():
            concerned = tuple(allows for concerns, allows in filters if concerns(c, a))
            for t in worlds:
                holders[t, c, a.authority] = allowed(t, a.authority, concerned)
    levels: dict[tuple[str, ChannelKey], tuple[int, ...]] = {}
    officers: dict[tuple[str, str], tuple[int, ...]] = {}
    for t in worlds:
        may_open = {hq for (phase, hq), options in open_options.items() if phase == t and True in options}
        levels |= affordable_levels(
            instance, t, {key: _levels(instance, channel, may_open.issuperset(key)) for key, channel in instance.channels.items()}
        )
        officers |= _all_officers(instance, worlds[t], t, open_options)
    return Domains(instance, worlds, open_options, grades, holders, levels, officers)


def _all_officers(
    instance: Instance, world: Physics, phase: str, open_options: dict[tuple[str, str], tuple[bool, ...]]
) -> dict[tuple[str, str], tuple[int, ...]]:
    members = {desk: hqs for desk, hqs in world.desk_members.items() if hqs}
    nations = {desk: instance.headquarters[hqs[0]].lead for desk, hqs in members.items()}
    may_close = [desk for desk, hqs in members.items() if all(False in open_options[phase, hq] for hq in hqs)]
    return affordable_officers(instance, phase, {desk: _officers(instance, desk) for desk in members}, nations, may_close)


def _open_options(instance: Instance, phase: str, hq: Headquarters) -> tuple[bool, ...]:
    order = [row.id for row in instance.phases]
    available = hq.available_from is None or order.index(hq.available_from) <= order.index(phase)
    options = {True} if hq.status == "existing" else {False, True}
    if not available:
        options &= {False}
    for mandate in instance.mandates:
        if isinstance(mandate, ActiveMandate) and match_hq(mandate.hq, hq.hq, hq.nation):
            options &= {mandate.active}
    return tuple(sorted(options))


def _officers(instance: Instance, desk: str) -> tuple[int, ...]:
    row = instance.desks[desk]
    keep = any(isinstance(mandate, KeepDeskMandate) and match(mandate.desk, desk) for mandate in instance.mandates)
    return (row.officers_now,) if keep and not is_unmanned(instance, row) else row.officers


def _levels(instance: Instance, channel: Channel, both_ends_may_open: bool) -> tuple[int, ...]:
    options = set(channel.levels) if both_ends_may_open else set(channel.levels) & {0}
    for mandate in instance.mandates:
        if isinstance(mandate, LevelMandate) and _joins(instance, mandate, channel):
            options &= set(mandated_levels(mandate, channel))
        if isinstance(mandate, KeepLevelMandate) and _joins(instance, mandate, channel):
            options &= {channel.level_now}
    return tuple(sorted(options))


def _joins(instance: Instance, mandate: LevelMandate | KeepLevelMandate, channel: Channel) -> bool:
    def at(selector: tuple[str, ...], hq: str) -> bool:
        return match_hq(selector, hq, instance.headquarters[hq].nation)

    one, other = channel.from_hq, channel.to_hq
    forth = at(mandate.from_hq, one) and at(mandate.to_hq, other)
    return forth or (at(mandate.from_hq, other) and at(mandate.to_hq, one))


# A filter's first part answers: does it speak about this authority in this condition? Its second: may this HQ, with these grades
# possible, then hold the authority?
Concerns = Callable[[str, Authority], bool]
AllowsHolder = Callable[[Authority, Headquarters, Grades], bool]


def _holder_filters(instance: Instance) -> list[tuple[Concerns, AllowsHolder]]:
    filters: list[tuple[Concerns, AllowsHolder]] = [(_cannot_be_delegated, _held_today)]
    for rule in instance.rules.values():
        if rule.kind in HOLDER_FILTERS:
            filters.append(_of_rule(instance, rule))
    for mandate in instance.mandates:
        if isinstance(mandate, HolderMandate | KeepHolderMandate):
            filters.append(_of_mandate(mandate))
    return filters


def _cannot_be_delegated(condition: str, authority: Authority) -> bool:
    """COCOM stays with today's holder (10 USC 164)."""
    return authority.relation == "COCOM"


def _held_today(authority: Authority, hq: Headquarters, grades: Grades) -> bool:
    return not authority.holder_now or hq.hq in authority.holder_now


def _of_rule(instance: Instance, rule: Rule) -> tuple[Concerns, AllowsHolder]:
    authorities, conditions = set(rule_authorities(rule, instance)), set(rule_conditions(rule, instance))
    allows = HOLDER_FILTERS[rule.kind].allows
    return (
        lambda condition, authority: authority.authority in authorities and condition in conditions,
        lambda authority, hq, grades: allows(instance, rule, authority, hq, grades),
    )


def _of_mandate(mandate: HolderMandate | KeepHolderMandate) -> tuple[Concerns, AllowsHolder]:
    def concerns(condition: str, authority: Authority) -> bool:
        return (
            match(mandate.authority, authority.authority)
            and match(mandate.relation, authority.relation)
            and match(mandate.nation, authority.nation)
            and match(mandate.condition, condition)
        )

    if isinstance(mandate, HolderMandate):
        selector = mandate.holder
        return concerns, lambda authority, hq, grades: match_hq(selector, hq.hq, hq.nation)
    return concerns, _held_today
