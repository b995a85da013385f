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
    for name, forbid in zip(rules, _in_order(forbids), strict=True):
        in_force = rules[name].active
        for phase in instance.phases if forbid.phases else ():
            if (phase.id in forbid.phases) != in_force:
                in_force = not in_force
                asked = with_value(asked, PhaseValue(phase.id, "rules", name, "active", in_force))
    return asked


def shut_out(forbids: Sequence[Forbid]) -> dict[str, QuestionRule]:
    """The rules by id that shut these holders out."""
    return {rule.rule: rule for rule in map(_rule, range(len(forbids)), _in_order(forbids))}


def _in_order(forbids: Sequence[Forbid]) -> list[Forbid]:
    """In whatever order they are given, so that two ways of asking the same are one question."""
    return sorted(forbids, key=repr)


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
