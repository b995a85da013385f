"""The columns of every report table, said once.

Headers, number formats, `dictionary.csv`, `reports/README.md` and the tests are all made from `TABLES`. A table's columns
stand here in the order in which they are written; the first of them are a promise to whoever reads the files by position.
"""

from __future__ import annotations

from typing import get_args

from model.data.records import Pool, Relation
from model.data.rule_kinds import RULE_KINDS
from model.delay.posture import PART_NAMES
from model.reporting.column import Column, Table, choice, endless, flag, integer, number
from model.solving.outcome import Status

PART_MEANINGS = {
    "handling": "message handling on the hops",
    "release": "review for release to another nation",
    "language": "work across languages, beyond handling and release",
    "duty_wait": "waiting until the receiver is on duty",
    "referral": "the junior of two principals referring the matter upward",
    "relay_work": "staff work at headquarters that pass the request on",
    "approval_work": "staff work and the principal's own time at headquarters that approve",
    "desk_queue": "queueing at the desks (upper bound within each desk's utilisation band)",
    "decision_wait": "waiting for the next decision board",
}
PARTS = tuple(number(name, PART_MEANINGS[name], "h") for name in PART_NAMES)
MEAN_PARTS = tuple(number(name, "mean part of hours: " + PART_MEANINGS[name], "h") for name in PART_NAMES)

POOL_MEANINGS = "liaison_staff (in all teams), desk_officers (above officers_now) or four_star (O-10 commanders above today's)"

SHARES = ("weighted_hours_per_day", "mean_hours", "requests_per_day", *PART_NAMES)

VARIANT = Column("variant", "policy variant; `base` is the instance as it stands")
PHASE = Column("phase", "phase of the plan")
CONDITION = Column("condition", "condition under which requests arise")
THREAD = Column("thread", "mission thread")
STATUS = choice(
    "status", "optimal, feasible (proved to within gap), infeasible, unbounded, no answer or failed", *(status.value for status in Status)
)

RUNS = (
    VARIANT,
    STATUS,
    number("weighted_delay", "objective: urgency-weighted hours of delay a day, over phases and conditions", "h/day"),
    number("bound", "proven lower bound on the objective", "h/day"),
    number("gap", "relative gap between objective and bound", "1"),
    integer("people", "liaison staff plus desk officers, summed over phases", "people"),
    integer("four_stars", "commanders of grade O-10, summed over phases", "commanders"),
    integer("changes", "changes from today: holders, grades, liaison levels, headquarters opened", "changes"),
    integer("new_four_stars", "commanders of grade O-10 above each nation's number today, summed over phases", "commanders"),
    flag("tie_break_proved", "whether people, stars and changes are proved least among postures of equal delay"),
    integer("political_score", "ordinal political cost of the variant, 0 to 3; never added to hours"),
    Column(
        "method",
        "how the run was solved: exact (the whole model, every aim proved) or decomposition (a bound alone); empty where it failed",
    ),
    Column("title", "what the variant is, in words"),
    Column("reason", "why there is no posture, where there is none"),
    Column("digest", "SHA-256 of the instance with the variant and settings applied"),
)
AUTHORITIES = (
    VARIANT,
    PHASE,
    CONDITION,
    Column("authority", "command authority"),
    Column("holder", "headquarters that holds it"),
    Column("holder_now", "today's holder (a|b where several)"),
    flag("changed", "whether this holder is not one of today's"),
    choice("relation", "kind of command relationship", *get_args(Relation)),
    Column("nation", "nation whose forces the authority is about"),
    Column("holder_nation", "nation of the holder"),
    integer("holder_grade", "grade of the holder's commander; empty for civil principals"),
    Column("authority_name", "the authority in words"),
)
COMMANDERS = (
    VARIANT,
    PHASE,
    Column("hq", "headquarters"),
    flag("active", "whether it is open"),
    integer("grade", "grade of its commander; empty where closed or civil"),
    integer("grade_now", "today's grade; empty for civil principals"),
    Column("nation", "nation whose forces it belongs to"),
    choice("status_now", "existing or planned", "existing", "planned"),
    Column("hq_name", "the headquarters in words"),
)
LIAISON = (
    VARIANT,
    PHASE,
    Column("from_hq", "one end of the channel"),
    Column("to_hq", "the other end"),
    integer("level", "liaison level; 0 is no team"),
    integer("staff", "people in the team", "people"),
    integer("level_now", "today's level"),
    flag("changed", "whether the level is not today's"),
    choice("kind", "liaison (both ways) or direct (one way)", "liaison", "direct"),
    Column("pool", "nation that supplies the team"),
    Column("level_name", "the level in words"),
)
DESKS = (
    VARIANT,
    PHASE,
    CONDITION,
    Column("desk", "desk of action officers"),
    integer("officers", "officers at the desk", "officers"),
    number("band", "most utilisation the plan allows the desk; empty where its wait is given", "1"),
    number("load_hours_per_day", "work asked of the desk", "officer-h/day"),
    endless("capacity_hours_per_day", "work the desk can do; inf where nothing limits it", "officer-h/day"),
    endless("wait_hours", "mean wait a service at the band's limit: what the delays count", "h"),
    endless("exact_wait_hours", "mean wait a service at the exact load", "h"),
    number("wait_overstated_hours", "wait_hours less exact_wait_hours", "h"),
    number("utilisation", "load over capacity", "1"),
    integer("officers_now", "today's officers", "officers"),
    Column("headquarters", "headquarters that share the desk (a|b)"),
)
PEOPLE = (
    VARIANT,
    PHASE,
    Column("nation", "nation whose people they are"),
    choice("resource", POOL_MEANINGS, *get_args(Pool.model_fields["resource"].annotation)),
    integer("used", "how many the posture takes; below 0 for fewer four-star commanders than today", "people"),
    number("amount", "how many there are; only whole people count", "people"),
    integer("slack", "how many are left: amount rounded down, less used", "people"),
)
ROUTES = (
    VARIANT,
    PHASE,
    CONDITION,
    THREAD,
    Column("path", "headquarters in order; one star for each approval given there"),
    number("hours", "delay of one request: the sum of the parts", "h"),
    *PARTS,
    Column("function", "function the thread belongs to"),
    number("requests_per_day", "requests a day in the condition", "1/day"),
    number("urgency", "weight of one hour of delay", "1"),
    number("weighted_hours_per_day", "the route's share of the objective", "h/day"),
    number("deadline_hours", "longest allowed delay, where one is given", "h"),
    Column("thread_name", "the thread in words"),
)
HOPS = (
    VARIANT,
    PHASE,
    CONDITION,
    THREAD,
    integer("step", "number of the hop from 1; 0 is the origin's own work"),
    Column("from_hq", "sender; empty at step 0"),
    Column("to_hq", "receiver, whose work, queue and decisions the hop includes"),
    choice("channel", "command, liaison or direct; origin at step 0", "command", "liaison", "direct", "origin"),
    integer("level", "liaison level of the channel; empty in the command chain"),
    *PARTS,
    number("hours", "sum of the parts", "h"),
)
_MEANS = (
    number("weighted_hours_per_day", "share of the objective; the rows of a variant add up to weighted_delay", "h/day"),
    number("mean_hours", "mean delay of a request, weighted by requests", "h"),
    number("requests_per_day", "requests a day", "1/day"),
    *MEAN_PARTS,
)
DELAY_BY_CONDITION = (VARIANT, PHASE, CONDITION, *_MEANS)
DELAY_BY_FUNCTION = (VARIANT, PHASE, Column("function", "function, over all conditions by their shares"), *_MEANS)
COMPARISON = (
    VARIANT,
    Column("baseline", "variant it is compared with"),
    Column("measure", "what is compared; `recorded: ...` are facts the variant states, not results"),
    Column("scope", "`all`, or the condition or function the measure is about"),
    number("value", "the variant's value; empty where it has no posture", "see unit"),
    number("baseline_value", "the baseline's value", "see unit"),
    number("difference", "value less baseline_value", "see unit"),
    number("difference_percent", "difference in percent of the baseline's value", "%"),
    Column("unit", "unit of the three values"),
)
CHANGES = (
    VARIANT,
    PHASE,
    choice("kind", "holder, grade, liaison, headquarters or desk", "holder", "grade", "liaison", "headquarters", "desk"),
    Column("subject", "authority, headquarters, channel or desk that changes"),
    Column("conditions", "conditions in which it does (a|b); empty: all alike"),
    Column("today", "how it is today"),
    Column("then", "how it would be"),
    integer("counted", "how many of the run's `changes` the row stands for; desks count as people, not as changes", "changes"),
    Column("says", "the change in words"),
)
RULES = (
    VARIANT,
    Column("rule", "rule"),
    choice("kind", "what it demands", *RULE_KINDS),
    choice("basis", "law, doctrine, policy or convention", "law", "doctrine", "policy", "convention"),
    Column("citation", "where it is written"),
    Column("says", "the rule in one sentence"),
    choice("status", "in force or off", "in force", "off"),
)
CONFLICTS = (
    VARIANT,
    choice(
        "kind",
        "rule, mandate, pool, transfers (their limit in a phase) or request (of a thread in a condition)",
        *("rule", "mandate", "pool", "transfers", "request"),
    ),
    Column("name", "which one"),
    Column("says", "it in words"),
    Column("citation", "where it is written, or where the number comes from"),
)
ASSUMPTIONS = (
    VARIANT,
    Column("path", "address of the number"),
    number("base", "its value in this variant", "see the instance"),
    number("low", "lowest plausible value", "see the instance"),
    number("high", "highest plausible value", "see the instance"),
    flag("in_range", "whether the value lies within the range"),
    Column("reason", "why the range is defensible"),
    Column("source", "where the range comes from"),
)
PLACES = (
    VARIANT,
    Column("hq", "headquarters"),
    Column("hq_name", "the headquarters in words"),
    Column("nation", "nation whose forces it belongs to"),
    Column("superior", "headquarters above it in the command chain; empty at the top"),
    Column("site", "where it stands"),
    Column("site_name", "the site in words"),
    number("latitude", "of the site, north positive", "degree"),
    number("longitude", "of the site, east positive", "degree"),
    Column("timezone", "IANA time zone of the site"),
    Column("status_now", "existing or planned"),
    Column("role", "what it does, in words"),
)
CONDITIONS = (
    VARIANT,
    CONDITION,
    Column("condition_name", "the condition in words"),
    number("share", "planning weight of the condition", "1"),
    number("tempo", "pace of staff work: multiplies handling, release, relay and work hours", "1"),
    number("decision_period_hours", "time between two decision boards", "h"),
    Column("source", "where the numbers come from"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "runs",
            "a variant: how its run ended and what its posture costs",
            RUNS,
            ("variant",),
            together=("weighted_delay", "people", "four_stars", "changes"),
        ),
        Table("comparison", "a measure of a variant beside the baseline's", COMPARISON, ("variant", "measure", "scope")),
        Table("changes", "something that differs from today", CHANGES),
        Table("authorities", "a holder of an authority", AUTHORITIES, ("variant", "phase", "condition", "authority", "holder")),
        Table("commanders", "a headquarters and its commander's grade", COMMANDERS, ("variant", "phase", "hq")),
        Table("liaison", "a channel and its liaison team", LIAISON, ("variant", "phase", "from_hq", "to_hq")),
        Table("desks", "a desk in a condition: officers, load and wait", DESKS, ("variant", "phase", "condition", "desk")),
        Table(
            "people",
            "a pool of people: how many the posture takes, and how many are left",
            PEOPLE,
            ("variant", "phase", "nation", "resource"),
            filled=("used", "amount", "slack"),
        ),
        Table(
            "routes",
            "a thread's path in a condition and the delay of one request",
            ROUTES,
            ("variant", "phase", "condition", "thread"),
            filled=("hours", *PART_NAMES, "requests_per_day", "urgency", "weighted_hours_per_day"),
        ),
        Table(
            "hops",
            "one hop of a route; the hops of a route add up to it",
            HOPS,
            ("variant", "phase", "condition", "thread", "step"),
            filled=(*PART_NAMES, "hours"),
        ),
        Table("delay_by_condition", "the delays of a condition", DELAY_BY_CONDITION, ("variant", "phase", "condition"), filled=SHARES),
        Table("delay_by_function", "the delays of a function", DELAY_BY_FUNCTION, ("variant", "phase", "function"), filled=SHARES),
        Table("rules", "a rule, in force or off", RULES, ("variant", "rule")),
        Table(
            "conflicts",
            "one of the things that cannot hold together, where a variant is infeasible",
            CONFLICTS,
            ("variant", "kind", "name"),
        ),
        Table("assumptions", "a number with a range: the assumption register", ASSUMPTIONS, ("variant", "path")),
        Table("places", "a headquarters, its superior and where it stands", PLACES, ("variant", "hq"), filled=("latitude", "longitude")),
        Table(
            "conditions",
            "a condition under which requests arise",
            CONDITIONS,
            ("variant", "condition"),
            filled=("share", "tempo", "decision_period_hours"),
        ),
    )
}
