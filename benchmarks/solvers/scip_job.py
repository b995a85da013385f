"""An exported model on SCIP."""

from __future__ import annotations

from typing import Any

import pyscipopt

STATUSES = {"optimal": "optimal", "gaplimit": "optimal", "infeasible": "infeasible", "timelimit": "feasible"}


def job(path: str, gap: float, limit: float) -> dict[str, Any]:
    """Read the MPS file and solve it on one thread."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(path)
    model.setParam("limits/gap", gap)
    model.setParam("limits/time", limit)
    model.optimize()
    found = model.getNSols() > 0
    status = STATUSES.get(model.getStatus(), model.getStatus())
    return {
        "status": status if found or status == "infeasible" else "no answer",
        "delay": float(model.getObjVal()) if found else None,
        "bound": float(model.getDualbound()),
        "nodes": int(model.getNTotalNodes()),
    }
