"""A small plan for the tests of the verifier: the small instance on its way over two or three phases, with something of every kind that
only plans have.

At first nothing may open; STAFF is not there before the second phase. A limit of each kind is used up on the way. Numbers, a rule and
the loss of a desk that absorbs a transfer change with a phase. In one variant STAFF closes again, which a mandate permits.

The plan `grows` in words: in `now` the northern force goes to FORWARD under four stars, and nothing opens. In `next` STAFF opens under
three stars with a small team and takes over the fleet; in `last` it has four stars, a team round the clock, and planning in a crisis.
In `undone` STAFF opens in `next` and closes in `last`, and FORWARD's commander has three stars again, both permitted.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.verify.small import ASSUMED, write_small

PHASES = """\
[[phases]]
id = "now"
name = "Today"
start = 2025-01-01
weight = 0.5
transfers_max = 1
openings_max = 0
teams_max = 0

[[phases]]
id = "next"
name = "A year and a half on"
start = 2026-07-01
weight = 1.0
transfers_max = 1
openings_max = 1
teams_max = 1

[phases.set]
"desks.staff_desk.background_hours_per_day" = 0.5
"demand.escort@crisis.requests_per_day" = 5
"liaison_levels.1.staff" = 5
"headquarters.FORWARD.decision_factor" = 0.75
"""
LAST = """\

[[phases]]
id = "last"
name = "In the end"
start = 2027-07-01
weight = 1.5

[phases.set]
"parameters.transition_loss" = 0.3
"headquarters.STAFF.site" = "honolulu"
"rules.in_time.active" = false
utilisation_bands = [0.6, 0.9]
"""
LOSS = f"""
[parameters.transition_loss]
value = 0.2
low = 0.0
high = 0.4
unit = "1"
source = "{ASSUMED}"
"""
GROWS = """\
title = "A standing staff that grows"
why = "Shows openings, transfers and a grade that rises, one after another."
source = "assumption: made for a test"

[[mandate]]
id = "staff_opens"
kind = "active"
says = "The staff is open from the second phase on."
hq = ["STAFF"]
active = true
phase = ["next", "last"]

[[mandate]]
id = "three_stars"
kind = "grade"
says = "Its commander has three stars in the second phase."
hq = ["STAFF"]
grade = 9
phase = ["next"]

[[mandate]]
id = "four_stars"
kind = "grade"
says = "Its commander has four stars in the end."
hq = ["STAFF"]
grade = 10
phase = ["last"]

[[mandate]]
id = "small_team"
kind = "level"
says = "The staff has a small team with the host in the second phase."
from_hq = ["STAFF"]
to_hq = ["HOST"]
at_least = 1
at_most = 1
phase = ["next"]

[[mandate]]
id = "larger_team"
kind = "level"
says = "And one round the clock in the end."
from_hq = ["STAFF"]
to_hq = ["HOST"]
at_least = 2
phase = ["last"]

[[mandate]]
id = "staff_holds_fleet"
kind = "holder"
says = "The staff holds operational control of the fleet from the second phase on."
authority = ["fleet_opcon"]
holder = ["STAFF"]
phase = ["next", "last"]

[[mandate]]
id = "staff_holds_planning"
kind = "holder"
says = "And planning, in a crisis, in the end."
authority = ["planning"]
holder = ["STAFF"]
condition = ["crisis"]
phase = ["last"]
"""
UNDONE = """\
title = "A staff for a while"
why = "Shows what is undone."
source = "assumption: made for a test"

[[mandate]]
id = "staff_for_a_while"
kind = "active"
says = "The staff is open in the second phase."
hq = ["STAFF"]
active = true
phase = ["next"]

[[mandate]]
id = "staff_closes"
kind = "active"
says = "And closed in the end."
hq = ["STAFF"]
active = false
phase = ["last"]

[[mandate]]
id = "raised_for_a_while"
kind = "grade"
says = "The forward commander has four stars in the second phase."
hq = ["FORWARD"]
grade = 10
phase = ["next"]

[[mandate]]
id = "lowered_again"
kind = "grade"
says = "And three in the end."
hq = ["FORWARD"]
grade = 9
phase = ["last"]

[[mandate]]
id = "only_for_a_while"
kind = "may_undo"
says = "Staff and forward command are for a while only."
hq = ["STAFF", "FORWARD"]
phase = ["last"]
"""


def write_plan(folder: Path, phases: int = 3) -> Path:
    """Write the plan into a new folder and return it. With two phases there are no variants but those of the small instance."""
    write_small(folder, rests="")
    text = (folder / "instance.toml").read_text(encoding="utf-8")
    start, end = text.index("[[phases]]"), text.index("[parameters.")
    plan = PHASES + (LAST if phases == 3 else "")
    (folder / "instance.toml").write_text(f"{text[:start]}{plan}\n{text[end:]}{LOSS}", encoding="utf-8")
    staff = (folder / "headquarters.csv").read_text(encoding="utf-8")
    (folder / "headquarters.csv").write_text(staff.replace("staff_desk,,planned", "staff_desk,next,planned"), encoding="utf-8")
    with (folder / "pools.csv").open("a", encoding="utf-8", newline="") as file:
        amounts = (("liaison_staff", 20), ("desk_officers", 12), ("four_star", 2))
        rows = [(phase, "NORTH", resource, amount, ASSUMED) for phase in ("next", "last")[: phases - 1] for resource, amount in amounts]
        csv.writer(file, lineterminator="\n").writerows(rows)
    if phases == 3:
        (folder / "variants" / "grows.toml").write_text(GROWS, encoding="utf-8")
        (folder / "variants" / "undone.toml").write_text(UNDONE, encoding="utf-8")
    return folder
