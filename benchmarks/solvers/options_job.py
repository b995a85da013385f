"""One setting of HiGHS on the whole path model of one case, first aim only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.cases import load_case
from benchmarks.tuned import solve_matrix
from model.formulation.build import build
from model.solving.matrix import compile_matrix

# Sub-searches of HiGHS for better points, all off.
NO_HEURISTICS: Mapping[str, object] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
# What is tried -> options of HiGHS, whether the best point is handed in, threads.
SETTINGS: dict[str, tuple[Mapping[str, object], bool, int]] = {
    "as shipped: presolve off, one thread": ({}, False, 1),
    "presolve on": ({"presolve": "choose"}, False, 1),
    "best point handed in": ({}, True, 1),
    "no heuristics": (NO_HEURISTICS, False, 1),
    "best point handed in, no heuristics": (NO_HEURISTICS, True, 1),
    "twice the heuristics": ({"mip_heuristic_effort": 0.1}, False, 1),
    "no restarts": ({"mip_allow_restart": False}, False, 1),
    "two threads": ({}, False, 2),
}


def job(setting: str, case: str, gap: float, limit: float) -> dict[str, Any]:
    """CPU seconds and nodes of the search alone."""
    options, with_start, threads = SETTINGS[setting]
    matrix = compile_matrix(build(load_case(case)).design.pyomo)
    start = solve_matrix(matrix, gap, limit, threads=threads).values if with_start else None
    solved = solve_matrix(matrix, gap, limit, options, start, threads)
    return {
        "status": solved.status.value,
        "delay": solved.delay,
        "bound": solved.bound,
        "nodes": solved.nodes,
        "search_cpu": solved.cpu,
        "search_wall": solved.wall,
    }
