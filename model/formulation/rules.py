"""Rules that tie decisions together, one family a kind. Kinds about one decision alone are applied in `scope.py`.

`forbid_holder` and `require_holder` are settled there altogether; `min_grade` and `not_outranked` as far as the data
decide them, and here where a grade is still open.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.data.records import Rule
from model.data.selectors import match_hq, rule_authorities, rule_conditions, rule_hqs, rule_threads
from model.delay.physics import COMMAND
from model.formulation.design import Design, Term
from model.formulation.register import Rows, family


def _rules(d: Design, kind: str) -> Iterator[Rule]:
    return (rule for rule in d.instance.rules.values() if rule.kind == kind)


def _limit(rule: Rule) -> float:
    assert rule.limit is not None, "checked on reading"
    return rule.limit


def _places(d: Design, rule: Rule) -> Iterator[tuple[str, str]]:
    """(phase, condition) pairs the rule holds in."""
    for t in d.phases:
        for c in rule_conditions(rule, d.instance):
            yield t, c


@family(
    math=r"x^{g}_{t,c,a,h,r} = 0 \quad \forall r < \underline{r}",
    unit="1",
    source="rules.csv: min_grade",
    rule_kind="min_grade",
)
def min_grade(d: Design) -> Rows:
    """A holder's commander has at least the rule's grade; civil principals satisfy it."""
    for rule in _rules(d, "min_grade"):
        for t, c in _places(d, rule):
            for a in rule_authorities(rule, d.instance):
                for hq in d.scope.holders[t, c, a]:
                    low = [grade for grade in d.scope.grades[t, hq] if grade < _limit(rule)]
                    if low and match_hq(rule.holder, hq, d.instance.headquarters[hq].nation):
                        yield (rule.rule, t, c, a, hq), sum(d.holds_graded(t, c, a, hq, grade) for grade in low) == 0


@family(
    math=r"\sum_{h \in j} \sum_{r \ge \underline{r}} g_{t,h,r} \le \overline{n} \quad \forall t",
    unit="commanders",
    source="rules.csv: max_grade_count",
    rule_kind="max_grade_count",
)
def max_grade_count(d: Design) -> Rows:
    """At most so many of the selected HQs have a commander of at least the named grade."""
    for rule in _rules(d, "max_grade_count"):
        for t in d.phases:
            count = sum(
                d.graded(t, hq, grade)
                for hq in rule_hqs(rule, d.instance)
                if _of_nation(d, rule, hq)
                for grade in d.scope.grades[t, hq]
                if grade >= rule.grade
            )
            yield (rule.rule, t), count <= _limit(rule)


def _of_nation(d: Design, rule: Rule, hq: str) -> bool:
    return match_hq(rule.nation, hq, d.instance.headquarters[hq].nation)


@family(
    math=r"x^{g}_{t,c,a,h,r} + x^{g}_{t,c,a',h',r'} \le 1 \quad \forall |r - r'| > \overline{\Delta}",
    unit="1",
    source="rules.csv: parity",
    rule_kind="parity",
)
def parity(d: Design) -> Rows:
    """Holders of two counterpart authorities differ by at most so many grades; civil principals satisfy it."""
    for rule in _rules(d, "parity"):
        one, other = rule.authority
        for t, c in _places(d, rule):
            for a, b in ((one, other), (other, one)):
                yield from _too_far_apart(d, rule, t, c, a, b)


def _too_far_apart(d: Design, rule: Rule, t: str, c: str, low: str, high: str) -> Rows:
    """For each grade g: not both a holder of `low` at g or below and a holder of `high` above g + limit.

    Where an authority has one holder its terms exclude each other and are added up in one row, which is tighter.
    """
    juniors, seniors = _graded_holders(d, t, c, low), _graded_holders(d, t, c, high)
    for step in sorted({grade for _, grade in juniors}):
        for i, junior in enumerate(_exclusive_sums(d, t, c, low, [key for key in juniors if key[1] <= step])):
            too_high = [key for key in seniors if key[1] > step + _limit(rule)]
            for j, senior in enumerate(_exclusive_sums(d, t, c, high, too_high)):
                yield (rule.rule, t, c, low, high, step, i, j), junior + senior <= 1


def _graded_holders(d: Design, t: str, c: str, a: str) -> list[tuple[str, int]]:
    return [(hq, grade) for hq in d.scope.holders[t, c, a] for grade in d.scope.grades[t, hq]]


def _exclusive_sums(d: Design, t: str, c: str, a: str, keys: list[tuple[str, int]]) -> list[Term]:
    terms = [d.holds_graded(t, c, a, hq, grade) for hq, grade in keys]
    if d.instance.authorities[a].holders_max == 1:
        return [sum(terms)] if terms else []
    return terms


@family(
    math=r"\sum_{r \le s} x^{g}_{t,c,a,h,r} + \sum_{r > s} g_{t,\mathrm{comp}(a),r} \le 1 \quad \forall t, c, a, h, s",
    unit="1",
    source="rules.csv: not_outranked",
    rule_kind="not_outranked",
)
def not_outranked(d: Design) -> Rows:
    """A holder of OPCON or TACON over a component is at least that component commander's grade; civil principals satisfy it."""
    for rule in _rules(d, "not_outranked"):
        for t, c in _places(d, rule):
            for a in rule_authorities(rule, d.instance):
                authority = d.instance.authorities[a]
                component = authority.component
                if component is None or authority.relation not in COMMAND:
                    continue
                for hq in d.scope.holders[t, c, a]:
                    if hq == component or not match_hq(rule.holder, hq, d.instance.headquarters[hq].nation):
                        continue
                    for step in d.scope.grades[t, hq]:
                        holding = sum(d.holds_graded(t, c, a, hq, g) for g in d.scope.grades[t, hq] if g <= step)
                        above = sum(d.graded(t, component, g) for g in d.scope.grades[t, component] if g > step)
                        yield (rule.rule, t, c, a, hq, step), holding + above <= 1


@family(
    math=r"x_{t,c,a,h} \le \sum_{h' \succeq h} x_{t,c,b,h'} \quad \forall t, c, h",
    unit="1",
    source="rules.csv: within_chain",
    rule_kind="within_chain",
)
def within_chain(d: Design) -> Rows:
    """The holder of the first authority is the holder of the second or below it in the command chain, which the second
    authority itself carries on to its component."""
    for rule in _rules(d, "within_chain"):
        first, second = rule.authority
        component = d.instance.authorities[second].component
        for t, c in _places(d, rule):
            for hq in d.scope.holders[t, c, first]:
                above = chain_of_command(d, hq)
                if component is not None and component in above:
                    continue
                superiors = sum(d.holds(t, c, second, other) for other in d.scope.holders[t, c, second] if other in above)
                yield (rule.rule, t, c, hq), d.holds(t, c, first, hq) <= superiors


def chain_of_command(d: Design, hq: str) -> set[str]:
    """The HQ and everyone above it in the static command chain."""
    chain: set[str] = set()
    current: str | None = hq
    while current is not None:
        chain.add(current)
        current = d.instance.headquarters[current].superior
    return chain


@family(
    math=r"x_{t,c,a,h} = x_{t,c,a',h}; \text{ with several holders } \sum_h s_h \ge 1,\ s_h \le x_{t,c,a,h}\ \forall a",
    unit="1",
    source="rules.csv: same_holder",
    rule_kind="same_holder",
)
def same_holder(d: Design) -> Rows:
    """The selected authorities have a holder in common."""
    rules = list(_rules(d, "same_holder"))
    shared = [
        (rule.rule, t, c, hq)
        for rule in rules
        for t, c in _places(d, rule)
        for hq in sorted(set.intersection(*(set(d.scope.holders[t, c, a]) for a in rule_authorities(rule, d.instance))))
    ]
    shares = d.fractions("shares", shared)
    for rule in rules:
        for t, c in _places(d, rule):
            common = [key for key in shared if key[:3] == (rule.rule, t, c)]
            yield (rule.rule, t, c), sum(shares[key] for key in common) >= 1
            for key in common:
                for a in rule_authorities(rule, d.instance):
                    yield (*key, a), shares[key] <= d.holds(t, c, a, key[3])


@family(
    math=r"\sum_{h} y_{t,h} \le \overline{n} \quad \forall t",
    unit="HQs",
    source="rules.csv: exclusive_active",
    rule_kind="exclusive_active",
)
def exclusive_active(d: Design) -> Rows:
    """At most so many of these HQs are open."""
    for rule in _rules(d, "exclusive_active"):
        for t in d.phases:
            yield (rule.rule, t), sum(d.active(t, hq) for hq in rule_hqs(rule, d.instance)) <= _limit(rule)


@family(math=r"\sum_a x_{t,c,a,h} \le \overline{n} \quad \forall t, c, h", unit="authorities", source="rules.csv: span", rule_kind="span")
def span(d: Design) -> Rows:
    """An HQ holds at most so many of the matching authorities in any condition."""
    for rule in _rules(d, "span"):
        authorities = rule_authorities(rule, d.instance)
        for t, c in _places(d, rule):
            for hq in rule_hqs(rule, d.instance):
                yield (rule.rule, t, c, hq), sum(d.holds(t, c, a, hq) for a in authorities) <= _limit(rule)


@family(
    math=r"|x_{t,c,a,h} - x_{t,c',a,h}| \le \delta_{r,t,a}, \quad \sum_a \delta_{r,t,a} \le \overline{n} \quad \forall t, h",
    unit="authorities",
    source="rules.csv: stable",
    rule_kind="stable",
)
def stable(d: Design) -> Rows:
    """At most so many of these authorities change holder between the two conditions."""
    rules = list(_rules(d, "stable"))
    keys = [(rule.rule, t, a) for rule in rules for t in d.phases for a in rule_authorities(rule, d.instance)]
    differs = d.fractions("differs", keys)
    for key in keys:
        rule, t, a = d.instance.rules[key[0]], key[1], key[2]
        one, other = rule.condition
        for hq in sorted({*d.scope.holders[t, one, a], *d.scope.holders[t, other, a]}):
            here, there = d.holds(t, one, a, hq), d.holds(t, other, a, hq)
            yield (*key, hq, "leaves"), here - there <= differs[key]
            yield (*key, hq, "enters"), there - here <= differs[key]
    for rule in rules:
        for t in d.phases:
            counted = [differs[key] for key in keys if key[:2] == (rule.rule, t)]
            yield (rule.rule, t), sum(counted) <= _limit(rule)


@family(
    math=r"\sum_{e \ni h,\ \mathrm{pool}(e) \ne j(h)} \sum_m \sigma_m z_{t,e,m} \le \overline{n} \quad \forall t, h",
    unit="people",
    source="rules.csv: host_limit",
    rule_kind="host_limit",
)
def host_limit(d: Design) -> Rows:
    """An HQ hosts at most so many foreign liaison staff; a team is hosted at the end that is not of its nation."""
    for rule in _rules(d, "host_limit"):
        for t in d.phases:
            for hq in rule_hqs(rule, d.instance):
                nation = d.instance.headquarters[hq].nation
                hosted = sum(
                    d.instance.liaison_levels[level].staff * d.level(t, key, level)
                    for key, channel in d.instance.channels.items()
                    if hq in key and channel.pool not in (None, nation)
                    for level in d.scope.levels[t, key]
                )
                yield (rule.rule, t, hq), hosted <= _limit(rule)


@family(
    math=r"D_{t,c,k} \le \overline{D}_{c,k} \quad \forall t, c, k", unit="h", source="rules.csv: deadline; demand.csv", rule_kind="deadline"
)
def deadline(d: Design) -> Rows:
    """No request of a matching thread takes longer than its deadline."""
    for rule in _rules(d, "deadline"):
        threads = set(rule_threads(rule, d.instance))
        conditions = set(rule_conditions(rule, d.instance))
        for key in d.pyomo.hours:
            limit = d.instance.demand[key[2], key[1]].deadline_hours
            if limit is not None and key[1] in conditions and key[2] in threads:
                yield (rule.rule, *key), d.pyomo.hours[key] <= limit
