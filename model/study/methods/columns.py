"""Columns that tables of several methods share."""

from __future__ import annotations

from model.tables.column import Column, integer, number
from model.tables.common import CHANGES_IN_ALL, PEOPLE_IN_ALL, STARS_IN_ALL

VARIANTS = Column("variant", "policy variant; a|b where the row is about several")
DELAY = number("weighted_delay", "urgency-weighted hours of delay a day; empty where there is no posture", "h/day")
BOUND = number("bound", "proven lower bound on weighted_delay", "h/day")
GAP = number("gap", "relative gap between weighted_delay and its proven bound", "1")
FACTOR = Column("factor", "what is uncertain: a path, or paths that move together")
PATHS = Column("paths", "the factor's paths (a|b where several)")
BLOCKED = Column("blocked_by", "where infeasible: rules, mandates and pools that cannot hold together (a|b)")
COUNTED = "holders count once for each phase, condition and authority, and an HQ opened or closed counts once with its commander and desk"
CHANGED = integer("decisions_changed", f"decisions that differ from the variant's posture without the change; {COUNTED}", "decisions")
BEST = Column("best_variants", "variants that can be the best there; a|b where they cannot be told apart within their gaps")
EFFECT = "more or less (delay), none, within gap (smaller than what the solver left open) or no posture"
COUNTS = (PEOPLE_IN_ALL, STARS_IN_ALL, CHANGES_IN_ALL)
MORE = (
    number("more_delay", "weighted_delay less that of the variant's best posture", "h/day"),
    number("more_delay_percent", "more_delay in percent of it", "%"),
)
FROM_BEST = integer("decisions_changed", f"decisions that differ from the variant's posture of least delay; {COUNTED}", "decisions")
TAKEN = Column("decisions", "the decisions taken here and not in the posture of least delay (a|b)")
