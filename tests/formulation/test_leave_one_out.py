"""Every family of constraints, rule kind, filter and kind of mandate is needed: leave one out, and some small answer is wrong.

A family or kind added without a case fails here, as does one that others have made superfluous.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, get_args

import pytest

from model.data.mandates import Mandate
from model.data.rule_kinds import RULE_KINDS
from model.formulation import domains
from model.formulation.register import FAMILIES, HOLDER_FILTERS, Family
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve
from model.verify import verify_posture
from tests.formulation.cases import CASES, MANDATES, SETTLED, Case
from tests.formulation.small_world import least_delay

MANDATE_KINDS = [get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Mandate)[0])]
EVERY_CASE = [case for group in (CASES, SETTLED, MANDATES) for cases in group.values() for case in cases]


def same(delay: float | None) -> Any:
    """The delay, as near as a solver comes to it."""
    return None if delay is None else pytest.approx(delay, abs=1e-6)


def each(cases: Iterable[Case]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for each of the cases."""
    return pytest.mark.parametrize("case", list(cases), ids=lambda case: f"{case.name}-{case.make.__name__}")


@pytest.fixture(autouse=True)
def nothing_is_left_out_for_want_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small instances are small in people too. What their pools have no room for would be left out of the model, and with it what
    the rows are there to forbid; `test_affordable.py` is about that."""
    for name in ("affordable_levels", "affordable_officers", "affordable_grades"):
        monkeypatch.setattr(domains, name, lambda instance, phase, options, *more: {(phase, key): few for key, few in options.items()})


# Families ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_is_missed_when_left_out(family: Family) -> None:
    """Without its rows some small instance gets the wrong answer worked out by hand, not the right one."""
    assert CASES.get(family.name), f"no case shows what {family.name} is for: add one to tests/formulation/cases"
    for case in CASES[family.name]:
        instance = case.make()
        assert least_delay(instance) == same(case.right), case.make.__name__
        assert least_delay(instance, family.name) == same(case.wrong), case.make.__name__


def test_every_case_is_about_something_that_exists() -> None:
    """A case of a family or kind that was renamed or removed would otherwise be skipped without a word."""
    assert set(CASES) <= {family.name for family in FAMILIES}
    assert set(SETTLED) == {*HOLDER_FILTERS, "cocom"}
    assert set(MANDATES) == set(MANDATE_KINDS)


@each(EVERY_CASE)
def test_the_wrong_answer_looks_better(case: Case) -> None:
    """Leaving something out can only allow more: the wrong answer is a lower delay, or an answer where there is none; of what frees it
    is a higher one. A case with a slip in its arithmetic the other way round fails."""
    better, worse = (case.right, case.wrong) if case.frees else (case.wrong, case.right)
    assert better is not None
    assert worse is None or better < worse
    assert case.why.rstrip().endswith(".")


@each(EVERY_CASE)
def test_the_right_answer_is_what_the_whole_program_finds(case: Case) -> None:
    """`solve` ends infeasible, or with the delay worked out by hand and a posture that the independent check accepts: were the
    hand wrong rather than the model, it would be seen here."""
    instance = case.make()
    outcome = solve(instance, SolveOptions())
    assert outcome.status is (Status.INFEASIBLE if case.right is None else Status.OPTIMAL)
    if outcome.evaluation is not None:
        assert outcome.evaluation.weighted_delay == same(case.right)
        assert verify_posture(instance, outcome) == ()


# Rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_rule_kind_is_missed_when_the_rule_is_dropped(kind: str) -> None:
    """The instance without its rules of the kind has the wrong answer: were the kind read and not applied, both would be equal."""
    cases = [*SETTLED.get(kind, []), *(case for family in FAMILIES if family.rule_kind == kind for case in CASES[family.name])]
    assert cases, f"no case shows what {kind} is for: add one to tests/formulation/cases"
    for case in cases:
        instance = case.make()
        fewer = replace(instance, rules={name: rule for name, rule in instance.rules.items() if rule.kind != kind})
        assert len(fewer.rules) < len(instance.rules), case.make.__name__
        assert least_delay(instance) == same(case.right), case.make.__name__
        assert least_delay(fewer) == same(case.wrong), case.make.__name__


@pytest.mark.parametrize("kind", HOLDER_FILTERS)
def test_every_rule_filter_is_missed_when_removed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds that the domains alone apply go wrong without their filter; kinds that rows apply too go wrong only without both, so that
    what a filter leaves out early is what the rows would have forbidden."""
    rows = [family.name for family in FAMILIES if family.rule_kind == kind]
    (case,) = SETTLED[kind]
    instance = case.make()
    assert least_delay(instance, *rows) == same(case.right)
    monkeypatch.delitem(HOLDER_FILTERS, kind)
    assert least_delay(instance, *rows) == same(case.wrong)
    if rows:
        assert least_delay(instance) == same(case.right)


def test_nobody_joins_in_holding_combatant_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter for COCOM keeps newcomers out; without it a second holder would make the answer better, and wrong."""
    (case,) = SETTLED["cocom"]
    instance = case.make()
    assert least_delay(instance) == same(case.right)
    monkeypatch.setattr(domains, "_cannot_be_delegated", lambda *_: False)
    assert least_delay(instance) == same(case.wrong)


# Mandates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MANDATE_KINDS)
def test_every_kind_of_mandate_is_missed_when_dropped(kind: str) -> None:
    """The instance without its mandate has the wrong answer: were the kind read and not applied, both would be equal."""
    for case in MANDATES[kind]:
        instance = case.make()
        assert [mandate.kind for mandate in instance.mandates] == [kind]
        assert least_delay(instance) == same(case.right), case.make.__name__
        assert least_delay(replace(instance, mandates=())) == same(case.wrong), case.make.__name__
