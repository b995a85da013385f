"""Domains of the decisions: the values that data, rules, mandates and pools leave to each of them.

Rules and mandates that speak about one decision alone (this HQ may not hold that authority) remove the value from its domain,
so that the model never carries a variable the law has already decided; so do pools that have no room for it. How each kind of
rule does so is said in `rules/`, beside the rows of those that tie decisions together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

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
from model.data.selectors import (
    is_unmanned,
    joins,
    mandated_grades,
    mandated_levels,
    match,
    match_hq,
    may_undo,
    rule_authorities,
    rule_conditions,
    takes_authority,
)
from model.data.standing import Standing
from model.delay.physics import Physics
from model.delay.transitions import before_all
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

    def before(self, phase: str) -> str | None:
        """The phase before; None before the first, when what stands is given."""
        return self._before.get(phase)

    @cached_property
    def _before(self) -> dict[str, str]:
        return {after: before for before, after in pairwise(self.worlds)}

    @cached_property
    def standing(self) -> Standing:
        """What stands before the first phase."""
        return before_all(self.instance)

    def held_before(self, phase: str, condition: str, authority: str, hq: str) -> bool | None:
        """Whether the HQ held the authority in the phase before (True, False), or may have (None)."""
        before = self.before(phase)
        if before is None:
            return hq in self.standing.holders.get((condition, authority), ())
        options = self.holders[before, condition, authority]
        if hq in options and len(options) > 1:
            return None
        return hq in options

    def absorption(self, phase: str, desk: str) -> tuple[bool, ...]:
        """Which of not absorbing and absorbing a transfer are possible for a desk: it is where one of its HQs takes over an authority."""
        world = self.worlds[phase]
        if not world.transition_loss:
            return (False,)
        certain, possible = self._takeovers[phase]
        members = set(world.desk_members[desk])
        if members & certain:
            return (True,)
        return (False, True) if members & possible else (False,)

    @cached_property
    def _takeovers(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """The HQs that surely take over an authority in each phase, and those that may."""
        certain: dict[str, set[str]] = {phase: set() for phase in self.worlds}
        possible: dict[str, set[str]] = {phase: set() for phase in self.worlds}
        for (phase, condition, authority), options in self.holders.items():
            for hq in options:
                held = self.held_before(phase, condition, authority, hq)
                if not held:
                    possible[phase].add(hq)
                if held is False and len(options) == 1:
                    certain[phase].add(hq)
        return {phase: (frozenset(certain[phase]), frozenset(possible[phase])) for phase in self.worlds}


def build_domains(instance: Instance) -> Domains:
    """The domains that remain when every one-decision rule and mandate of `instance` is applied to its data."""
    worlds = {phase.id: Physics(instance, phase) for phase in instance.phases}
    domains = Domains(instance, worlds, {}, {}, {}, {}, {})
    for phase, options in _openings(worlds).items():
        domains.open_options.update({(phase, hq): some for hq, some in options.items()})
    for phase, world in worlds.items():
        _grades_in(domains, phase, world.instance)
    filters = {phase: _holder_filters(world.instance) for phase, world in worlds.items()}
    known: dict[tuple[str, str, Allowing], tuple[str, ...]] = {}
    for condition in instance.conditions:
        for authority in instance.authorities:
            for phase, world in worlds.items():
                about = world.instance.authorities[authority]
                concerned = tuple(allows for concerns, allows in filters[phase] if concerns(condition, about))
                # Most authorities meet the same filters in every condition.
                if (phase, authority, concerned) not in known:
                    known[phase, authority, concerned] = _holders_in(domains, concerned, phase, about)
                domains.holders[phase, condition, authority] = known[phase, authority, concerned]
    for phase, world in worlds.items():
        _staff_in(domains, phase, world)
    return domains


def _openings(worlds: Mapping[str, Physics]) -> dict[str, dict[str, tuple[bool, ...]]]:
    """Which of closed and open each HQ can be in each phase. What cannot be undone is open from the first phase on in which it must be,
    and closed until the last in which it cannot be open."""
    options = {t: {hq: _open_options(world.instance, t, hq) for hq in world.instance.headquarters} for t, world in worlds.items()}
    first = next(iter(worlds.values()))
    for hq in first.instance.standing.open_hqs if first.instance.standing else ():
        if not may_undo(first.instance, hq):
            options[first.phase.id][hq] = tuple(option for option in options[first.phase.id][hq] if option)
    for before, after in pairwise(worlds):
        for hq in options[after]:
            if options[before][hq] == (True,) and not may_undo(worlds[after].instance, hq):
                options[after][hq] = tuple(option for option in options[after][hq] if option)
    for after, before in pairwise(reversed(list(worlds))):
        for hq in options[before]:
            if options[after][hq] == (False,) and not may_undo(worlds[after].instance, hq):
                options[before][hq] = tuple(option for option in options[before][hq] if not option)
    return options


def _grades_in(domains: Domains, phase: str, view: Instance) -> None:
    options = domains.open_options
    may_close = [hq for hq in view.headquarters if False in options[phase, hq]]
    mandated = {hq.hq: mandated_grades(view, hq) for hq in view.headquarters.values()}
    domains.grades.update(affordable_grades(view, phase, mandated, may_close))
    for hq in view.headquarters.values():
        if hq.grades and not domains.grades[phase, hq.hq]:
            options[phase, hq.hq] = tuple(option for option in options[phase, hq.hq] if not option)


def _holders_in(domains: Domains, concerned: Allowing, phase: str, about: Authority) -> tuple[str, ...]:
    return tuple(
        hq
        for hq, row in domains.worlds[phase].instance.headquarters.items()
        if domains.may_open(phase, hq) and all(allows(about, row, domains.grades[phase, hq]) for allows in concerned)
    )


def _staff_in(domains: Domains, phase: str, world: Physics) -> None:
    """Liaison levels and sizes of desks."""
    view, open_options = world.instance, domains.open_options
    may_open = {hq for hq in view.headquarters if domains.may_open(phase, hq)}
    levels = {key: _levels(view, channel, may_open.issuperset(key)) for key, channel in view.channels.items()}
    domains.levels.update(affordable_levels(view, phase, levels))
    domains.officers.update(_all_officers(view, world, phase, open_options))


def _all_officers(
    instance: Instance, world: Physics, phase: str, open_options: dict[tuple[str, str], tuple[bool, ...]]
) -> dict[tuple[str, str], tuple[int, ...]]:
    members = {desk: hqs for desk, hqs in world.desk_members.items() if hqs}
    nations = {desk: instance.headquarters[hqs[0]].lead for desk, hqs in members.items()}
    may_close = [desk for desk, hqs in members.items() if all(False in open_options[phase, hq] for hq in hqs)]
    return affordable_officers(instance, phase, {desk: _officers(instance, desk) for desk in members}, nations, may_close)


def _open_options(instance: Instance, phase: str, hq_id: str) -> tuple[bool, ...]:
    order, hq = [row.id for row in instance.phases], instance.headquarters[hq_id]
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
        if isinstance(mandate, LevelMandate) and joins(mandate, channel, instance.headquarters):
            options &= set(mandated_levels(mandate, channel))
        if isinstance(mandate, KeepLevelMandate) and joins(mandate, channel, instance.headquarters):
            options &= {channel.level_now}
    return tuple(sorted(options))


# A filter's first part answers: does it speak about this authority in this condition? Its second: may this HQ, with these grades
# possible, then hold the authority?
Concerns = Callable[[str, Authority], bool]
AllowsHolder = Callable[[Authority, Headquarters, Grades], bool]
Allowing = tuple[AllowsHolder, ...]
Filters = list[tuple[Concerns, AllowsHolder]]


def _holder_filters(instance: Instance) -> Filters:
    filters: Filters = [(_cannot_be_delegated, _held_today)]
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
        return takes_authority(mandate, authority) and match(mandate.condition, condition)

    if isinstance(mandate, HolderMandate):
        selector = mandate.holder
        return concerns, lambda authority, hq, grades: match_hq(selector, hq.hq, hq.nation)
    return concerns, _held_today
