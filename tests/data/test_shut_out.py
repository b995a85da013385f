"""Rules that a question adds: valid like any other, never an instance's own, and the same for two ways of asking."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from model.data.digest import digest
from model.data.kinds import Record
from model.data.records import Rule
from model.data.shut_out import Forbid, shut_out, without_holders
from tests.reporting.builders import tiny_instance

TWO = (Forbid("ops", ("Near",), ("crisis",)), Forbid("ops", ("Far",)))


def test_shut_out_holders_become_rules_beside_the_instances_own() -> None:
    """Both rules forbid the holders of the question and only these; the rule of the instance stays. Asked in the other order it is the
    same instance: rules numbered as they come would make two questions of one in the store."""
    base = tiny_instance()
    asked = without_holders(base, TWO)
    added = {name: rule for name, rule in asked.rules.items() if name not in base.rules}
    assert [(rule.kind, rule.authority, rule.holder, rule.condition) for rule in added.values()] == [
        ("forbid_holder", ("ops",), ("Far",), ()),
        ("forbid_holder", ("ops",), ("Near",), ("crisis",)),
    ]
    assert set(asked.rules) == {*base.rules, *shut_out(TWO)}
    assert digest(without_holders(base, TWO[::-1])) == digest(asked) != digest(base)


def test_such_a_rule_is_checked_and_can_clash_with_none_of_an_instance() -> None:
    """A holder named twice is refused as in a file; an id with a blank is refused for a rule of an instance and demanded of one of a
    question. Rules made without validation would take both."""
    with pytest.raises(ValidationError, match="lists a value twice"):
        shut_out([Forbid("ops", ("Far", "Far"))])
    (rule,) = shut_out(TWO[:1]).values()
    assert isinstance(rule, Record)
    with pytest.raises(ValidationError, match="identifier"):
        Rule.model_validate(rule.model_dump())
    with pytest.raises(ValidationError, match="pattern"):
        type(rule).model_validate(rule.model_dump() | {"rule": "law1"})


def test_holders_shut_out_in_a_phase_may_hold_in_the_others() -> None:
    """The rule is in force in the phase asked about alone, wherever that stands; one that went on would forbid too much."""
    base = tiny_instance()
    first, second = (phase.id for phase in base.phases)
    for phase, other in ((first, second), (second, first)):
        asked = without_holders(base, (Forbid("ops", ("Near",), (), (phase,)), Forbid("ops", ("Far",))))
        in_force = {one: [rule.holder for name, rule in asked.at(one).rules.items() if " " in name] for one in (first, second)}
        assert in_force == {phase: [("Far",), ("Near",)], other: [("Far",)]}
