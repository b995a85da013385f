"""The rules that tie decisions together, each as plainly as its sentence in the data reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

import pyomo.environ as pyo

from benchmarks.peers.design import at_most
from benchmarks.peers.network import COMMAND
from benchmarks.peers.options import Options
from benchmarks.peers.rows import add_rows
from model.data.records import Rule
from model.data.selectors import match_hq, rule_authorities, rule_conditions, rule_hqs, rule_threads

Rows = Iterator[Any]


def add_rules(m: pyo.ConcreteModel, options: Options) -> None:
    """Add the rows of every rule in force, a list a rule. Needs the decisions and `hours` of each thread."""
    for t in options.worlds:
        for rule in options.at(t).rules.values():
            if rule.kind in KINDS:
                add_rows(m, f"rule_{rule.rule}_{t}", KINDS[rule.kind](m, options, t, rule))


def _limit(rule: Rule) -> float:
    assert rule.limit is not None, "checked on reading"
    return rule.limit


def _min_grade(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    for c in rule_conditions(rule, options.at(t)):
        for a in rule_authorities(rule, options.at(t)):
            for hq in options.holders[t, c, a]:
                row = options.at(t).headquarters[hq]
                if row.grades and match_hq(rule.holder, hq, row.nation):
                    high = [m.grade[t, hq, g] for g in options.grades[t, hq] if g >= _limit(rule)]
                    yield m.holder[t, c, a, hq] <= pyo.quicksum(high)


def _max_grade_count(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    yield from at_most(m, options, f"{rule.rule}_{t}", t, rule_hqs(rule, options.at(t)), rule.grade, _limit(rule))


def _grade_gap(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    for h, k in combinations(rule_hqs(rule, options.at(t)), 2):
        for g, j in product(options.grades[t, h], options.grades[t, k]):
            if abs(g - j) > _limit(rule):
                yield m.grade[t, h, g] + m.grade[t, k, j] <= 1


def _parity(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    one, other = rule.authority
    for c in rule_conditions(rule, options.at(t)):
        for h, k in product(options.holders[t, c, one], options.holders[t, c, other]):
            for g, j in product(options.grades[t, h], options.grades[t, k]):
                if h != k and abs(g - j) > _limit(rule):
                    yield m.holder[t, c, one, h] + m.holder[t, c, other, k] + m.grade[t, h, g] + m.grade[t, k, j] <= 3


def _not_outranked(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    for c in rule_conditions(rule, options.at(t)):
        for a in rule_authorities(rule, options.at(t)):
            authority = options.at(t).authorities[a]
            below = authority.component
            if below is None or authority.relation not in COMMAND:
                continue
            for hq in options.holders[t, c, a]:
                if hq != below and match_hq(rule.holder, hq, options.at(t).headquarters[hq].nation):
                    for g, j in product(options.grades[t, hq], options.grades[t, below]):
                        if g < j:
                            yield m.holder[t, c, a, hq] + m.grade[t, hq, g] + m.grade[t, below, j] <= 2


def _within_chain(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    first, second = rule.authority
    component = options.at(t).authorities[second].component
    for c in rule_conditions(rule, options.at(t)):
        for hq in options.holders[t, c, first]:
            above = _itself_and_above(options, t, hq)
            if component not in above:
                superiors = [m.holder[t, c, second, other] for other in options.holders[t, c, second] if other in above]
                yield m.holder[t, c, first, hq] <= pyo.quicksum(superiors)


def _itself_and_above(options: Options, t: str, hq: str) -> list[str]:
    chain = [hq]
    while (superior := options.at(t).headquarters[chain[-1]].superior) is not None:
        chain.append(superior)
    return chain


def _same_holder(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    """Some HQ is common: it holds every one of the authorities."""
    conditions, authorities = rule_conditions(rule, options.at(t)), rule_authorities(rule, options.at(t))
    common = {c: sorted(set.intersection(*(set(options.holders[t, c, a]) for a in authorities))) for c in conditions}
    shared = pyo.Var([(c, hq) for c, hqs in common.items() for hq in hqs], domain=pyo.Binary)
    m.add_component(f"shared_{rule.rule}_{t}", shared)
    for c, hqs in common.items():
        yield sum(shared[c, hq] for hq in hqs) >= 1
        for hq, a in product(hqs, authorities):
            yield shared[c, hq] <= m.holder[t, c, a, hq]


def _exclusive_active(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    yield sum(m.opened[t, hq] for hq in rule_hqs(rule, options.at(t))) <= _limit(rule)


def _span(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    for c in rule_conditions(rule, options.at(t)):
        for hq in rule_hqs(rule, options.at(t)):
            held = [m.holder[t, c, a, hq] for a in rule_authorities(rule, options.at(t)) if hq in options.holders[t, c, a]]
            yield sum(held) <= _limit(rule)


def _stable(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    """`changes` is 1 for an authority with a holder in one of the two conditions that is none in the other."""
    authorities = rule_authorities(rule, options.at(t))
    one, other = rule.condition
    changes = pyo.Var(authorities, domain=pyo.Binary)
    m.add_component(f"changes_{rule.rule}_{t}", changes)
    for a in authorities:
        for here, there in ((one, other), (other, one)):
            for hq in options.holders[t, here, a]:
                stays = m.holder[t, there, a, hq] if hq in options.holders[t, there, a] else 0
                yield m.holder[t, here, a, hq] - stays <= changes[a]
    yield sum(changes[a] for a in authorities) <= _limit(rule)


def _host_limit(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    instance = options.at(t)
    for hq in rule_hqs(rule, instance):
        hosted = [
            instance.liaison_levels[level].staff * m.level[t, *key, level]
            for key, channel in instance.channels.items()
            if hq in key and channel.pool is not None and channel.pool not in instance.headquarters[hq].nations
            for level in options.levels[t, key]
        ]
        yield sum(hosted) <= _limit(rule)


def _deadline(m: pyo.ConcreteModel, options: Options, t: str, rule: Rule) -> Rows:
    threads, conditions = rule_threads(rule, options.at(t)), rule_conditions(rule, options.at(t))
    for c, thread in (key[1:] for key in m.hours if key[0] == t):
        limit = options.at(t).demand[thread, c].deadline_hours
        if limit is not None and thread in threads and c in conditions:
            yield m.hours[t, c, thread] <= limit


# forbid_holder and require_holder leave options out and need no rows.
KINDS: dict[str, Callable[[pyo.ConcreteModel, Options, str, Rule], Rows]] = {
    "min_grade": _min_grade,
    "max_grade_count": _max_grade_count,
    "grade_gap": _grade_gap,
    "parity": _parity,
    "not_outranked": _not_outranked,
    "within_chain": _within_chain,
    "same_holder": _same_holder,
    "exclusive_active": _exclusive_active,
    "span": _span,
    "stable": _stable,
    "host_limit": _host_limit,
    "deadline": _deadline,
}
