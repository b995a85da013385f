"""The plain arc flow in Pyomo, through Pyomo's own HiGHS interface: what a user would write."""

from __future__ import annotations

from typing import Any

from benchmarks.cases import load_case
from benchmarks.main_job.peer_job import LINKS
from benchmarks.peers import arc_flow
from model.solving.options import SolveOptions


def job(case: str, link: str, gap: float, limit: float) -> dict[str, Any]:
    """Build and solve."""
    answer = arc_flow.solve(load_case(case), LINKS[link], SolveOptions(limit, gap))
    return {"status": answer.status.value, "delay": answer.delay, "bound": answer.bound}
