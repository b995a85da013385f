"""`python -m benchmarks.child KIND ARGUMENTS`: one job that is measured from outside, in a process of its own.

ARGUMENTS are a JSON object; the answer is a JSON object on the last line of standard output. Each kind imports only what it
needs: highspy and ortools cannot live in one process.
"""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.measure import NOT_INSTALLED

# kind -> module whose `job` does it
KINDS = {
    "formulation": "benchmarks.formulations.job",
    "options": "benchmarks.solvers.options_job",
    "pyomo": "benchmarks.solvers.pyomo_job",
    "model": "benchmarks.solvers.model_job",
    "export": "benchmarks.solvers.export_job",
    "linopy": "benchmarks.solvers.linopy_job",
    "scip": "benchmarks.solvers.scip_job",
    "cp_sat": "benchmarks.solvers.cp_sat_job",
    "peer_variants": "benchmarks.main_job.peer_job",
    "highs_limit": "benchmarks.main_job.limit_job",
    "breakdown": "benchmarks.main_job.breakdown_job",
    "peer_points": "benchmarks.sweep.peer_job",
    "futures": "benchmarks.futures.job",
}
OPTIONAL = ("linopy", "pyscipopt", "ortools")


def main() -> int:
    """Do the job that the command line names."""
    kind, arguments = sys.argv[1], json.loads(sys.argv[2])
    try:
        said = importlib.import_module(KINDS[kind]).job(**arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in OPTIONAL:
            raise
        sys.stderr.write(f"{error.name} is not installed\n")
        return NOT_INSTALLED
    sys.stdout.write("\n" + json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
