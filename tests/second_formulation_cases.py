"""Changes of the small alliance about which two formulations must agree."""

from __future__ import annotations

from model.data.mandates import ActiveMandate, GradeMandate, KeepDeskMandate, KeepHolderMandate, KeepLevelMandate, LevelMandate
from tests.small_alliance import (
    Change,
    add_channel,
    add_hq,
    as_it_is,
    both,
    channel,
    headquarters,
    held_only_by,
    mandate,
    pool,
    rule,
    set_row,
    transfers,
)

NO_NEW_STAR = pool("US", "four_star", 0)
SENIOR_FLEET = set_row("headquarters", "FLEET", grades=(10,), grade_now=10)
SENIOR_NEW = set_row("headquarters", "NEW", grades=(10,))
SEPARATE = rule("forbid_holder", "us_release", holder=("FORCE",))
DUE = set_row("demand", ("operations", "peace"), deadline_hours=42.0)
TWO_HOLDERS = both(*(set_row("authorities", name, holders_max=2) for name in ("us_command", "us_release", "jp_command")))
SMALL_DESKS = both(set_row("desks", "FORCE", officers=(1,)), set_row("desks", "JOINT", officers=(3,)))
TWO_SIZES = both(SMALL_DESKS, set_row("desks", "FORCE", officers=(1, 2), officers_now=1))
# One officer commands the joint force and the fleet, whatever the grade.
HATS = both(set_row("headquarters", "FORCE", commander="officer"), set_row("headquarters", "FLEET", commander="officer", grades=(9, 10)))
COMBINED = set_row("headquarters", "FORCE", nation="US|JP")
# The planned HQ stays closed, and has no desk whose emptiness would stop it by itself.
CLOSED = both(set_row("headquarters", "NEW", desk=None, grades=(10,)), rule("exclusive_active", holder=("NEW",), limit=0))
NO_DIRECT_LINK = both(set_row("channels", ("FORCE", "JOINT"), hours=50.0), set_row("channels", ("HAWAII", "JOINT"), hours=50.0))
# Two HQs hold the release today; whoever must go on holding it has no room for the command.
HELD_BY_TWO = both(
    set_row("authorities", "us_release", holders_max=2, holder_now=("FORCE", "HAWAII")),
    rule("span", "us_command|us_release", holder=("FORCE",), limit=1),
)
KEPT = mandate(KeepHolderMandate(kind="keep_holder", id="k", says="so", authority=("us_release",)))
EVERY_OTHER_MANDATE = both(
    mandate(ActiveMandate(kind="active", id="a", says="so", hq=("NEW",), active=True)),
    mandate(GradeMandate(kind="grade", id="g", says="so", hq=("NEW",), grade=9)),
    mandate(KeepHolderMandate(kind="keep_holder", id="k", says="so", authority=("jp_command",), condition=("crisis",))),
    mandate(LevelMandate(kind="level", id="l", says="so", from_hq=("JP",), to_hq=("HAWAII",), at_least=1)),
    mandate(KeepLevelMandate(kind="keep_level", id="t", says="so", from_hq=("FLEET",), to_hq=("FORCE",))),
    mandate(KeepDeskMandate(kind="keep_desk", id="d", says="so", desk=("FORCE",))),
)

CELL = headquarters("CELL", "JP", "tokyo", "NEW", (9,), None, status="planned", grade_now=None, decision_factor=0.1)
CELL_LINK = channel("JOINT", "CELL", (0,), hours=0.5, pool=None)

CASES: dict[str, Change] = {
    "as it is": as_it_is,
    "no delegated command channel": set_row("authorities", "us_command", component=None),
    "several holders and small desks": both(TWO_HOLDERS, SMALL_DESKS),
    "small desks": SMALL_DESKS,
    "dual-hatted": set_row("headquarters", "FLEET", desk="FORCE"),
    "explicit capacity": set_row("desks", "JOINT", capacity_hours_per_day=20.0, wait_hours=5.0),
    "no transfer": transfers(0),
    "one transfer": transfers(1),
    "no new billets": pool("US", "desk_officers", 0),
    "a holder mandate": held_only_by("HAWAII", "us_command"),
    "every other mandate": EVERY_OTHER_MANDATE,
    "two sizes": TWO_SIZES,
    "a combined HQ": COMBINED,
    "two hats": HATS,
    "two hats and one star to give": both(HATS, pool("US", "four_star", 1)),
    "two hats and none to give": both(HATS, NO_NEW_STAR),
    "two hats of a combined HQ": both(HATS, COMBINED),
    "a closed HQ holds nothing": CLOSED,
    "a closed HQ relays nothing": both(CLOSED, NO_DIRECT_LINK),
    "a closed HQ has nobody below it": both(CLOSED, add_hq(CELL), add_channel(CELL_LINK)),
    "two holders may change": HELD_BY_TWO,
    "two holders are kept": both(HELD_BY_TWO, KEPT),
    "two holders of what cannot be delegated": both(HELD_BY_TWO, set_row("authorities", "us_release", relation="COCOM")),
}

IMPOSSIBLE: dict[str, Change] = {
    "nobody may hold": held_only_by("CIVIL", "us_command"),
    "desks without room": set_row("desks", "JOINT", background_hours_per_day=1e3),
    "a team at a closed HQ": both(
        CLOSED, mandate(LevelMandate(kind="level", id="l", says="so", from_hq=("NEW",), to_hq=("FORCE",), at_least=1))
    ),
    "a request to a closed HQ": both(CLOSED, set_row("threads", "warning", destination="NEW")),
    "an HQ that must be open and closed": both(
        mandate(ActiveMandate(kind="active", id="a", says="so", hq=("NEW",), active=False)),
        mandate(ActiveMandate(kind="active", id="b", says="so", hq=("NEW",), active=True)),
    ),
    "no time": both(set_row("demand", ("operations", "peace"), deadline_hours=41.0), rule("deadline")),
}

# Rule kind -> what the alliance is like without the rule, and the rule, chosen so that it costs hours.
BITES: dict[str, tuple[Change, Change]] = {
    "forbid_holder": (as_it_is, SEPARATE),
    "require_holder": (as_it_is, rule("require_holder", "us_command", holder=("HAWAII",))),
    "min_grade": (NO_NEW_STAR, rule("min_grade", "us_command", limit=10)),
    "max_grade_count": (as_it_is, rule("max_grade_count", nation=("US",), limit=1, grade=10)),
    "grade_gap": (as_it_is, rule("grade_gap", holder=("FLEET", "FORCE"), limit=0)),
    "parity": (both(NO_NEW_STAR, SENIOR_NEW), rule("parity", "jp_command|us_command", limit=0)),
    "not_outranked": (both(NO_NEW_STAR, SENIOR_FLEET), rule("not_outranked", "us_command")),
    "within_chain": (SEPARATE, rule("within_chain", "us_release|us_command")),
    "same_holder": (SEPARATE, rule("same_holder", relation=("OPCON", "COORD"), nation=("US",))),
    "exclusive_active": (as_it_is, rule("exclusive_active", holder=("NEW",), limit=0)),
    "span": (as_it_is, rule("span", "us_command|us_release", holder=("FORCE",), limit=1)),
    "stable": (as_it_is, rule("stable", "jp_command", condition=("peace", "crisis"), limit=0)),
    "host_limit": (as_it_is, rule("host_limit", holder=("JP",), limit=2)),
    "deadline": (DUE, rule("deadline", thread=("operations",))),
}
