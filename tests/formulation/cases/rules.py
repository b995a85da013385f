"""Cases of rules that tie decisions together.

Delays are in hours, by hand from the numbers of `small_world`; `LOW*` reads "LOW approves".
"""

from __future__ import annotations

from model.data.instance import Instance
from tests.formulation.cases.case import NEW, NO_FOURTH_STAR, TO_ALLY, TOP_ASKS_TOO, case, unequal_principals
from tests.formulation.small_world import ALLY, LOW, RISING, TOP, authority, channel, demand, hq, planned, rule, thread, world


@case("max_grade_count", right=31.5, wrong=24)
def one_four_star_commander() -> Instance:
    """TOP is the one US commander of four stars that the rule allows; LOW refers: 31.5. With the star 24."""
    return unequal_principals(rules=(rule("max_grade_count", holder="US", limit=1),))


@case("grade_gap", right=31.5, wrong=24)
def a_commander_no_higher_than_a_neighbour() -> Instance:
    """WING has three stars and LOW must be its equal, so that LOW refers to TOP: 31.5. With the star 24."""
    return unequal_principals(rules=(rule("grade_gap", holder="LOW|WING", limit=0),), others=(hq("WING", "US", "TOP", (9,)),))


@case("parity", right=12, wrong=9)
def a_counterpart_of_four_stars() -> Instance:
    """The holder of `consent` is ALLY with four stars, and holders of `power` may not differ: LOW > TOP* > LOW 12, not LOW* 9."""
    return world(
        authorities=(authority("power"), authority("consent", "ALLY", nation="JP", relation="COORD")),
        rules=(rule("require_holder", "consent", "ALLY"), rule("parity", "power|consent", limit=0)),
    )


@case("not_outranked", right=12, wrong=9)
def a_fleet_commander_of_four_stars() -> Instance:
    """FLEET has four stars. LOW could have as many but none is left to give: LOW > TOP* > LOW 12, not LOW* 9."""
    return world(
        headquarters=(TOP, RISING, ALLY, hq("FLEET", "US", "TOP", (10,))),
        authorities=(authority("power", component="FLEET"),),
        rules=(rule("not_outranked", "power"),),
        pools=(NO_FOURTH_STAR,),
    )


@case("within_chain", right=16, wrong=9)
def power_below_a_command_elsewhere() -> Instance:
    """WING holds `command`, and `power` is held there or below: LOW > TOP > WING* > TOP > LOW 1 + 1 + 1 + 9 + 1 + 1 + 1 + 1 = 16."""
    return world(
        headquarters=(TOP, LOW, ALLY, hq("WING", "US", "TOP", (9,))),
        authorities=(authority("power"), authority("command", "WING")),
        rules=(rule("require_holder", "command", "WING"), rule("within_chain", "power|command")),
    )


@case("same_holder", right=12, wrong=9)
def two_authorities_in_one_hand() -> Instance:
    """TOP holds `command` and whoever holds it holds `power`: LOW > TOP* > LOW 12, not LOW* 9."""
    return world(
        authorities=(authority("power"), authority("command")),
        rules=(rule("require_holder", "command", "TOP"), rule("same_holder", "power|command")),
    )


@case("exclusive_active", right=15, wrong=12)
def one_of_two_new_headquarters() -> Instance:
    """LOW asks for `a`, TOP for `b`. NEW would serve LOW, FRESH TOP: X > NEW* > X 1 + 3 + 1 + 1 = 6 each. One of them may open:
    6 + 9 = 15; both: 12."""
    return world(
        headquarters=(TOP, LOW, ALLY, NEW, planned("FRESH", "TOP")),
        authorities=(authority("a"), authority("b")),
        threads=(thread("down", "LOW", "a", "LOW"), thread("up", "TOP", "b", "TOP")),
        rules=(rule("exclusive_active", holder="FRESH|NEW", limit=1),),
    )


@case("span", right=20, wrong=18)
def two_authorities_for_one_who_may_hold_one() -> Instance:
    """`a`, then `b`, LOW may hold one: LOW > TOP* > LOW* 1 + 9 + 1 + 9 = 20. Both at LOW: 9 + 9 = 18."""
    return world(
        authorities=(authority("a"), authority("b")),
        threads=(thread("ask", "LOW", "a>b", "LOW"),),
        rules=(rule("span", "a|b", "LOW", 1),),
    )


@case("stable", right=10.5, wrong=9)
def a_holder_for_peace_and_war() -> Instance:
    """TOP asks in peace, LOW in war, half the weight each. One holder for both: (9 + 12) / 2 = 10.5. Changing: (9 + 9) / 2 = 9."""
    return world(
        conditions=("peace", "war"),
        threads=TOP_ASKS_TOO,
        demands=(demand("up", condition="peace"), demand("down", condition="war")),
        rules=(rule("stable", "power", limit=0, condition=("peace", "war")),),
    )


@case("host_limit", right=7, wrong=4)
def no_foreign_team_at_the_ally() -> Instance:
    """ALLY hosts at most one foreigner, a team has two: LOW > ALLY 6 + 1 = 7. With the team 3 + 1 = 4."""
    return world(channels=(channel("LOW", "ALLY", (0, 1)),), threads=TO_ALLY, rules=(rule("host_limit", holder="ALLY", limit=1),))


@case("deadline", right=45, wrong=39)
def the_few_are_in_a_hurry() -> Instance:
    """TOP asks three times a day, LOW once, within 10 h: LOW must hold, 9 + 3 x 12 = 45. Without the deadline TOP: 12 + 3 x 9 = 39."""
    return world(threads=TOP_ASKS_TOO, demands=(demand("up", 3), demand("down", deadline=10)), rules=(rule("deadline"),))
