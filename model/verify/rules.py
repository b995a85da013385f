"""Checks of the rules in force: one function for each kind, asked for each phase in which the rule is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from model.data.records import Rule
from model.data.selectors import match_hq, rule_authorities, rule_conditions, rule_hqs, rule_threads
from model.verify.claim import COMMAND, Claim, Place
from model.verify.people import hosted_staff, officers_of_grade
from model.verify.recompute import recomputed
from model.verify.rows import PRINTED, Found, Row, Violation, violation


def _because(rule: Rule, detail: str = "") -> str:
    return f"{rule.rule}: {rule.says}" + (f" ({detail})" if detail else "")


def _held(claim: Claim, phase: str, rule: Rule) -> Iterator[tuple[Place, Row]]:
    """Every holder's row of the authorities, in the conditions, that a rule is about."""
    for condition in rule_conditions(rule, claim.at(phase)):
        for authority in rule_authorities(rule, claim.at(phase)):
            for row in claim.holders[phase, condition, authority]:
                yield (phase, condition, authority), row


def _selected(claim: Claim, rule: Rule, row: Row) -> bool:
    hq = row.text("holder")
    return match_hq(rule.holder, hq, claim.at(row.text("phase")).headquarters[hq].nation)


def forbid_holder(claim: Claim, phase: str, rule: Rule) -> Found:
    """The authorities are not held by the selected HQs."""
    for _, row in _held(claim, phase, rule):
        if _selected(claim, rule, row):
            yield violation(row, "holder", _because(rule))


def require_holder(claim: Claim, phase: str, rule: Rule) -> Found:
    """The authorities are held by the selected HQs only."""
    for _, row in _held(claim, phase, rule):
        if not _selected(claim, rule, row):
            yield violation(row, "holder", _because(rule))


def min_grade(claim: Claim, phase: str, rule: Rule) -> Found:
    """A selected holder's commander has at least the grade; civil principals satisfy every rule on grades."""
    for _, row in _held(claim, phase, rule):
        grade = claim.grade(phase, row.text("holder"))
        if grade is not None and grade < _limit(rule) and _selected(claim, rule, row):
            yield violation(row, "holder", _because(rule, f"its commander has grade {grade}"))


def max_grade_count(claim: Claim, phase: str, rule: Rule) -> Found:
    """At most so many commanders of the selected HQs have at least the grade."""
    hqs = rule_hqs(rule, claim.at(phase))
    count = officers_of_grade(claim, phase, hqs, rule.grade)
    if count > _limit(rule):
        high = [hq for hq in hqs if (claim.grade(phase, hq) or 0) >= rule.grade]
        row = claim.commanders[phase, (high or hqs)[-1]]
        yield violation(row, "grade", _because(rule, f"{count}: {', '.join(high)}"))


def grade_gap(claim: Claim, phase: str, rule: Rule) -> Found:
    """The commanders of the selected HQs differ by at most so many grades, whichever two are open."""
    graded = [(grade, hq) for hq in rule_hqs(rule, claim.at(phase)) if (grade := claim.grade(phase, hq)) is not None]
    if graded and max(graded)[0] - min(graded)[0] > _limit(rule):
        (low, junior), (high, senior) = min(graded), max(graded)
        yield violation(claim.commanders[phase, junior], "grade", _because(rule, f"grade {low}, but {senior} has {high}"))


def parity(claim: Claim, phase: str, rule: Rule) -> Found:
    """Holders of the two authorities differ by at most so many grades."""
    one, other = rule.authority
    for condition in rule_conditions(rule, claim.at(phase)):
        for row in claim.holders[phase, condition, one]:
            for counterpart in claim.held_by(phase, condition, other):
                grades = claim.grade(phase, row.text("holder")), claim.grade(phase, counterpart)
                if grades[0] is not None and grades[1] is not None and abs(grades[0] - grades[1]) > _limit(rule):
                    yield violation(row, "holder", _because(rule, f"grade {grades[0]}, but {counterpart} has {grades[1]}"))


def not_outranked(claim: Claim, phase: str, rule: Rule) -> Found:
    """A selected holder of OPCON or TACON has at least the grade of the component's commander."""
    for (_, _, name), row in _held(claim, phase, rule):
        authority, holder = claim.at(phase).authorities[name], row.text("holder")
        component = authority.component
        if component is None or component == holder or authority.relation not in COMMAND or not _selected(claim, rule, row):
            continue
        grade, theirs = claim.grade(phase, holder), claim.grade(phase, component)
        if grade is not None and theirs is not None and grade < theirs:
            yield violation(row, "holder", _because(rule, f"grade {grade}, but {component} has {theirs}"))


def within_chain(claim: Claim, phase: str, rule: Rule) -> Found:
    """Each holder of the first authority is at or below a holder, or the component, of the second."""
    first, second = rule.authority
    component = claim.at(phase).authorities[second].component
    for condition in rule_conditions(rule, claim.at(phase)):
        above = {*claim.held_by(phase, condition, second), *([component] if component else [])}
        for row in claim.holders[phase, condition, first]:
            if not above & set(_chain(claim, phase, row.text("holder"))):
                yield violation(row, "holder", _because(rule, f"it is below none of {', '.join(sorted(above))}"))


def _chain(claim: Claim, phase: str, hq: str) -> Iterator[str]:
    """The HQ and everyone above it."""
    current: str | None = hq
    while current is not None:
        yield current
        current = claim.at(phase).headquarters[current].superior


def same_holder(claim: Claim, phase: str, rule: Rule) -> Found:
    """The authorities have a holder in common."""
    authorities = rule_authorities(rule, claim.at(phase))
    for condition in rule_conditions(rule, claim.at(phase)):
        if not set.intersection(*(set(claim.held_by(phase, condition, name)) for name in authorities)):
            row = claim.holders[phase, condition, authorities[0]][0]
            yield violation(row, "holder", _because(rule, f"{', '.join(authorities)} have no holder in common"))


def exclusive_active(claim: Claim, phase: str, rule: Rule) -> Found:
    """At most so many of the selected HQs are open."""
    opened = [hq for hq in rule_hqs(rule, claim.at(phase)) if claim.is_open(phase, hq)]
    if len(opened) > _limit(rule):
        yield violation(claim.commanders[phase, opened[-1]], "active", _because(rule, f"open: {', '.join(opened)}"))


def span(claim: Claim, phase: str, rule: Rule) -> Found:
    """A selected HQ holds at most so many of the authorities in a condition."""
    watched = set(rule_hqs(rule, claim.at(phase)))
    for condition in rule_conditions(rule, claim.at(phase)):
        held: dict[str, list[Row]] = {}
        for name in rule_authorities(rule, claim.at(phase)):
            for row in claim.holders[phase, condition, name]:
                held.setdefault(row.text("holder"), []).append(row)
        for hq, rows in held.items():
            if hq in watched and len(rows) > _limit(rule):
                yield violation(rows[-1], "holder", _because(rule, f"it holds {len(rows)} in {condition}"))


def stable(claim: Claim, phase: str, rule: Rule) -> Found:
    """At most so many of the authorities have other holders in the second condition than in the first."""
    one, other = rule.condition
    names = rule_authorities(rule, claim.at(phase))
    moved = [name for name in names if set(claim.held_by(phase, one, name)) != set(claim.held_by(phase, other, name))]
    if len(moved) > _limit(rule):
        row = claim.holders[phase, other, moved[-1]][0]
        yield violation(row, "holder", _because(rule, f"{len(moved)} change: {', '.join(moved)}"))


def host_limit(claim: Claim, phase: str, rule: Rule) -> Found:
    """A selected HQ hosts at most so many liaison staff of other nations."""
    for hq in rule_hqs(rule, claim.at(phase)):
        hosted = hosted_staff(claim, phase, hq)
        if hosted > _limit(rule):
            why = _because(rule, f"{hq} hosts {hosted} under variant {claim.variant}")
            yield Violation("liaison", 0, "level", str(hosted), f"{_limit(rule):g}", why)


def deadline(claim: Claim, phase: str, rule: Rule) -> Found:
    """No request of the selected threads takes longer than its deadline."""
    made = recomputed(claim)
    conditions, threads = rule_conditions(rule, claim.at(phase)), rule_threads(rule, claim.at(phase))
    for key, row in claim.routes.items():
        t, condition, thread = key
        if t != phase:
            continue
        limit = claim.at(phase).demand[thread, condition].deadline_hours
        if condition in conditions and thread in threads and limit is not None and made.routes[key].total > limit + PRINTED * (1 + limit):
            yield violation(row, "hours", _because(rule, f"the deadline is {limit:g} h"))


def _limit(rule: Rule) -> float:
    assert rule.limit is not None, "checked on reading"
    return rule.limit


RULE_CHECKS: dict[str, Callable[[Claim, str, Rule], Found]] = {
    "forbid_holder": forbid_holder,
    "require_holder": require_holder,
    "min_grade": min_grade,
    "max_grade_count": max_grade_count,
    "grade_gap": grade_gap,
    "parity": parity,
    "not_outranked": not_outranked,
    "within_chain": within_chain,
    "same_holder": same_holder,
    "exclusive_active": exclusive_active,
    "span": span,
    "stable": stable,
    "host_limit": host_limit,
    "deadline": deadline,
}


def rules(claim: Claim) -> Found:
    """Every rule holds in the phases in which it is in force."""
    for phase in claim.instance.phases:
        for rule in claim.at(phase.id).rules.values():
            yield from RULE_CHECKS[rule.kind](claim, phase.id, rule)


CHECKS = (rules,)
