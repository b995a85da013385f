"""Selectors take what they say: nothing or `*` takes all."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from model.data.reader import load_instance
from model.data.records import Rule
from model.data.selectors import match, match_hq, rule_authorities, rule_conditions, rule_hqs, rule_threads


def rule(kind: str, **cells: object) -> Rule:
    """A rule with the given selectors."""
    fixed = {"rule": "r", "kind": kind, "says": "S.", "basis": "law", "citation": "C.", "active": True}
    return Rule.model_validate({**fixed, **cells})


def test_empty_and_star_take_anything() -> None:
    """No selector and `*` select all, a list only its names. Would make empty columns select nothing."""
    assert match((), "a")
    assert match(("*",), "a")
    assert match(("a", "b"), "a")
    assert not match(("b",), "a")
    assert match_hq(("NORTH",), "REAR", "NORTH")
    assert not match_hq(("SOUTH",), "REAR", "NORTH")


def test_selectors_of_a_rule_all_count(folder: Path) -> None:
    """Authority, relation and nation must all fit. Would take both authorities if one column were forgotten."""
    instance = load_instance(folder)
    assert rule_authorities(rule("span", limit=1), instance) == ("north_opcon", "south_opcon")
    assert rule_authorities(rule("span", limit=1, nation="SOUTH"), instance) == ("south_opcon",)
    assert rule_authorities(rule("span", limit=1, nation="SOUTH", relation="TACON"), instance) == ()
    assert rule_conditions(rule("span", limit=1, condition="crisis"), instance) == ("crisis",)


def test_nation_is_the_headquarters_own_where_the_kind_is_about_them(folder: Path) -> None:
    """max_grade_count counts HQs of its nation; forbid_holder's nation is that of the forces. Would confuse the two."""
    instance = load_instance(folder)
    assert rule_hqs(rule("max_grade_count", limit=1, nation="NORTH"), instance) == ("FORWARD", "REAR")
    assert rule_hqs(rule("forbid_holder", nation="SOUTH", holder="NORTH"), instance) == ("FORWARD", "REAR")


def test_deadlines_take_threads_that_need_the_authority(folder: Path) -> None:
    """A deadline for one authority leaves threads without it alone. Would bind every thread otherwise."""
    instance = load_instance(folder)
    free = instance.threads["warning"].model_copy(update={"thread": "free", "approvals": ()})
    instance = dataclasses.replace(instance, threads={"free": free, **instance.threads})
    assert rule_threads(rule("deadline"), instance) == ("free", "warning")
    assert rule_threads(rule("deadline", thread="free"), instance) == ("free",)
    assert rule_threads(rule("deadline", authority="north_opcon"), instance) == ("warning",)
    assert rule_threads(rule("deadline", relation="TACON"), instance) == ()
