"""Options that a pool has no room for are left out, those that some posture could take are not, and the relaxation is the tighter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.data.instance import Instance
from model.data.records import Pool
from model.formulation import domains
from model.formulation.build import build
from model.formulation.domains import build_domains
from model.solving.highs import LinearRelaxation
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions
from tests.formulation.cases.case import SECOND_HAT, TWO_HATS, unequal_principals
from tests.formulation.cases.design import served_by_officers_who_are_not_there
from tests.formulation.small_world import ALLY, RISING, TOP, channel, desk, least_delay, planned, pool, world

TEAMS = (channel("LOW", "ALLY", (1, 2), level_now=1), channel("TOP", "ALLY", (0, 1, 2)))


def test_levels_that_leave_too_few_for_the_other_teams_are_left_out() -> None:
    """Teams of 2 and 4; one channel must have a team. Of 4 people 2 are to spare: not enough for 4 at the other channel. Of 3.9, which is
    3, 1 is: no more than a team of 2 and none. Counting only what an option takes by itself would keep the team of 4."""
    some, few = (build_domains(world(channels=TEAMS, pools=(pool("liaison_staff", amount),))).levels for amount in (4, 3.9))
    assert some == {("now", ("LOW", "ALLY")): (1, 2), ("now", ("TOP", "ALLY")): (0, 1)}
    assert few == {("now", ("LOW", "ALLY")): (1,), ("now", ("TOP", "ALLY")): (0,)}


def test_where_even_the_least_is_too_much_the_row_says_so() -> None:
    """One person for a team of two: nothing is left out, and the pool's own row makes it infeasible, so that the pool is blamed."""
    instance = world(channels=TEAMS, pools=(pool("liaison_staff", 1),))
    assert build_domains(instance).levels == build_domains(replace(instance, pools={})).levels
    assert least_delay(instance) is None
    assert least_delay(instance, "pools") is not None


def test_sizes_and_grades_and_what_may_be_closed() -> None:
    """Four more officers: 12 of 4 are out, 8 stay. No new fourth star: LOW keeps three, TOP its four; a planned HQ with four may be
    closed, so its star is not counted against LOW."""
    low, top = replace_desk("low_desk", RISING), replace_desk("top_desk", TOP)
    desks = (desk("low_desk", (4, 8, 12)), desk("top_desk", (4, 8)))
    more = planned("NEW", "TOP").model_copy(update={"grades": (10,)})
    found = build_domains(world(headquarters=(top, low, ALLY, more), desks=desks, pools=(pool("desk_officers", 4), pool("four_star", 1))))
    assert found.officers == {("now", "low_desk"): (4, 8), ("now", "top_desk"): (4, 8)}
    assert found.grades["now", "LOW"] == (9, 10)
    none = build_domains(world(headquarters=(top, low, ALLY, more), desks=desks, pools=(pool("four_star", 0),)))
    assert (none.grades["now", "LOW"], none.grades["now", "TOP"]) == ((9,), (10,))
    assert not none.may_open("now", "NEW")


def test_a_star_for_two_hats_is_one_star() -> None:
    """One fourth star is to give, and the officer who gets it commands LOW and WING: both may have four, and LOW refers nothing: 24. Were
    each hat a star, none would fit and LOW would refer: 31.5."""
    instance = unequal_principals(pools=(pool("four_star", 1),), low=TWO_HATS, others=(SECOND_HAT,))
    grades = build_domains(instance).grades
    assert grades["now", "LOW"] == grades["now", "WING"] == (9, 10)
    assert least_delay(instance) == pytest.approx(24)


def replace_desk(name: str, hq: object) -> object:
    """The HQ with that desk."""
    return hq.model_copy(update={"desk": name})  # type: ignore[attr-defined]


def test_the_relaxation_cannot_take_half_of_what_nobody_can_take_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the four officers that a bigger desk would need: the optimum stays, and the relaxation no longer has half of them."""
    instance = served_by_officers_who_are_not_there()
    two = {key: Pool(**{**row.model_dump(), "amount": 2}) for key, row in instance.pools.items()}
    instance = replace(instance, pools=two)
    tight, right = relaxed(instance), least_delay(instance)
    monkeypatch.setattr(
        domains, "affordable_officers", lambda instance, phase, options, *more: {(phase, key): few for key, few in options.items()}
    )
    loose = relaxed(instance)
    assert least_delay(instance) == pytest.approx(right)
    assert loose < tight - 0.01


def relaxed(instance: Instance) -> float:
    """The optimum of the linear relaxation."""
    matrix = compile_matrix(build(instance).variables.pyomo)
    if not matrix.columns:
        return float(matrix.offsets[0])
    return (
        LinearRelaxation(matrix, SolveOptions(), matrix.objectives[0], float(matrix.offsets[0])).solve(matrix.lower, matrix.upper).objective
    )
