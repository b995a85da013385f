"""What a process loads before it can work: every worker of every run and study pays for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def loaded_after(root: Path, code: str) -> set[str]:
    """The modules that a fresh process has loaded once it has run the code."""
    tell = "import json, sys; sys.stdout.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{tell}"], cwd=root, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_the_command_line_answers_without_solver_and_tables(root: Path) -> None:
    """Pyomo, HiGHS and pandas take more than a second together; a mistyped verb or a faulty instance must not wait for them."""
    assert not loaded_after(root, "import model.cli") & {"pandas", "pyomo", "highspy"}


def test_solving_does_not_load_statistics(root: Path) -> None:
    """Pyomo would load scipy.stats on the way to sparse arrays, half a second that no solve has a use for."""
    code = (
        "from pathlib import Path\n"
        "from model.data.reader import load_instance\n"
        "from model.solving.options import SolveOptions\n"
        "from model.solving.solve import solve\n"
        "assert solve(load_instance(Path('instances/teaching')), SolveOptions()).posture"
    )
    loaded = loaded_after(root, code)
    assert {"pyomo", "highspy", "scipy.sparse"} <= loaded
    assert "scipy.stats" not in loaded
