"""The tables that carry a posture: their columns, the kind of each, and which cells may be empty.

Said here a second time on purpose: a verifier that took its columns from the code that writes them would agree with it by
construction. Columns that a table has beyond these are not read.
"""

from __future__ import annotations

from model.tables.column import Column, Kind, Table, due


def _shape(name: str, text: str, may_be_empty: str = "", integer: str = "", number: str = "", flag: str = "", plans: str = "") -> Table:
    """A table by the kinds of its columns; `may_be_empty` lists those of other kinds than text that may be empty, `plans` those that only
    plans have, `*` for all."""
    kinds: tuple[tuple[Kind, str], ...] = (("text", text), ("integer", integer), ("number", number), ("flag", flag))
    columns = {column: kind for kind, named in kinds for column in named.split()}
    filled = tuple(column for column in columns if column not in may_be_empty.split())
    only = columns if plans == "*" else plans.split()
    made = tuple(Column(column, "", kind=kind, endless=True, plans_only=column in only) for column, kind in columns.items())
    return Table(name, "", made, filled=filled, plans_only=plans == "*")


PARTS = "handling release language duty_wait referral relay_work approval_work desk_queue decision_wait"
MEANS = f"weighted_hours_per_day mean_hours requests_per_day {PARTS}"
RUN_NUMBERS = "weighted_delay bound gap people four_stars changes new_four_stars"

_SHAPES = (
    _shape(
        "runs",
        "variant status method title reason digest foresight",
        f"{RUN_NUMBERS} tie_break_proved political_score",
        integer="people four_stars changes new_four_stars political_score",
        number="weighted_delay bound gap",
        flag="tie_break_proved",
        plans="foresight",
    ),
    _shape(
        "authorities",
        "variant phase condition authority holder holder_now relation nation holder_nation authority_name",
        "holder_grade",
        integer="holder_grade",
        flag="changed",
    ),
    _shape(
        "commanders",
        "variant phase hq nation status_now hq_name commander",
        "grade grade_now",
        integer="grade grade_now",
        flag="active",
    ),
    _shape("liaison", "variant phase from_hq to_hq kind pool level_name", integer="level staff level_now", flag="changed"),
    _shape(
        "desks",
        "variant phase condition desk headquarters",
        "band wait_overstated_hours utilisation",
        integer="officers officers_now",
        number="band load_hours_per_day capacity_hours_per_day wait_hours exact_wait_hours wait_overstated_hours utilisation",
    ),
    _shape(
        "routes",
        "variant phase condition thread path function thread_name",
        "deadline_hours",
        number=f"hours {PARTS} requests_per_day urgency weighted_hours_per_day deadline_hours",
    ),
    _shape("hops", "variant phase condition thread from_hq to_hq channel", "level", integer="step level", number=f"{PARTS} hours"),
    _shape("people", "variant phase nation resource", integer="used slack", number="amount"),
    _shape("delay_by_condition", "variant phase condition", number=MEANS),
    _shape("delay_by_function", "variant phase function", number=MEANS),
    _shape("transitions", "variant phase kind what from to conditions waits_for what_name", plans="*"),
    _shape(
        "delay_by_phase",
        "variant phase start",
        integer="transfers openings teams",
        number="weight weighted_delay contribution lost_by_waiting",
        plans="*",
    ),
)
# What a report of one phase is read as, and one of a plan.
SHAPES, PLAN_SHAPES = due(_SHAPES, plan=False), due(_SHAPES, plan=True)
