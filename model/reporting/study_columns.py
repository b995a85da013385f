"""The columns of every table that a study writes, said once, as `columns.py` does for the tables of a run.

A table's columns stand here in the order in which they are written. A study writes those of its method; `STUDY_TABLES` holds all.
"""

from __future__ import annotations

from model.reporting.choice_columns import CHOICE_TABLES
from model.reporting.column import Column, Table, choice, flag, integer, number
from model.reporting.columns import STATUS, VARIANT
from model.reporting.study_common import BEST, BLOCKED, CHANGED, DELAY, EFFECT, FACTOR, GAP, PATHS, VARIANTS

TORNADO = (
    VARIANT,
    FACTOR,
    PATHS,
    choice("point", "low, mid-low, base, mid-high or high of the range", "low", "mid-low", "base", "mid-high", "high"),
    number("value", "value of the factor's first path there", "see the instance"),
    STATUS,
    DELAY,
    number("difference", "weighted_delay less the variant's own at base", "h/day"),
    number("difference_percent", "difference in percent of the delay at base", "%"),
    Column("effect", EFFECT),
    CHANGED,
    Column("decisions", "the decisions taken there and not at base (a|b)"),
    BEST,
    flag("best_changed", "whether best_variants are not those at base"),
    GAP,
    BLOCKED,
)
TORNADO_FACTORS = (
    VARIANT,
    integer("rank", "1 for the factor with the widest swing of the variant"),
    FACTOR,
    PATHS,
    number("low_delay", "weighted_delay at the low end", "h/day"),
    number("base_delay", "weighted_delay at base", "h/day"),
    number("high_delay", "weighted_delay at the high end", "h/day"),
    number("swing", "widest difference between two of the five points", "h/day"),
    number("swing_percent", "swing in percent of base_delay", "%"),
    Column(
        "effect",
        "delay, decisions only (the delay stays), feasibility only, within gap (smaller than what the solver left open), unanswered (some "
        "point has no answer and the others move nothing) or none",
    ),
    integer("points_decided_otherwise", "points of the five with other decisions than at base", "points"),
    integer("points_with_other_best", "points of the five with other best variants than at base", "points"),
    integer("points_infeasible", "points of the five without a posture", "points"),
    integer("points_unanswered", "points of the five that failed or ran out of time", "points"),
    BLOCKED,
)
SAMPLES = (
    VARIANT,
    Column("point", "the sample or scenario; base is the instance with nothing set"),
    STATUS,
    DELAY,
    number("bound", "proven lower bound on weighted_delay", "h/day"),
    GAP,
    integer("people", "liaison staff plus desk officers, summed over phases", "people"),
    integer("four_stars", "commanders of grade O-10, summed over phases", "commanders"),
    integer("changes", "changes from today", "changes"),
    CHANGED,
    BEST,
    BLOCKED,
)
SAMPLE_FACTORS = (
    VARIANT,
    Column("point", "the sample or scenario"),
    FACTOR,
    Column("path", "a path that is set there"),
    Column("value", "what it is set to; where shares are set, the other shares make room"),
)
SAMPLE_SUMMARY = (
    VARIANT,
    integer("points", "points asked", "points"),
    integer("points_with_posture", "points with a posture", "points"),
    integer("points_infeasible", "points without a posture", "points"),
    integer("points_unanswered", "points that failed or ran out of time", "points"),
    number("least_delay", "smallest weighted_delay", "h/day"),
    number("mean_delay", "mean weighted_delay", "h/day"),
    number("median_delay", "median weighted_delay", "h/day"),
    number("most_delay", "largest weighted_delay", "h/day"),
    integer("points_best", "points at which the variant can be the best", "points"),
    integer("points_decided_otherwise", "points with other decisions than at base", "points"),
    Column("blocked_by", "what leaves the infeasible points no posture, with the number of points of each (a: 3|b: 1)"),
)
_SCREENED = (
    VARIANT,
    Column("measure", "weighted_delay, or difference: weighted_delay less the baseline's"),
    FACTOR,
    PATHS,
    Column("effect", "some, none, within gap (smaller than what the solver left open) or unknown (too few samples with a posture)"),
)
_USED = (
    integer("samples_used", "trajectories (Morris) or blocks (Sobol) with a posture at all points", "samples"),
    integer("samples_dropped", "those left out because some point has none", "samples"),
    Column("blocked_by", "what leaves their points no posture (a|b)"),
)
MORRIS = (
    *_SCREENED,
    number("mu", "mean change of the measure over the factor's range", "h/day"),
    number("mu_star", "mean absolute change over the factor's range", "h/day"),
    number("mu_star_confidence", "half-width of the 95 % bootstrap interval of mu_star", "h/day"),
    number("sigma", "standard deviation of the change: interaction and curvature", "h/day"),
    *_USED,
)
SOBOL = (
    *_SCREENED,
    number("first_order", "share of the variance due to the factor alone", "1"),
    number("first_order_confidence", "half-width of its 95 % bootstrap interval", "1"),
    number("total", "share of the variance due to the factor and its interactions", "1"),
    number("total_confidence", "half-width of its 95 % bootstrap interval", "1"),
    *_USED,
)
SWITCH_POINTS = (
    VARIANTS,
    Column("question", "what may switch: the best variant, the holder of an authority or a difference of two delays"),
    FACTOR,
    PATHS,
    Column("result", "switch, no switch inside the range, or unanswered (some solve has no answer)"),
    number("low", "low end of the first path's range", "see the instance"),
    number("high", "high end of the first path's range", "see the instance"),
    number("base", "value of the first path in the instance", "see the instance"),
    number("switch_from", "the switch lies above this value of the first path", "see the instance"),
    number("switch_to", "and at or below this one", "see the instance"),
    number("tolerance", "widest switch_to less switch_from asked for", "see the instance"),
    Column("below", "the answer at switch_from; where nothing switches, throughout the range"),
    Column("above", "the answer at switch_to"),
    number("distance_percent", "way from base to the switch, in percent of the range", "%"),
    integer("solved_points", "values at which the question was solved", "points"),
)
SWITCH_ANSWERS = (
    VARIANTS,
    Column("question", "what may switch"),
    FACTOR,
    number("value", "value of the first path", "see the instance"),
    Column("answer", "the answer there"),
)
PRICES = (
    VARIANT,
    choice(
        "kind",
        "rule, mandate, officer, liaison, star or holder",
        *("rule", "mandate", "officer", "liaison", "star", "holder"),
    ),
    Column("what", "the rule or mandate left out, the people added to a pool, or the authority taken from its holder"),
    Column("says", "it in words"),
    Column("citation", "where it is written, or where the number comes from"),
    STATUS,
    number("base_delay", "the variant's weighted_delay as it is", "h/day"),
    DELAY,
    number(
        "price",
        "what the rule or mandate costs, the added people save, or the next best holder loses: the change of weighted_delay",
        "h/day",
    ),
    number("price_percent", "price in percent of base_delay", "%"),
    number("price_least", "least price that the gaps of both solves leave possible", "h/day"),
    number("price_most", "largest price that they leave possible", "h/day"),
    Column(
        "effect",
        "binding, slack, within gap (smaller than what the solver left open), makes possible, no posture or unanswered",
    ),
    CHANGED,
    Column("decisions", "the decisions taken then and not as it is (a|b)"),
    Column("next_best", "holder: who holds the authority instead"),
    GAP,
    BLOCKED,
)
QUESTIONS = (
    VARIANT,
    integer("number", "number of the question, in the order of the study"),
    Column("settings", "what is set (path=value; several stand side by side with blanks)"),
    Column("left_out", "rules, mandates and pools not in force (a|b)"),
    Column("shut_out", "holders that may not hold an authority (authority: a|b)"),
    Column("task", "what is asked for, where it is not an ordinary run: aims in order, caps, how far from what"),
    STATUS,
    DELAY,
    number("bound", "proven lower bound on weighted_delay", "h/day"),
    GAP,
    integer("people", "liaison staff plus desk officers, summed over phases", "people"),
    integer("four_stars", "commanders of grade O-10, summed over phases", "commanders"),
    integer("changes", "changes from today", "changes"),
    number("worst_thread_hours", "delay of the slowest request", "h"),
    flag("tie_break_proved", "whether the later aims are proved least among postures of equal first aim; empty: not known"),
    BLOCKED,
    Column("reason", "why there is no answer, or what is not proved of it"),
    Column("key", "SHA-256 of the changed instance, the task, the solver's options and the program"),
)
STUDY_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("questions", "a question of the study and its result: every study writes this table", QUESTIONS, ("number",)),
        Table("tornado", "a factor at one of five points of its range, all else at base", TORNADO, ("variant", "factor", "point")),
        Table("tornado_factors", "a factor with the swing it gives a variant's delay", TORNADO_FACTORS, ("variant", "factor")),
        Table("samples", "a variant at a point of a grid, sample or list of scenarios", SAMPLES, ("variant", "point")),
        Table("sample_factors", "a path set at a point", SAMPLE_FACTORS),
        Table("sample_summary", "a variant over all points", SAMPLE_SUMMARY, ("variant",)),
        Table(
            "morris",
            "a factor's elementary effects on a measure (Morris)",
            MORRIS,
            ("variant", "measure", "factor"),
            together=("mu", "mu_star", "sigma"),
        ),
        Table(
            "sobol",
            "a factor's share of a measure's variance (Sobol)",
            SOBOL,
            ("variant", "measure", "factor"),
            together=("first_order", "total"),
        ),
        Table(
            "switch_points",
            "a value at which an answer switches, or a factor over whose range none does",
            SWITCH_POINTS,
            filled=("low", "high"),
        ),
        Table("switch_answers", "an answer at one value of a factor", SWITCH_ANSWERS),
        *CHOICE_TABLES,
        Table("prices", "what a rule, a mandate, people or a holder costs or saves", PRICES),
    )
}
_SAMPLED = ("samples", "sample_factors", "sample_summary")
# Method of a study -> the tables that it writes.
METHOD_TABLES: dict[str, tuple[str, ...]] = {
    method: ("questions", *names)
    for method, names in {
        "alternatives": ("alternatives", "stability"),
        "cvar": ("objectives",),
        "frontier": ("frontier",),
        "grid": _SAMPLED,
        "latin_hypercube": _SAMPLED,
        "morris": ("morris", *_SAMPLED),
        "prices": ("prices",),
        "regret": ("regret", "robustness", "information_value", "discovery"),
        "scenarios": _SAMPLED,
        "sobol": ("sobol", *_SAMPLED),
        "switch_points": ("switch_points", "switch_answers"),
        "tornado": ("tornado", "tornado_factors"),
    }.items()
}
