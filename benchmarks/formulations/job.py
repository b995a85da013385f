"""One form of one case: its size, its bounds at the root, and the search to the proved optimum."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.cases import load_case
from benchmarks.formulations.forms import FORMS, PRUNED, Form, TooManyPaths
from benchmarks.tuned import ROOT_ALONE, Solved, relaxed_bound, solve_matrix
from model.solving.bound_propagation import reduce
from model.solving.branch_and_bound import BranchAndBound
from model.solving.matrix import Matrix
from model.solving.objective_level import counted
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.task import RUN

PRESOLVED = {"presolve": "choose"}


def job(form: str, case: str, gap: float, limit: float) -> dict[str, Any]:
    """Build and solve the case in one form; `limit` seconds for each solve."""
    instance = load_case(case)
    began = time.process_time()
    try:
        built = FORMS[form][1](instance)
    except TooManyPaths:
        return {"status": "too many paths"}
    said = {"build_cpu": time.process_time() - began, **_size(built.matrix)}
    return {**said, **(_pruned(built.matrix, gap, limit) if form == PRUNED else _whole(built, gap, limit))}


def _size(matrix: Matrix) -> dict[str, Any]:
    return {"columns": len(matrix.columns), "rows": matrix.rows.shape[0], "nonzeros": int(matrix.rows.nnz)}


def _told(solved: Solved, search_cpu: float) -> dict[str, Any]:
    return {
        "status": solved.status.value,
        "delay": solved.delay,
        "bound": solved.bound,
        "nodes": solved.nodes,
        "search_cpu": search_cpu,
    }


def _whole(built: Form, gap: float, limit: float) -> dict[str, Any]:
    """The matrix as it is, through HiGHS; where an answer mixes paths, their flows are made whole and it is solved again."""
    matrix, rounds, cpu, presolved, nodes = built.matrix, 0, 0.0, 0.0, 0
    said = {"lp_bound": relaxed_bound(matrix, limit), "cut_bound": solve_matrix(matrix, gap, limit, ROOT_ALONE).bound}
    while True:
        rounds += 1
        solved = solve_matrix(matrix, gap, limit)
        with_presolve = solve_matrix(matrix, gap, limit, PRESOLVED)
        cpu, presolved, nodes = cpu + solved.cpu, presolved + with_presolve.cpu, nodes + solved.nodes
        again = built.mixed(solved.values) if solved.values is not None and solved.status is Status.OPTIMAL else None
        if again is None:
            break
        matrix = again
    return {
        **said,
        **_told(solved, cpu),
        "nodes": nodes,
        "rounds": rounds,
        "presolve_cpu": presolved,
        "presolve_status": with_presolve.status.value,
        "presolve_delay": with_presolve.delay,
    }


def _pruned(matrix: Matrix, gap: float, limit: float) -> dict[str, Any]:
    """As the model's first level: a tree of relaxations until the optimum is proved or what is left is small, then HiGHS on that."""
    level = counted(matrix, RUN)["weighted_delay"]
    began = time.process_time()
    tree = BranchAndBound(matrix, level, SolveOptions(gap=gap), lambda: None, lambda value, bound: None)
    tree.search()
    reduced = reduce(matrix, *tree.fixed_bounds())
    if tree.proved:
        solved = Solved(Status.OPTIMAL, tree.incumbent_value, tree.bound, 0, 0.0, 0.0, tree.incumbent)
    else:
        start = None if tree.incumbent is None else reduced.restrict(tree.incumbent)
        solved = solve_matrix(reduced.matrix, gap, limit, start=start)
    cpu = time.process_time() - began
    return {
        **_told(solved, cpu),
        **{f"left_{name}": size for name, size in _size(reduced.matrix).items()},
        "nodes": tree.relaxations + solved.nodes,
        "lp_bound": tree.root_bound,
        "cut_bound": solve_matrix(reduced.matrix, gap, limit, ROOT_ALONE).bound if len(reduced.matrix.columns) else tree.bound,
    }
