"""What the selector columns of rules and mandates select, and what mandates leave to it."""

from __future__ import annotations

from collections.abc import Mapping

from model.data.instance import Instance
from model.data.mandates import GradeMandate, HolderMandate, KeepHolderMandate, KeepLevelMandate, LevelMandate, MayUndoMandate
from model.data.records import Authority, Channel, Desk, Headquarters, Rule
from model.data.rule_kinds import RULE_KINDS


def match(selector: tuple[str, ...], value: str) -> bool:
    """Whether a selector takes a value; empty or `*` takes any."""
    return not selector or "*" in selector or value in selector


def match_hq(selector: tuple[str, ...], hq_id: str, nation: str) -> bool:
    """Whether a selector takes an HQ, by its id or by one of its nations; empty or `*` takes any."""
    return match(selector, hq_id) or match_nation(selector, nation)


def match_nation(selector: tuple[str, ...], nation: str) -> bool:
    """Whether a selector takes an HQ's nation, or one of the nations of a combined HQ; empty or `*` takes any."""
    return match(selector, nation) or any(part in selector for part in nation.split("|"))


def takes_authority(said: Rule | HolderMandate | KeepHolderMandate, authority: Authority) -> bool:
    """Whether a rule or a mandate is about an authority: by its id, its relation and the nation whose forces it is about."""
    return match(said.authority, authority.authority) and match(said.relation, authority.relation) and match(said.nation, authority.nation)


def joins(mandate: LevelMandate | KeepLevelMandate, channel: Channel, headquarters: Mapping[str, Headquarters]) -> bool:
    """Whether one end of a channel is among the `from_hq` of a mandate and the other among its `to_hq`."""
    ends = [(hq, headquarters[hq].nation) for hq in (channel.from_hq, channel.to_hq)]
    return any(match_hq(mandate.from_hq, *one) and match_hq(mandate.to_hq, *other) for one, other in (ends, ends[::-1]))


def rule_authorities(rule: Rule, instance: Instance) -> tuple[str, ...]:
    """Authorities that a rule is about, sorted. (`rule.authority` keeps the order that within_chain reads.)"""
    return tuple(sorted(name for name, authority in instance.authorities.items() if takes_authority(rule, authority)))


def rule_conditions(rule: Rule, instance: Instance) -> tuple[str, ...]:
    """Conditions that a rule holds in, sorted."""
    return tuple(sorted(name for name in instance.conditions if match(rule.condition, name)))


def rule_hqs(rule: Rule, instance: Instance) -> tuple[str, ...]:
    """HQs that a rule is about, sorted: its `holder` column, and `nation` for kinds that are about HQs alone."""
    nations = rule.nation if RULE_KINDS[rule.kind].about == "headquarters" else ()
    return tuple(
        sorted(
            name
            for name, hq in instance.headquarters.items()
            if match_hq(rule.holder, name, hq.nation) and match_nation(nations, hq.nation)
        )
    )


def rule_threads(rule: Rule, instance: Instance) -> tuple[str, ...]:
    """Threads that a deadline rule is about, sorted: those its `thread` column takes and, where the rule selects
    authorities, only those that need the approval of one of them."""
    threads = [name for name in sorted(instance.threads) if match(rule.thread, name)]
    if not (rule.authority or rule.relation or rule.nation):
        return tuple(threads)
    wanted = set(rule_authorities(rule, instance))
    return tuple(name for name in threads if wanted & set(instance.threads[name].approvals))


def takes_team(channel: Channel) -> bool:
    """Whether a channel is one for liaison teams; one way or with level 0 alone it is not."""
    return channel.kind == "liaison" and channel.levels != (0,)


def mandated_grades(instance: Instance, hq: Headquarters) -> tuple[int, ...]:
    """The grades that mandates leave to an HQ's commander, rising; none for civil principals."""
    options = set(hq.grades)
    for mandate in instance.mandates:
        if isinstance(mandate, GradeMandate) and hq.grades and match_hq(mandate.hq, hq.hq, hq.nation):
            options &= {mandate.grade}
    return tuple(sorted(options))


def may_undo(instance: Instance, hq: str) -> bool:
    """Whether, in a phase that the instance is as in, the HQ may be closed again and its commander have a lower grade."""
    nation = instance.headquarters[hq].nation
    return any(isinstance(mandate, MayUndoMandate) and match_hq(mandate.hq, hq, nation) for mandate in instance.mandates)


def mandated_levels(mandate: LevelMandate, channel: Channel) -> tuple[int, ...]:
    """The levels that a mandate leaves to a channel it selects: those within its bounds. A channel that takes no team and has no such
    level keeps its own."""
    within = tuple(level for level in channel.levels if mandate.at_least <= level <= mandate.at_most)
    return within or (() if takes_team(channel) else channel.levels)


def is_unmanned(instance: Instance, desk: Desk) -> bool:
    """Whether nobody works at a desk today because all its HQs are only planned, and it cannot open with nobody."""
    users = [hq for hq in instance.headquarters.values() if hq.desk == desk.desk]
    return desk.officers_now == 0 and 0 not in desk.officers and all(hq.status == "planned" for hq in users) and bool(users)
