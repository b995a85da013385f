"""Settings of HiGHS on the whole path model of one case, first aim only."""

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


def job(settings: list[str], case: str, gap: float, limit: float, repeats: int) -> dict[str, Any]:
    """CPU and wall seconds of the search alone, and how the last one ended, by setting. All settings in turn, and again; they must
    have one number of threads, which HiGHS keeps for the whole process."""
    matrix = compile_matrix(build(load_case(case)).variables.pyomo)
    threads = SETTINGS[settings[0]][2]
    best = solve_matrix(matrix, gap, limit, threads=threads).values
    said: dict[str, Any] = {name: {"search_cpu": [], "search_wall": []} for name in settings}
    for _ in range(repeats):
        for name in settings:
            options, with_start, _ = SETTINGS[name]
            solved = solve_matrix(matrix, gap, limit, options, best if with_start else None, threads)
            said[name]["search_cpu"].append(round(solved.cpu, 4))
            said[name]["search_wall"].append(round(solved.wall, 4))
            said[name] |= {"status": solved.status.value, "delay": solved.delay, "bound": solved.bound, "nodes": solved.nodes}
    return said
