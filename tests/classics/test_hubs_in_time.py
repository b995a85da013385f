"""Hub problems of 20, 25 and 40 places: proved where there is time, and at any limit a posture, a bound and a gap, in time and memory."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.classics.problems import Problem, hub_tables, write_problem

ROOT = Path(__file__).resolve().parents[2]
FAR = 30.0  # hours of a relay; no distance is as long
DISCOUNT, HUBS = 0.5, 3


@cache
def problem(size: int) -> Problem:
    """Places drawn in a square, a flow between any two."""
    draw = random.Random(1)
    places = [(draw.uniform(0, 10), draw.uniform(0, 10)) for _ in range(size)]
    distance = [[round(((x - u) ** 2 + (y - v) ** 2) ** 0.5, 4) for u, v in places] for x, y in places]
    flow = [[float(draw.randint(1, 9)) if i != j else 0.0 for j in range(size)] for i in range(size)]
    return Problem(HUBS, distance, [1.0] * size, range(size), flow)


@cache
def least(size: int) -> float:
    """The optimum, by trying every set of hubs."""
    given = problem(size)
    distance, flow = np.array(given.distance), np.array(given.flow)
    best = np.inf
    for hubs in itertools.combinations(range(size), HUBS):
        ways = [distance[:, [k]] + DISCOUNT * distance[k, m] + distance[[m], :] for k in hubs for m in hubs]
        best = min(best, float((flow * np.minimum.reduce(ways)).sum()))
    return best + FAR * float(flow.sum())


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The problems as instances."""
    scratch = tmp_path_factory.mktemp("hubs")
    return {size: write_problem(scratch / f"hubs{size}", hub_tables(problem(size), DISCOUNT), FAR) for size in (20, 25, 40)}


def solved(folder: Path, limit: float) -> dict[str, Any]:
    """What the program makes of it."""
    command = [sys.executable, "-m", "tests.classics.hub_job", str(folder), str(limit)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert not told["faults"]
    return told


def short(size: int, limit: float) -> Any:
    """One case; the long ones run at night."""
    return pytest.param(size, limit, marks=[pytest.mark.slow] if limit > 5 or size > 25 else [])


@pytest.mark.parametrize(("size", "limit"), [short(size, limit) for size in (20, 25, 40) for limit in (1.0, 5.0, 60.0)])
def test_a_posture_a_bound_and_a_gap_in_time(folders: dict[int, Path], size: int, limit: float) -> None:
    """However large for its time the problem is, the run ends within its limit and a little, with a posture no better than the optimum,
    a bound no higher, and less than a quarter between them: without a first posture there would be none, without a bound of its own
    the gap would be everything. On a machine so busy that a second is not a second of this process, a posture is still due, not the
    nearness."""
    told = solved(folders[size], limit)
    assert told["seconds"] <= limit + max(3.0, 0.1 * limit)
    assert told["status"] in ("optimal", "feasible")
    assert told["value"] >= least(size) * (1 - 1e-7)
    assert told["bound"] <= least(size) * (1 + 1e-9)
    assert told["gap"] == pytest.approx((told["value"] - told["bound"]) / told["value"], abs=1e-9)


@pytest.mark.parametrize("size", [20, pytest.param(25, marks=pytest.mark.slow)])
def test_hubs_are_proved(folders: dict[int, Path], size: int) -> None:
    """The optimum of 20 and of 25 places is that of trying every set of hubs, and takes at most a minute and a gigabyte: with every
    pair of hubs as a column, or the relaxation solved from nothing, it takes several times as much of both."""
    told = solved(folders[size], 0)
    assert told["status"] == "optimal"
    assert told["value"] == pytest.approx(least(size), rel=1e-8)
    assert told["seconds"] <= 60
    assert told["megabytes"] <= 1024
