"""Cases of what ties one phase to the next.

Two phases of weight 1: the delay is that of the first plus that of the second. `LOW*` reads "LOW approves".
"""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.data.mandates import HolderMandate, MayUndoMandate
from model.data.settings import replaced
from tests.formulation.cases.case import MANDATES, NEW, NEW_STAYS_CLOSED, NO_FOURTH_STAR, TO_ALLY, case, unequal_principals
from tests.formulation.small_world import ALLY, LOW, TOP, channel, desk, hq, in_phases, thread, world

# Hours in the queue of half a seat that is busy to 0.8: 0.8 ^ (sqrt(2 x (0.5 + 1)) - 1) / (0.5 x (1 - 0.8)), 8.493.
HALF_A_SEAT = 0.8 ** (3**0.5 - 1) / (0.5 * 0.2)
SLOW_TOP = hq("TOP", "US", None, (10,), 1.0)
WITH_DESK = LOW.model_copy(update={"desk": "LOW"})


@case("kept_from_before", right=24, wrong=21)
@case("transfers", right=24, wrong=18)
@case("transfer_counts", right=24, wrong=18)
def power_that_can_move_in_no_phase() -> Instance:
    """TOP holds `power` today and nothing may change holder in either phase: LOW > TOP* > LOW twice, 12 + 12. LOW* 9 in both phases if
    the limits were gone or transfers not counted; in the second, 12 + 9, if LOW could keep there what it did not hold before."""
    return in_phases(world(), transfers_max=(0, 0))


def open_and_then_not() -> Instance:
    """NEW decides at once, and a rule keeps it closed from the second phase on."""
    instance = in_phases(world(headquarters=(TOP, LOW, ALLY, NEW), rules=(NEW_STAYS_CLOSED,)))
    switched_off = replaced(instance, f"rules.{NEW_STAYS_CLOSED.rule}.active", False)
    return replaced(switched_off, f"later:rules.{NEW_STAYS_CLOSED.rule}.active", True)


@case("not_undone", right=18, wrong=15)
def what_would_have_to_close_does_not_open() -> Instance:
    """NEW must be closed in the second phase, so it does not open in the first: LOW* 9 + 9. If it could close again LOW > NEW* > LOW
    1 + 3 + 1 + 1 = 6 in the first, 6 + 9."""
    return open_and_then_not()


@case("not_undone", right=31.5 * 2, wrong=24 + 31.5)
def a_star_that_would_have_to_be_given_back() -> Instance:
    """There is a fourth star for LOW in the first phase, none in the second, and no grade is lowered: LOW refers in both (31.5, see
    no_star_to_give). If it could be lowered again nothing were referred in the first: 24 + 31.5."""
    return replaced(in_phases(unequal_principals(pools=(NO_FOURTH_STAR,))), "pools.now@US.four_star", 1)


@case("openings", right=15, wrong=12)
def an_opening_too_many() -> Instance:
    """Nothing may open in the first phase: LOW* 9, then LOW > NEW* > LOW 6. Without the limit 6 + 6."""
    return in_phases(world(headquarters=(TOP, LOW, ALLY, NEW)), openings_max=(0, None))


@case("teams", right=11, wrong=8)
def a_team_too_many() -> Instance:
    """No team may be made in the first phase: LOW > ALLY 6 + 1 = 7, then with the team 3 + 1 = 4. Without the limit 4 + 4."""
    return in_phases(world(channels=(channel("LOW", "ALLY", (0, 1)),), threads=TO_ALLY), teams_max=(0, None))


@case("works_while_absorbing", right=38, wrong=20)
def a_desk_too_busy_to_take_over() -> Instance:
    """LOW's desk can do 24 h a day and has 11 h of other work; absorbing a transfer takes half of the 24, and 11 + 2 > 12. So TOP goes on
    holding: LOW > TOP* > LOW 1 + 15 + 1 + 1, and 1 h in LOW's queue on the way back, twice 19. If taking over cost nothing, or a desk
    that absorbs had all its capacity: LOW* 9 + 1 = 10 twice."""
    busy = desk("LOW", (4,), 11).model_copy(update={"capacity_hours_per_day": 24.0, "wait_hours": 1.0})
    return in_phases(world(headquarters=(SLOW_TOP, WITH_DESK, ALLY), desks=(busy,)), loss=0.5)


@case("takeover_absorbed", right=7 + HALF_A_SEAT + 8, wrong=16)
@case("works_while_absorbing", right=7 + HALF_A_SEAT + 8, wrong=16)
def a_desk_that_takes_over_what_nobody_asks_for() -> Instance:
    """LOW or WING must hold `power`, which no request needs. Their desk has one seat, 24 h a day and 6 h of other work. ALLY > LOW takes
    6 + 1, and in the first phase, with half a seat and 7 h of 12, 8.493 in the queue; in the second, half busy, 1. Else 8 + 8."""
    wing = WITH_DESK.model_copy(update={"hq": "WING", "name": "WING"})
    heard, channels = (thread("hear", "ALLY", "", "LOW"),), (channel("LOW", "ALLY"),)
    small = world(headquarters=(SLOW_TOP, WITH_DESK, wing, ALLY), desks=(desk("LOW", (4,), 6),), channels=channels, threads=heard)
    mandate = HolderMandate(id="hold", says="They hold it.", kind="holder", holder=("LOW", "WING"), authority=("power",))
    return replace(in_phases(small, loss=0.5), mandates=(mandate,))


@case("works_while_absorbing", right=9 + HALF_A_SEAT + 10, wrong=20)
def a_desk_that_waits_while_it_takes_over() -> Instance:
    """LOW's desk has one seat, 24 h a day and 5 h of other work. Taking over leaves it half a seat and 12 h: 5 + 2 = 7 h are more than half
    of that, so 9 + 8.493 in the first phase (LOW > TOP* > LOW would be 19), and in the second half busy 9 + 1. Else 10 + 10."""
    return in_phases(world(headquarters=(SLOW_TOP, WITH_DESK, ALLY), desks=(desk("LOW", (4,), 5),)), loss=0.5)


@case("may_undo", right=15, wrong=18, among=MANDATES, frees=True)
def new_may_close_again() -> Instance:
    """NEW opens, 6, and closes again, 9. Without the mandate it never opens: 9 + 9."""
    mandate = MayUndoMandate(id="undo", says="NEW is for a while.", kind="may_undo", hq=("NEW",))
    return replace(open_and_then_not(), mandates=(mandate,))
