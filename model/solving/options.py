"""How a run is to be solved. Every field can be set from the command line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SolveOptions:
    """`time_limit` wall seconds of one run (None: none), `gap` relative gap at which the delay counts as proved,
    `seed` of HiGHS's own random choices, `threads` of one run."""

    time_limit: float | None = None
    gap: float = 1e-9
    seed: int = 0
    threads: int = 1
