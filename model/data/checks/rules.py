"""What each kind of rule needs in its row."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.cells import columns
from model.data.checks.context import Check, Context, Fault, cell_fault
from model.data.records import Rule
from model.data.rule_kinds import RULE_KINDS
from model.data.selectors import rule_authorities

ABOUT_THREADS = tuple(name for name, kind in RULE_KINDS.items() if kind.about == "requests")


def limits_fit(context: Context) -> Iterator[Fault]:
    """Kinds that count have a whole limit; kinds that do not have none."""
    for key, rule in context.instance.rules.items():
        why = _limit_fault(rule)
        if why:
            yield cell_fault("rules", key, rule, "limit", f"{rule.kind} {why}")


def _limit_fault(rule: Rule) -> str:
    """What is wrong with a rule's limit; empty where it is right."""
    limit = RULE_KINDS[rule.kind].limit
    if limit is None:
        return "" if rule.limit is None else "takes no limit"
    if rule.limit is None:
        return "needs a limit"
    if not rule.limit.is_integer() or rule.limit < 0:
        return "needs a whole limit of at least 0"
    if limit.bounds and not limit.bounds[0] <= rule.limit <= limit.bounds[1]:
        return f"needs a {limit.unit} from {limit.bounds[0]} to {limit.bounds[1]}"
    return ""


def selectors_suffice(context: Context) -> Iterator[Fault]:
    """Kinds that are about named things name them; threads are named by kinds about requests alone."""
    for key, rule in context.instance.rules.items():
        kind = RULE_KINDS[rule.kind]
        for name in kind.needs:
            if not getattr(rule, name):
                yield cell_fault("rules", key, rule, name, f"{rule.kind} must say which {_things(name)} it is about")
        if kind.pair and not _is_pair(getattr(rule, kind.pair)):
            yield cell_fault("rules", key, rule, kind.pair, f"{rule.kind} needs exactly two {_things(kind.pair)}: a|b")
        if rule.thread and rule.kind not in ABOUT_THREADS:
            why = f"only {' and '.join(ABOUT_THREADS)} rules are about threads, not {rule.kind}"
            yield cell_fault("rules", key, rule, "thread", why)


def _is_pair(selector: tuple[str, ...]) -> bool:
    return len(selector) == 2 and "*" not in selector


def _things(selector: str) -> str:
    """What a selector column chooses, in the plural: the table it refers to, or HQs."""
    return columns(Rule)[selector].refers or ("HQs" if selector == "holder" else f"{selector}s")


def enough_authorities(context: Context) -> Iterator[Fault]:
    """Kinds that relate authorities select two at least; untold where the table of authorities has faults of its own."""
    for key, rule in context.instance.rules.items():
        together = RULE_KINDS[rule.kind].together and "authorities" not in context.partial
        if together and len(rule_authorities(rule, context.instance)) < 2:
            yield cell_fault("rules", key, rule, "authority", f"{rule.kind} must select at least two authorities")


RULE_CHECKS: tuple[Check, ...] = (limits_fit, selectors_suffice, enough_authorities)
