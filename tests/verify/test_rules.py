"""Results verified in memory: each kind of rule and of mandate that a posture breaks is named."""

from __future__ import annotations

from dataclasses import replace
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
from model.data.records import Rule
from model.data.rule_kinds import RULE_KINDS
from model.solving.outcome import Outcome
from model.verify import verify_posture
from model.verify.mandates import MANDATE_CHECKS
from model.verify.rules import RULE_CHECKS
from tests.verify.small import reevaluated


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
