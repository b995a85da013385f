"""Columns that several tables of studies share."""

from __future__ import annotations

from model.reporting.column import Column, integer, number

VARIANTS = Column("variant", "policy variant; a|b where the row is about several")
DELAY = number("weighted_delay", "urgency-weighted hours of delay a day; empty where there is no posture", "h/day")
GAP = number("gap", "relative gap between weighted_delay and its proven bound", "1")
FACTOR = Column("factor", "what is uncertain: a path, or paths that move together")
PATHS = Column("paths", "the factor's paths (a|b where several)")
BLOCKED = Column("blocked_by", "where infeasible: rules, mandates and pools that cannot hold together (a|b)")
COUNTED = "holders count once for each phase, condition and authority, and an HQ opened or closed counts once with its commander and desk"
CHANGED = integer("decisions_changed", f"decisions that differ from the variant's posture without the change; {COUNTED}", "decisions")
BEST = Column("best_variants", "variants that can be the best there; a|b where they cannot be told apart within their gaps")
EFFECT = "more or less (delay), none, within gap (smaller than what the solver left open) or no posture"
