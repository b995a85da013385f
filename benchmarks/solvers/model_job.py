"""The shipped model, all stages, as a library call: the same work as the peers' and the later aims besides."""

from __future__ import annotations

from typing import Any

from benchmarks.cases import load_case
from model.solving.options import SolveOptions
from model.solving.solve import solve


def job(case: str) -> dict[str, Any]:
    """Build and solve, with the shipped options."""
    outcome = solve(load_case(case), SolveOptions())
    delay = None if outcome.evaluation is None else outcome.evaluation.weighted_delay
    return {"status": outcome.status.value, "delay": delay, "bound": outcome.bound}
