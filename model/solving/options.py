"""How a run is to be solved. Every field can be set from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

# Seconds past its limit, or share of it, that a run may take to say what it knows.
GRACE, SHARE = 2.5, 0.08


class SolveMethod(str, Enum):
    """How a run is solved: `exact` with the whole model, every objective proved; by `decomposition`, which proves a bound on the delay
    and no later objective, but carries many times as many requests; `auto` takes the first where the model is not too large for it."""

    AUTO = "auto"
    EXACT = "exact"
    DECOMPOSITION = "decomposition"


@dataclass(frozen=True)
class SolveOptions:
    """`time_limit` wall seconds of one run (None: none), `gap` relative gap at which the delay counts as proved,
    `seed` of HiGHS's own random choices, `threads` of one run, `method` of the ordinary task (others are always solved exactly)."""

    time_limit: float | None = None
    gap: float = 1e-9
    seed: int = 0
    threads: int = 1
    method: SolveMethod = SolveMethod.AUTO

    def left_at_the_end(self, spent: float) -> float | None:
        """Seconds that a run which has `spent` so many may still take to say what it knows: what is left of its limit and a little
        more; None: no limit."""
        return None if self.time_limit is None else max(0.0, self.time_limit + max(GRACE, SHARE * self.time_limit) - spent)
