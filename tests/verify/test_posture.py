"""Results verified in memory: each rule kind, mandate, pool and decision that a posture breaks is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from model.data.instance import Instance
from model.data.mandates import (
    ActiveMandate,
    GradeMandate,
    HolderMandate,
    KeepDeskMandate,
    KeepHolderMandate,
    KeepLevelMandate,
    LevelMandate,
    Mandate,
)
from model.data.records import Phase, Pool, Rule
from model.data.rule_kinds import RULE_KINDS
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.reporting.run_tables import tables
from model.solving.outcome import Outcome, Status
from model.study.runs import RunRecord
from model.tables import run as run_tables
from model.tables.column import Cell
from model.verify import Violation, verify_posture
from model.verify.mandates import MANDATE_CHECKS
from model.verify.rules import RULE_CHECKS
from tests.verify.small import solved, write_small

# The posture of `staffed` in words: STAFF is open under four stars, with a team of 12 at HOST; it holds fleet_opcon and
# north_opcon, HOST south_opcon, REAR (four stars) north_cocom and planning, MINISTRY (civil) consent; FORWARD has three stars.


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Instance, Outcome]:
    """The small instance under its variant with the standing staff, solved."""
    return solved(write_small(tmp_path_factory.mktemp("posture") / "small"), "staffed")


@pytest.fixture(scope="module")
def posture(staffed: tuple[Instance, Outcome]) -> Posture:
    """The posture alone."""
    assert staffed[1].posture is not None
    return staffed[1].posture


def test_a_solved_posture_passes(staffed: tuple[Instance, Outcome]) -> None:
    """What the solver found agrees with everything worked out anew."""
    assert verify_posture(*staffed) == ()


def test_the_posture_is_the_one_the_cases_speak_of(posture: Posture) -> None:
    """The cases below break rules by facts of this posture; should the optimum move, they must be written anew."""
    for condition in ("routine", "crisis"):
        assert posture.holders["now", condition, "fleet_opcon"] == posture.holders["now", condition, "north_opcon"] == ("STAFF",)
        assert posture.holders["now", condition, "north_cocom"] == posture.holders["now", condition, "planning"] == ("REAR",)
    assert (posture.grades["now", "STAFF"], posture.grades["now", "FORWARD"], posture.grades["now", "FLEET"]) == (10, 9, 8)
    assert posture.levels["now", ("STAFF", "HOST")] == 2


@pytest.mark.parametrize(
    "table, column, wrong",
    [
        ("authorities", "authority_name", "X"),
        ("commanders", "nation", "X"),
        ("commanders", "commander", "X"),
        ("liaison", "level_name", "X"),
        ("desks", "utilisation", 0.123),
        ("people", "slack", 99),
        ("routes", "urgency", 99.0),
        ("hops", "level", 99),
        ("delay_by_condition", "mean_hours", 0.1),
        ("delay_by_function", "requests_per_day", 0.1),
    ],
)
def test_the_rows_that_are_checked_are_those_that_are_written(
    staffed: tuple[Instance, Outcome], monkeypatch: pytest.MonkeyPatch, table: str, column: str, wrong: Cell
) -> None:
    """A fault in the function that makes a table stands in the report, and is told before it is written; a verifier with rows of its own
    would find nothing."""
    right = getattr(run_tables, table)
    monkeypatch.setattr(run_tables, table, lambda *of: [{**row, column: wrong} for row in right(*of)])
    instance, outcome = staffed
    written = tables(instance, [RunRecord("staffed", instance, "", outcome)])[table]
    assert {row[column] for row in written} == {wrong}
    assert (table, column) in {(item.table, item.column) for item in verify_posture(instance, outcome)}


def with_rule(instance: Instance, kind: str, **cells: Any) -> Instance:
    """The instance with one rule alone."""
    rule = Rule.model_validate({"rule": "extra", "kind": kind, "says": "So.", "basis": "law", "citation": "Act", "active": True, **cells})
    return replace(instance, rules={"extra": rule})


# kind, cells that the posture breaks, cells that it just keeps, the table accused
RULE_CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        "forbid_holder",
        {"authority": ("fleet_opcon",), "holder": ("NORTH",)},
        {"authority": ("fleet_opcon",), "holder": ("REAR",)},
        "authorities",
    ),
    (
        "require_holder",
        {"authority": ("fleet_opcon",), "holder": ("REAR",)},
        {"authority": ("fleet_opcon",), "holder": ("NORTH",)},
        "authorities",
    ),
    ("min_grade", {"authority": ("south_opcon", "fleet_opcon"), "limit": 11}, {"limit": 10}, "authorities"),
    ("max_grade_count", {"nation": ("NORTH",), "limit": 1}, {"nation": ("NORTH",), "limit": 2}, "commanders"),
    ("max_grade_count", {"nation": ("NORTH",), "limit": 2, "grade": 9}, {"nation": ("NORTH",), "limit": 3, "grade": 9}, "commanders"),
    ("grade_gap", {"holder": ("STAFF", "FORWARD"), "limit": 0}, {"holder": ("STAFF", "FORWARD"), "limit": 1}, "commanders"),
    ("within_chain", {"authority": ("north_cocom", "fleet_opcon")}, {"authority": ("fleet_opcon", "north_cocom")}, "authorities"),
    ("same_holder", {"authority": ("fleet_opcon", "north_cocom")}, {"authority": ("fleet_opcon", "north_opcon")}, "authorities"),
    ("exclusive_active", {"holder": ("STAFF", "REAR"), "limit": 1}, {"holder": ("STAFF", "REAR"), "limit": 2}, "commanders"),
    (
        "span",
        {"authority": ("fleet_opcon", "north_opcon"), "limit": 1},
        {"authority": ("fleet_opcon", "north_opcon"), "limit": 2},
        "authorities",
    ),
    ("host_limit", {"holder": ("HOST",), "limit": 11}, {"holder": ("HOST", "STAFF"), "limit": 12}, "liaison"),
]


@pytest.mark.parametrize(("kind", "broken", "kept", "table"), RULE_CASES, ids=[f"{case[0]}-{case[3]}" for case in RULE_CASES])
def test_a_broken_rule_is_named(
    staffed: tuple[Instance, Outcome], kind: str, broken: dict[str, Any], kept: dict[str, Any], table: str
) -> None:
    """The rule with a limit that the posture exceeds is quoted with its table; with the next limit it is not."""
    instance, outcome = staffed
    found = verify_posture(with_rule(instance, kind, **broken), outcome)
    assert found
    assert {(item.table, item.why[:10]) for item in found} == {(table, "extra: So.")}
    assert verify_posture(with_rule(instance, kind, **kept), outcome) == ()


def regraded(instance: Instance, outcome: Outcome, hq: str, grade: int) -> tuple[Instance, Outcome]:
    """The instance and its outcome with another grade at one HQ, allowed there, evaluated again; no mandates."""
    assert outcome.posture is not None
    row = instance.headquarters[hq].model_copy(update={"grades": (grade,), "grade_now": grade})
    changed = replace(instance, headquarters={**instance.headquarters, hq: row}, mandates=(), pools={})
    return changed, reevaluated(changed, replace(outcome.posture, grades={**outcome.posture.grades, ("now", hq): grade}))


def reevaluated(instance: Instance, posture: Posture) -> Outcome:
    """The outcome that a solver with this posture would report."""
    evaluation = evaluate(instance, posture)
    return Outcome(Status.OPTIMAL, posture, evaluation, evaluation.weighted_delay, 0.0, True)


def test_parity_and_rank_are_checked(staffed: tuple[Instance, Outcome]) -> None:
    """STAFF at O-7 commands the fleet at O-8 and stands beside HOST at O-10: three grades apart breaks a parity of 2, not of 3;
    at O-8 it is not outranked any more."""
    instance, outcome = regraded(*staffed, "STAFF", 7)
    pair = ("fleet_opcon", "south_opcon")
    assert {item.table for item in verify_posture(with_rule(instance, "parity", authority=pair, limit=2), outcome)} == {"authorities"}
    assert verify_posture(with_rule(instance, "parity", authority=pair, limit=3), outcome) == ()
    assert {item.column for item in verify_posture(with_rule(instance, "not_outranked"), outcome)} == {"holder"}
    level = regraded(*staffed, "STAFF", 8)
    assert verify_posture(with_rule(level[0], "not_outranked"), level[1]) == ()


def test_hats_of_one_commander_are_checked(staffed: tuple[Instance, Outcome]) -> None:
    """STAFF has four stars and FORWARD three: not if one officer commands both. REAR has four like STAFF, so that one officer could; the
    two are then one star of the four counted, and of the limit on four stars."""
    instance, outcome = staffed
    assert {(item.table, item.column) for item in verify_posture(with_hats(instance, "FORWARD"), outcome)} == {("commanders", "grade")}
    assert {(item.table, item.column) for item in verify_posture(with_hats(instance, "REAR"), outcome)} == {("runs", "four_stars")}


def with_hats(instance: Instance, other: str) -> Instance:
    """STAFF and another HQ under one commander."""
    hats = {name: instance.headquarters[name].model_copy(update={"commander": "officer"}) for name in ("STAFF", other)}
    return replace(instance, headquarters={**instance.headquarters, **hats}, rules={})


def test_stability_is_checked(staffed: tuple[Instance, Outcome]) -> None:
    """Planning held by STAFF in the crisis only, where nobody plans: one of the two authorities changes, which
    breaks a limit of 0 and keeps one of 1."""
    instance, outcome = staffed
    assert outcome.posture is not None
    moved = replace(outcome.posture, holders={**outcome.posture.holders, ("now", "crisis", "planning"): ("STAFF",)})
    changed = reevaluated(instance, moved)
    cells: dict[str, Any] = {"authority": ("planning", "fleet_opcon"), "condition": ("routine", "crisis")}
    assert {item.why[:5] for item in verify_posture(with_rule(instance, "stable", **cells, limit=0), changed)} == {"extra"}
    assert verify_posture(with_rule(instance, "stable", **cells, limit=1), changed) == ()


def test_deadlines_are_checked(staffed: tuple[Instance, Outcome]) -> None:
    """A deadline of one hour for plans, which take longer: accused in `routes`; without the rule nobody minds."""
    instance, outcome = staffed
    row = instance.demand["plans", "routine"].model_copy(update={"deadline_hours": 1.0})
    tight = replace(instance, demand={**instance.demand, ("plans", "routine"): row})
    found = verify_posture(with_rule(tight, "deadline"), outcome)
    assert [(item.table, item.column) for item in found] == [("routes", "hours")]
    assert verify_posture(with_rule(tight, "deadline", thread=("warning",)), outcome) == ()


def test_every_kind_of_rule_and_mandate_has_a_check() -> None:
    """A kind added to the data without a check here would be trusted blindly."""
    assert set(RULE_CHECKS) == set(RULE_KINDS)
    assert {kind.model_fields["kind"].annotation.__args__[0] for kind in get_args(get_args(Mandate)[0])} == set(MANDATE_CHECKS)


WORDS = {"id": "extra", "says": "So."}
MANDATE_CASES: list[tuple[Any, Any, str]] = [
    (
        HolderMandate(kind="holder", authority=("fleet_opcon",), holder=("REAR",), **WORDS),
        HolderMandate(kind="holder", authority=("fleet_opcon",), holder=("STAFF", "REAR"), **WORDS),
        "authorities",
    ),
    (
        KeepHolderMandate(kind="keep_holder", authority=("fleet_opcon",), **WORDS),
        KeepHolderMandate(kind="keep_holder", relation=("COCOM",), **WORDS),
        "authorities",
    ),
    (
        ActiveMandate(kind="active", hq=("STAFF",), active=False, **WORDS),
        ActiveMandate(kind="active", hq=("STAFF",), active=True, **WORDS),
        "commanders",
    ),
    (
        GradeMandate(kind="grade", hq=("STAFF",), grade=9, **WORDS),
        GradeMandate(kind="grade", hq=("STAFF",), grade=10, **WORDS),
        "commanders",
    ),
    (
        LevelMandate(kind="level", from_hq=("HOST",), to_hq=("STAFF",), at_most=1, **WORDS),
        LevelMandate(kind="level", from_hq=("HOST",), to_hq=("STAFF",), at_least=2, **WORDS),
        "liaison",
    ),
    (
        KeepLevelMandate(kind="keep_level", from_hq=("NORTH",), to_hq=("HOST",), **WORDS),
        KeepLevelMandate(kind="keep_level", from_hq=("MINISTRY",), **WORDS),
        "liaison",
    ),
    (KeepDeskMandate(kind="keep_desk", **WORDS), KeepDeskMandate(kind="keep_desk", desk=("rear_desk",), **WORDS), "desks"),
]


@pytest.mark.parametrize(("broken", "kept", "table"), MANDATE_CASES, ids=[case[0].kind for case in MANDATE_CASES])
def test_a_broken_mandate_is_named(staffed: tuple[Instance, Outcome], broken: Any, kept: Any, table: str) -> None:
    """A mandate that the posture does not obey is quoted with its table; one that it obeys is not."""
    instance, outcome = staffed
    found = verify_posture(replace(instance, mandates=(broken,)), outcome)
    assert found
    assert {(item.table, item.why[:10]) for item in found} == {(table, "extra: So.")}
    assert verify_posture(replace(instance, mandates=(kept,)), outcome) == ()


@pytest.mark.parametrize(
    ("resource", "spent", "table"), [("liaison_staff", 12, "liaison"), ("desk_officers", 3, "desks"), ("four_star", 1, "commanders")]
)
def test_an_overdrawn_pool_is_named(staffed: tuple[Instance, Outcome], resource: str, spent: int, table: str) -> None:
    """The posture has a team of 12, three officers above today's and one fourth star more: a pool of one less is overdrawn."""
    instance, outcome = staffed

    def pool(amount: int) -> Instance:
        row = Pool.model_validate({"phase": "now", "nation": "NORTH", "resource": resource, "amount": amount, "source": "made up"})
        return replace(instance, pools={("now", "NORTH", resource): row})

    assert {item.table for item in verify_posture(pool(spent - 1), outcome)} == {table}
    assert verify_posture(pool(spent), outcome) == ()


def test_too_many_transfers_are_named(staffed: tuple[Instance, Outcome]) -> None:
    """Two authorities (fleet and northern force) go to STAFF; a phase that can absorb one is overburdened."""
    instance, outcome = staffed
    for most, broken in ((1, True), (2, False)):
        phases: tuple[Phase, ...] = tuple(phase.model_copy(update={"transfers_max": most}) for phase in instance.phases)
        assert bool(verify_posture(replace(instance, phases=phases), outcome)) == broken


Change = Callable[[Posture], Posture]
LIES: list[tuple[str, Change, str, str]] = [
    ("a closed HQ", lambda p: replace(p, active={**p.active, ("now", "REAR"): False}), "commanders", "active"),
    (
        "a third holder",
        lambda p: replace(p, holders={**p.holders, ("now", "crisis", "planning"): ("FORWARD", "HOST", "STAFF")}),
        "authorities",
        "holder",
    ),
    ("nobody", lambda p: replace(p, holders={**p.holders, ("now", "crisis", "planning"): ()}), "authorities", "authority"),
    ("COCOM moved", lambda p: replace(p, holders={**p.holders, ("now", "crisis", "north_cocom"): ("STAFF",)}), "authorities", "holder"),
    ("a grade it may not have", lambda p: replace(p, grades={**p.grades, ("now", "REAR"): 9}), "commanders", "grade"),
    ("a level it may not have", lambda p: replace(p, levels={**p.levels, ("now", ("REAR", "HOST")): 2}), "liaison", "level"),
    ("a size it may not have", lambda p: replace(p, officers={**p.officers, ("now", "rear_desk"): 25}), "desks", "officers"),
    ("a band above the lowest", lambda p: replace(p, bands={**p.bands, ("now", "crisis", "staff_desk"): 0.9}), "desks", "band"),
    ("a band too low", lambda p: replace(p, bands={**p.bands, ("now", "routine", "fleet_desk"): 0.5}), "desks", "band"),
    ("no route", lambda p: replace(p, routes=p.routes[1:]), "routes", "thread"),
    ("an approval forgotten", lambda p: _first_route(p, lambda steps: tuple(replace(s, approvals=0) for s in steps)), "routes", "path"),
    ("another destination", lambda p: _first_route(p, lambda steps: steps[:-1]), "routes", "path"),
    ("another origin", lambda p: _first_route(p, lambda steps: (replace(steps[1], via=None, level=None), *steps[2:])), "routes", "path"),
    ("a level that is not the team's", lambda p: _first_route(p, _other_level), "hops", "level"),
]


def _first_route(posture: Posture, change: Callable[[Any], Any]) -> Posture:
    route = posture.routes[0]
    return replace(posture, routes=(replace(route, steps=change(route.steps)), *posture.routes[1:]))


def _other_level(steps: Any) -> Any:
    return tuple(replace(step, level=1) if step.via == "liaison" and step.level == 2 else step for step in steps)


@pytest.mark.parametrize(("change", "table", "column"), [case[1:] for case in LIES], ids=[case[0] for case in LIES])
def test_a_wrong_decision_is_named_though_its_hours_are_right(
    staffed: tuple[Instance, Outcome], change: Change, table: str, column: str
) -> None:
    """The posture with one wrong decision, evaluated again so that all hours fit it: the decision itself is accused."""
    instance, outcome = staffed
    assert outcome.posture is not None
    found: tuple[Violation, ...] = verify_posture(instance, reevaluated(instance, change(outcome.posture)))
    assert (table, column) in {(item.table, item.column) for item in found}, "\n".join(map(str, found))


def test_a_wrong_evaluation_is_named(staffed: tuple[Instance, Outcome]) -> None:
    """The right posture with one more hour on a hop, one person less, or another objective: each is accused where it stands."""
    instance, outcome = staffed
    assert outcome.evaluation is not None
    delay = outcome.evaluation.routes[0]
    slow = replace(delay.hops[0], parts=replace(delay.hops[0].parts, handling=delay.hops[0].parts.handling + 1))
    lies = {
        ("hops", "handling"): {"routes": (replace(delay, hops=(slow, *delay.hops[1:])), *outcome.evaluation.routes[1:])},
        ("runs", "people"): {"people": outcome.evaluation.people - 1},
        ("runs", "weighted_delay"): {"weighted_delay": outcome.evaluation.weighted_delay * 1.00001},
    }
    for accused, lie in lies.items():
        found = verify_posture(instance, replace(outcome, evaluation=replace(outcome.evaluation, **lie)))
        assert accused in {(item.table, item.column) for item in found}


def test_a_bound_above_the_delay_is_named(staffed: tuple[Instance, Outcome]) -> None:
    """A proven lower bound cannot exceed the value of a posture; nor may the gap be other than what they leave."""
    instance, outcome = staffed
    assert outcome.bound is not None
    found = verify_posture(instance, replace(outcome, bound=outcome.bound + 1))
    assert {item.column for item in found} == {"bound", "gap"}


def test_a_run_without_posture_says_why(staffed: tuple[Instance, Outcome]) -> None:
    """An infeasible outcome with a reason passes; without one, or with a bound, it does not."""
    instance, _ = staffed
    assert verify_posture(instance, Outcome(Status.INFEASIBLE, reason="the law forbids it")) == ()
    assert [item.column for item in verify_posture(instance, Outcome(Status.INFEASIBLE, bound=1.0))] == ["bound", "reason"]


def test_a_posture_of_the_full_instance_passes(us_japan: Path) -> None:
    """One variant of the full instance, straight from the solver."""
    assert verify_posture(*solved(us_japan, "v05-standing-staff")) == ()
