"""What a user would write instead: build the plain arc flow for each variant, solve it, write the optima."""

from __future__ import annotations

import csv
import multiprocessing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cases import load_case, variants_of
from benchmarks.peers import arc_flow
from benchmarks.peers.links import aggregated, disaggregated
from model.solving.options import SolveOptions

LINKS = {"aggregated": aggregated, "disaggregated": disaggregated}
COLUMNS = ("variant", "status", "weighted_delay", "bound", "build_seconds", "solve_seconds", "rounds")


def one(case: str, link: str, gap: float, limit: float) -> dict[str, Any]:
    """Build and solve one case, as a row of the table."""
    answer = arc_flow.solve(load_case(case), LINKS[link], SolveOptions(limit, gap))
    return {
        "variant": case.rpartition("/")[2],
        "status": answer.status.value,
        "weighted_delay": answer.delay,
        "bound": answer.bound,
        "build_seconds": answer.build_seconds,
        "solve_seconds": answer.solve_seconds,
        "rounds": answer.rounds,
    }


def job(instance: str, link: str, gap: float, limit: float, workers: int, out: str) -> dict[str, Any]:
    """All variants of the instance on `workers` processes, the optima into the file `out`."""
    cases = [f"{instance}/{variant}" for variant in variants_of(instance)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        rows = pool.map(partial(one, link=link, gap=gap, limit=limit), cases, chunksize=1)
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return {"answers": rows}
