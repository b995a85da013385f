"""Cases of routes and transfers.

Delays are in hours, by hand from the numbers of `small_world`; `LOW*` reads "LOW approves".
"""

from __future__ import annotations

from model.data.instance import Instance
from tests.formulation.cases.case import NEW, NEW_STAYS_CLOSED, NO_FOURTH_STAR, TO_ALLY, case, unequal_principals
from tests.formulation.small_world import ALLY, LOW, TOP, authority, channel, hq, pool, thread, world


@case("starts_at_origin", right=9, wrong=0)
def requests_that_never_start() -> Instance:
    """LOW* 9. Requests that need not leave their origin take no time at all."""
    return world()


@case("goes_on_from_approver", right=16, wrong=9)
def requests_that_end_at_their_approval() -> Instance:
    """LOW* > ALLY 9 + 6 + 1 = 16 (ALLY is too slow to approve: 6 + 15). Stopping at the approval: 9."""
    return world(
        headquarters=(TOP, LOW, hq("ALLY", "JP", None, (10,), 1.0)),
        channels=(channel("LOW", "ALLY"),),
        threads=(thread("ask", "LOW", "power", "ALLY"),),
    )


@case("approved_by_holder", right=12, wrong=9)
@case("transfers", right=12, wrong=9)
@case("transfer_counts", right=12, wrong=9)
def power_that_cannot_move() -> Instance:
    """TOP holds `power` and nothing may change holder: LOW > TOP* > LOW 1 + 9 + 1 + 1 = 12. LOW* 9 if LOW could approve without
    holding, if the limit on transfers were gone, or if a transfer were not counted as one."""
    return world(transfers=0)


@case("over_open_channel", right=9, wrong=4)
def a_channel_closed_without_team() -> Instance:
    """LOW-ALLY needs a team, for whom there is nobody: LOW > TOP > ALLY 1 + 1 + 6 + 1 = 9. Over the closed channel 3 + 1 = 4."""
    return world(
        channels=(channel("LOW", "ALLY", (0, 1), open_without_team=False), channel("TOP", "ALLY")),
        threads=TO_ALLY,
        pools=(pool("liaison_staff", 0),),
    )


@case("hop_has_level", right=4, wrong=1)
def a_hop_at_no_level() -> Instance:
    """LOW > ALLY with a team 3 + 1 = 4. A hop made at no level costs nothing; the relay at ALLY is left: 1."""
    return world(channels=(channel("LOW", "ALLY", (0, 1)),), threads=TO_ALLY)


@case("over_delegated_command", right=4, wrong=2)
def command_of_a_fleet_that_stays_with_top() -> Instance:
    """TOP commands FLEET and nothing may change holder: LOW > TOP > FLEET 1 + 1 + 1 + 1 = 4. The way LOW > FLEET, 1 + 1 = 2, is
    there only while LOW commands FLEET."""
    return world(
        headquarters=(TOP, LOW, ALLY, hq("FLEET", "US", "TOP", (9,))),
        authorities=(authority("power", component="FLEET"),),
        threads=(thread("order", "LOW", "", "FLEET"),),
        transfers=0,
    )


@case("relay_open", right=7, wrong=4)
def a_closed_relay() -> Instance:
    """NEW must stay closed: LOW > ALLY 6 + 1 = 7. Through it, on a channel of 1 h: LOW > NEW > ALLY 1 + 1 + 1 + 1 = 4."""
    return world(
        headquarters=(TOP, LOW, ALLY, NEW),
        channels=(channel("LOW", "ALLY"), channel("NEW", "ALLY", hours=1.0)),
        threads=TO_ALLY,
        rules=(NEW_STAYS_CLOSED,),
    )


@case("referral_has_grades", right=31.5, wrong=24)
@case("referral_under_grades", right=31.5, wrong=24)
def a_referral_that_cannot_be_avoided() -> Instance:
    """LOW* 9, hop 6, ALLY* 9, referral 7.5 (see no_star_to_give) = 31.5. Approving under no grades, or under four stars that LOW does
    not have, there is nothing to refer: 24."""
    return unequal_principals(pools=(NO_FOURTH_STAR,))
