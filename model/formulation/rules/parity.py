"""Holders of two counterpart authorities are near in grade."""

from __future__ import annotations

from model.data.records import Rule
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.register import Rows, family
from model.formulation.rules.base import limit_of, places_of


@family(
    math=r"x^{g}_{t,c,a,h,r} + x^{g}_{t,c,a',h',r'} \le 1 \quad \forall |r - r'| > \overline{\Delta}",
    unit="1",
    source="rules.csv: parity",
    rule_kind="parity",
)
def parity(d: DecisionVariables) -> Rows:
    """Holders of two counterpart authorities differ by at most so many grades; civil principals satisfy it."""
    for t, c, rule in places_of(d, "parity"):
        one, other = rule.authority
        for a, b in ((one, other), (other, one)):
            yield from _too_far_apart(d, rule, t, c, a, b)


def _too_far_apart(d: DecisionVariables, rule: Rule, t: str, c: str, low: str, high: str) -> Rows:
    """For each grade g: not both a holder of `low` at g or below and a holder of `high` above g + limit.

    Where an authority has one holder its terms exclude each other and are added up in one row, which is tighter.
    """
    juniors, seniors = _graded_holders(d, t, c, low), _graded_holders(d, t, c, high)
    for step in sorted({grade for _, grade in juniors}):
        for i, junior in enumerate(_exclusive_sums(d, t, c, low, [key for key in juniors if key[1] <= step])):
            too_high = [key for key in seniors if key[1] > step + limit_of(rule)]
            for j, senior in enumerate(_exclusive_sums(d, t, c, high, too_high)):
                yield (rule.rule, t, c, low, high, step, i, j), junior + senior <= 1


def _graded_holders(d: DecisionVariables, t: str, c: str, a: str) -> list[tuple[str, int]]:
    return [(hq, grade) for hq in d.domains.holders[t, c, a] for grade in d.domains.grades[t, hq]]


def _exclusive_sums(d: DecisionVariables, t: str, c: str, a: str, keys: list[tuple[str, int]]) -> list[Term]:
    terms = [d.holds_graded(t, c, a, hq, grade) for hq, grade in keys]
    if d.at(t).authorities[a].holders_max == 1:
        return [sum(terms)] if terms else []
    return terms
