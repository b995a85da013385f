"""An exported model on OR-Tools CP-SAT, which scales shares to whole numbers. It shares no process with highspy."""

from __future__ import annotations

from typing import Any

from ortools.linear_solver.python import model_builder

STATUSES = {"OPTIMAL": "optimal", "FEASIBLE": "feasible", "INFEASIBLE": "infeasible", "NOT_SOLVED": "no answer"}


def job(path: str, gap: float, limit: float) -> dict[str, Any]:
    """Read the MPS file and solve it with one search worker."""
    model = model_builder.Model()  # type: ignore[no-untyped-call]
    if not model.import_from_mps_file(path):
        return {"status": "file not read"}
    solver = model_builder.Solver("sat")
    solver.set_time_limit_in_seconds(limit)
    solver.set_solver_specific_parameters(f"num_workers:1 relative_gap_limit:{gap}")
    ended = solver.solve(model).name
    status = STATUSES.get(ended, ended.lower())
    found = status in ("optimal", "feasible")
    return {
        "status": status,
        "delay": float(solver.objective_value) if found else None,
        "bound": float(solver.best_objective_bound) if found else None,
    }
