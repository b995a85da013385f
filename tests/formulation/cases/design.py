"""Cases of holders, commanders, desks, teams and pools.

Delays are in hours, by hand from the numbers of `small_world`; `LOW*` reads "LOW approves".
"""

from __future__ import annotations

from model.data.instance import Instance
from model.data.mandates import ActiveMandate, GradeMandate, KeepHolderMandate, LevelMandate
from tests.formulation.cases.case import (
    NEW,
    NEW_STAYS_CLOSED,
    NO_FOURTH_STAR,
    SECOND_HAT,
    TO_ALLY,
    TOP_ASKS_TOO,
    TWO_HATS,
    TWO_SEATS,
    busy_desk,
    case,
    new_is,
    unequal_principals,
)
from tests.formulation.small_world import ALLY, LOW, RISING, TOP, authority, channel, desk, hq, planned, pool, rule, thread, world

# Authorities ----------------------------------------------------------------------------------------------------------


@case("holder_count", right=21, wrong=18)
def one_holder_for_two_who_ask() -> Instance:
    """LOW and TOP both ask for `power`. One holder: LOW* 9, and TOP > LOW* > TOP 1 + 9 + 1 + 1 = 12. Two holders: 9 each."""
    return world(threads=TOP_ASKS_TOO)


@case("holder_open", right=9, wrong=6)
def a_closed_holder() -> Instance:
    """NEW would decide at once but must stay closed: LOW* 9. Holding while closed: LOW > NEW* > LOW 1 + 3 + 1 + 1 = 6."""
    return world(headquarters=(TOP, LOW, ALLY, NEW), rules=(NEW_STAYS_CLOSED,))


@case("cocom_stays", right=None, wrong=9)
def combatant_command_of_two() -> Instance:
    """LOW must hold `power`, may hold one authority and holds COCOM with TOP today. COCOM stays with both: no posture. If TOP
    could keep it alone, LOW would be free for `power`: LOW* 9."""
    return world(
        authorities=(authority("power"), authority("cocom", "LOW|TOP", most=2, relation="COCOM")),
        rules=(rule("require_holder", "power", "LOW"), rule("span", "cocom|power", "LOW", 1)),
    )


@case("kept_holders", right=None, wrong=9)
def keeping_both_holders() -> Instance:
    """As with COCOM, by mandate: both of today's holders of `plans` go on, so LOW holds it beside `power` and breaks its span of
    one. If either of today's holders were enough, TOP would be: LOW* 9."""
    return world(
        authorities=(authority("power"), authority("plans", "LOW|TOP", most=2)),
        rules=(rule("require_holder", "power", "LOW"), rule("span", "plans|power", "LOW", 1)),
        mandates=(KeepHolderMandate(id="keep", says="Plans stay.", kind="keep_holder", authority=("plans",)),),
    )


@case("holder_grade", right=12, wrong=9)
@case("min_grade", right=12, wrong=9)
def four_stars_to_hold_and_none_to_give() -> Instance:
    """A holder needs four stars; LOW could have them, but none is left to give: LOW > TOP* > LOW 1 + 9 + 1 + 1 = 12. Where holding
    is not tied to the grade one has, or the grade not asked for: LOW* 9."""
    return world(headquarters=(TOP, RISING, ALLY), rules=(rule("min_grade", "power", limit=10),), pools=(NO_FOURTH_STAR,))


# Commanders -----------------------------------------------------------------------------------------------------------


@case("one_grade", right=None, wrong=12)
def a_commander_without_grade() -> Instance:
    """LOW's commander has three stars or four, and the rule allows LOW neither: no posture. With no grade at all LOW breaks no rule,
    though it can hold nothing: LOW > TOP* > LOW 1 + 9 + 1 + 1 = 12."""
    return world(headquarters=(TOP, RISING, ALLY), rules=(rule("max_grade_count", holder="LOW", limit=0, grade=9),))


@case("one_commander", right=31.5, wrong=24)
def two_hats_of_different_grade() -> Instance:
    """LOW's commander has another hat at WING, where three stars are mandated, so that LOW refers: 31.5. With one grade a hat 24."""
    three = GradeMandate(id="three", says="So it is.", kind="grade", hq=("WING",), grade=9)
    return unequal_principals(mandates=(three,), low=TWO_HATS, others=(SECOND_HAT,))


@case("counts_once", right=31.5, wrong=24)
def a_star_for_two_hats_and_none_to_give() -> Instance:
    """The commander of LOW and WING could have a fourth star, and none is left to give: LOW refers, 31.5. If officers of several
    hats were not counted 24."""
    return unequal_principals(pools=(NO_FOURTH_STAR,), low=TWO_HATS, others=(SECOND_HAT,))


@case("can_be", right=None, wrong=9)
def a_headquarters_told_to_open_and_to_close() -> Instance:
    """One mandate opens NEW, another keeps it closed: nothing is left. Nobody needs NEW, so without the row: LOW* 9."""
    return world(headquarters=(TOP, LOW, ALLY, NEW), mandates=(new_is(True), new_is(False)))


@case("superior_open", right=9, wrong=6)
def a_headquarters_under_a_closed_one() -> Instance:
    """NEW's superior MIDDLE is mandated closed, so NEW is too: LOW* 9. Without its superior: LOW > NEW* > LOW 1 + 3 + 1 + 1 = 6
    on a channel of 1 h."""
    return world(
        headquarters=(TOP, LOW, ALLY, planned("MIDDLE", "TOP"), planned("NEW", "MIDDLE")),
        channels=(channel("LOW", "NEW", hours=1.0),),
        mandates=(ActiveMandate(id="close", says="MIDDLE stays closed.", kind="active", hq=("MIDDLE",), active=False),),
    )


@case("thread_ends_open", right=None, wrong=2)
def requests_to_a_closed_headquarters() -> Instance:
    """Requests must arrive at NEW, which must stay closed: no posture. Arriving there all the same: LOW > NEW 1 + 1 = 2."""
    return world(headquarters=(TOP, LOW, ALLY, NEW), threads=(thread("tell", "LOW", "", "NEW"),), rules=(NEW_STAYS_CLOSED,))


# Desks ----------------------------------------------------------------------------------------------------------------


@case("one_size", right=None, wrong=9)
def a_desk_that_no_size_relieves() -> Instance:
    """LOW's desk has 100 officer-hours a day of other work; 0.8 x 8 officers x 6 h = 38.4: no size will do. With no size at all
    the desk would not be there, nor its work or queue: LOW* 9."""
    return world(headquarters=(TOP, LOW.model_copy(update={"desk": "LOW"}), ALLY), desks=(desk("LOW", (4, 8), 100),))


@case("one_band", right=13, wrong=9 + TWO_SEATS)
def the_band_of_another_size() -> Instance:
    """4 officers, 11 of 24 hours gone: with 2 h for the approval 13 > 12, so busy to 0.8: LOW* 9 + 4 = 13. The band of 8
    officers whom nobody has (2 seats, half busy: 0.5 ^ (sqrt(6) - 1) / (2 x 0.5) = 0.366 h) would give 9.366."""
    return busy_desk((4, 8))


@case("desk_load", right=13, wrong=10)
def more_work_than_the_band_holds() -> Instance:
    """11 + 2 = 13 officer-hours do not fit into half of 24, so 0.8: LOW* 9 + 4 = 13. Where the load is not counted: 9 + 1 = 10."""
    return busy_desk()


@case("served_once", right=13, wrong=9)
def service_without_being_served() -> Instance:
    """LOW* 9 + 4 = 13 at a desk busy to 0.8. Where no service need be given in any band it neither waits nor loads: 9."""
    return busy_desk()


@case("served_in_band", right=10, wrong=9 + TWO_SEATS)
def served_by_officers_who_are_not_there() -> Instance:
    """4 officers, 8 not to be had, little to do: half busy, LOW* 9 + 1 = 10. Served in the band of the 8: 9 + 0.366."""
    return world(
        headquarters=(hq("TOP", "US", None, (10,), 1.0), LOW.model_copy(update={"desk": "LOW"}), ALLY),
        desks=(desk("LOW", (4, 8)),),
        pools=(pool("desk_officers", 0),),
    )


# Liaison and pools ----------------------------------------------------------------------------------------------------


@case("one_level", right=None, wrong=9)
def a_channel_that_must_have_a_team() -> Instance:
    """The channel has a team of 2 or of 4, the US have 1 officer: no posture. With no level at all: LOW* 9."""
    return world(channels=(channel("LOW", "ALLY", (1, 2), level_now=1),), pools=(pool("liaison_staff", 1),))


@case("team_needs_open_ends", right=None, wrong=9)
def a_team_at_a_closed_headquarters() -> Instance:
    """A team with NEW is mandated, NEW must stay closed: no posture. Could a team sit in a closed HQ: LOW* 9."""
    return world(
        headquarters=(TOP, LOW, ALLY, NEW),
        channels=(channel("LOW", "NEW", (0, 1)),),
        rules=(NEW_STAYS_CLOSED,),
        mandates=(LevelMandate(id="team", says="A team.", kind="level", from_hq=("LOW",), to_hq=("NEW",), at_least=1),),
    )


@case("pools", right=7, wrong=4)
@case("hop_at_channel_level", right=7, wrong=4)
def no_officers_for_a_team() -> Instance:
    """LOW > ALLY without a team 6 + 1 = 7; the team of two that would make it 3 + 1 = 4 is two officers more than there are, and
    no hop may be made at a level that the channel does not have."""
    return world(channels=(channel("LOW", "ALLY", (0, 1)),), threads=TO_ALLY, pools=(pool("liaison_staff", 0),))


@case("pools", right=10, wrong=9 + TWO_SEATS)
def no_billets_for_a_larger_desk() -> Instance:
    """LOW* 9 and 1 h in the queue of 4 officers; with 4 more, whom the pool does not have, 0.366 h."""
    return served_by_officers_who_are_not_there()


@case("pools", right=31.5, wrong=24)
def no_star_to_give() -> Instance:
    """LOW* 9, hop 6, ALLY* 9; the three-star LOW refers to TOP: 0.5 x 1 step x (1 + 1 + 13) = 7.5. A fourth star saves it."""
    return unequal_principals(pools=(NO_FOURTH_STAR,))
