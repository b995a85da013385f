"""Holders shut out by a question, to see who would be next and what that costs: rules that stand in no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.data.instance import Instance, PhaseValue
from model.data.kinds import column
from model.data.phase_values import with_value
from model.data.records import Rule


@dataclass(frozen=True)
class Forbid:
    """These HQs do not hold this authority in these conditions and phases (none named: in any)."""

    authority: str
    holders: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()


class QuestionRule(Rule):
    """A rule that is part of a question. Its id has a blank, so that it clashes with none of an instance."""

    rule: str = column("identifier", pattern=" ")


def without_holders(instance: Instance, forbids: Sequence[Forbid]) -> Instance:
    """The instance with these holders shut out. A rule of some phases alone is put in and out of force as the phases come."""
    rules = shut_out(forbids)
    asked = replace(instance, rules={**instance.rules, **rules})
    for name, rule in rules.items():
        phases, in_force = _phases(forbids, name), rule.active
        for phase in instance.phases if phases else ():
            if (phase.id in phases) != in_force:
                in_force = not in_force
                asked = with_value(asked, PhaseValue(phase.id, "rules", name, "active", in_force))
    return asked


def shut_out(forbids: Sequence[Forbid]) -> dict[str, QuestionRule]:
    """The rules by id that shut these holders out. The order of `forbids` plays no part, so that two ways of asking the same are
    one question."""
    return {rule.rule: rule for rule in map(_rule, range(len(forbids)), sorted(forbids, key=repr))}


def _phases(forbids: Sequence[Forbid], name: str) -> tuple[str, ...]:
    """The phases of the rule of this id."""
    return dict(zip(shut_out(forbids), (forbid.phases for forbid in sorted(forbids, key=repr)), strict=True))[name]


def _rule(number: int, forbid: Forbid) -> QuestionRule:
    return QuestionRule.model_validate(
        {
            "rule": f"not these holders {number}",
            "kind": "forbid_holder",
            "says": "These do not hold it.",
            "basis": "convention",
            "citation": "the question asked",
            "authority": (forbid.authority,),
            "holder": forbid.holders,
            "condition": forbid.conditions,
            "active": not forbid.phases,
        }
    )
