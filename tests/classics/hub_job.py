"""A hub problem solved in a process of its own: `python -m tests.classics.hub_job FOLDER LIMIT`, what came out as JSON.

LIMIT is in seconds, 0 for none. Seconds are of the processor, so that a busy machine does not count; memory is the most that was held.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from model.data.reader import load_instance
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.verify import verify_posture


def main(folder: str, limit: str) -> None:
    """Solve and tell."""
    instance = load_instance(Path(folder))
    began = time.process_time()
    outcome = solve(instance, SolveOptions(time_limit=float(limit) or None))
    seconds = time.process_time() - began
    told = {
        "status": outcome.status.value,
        "value": outcome.evaluation.weighted_delay if outcome.evaluation else None,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "faults": [str(fault) for fault in verify_posture(instance, outcome)] if outcome.posture else [],
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
