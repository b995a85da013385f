"""The columns of the tables about choosing a posture: frontier, alternatives, other aims, regret."""

from __future__ import annotations

from model.reporting.column import Column, Table, choice, flag, integer, number
from model.reporting.columns import STATUS, VARIANT
from model.reporting.study_common import BEST, BLOCKED, COUNTED, DELAY, EFFECT, GAP

PEOPLE = (
    integer("people", "liaison staff plus desk officers, summed over phases", "people"),
    integer("four_stars", "commanders of grade O-10, summed over phases", "commanders"),
    integer("changes", "changes from today", "changes"),
)
MORE = (
    number("more_delay", "weighted_delay less that of the variant's best posture", "h/day"),
    number("more_delay_percent", "more_delay in percent of it", "%"),
)
FROM_BEST = integer("decisions_changed", f"decisions that differ from the variant's posture of least delay; {COUNTED}", "decisions")
TAKEN = Column("decisions", "the decisions taken here and not in the posture of least delay (a|b)")
FRONTIER = (
    VARIANT,
    choice(
        "against",
        "what delay is weighed against: people, four_stars, changes or liaison_staff",
        *("people", "four_stars", "changes", "liaison_staff"),
    ),
    integer("point", "1 for the quickest posture"),
    integer("count", "how much of it the posture has", "people, commanders or changes"),
    STATUS,
    DELAY,
    GAP,
    *MORE,
    number("price_each", "delay added for each one fewer, from the point before", "h/day"),
    Column("effect", "more (delay than the point before) or within gap (smaller than what the solver left open)"),
    *PEOPLE,
    FROM_BEST,
    TAKEN,
    flag("complete", "whether the points are proved to be all that no other posture beats"),
    BLOCKED,
)
ALTERNATIVES = (
    VARIANT,
    integer("alternative", "0 for the best posture, then in the order found"),
    STATUS,
    DELAY,
    *MORE,
    *PEOPLE,
    FROM_BEST,
    integer("decisions_changed_nearest", "least number of decisions that differ from any posture before it, counted alike", "decisions"),
    flag("most_different", "whether no posture is proved to differ more from those before it (best: proved best)"),
    TAKEN,
    BLOCKED,
)
STABILITY = (
    VARIANT,
    choice("kind", "open, grade, holder, liaison level or officers", "open", "grade", "holder", "liaison level", "officers"),
    Column("decision", "what is decided: phase, then condition, authority, HQ, channel or desk"),
    Column("best", "how the best posture decides it"),
    Column("others", "how alternatives decide it otherwise (a|b)"),
    integer("postures", "postures compared: the best and its alternatives", "postures"),
    integer("alike", "those that decide it like the best", "postures"),
    number("share", "alike in parts of postures: decision stability", "1"),
    flag("never_changes", "whether all of them decide it like the best"),
)
OBJECTIVES = (
    VARIANT,
    choice("objective", "what is minimised first: weighted_delay, worst_thread or cvar", "weighted_delay", "worst_thread", "cvar"),
    STATUS,
    DELAY,
    number("worst_thread_hours", "delay of the slowest request", "h"),
    number("cvar", "mean weighted delay of the worst conditions, up to the study's share of the time", "h/day"),
    *PEOPLE,
    FROM_BEST,
    TAKEN,
    BLOCKED,
)
REGRET = (
    VARIANT,
    Column("scenario", "name of the scenario, or number of the sample"),
    STATUS,
    DELAY,
    GAP,
    BEST,
    number("regret", "weighted_delay less the least that any variant has there", "h/day"),
    number("regret_percent", "regret in percent of that least delay", "%"),
    number("regret_least", "least regret that the gaps leave possible", "h/day"),
    number("regret_most", "largest regret that they leave possible", "h/day"),
    Column("effect", EFFECT),
    flag("satisfices", "whether regret_percent is at most the study's threshold"),
    BLOCKED,
)
ROBUSTNESS = (
    VARIANT,
    integer("scenarios", "scenarios in all", "scenarios"),
    integer("infeasible", "scenarios in which the variant is proved to have no posture", "scenarios"),
    integer("unanswered", "scenarios that failed or ran out of time", "scenarios"),
    flag("candidate", "whether it has a posture in every scenario; the means are empty where not"),
    number("mean_delay", "mean weighted_delay, all scenarios alike", "h/day"),
    number("most_delay", "largest weighted_delay", "h/day"),
    number("mean_regret", "mean regret", "h/day"),
    number("most_regret", "largest regret", "h/day"),
    Column("worst_scenario", "where that is"),
    number("cvar_regret", "mean regret over the study's share of the worst scenarios", "h/day"),
    number("satisficing_share", "share of the scenarios in which it satisfices", "1"),
    flag("minimax", "whether no candidate's largest regret is smaller"),
    Column("blocked_by", "what leaves it no posture, with the number of scenarios of each (a: 3|b: 1)"),
)
INFORMATION_VALUE = (
    Column("variant", "the candidate with the least mean delay: the choice of someone who does not know the scenario"),
    integer("scenarios", "scenarios, all alike", "scenarios"),
    number("delay_not_knowing", "its mean weighted_delay", "h/day"),
    number("delay_knowing", "mean of the least weighted_delay of each scenario", "h/day"),
    number("value", "the difference: what perfect information is worth", "h/day"),
)
DISCOVERY = (
    VARIANT,
    Column("where", "part of the factors' ranges (value of each factor's first path)"),
    integer("samples", "samples there", "samples"),
    integer("failed", "those in which the variant does not satisfice", "samples"),
    number("density", "failed in parts of samples", "1"),
    number("coverage", "failed in parts of all samples in which it fails", "1"),
)

CHOICE_TABLES = (
    Table(
        "frontier",
        "a posture than which none is quicker with as few people, stars, changes or liaison staff",
        FRONTIER,
        ("variant", "against", "point"),
    ),
    Table(
        "alternatives", "the best posture, or one as different as possible that is nearly as good", ALTERNATIVES, ("variant", "alternative")
    ),
    Table(
        "stability",
        "something decided, and how many of the alternatives decide it alike",
        STABILITY,
        ("variant", "kind", "decision"),
        filled=("share",),
    ),
    Table(
        "objectives",
        "a variant's posture under another first aim",
        OBJECTIVES,
        ("variant", "objective"),
        together=("weighted_delay", "worst_thread_hours"),
    ),
    Table("regret", "a variant in a scenario, against the best variant there", REGRET, ("variant", "scenario")),
    Table("robustness", "a variant over all scenarios", ROBUSTNESS, ("variant",)),
    Table("information_value", "what knowing the scenario beforehand is worth", INFORMATION_VALUE, ("variant",), filled=("value",)),
    Table("discovery", "a part of the factors' ranges and how often a variant fails in it", DISCOVERY),
)
