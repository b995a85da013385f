"""Some points of the sweep by the plain loop: change the data, rebuild the arc flow, solve, next."""

from __future__ import annotations

import multiprocessing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.main_job.peer_job import LINKS
from benchmarks.peers import arc_flow
from benchmarks.sweep.instance import STUDY
from model.data.reader import load_instance
from model.solving.options import SolveOptions
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from model.study.methods import load_method
from model.study.studyfile import load_study


def questions_of(folder: Path) -> list[Experiment]:
    """The points of the copy's study, in their order."""
    base = load_instance(folder)
    study = load_study(folder, STUDY, base)
    return list(dict.fromkeys(next(load_method(study.method).steps(study, base))))


def some(numbers: list[int], folder: Path, gap: float, limit: float) -> list[dict[str, Any]]:
    """The optimum of each numbered point."""
    base, questions = load_instance(folder), questions_of(folder)
    answers = []
    for number in numbers:
        answer = arc_flow.solve(instance_for(base, questions[number]), LINKS["disaggregated"], SolveOptions(limit, gap))
        said = {"point": number, "variant": questions[number].variant, "status": answer.status.value, "delay": answer.delay}
        answers.append({**said, "bound": answer.bound})
    return answers


def job(folder: str, numbers: list[int], gap: float, limit: float, workers: int) -> dict[str, Any]:
    """All numbered points on `workers` processes, each of which imports, reads and plans once."""
    shares = [numbers[first::workers] for first in range(min(workers, len(numbers)))]
    with multiprocessing.get_context("spawn").Pool(len(shares)) as pool:
        found = pool.map(partial(some, folder=Path(folder), gap=gap, limit=limit), shares, chunksize=1)
    return {"answers": [answer for answers in found for answer in answers]}
