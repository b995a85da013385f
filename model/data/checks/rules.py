"""What each kind of rule needs in its row."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.checks.context import Check, Context, Fault, cell_fault
from model.data.selectors import rule_authorities

NO_LIMIT = frozenset({"forbid_holder", "require_holder", "not_outranked", "within_chain", "same_holder", "deadline"})
NEEDS_HOLDER = frozenset({"forbid_holder", "require_holder", "exclusive_active"})
TWO_AUTHORITIES = frozenset({"parity", "within_chain"})
HIGHEST_GRADE = 10


def limits_fit(context: Context) -> Iterator[Fault]:
    """Kinds that count have a whole limit; kinds that do not have none."""
    for key, rule in context.instance.rules.items():
        if rule.kind in NO_LIMIT:
            if rule.limit is not None:
                yield cell_fault("rules", key, rule, "limit", f"{rule.kind} takes no limit")
        elif rule.limit is None:
            yield cell_fault("rules", key, rule, "limit", f"{rule.kind} needs a limit")
        elif not rule.limit.is_integer() or rule.limit < 0:
            yield cell_fault("rules", key, rule, "limit", f"{rule.kind} needs a whole limit of at least 0")
        elif rule.kind == "min_grade" and not 1 <= rule.limit <= HIGHEST_GRADE:
            yield cell_fault("rules", key, rule, "limit", f"min_grade needs a grade from 1 to {HIGHEST_GRADE}")


def selectors_suffice(context: Context) -> Iterator[Fault]:
    """Kinds that relate named things name them."""
    for key, rule in context.instance.rules.items():
        if rule.kind in NEEDS_HOLDER and not rule.holder:
            yield cell_fault("rules", key, rule, "holder", f"{rule.kind} must say which HQs it is about")
        if rule.kind in TWO_AUTHORITIES and (len(rule.authority) != 2 or "*" in rule.authority):
            yield cell_fault("rules", key, rule, "authority", f"{rule.kind} needs exactly two authorities: a|b")
        if rule.kind == "stable" and (len(rule.condition) != 2 or "*" in rule.condition):
            yield cell_fault("rules", key, rule, "condition", "stable needs exactly two conditions: a|b")
        if rule.kind != "deadline" and rule.thread:
            yield cell_fault("rules", key, rule, "thread", f"only deadline rules are about threads, not {rule.kind}")
        if rule.kind == "same_holder" and "authorities" not in context.partial and len(rule_authorities(rule, context.instance)) < 2:
            yield cell_fault("rules", key, rule, "authority", "same_holder must select at least two authorities")


RULE_CHECKS: tuple[Check, ...] = (limits_fit, selectors_suffice)
