"""Cases of rules and mandates about one decision, which the domains settle before there are rows.

Delays are in hours, by hand from the numbers of `small_world`; `LOW*` reads "LOW approves".
"""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.data.mandates import GradeMandate, HolderMandate, KeepDeskMandate, KeepHolderMandate, KeepLevelMandate, LevelMandate
from tests.formulation.cases.case import MANDATES, NEW, SETTLED, TO_ALLY, TWO_SEATS, case, new_is, unequal_principals
from tests.formulation.cases.design import served_by_officers_who_are_not_there
from tests.formulation.small_world import ALLY, LOW, TOP, authority, channel, hq, rule, world

# Rules ---------------------------------------------------------------------------------------------------------------


@case("forbid_holder", right=9, wrong=4, among=SETTLED)
def a_quick_helper_of_another_nation() -> Instance:
    """HELPER decides at once, next door, but is no US headquarters: LOW* 9. LOW > HELPER* > LOW would be 0 + 3 + 0 + 1 = 4."""
    return world(
        headquarters=(TOP, LOW, ALLY, hq("HELPER", "JP", "ALLY", (9,), 0.0)),
        channels=(channel("LOW", "HELPER", hours=0.0),),
        rules=(rule("forbid_holder", "power", "JP"),),
    )


@case("require_holder", right=12, wrong=9, among=SETTLED)
def power_belongs_to_top() -> Instance:
    """TOP must hold: LOW > TOP* > LOW 1 + 9 + 1 + 1 = 12, not LOW* 9."""
    return world(rules=(rule("require_holder", "power", "TOP"),))


@case("min_grade", right=12, wrong=9, among=SETTLED)
def four_stars_that_low_can_never_have() -> Instance:
    """LOW has three stars whatever is decided, a holder needs four: LOW > TOP* > LOW 12, not LOW* 9."""
    return world(rules=(rule("min_grade", "power", limit=10),))


@case("not_outranked", right=12, wrong=9, among=SETTLED)
def a_fleet_that_always_outranks_low() -> Instance:
    """FLEET has four stars, LOW three, whatever is decided: LOW > TOP* > LOW 12, not LOW* 9."""
    return world(
        headquarters=(TOP, LOW, ALLY, hq("FLEET", "US", "TOP", (10,))),
        authorities=(authority("power", component="FLEET"),),
        rules=(rule("not_outranked", "power"),),
    )


@case("cocom", right=12, wrong=9, among=SETTLED)
def combatant_command_has_room_for_a_second_holder() -> Instance:
    """Two may hold COCOM, TOP alone does today, so LOW may not join: LOW > TOP* > LOW 12, not LOW* 9."""
    return world(authorities=(authority("power", most=2, relation="COCOM"),))


# Mandates ------------------------------------------------------------------------------------------------------------


@case("holder", right=12, wrong=9, among=MANDATES)
def top_is_to_hold() -> Instance:
    """LOW > TOP* > LOW 12, not LOW* 9."""
    return world(mandates=(HolderMandate(id="top", says="TOP holds.", kind="holder", holder=("TOP",), authority=("power",)),))


@case("keep_holder", right=12, wrong=9, among=MANDATES)
def top_is_to_go_on_holding() -> Instance:
    """LOW > TOP* > LOW 12, not LOW* 9."""
    return world(mandates=(KeepHolderMandate(id="keep", says="As today.", kind="keep_holder"),))


@case("active", right=9, wrong=6, among=MANDATES)
def new_is_to_stay_closed() -> Instance:
    """LOW* 9, not LOW > NEW* > LOW 1 + 3 + 1 + 1 = 6."""
    return world(headquarters=(TOP, LOW, ALLY, NEW), mandates=(new_is(False),))


@case("grade", right=31.5, wrong=24, among=MANDATES)
def low_is_to_have_three_stars() -> Instance:
    """LOW refers to TOP: 31.5 (see no_star_to_give). With a fourth star 24."""
    return unequal_principals(mandates=(GradeMandate(id="three", says="Three stars.", kind="grade", hq=("LOW",), grade=9),))


@case("level", right=7, wrong=4, among=MANDATES)
def no_team_is_wanted() -> Instance:
    """LOW > ALLY 6 + 1 = 7. With the team 3 + 1 = 4."""
    no_team = LevelMandate(id="none", says="No team.", kind="level", at_most=0)
    return world(channels=(channel("LOW", "ALLY", (0, 1)),), threads=TO_ALLY, mandates=(no_team,))


@case("keep_level", right=7, wrong=4, among=MANDATES)
def teams_are_to_stay() -> Instance:
    """There is no team today: LOW > ALLY 6 + 1 = 7. With one 3 + 1 = 4."""
    as_today = KeepLevelMandate(id="keep", says="As today.", kind="keep_level")
    return world(channels=(channel("LOW", "ALLY", (0, 1)),), threads=TO_ALLY, mandates=(as_today,))


@case("keep_desk", right=10, wrong=9 + TWO_SEATS, among=MANDATES)
def desks_are_to_stay() -> Instance:
    """4 officers, half busy: LOW* 9 + 1 = 10. With 8 the queue is 0.366 h."""
    as_today = KeepDeskMandate(id="keep", says="As today.", kind="keep_desk")
    return replace(served_by_officers_who_are_not_there(), pools={}, mandates=(as_today,))
