"""One alliance solved in a process of its own: `python -m benchmarks.scale.job FOLDER ROAD TIME_LIMIT GAP`, an answer in JSON.

ROAD is `shipped` (the program decides how), or `full` (the model with all paths, whatever its size).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from model.data.reader import load_instance
from model.solving.options import SolveMethod, SolveOptions
from model.solving.outcome import Outcome
from model.solving.solve import solve


def job(folder: str, road_name: str, time_limit: float, gap: float) -> dict[str, Any]:
    """Solve the folder; what it took and what came out."""
    began = time.perf_counter()
    instance = load_instance(Path(folder))
    loaded = time.perf_counter() - began
    method = SolveMethod.EXACT if road_name == "full" else SolveMethod.AUTO
    outcome = solve(instance, SolveOptions(time_limit=time_limit, gap=gap, method=method))
    return {"load_seconds": loaded, **_said(outcome)}


def _said(outcome: Outcome) -> dict[str, Any]:
    count = outcome.count
    return {
        "status": outcome.status.value,
        "value": None if outcome.evaluation is None else outcome.evaluation.weighted_delay,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "root_bound": count.root_bound,
        "columns": count.columns,
        "rows": count.rows,
        "nodes": count.nodes,
        "build_seconds": count.build_seconds,
        "solver_seconds": count.solver_seconds,
    }


def main() -> int:
    """Do the job of the command line."""
    folder, road_name, time_limit, gap = sys.argv[1:]
    sys.stdout.write(json.dumps(job(folder, road_name, float(time_limit), float(gap))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
