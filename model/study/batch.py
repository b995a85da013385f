"""A plan carried out: every run with the instance it answers for, in the plan's order whatever order they ended in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model.data.digest import digest
from model.study.plan import Plan, expected_effort
from model.study.records import Answer, RunRecord
from model.study.runner import Work, run_jobs
from model.study.worker import Listener, run_job


@dataclass(frozen=True)
class Batch:
    """The finished runs, and whether the others were interrupted."""

    runs: tuple[RunRecord, ...]
    interrupted: bool


def run_plan(plan: Plan, workers: int, listen: Listener, on_answer: Callable[[Answer], None], work: Work = run_job) -> Batch:
    """Run every job of the plan, the longest expected first, so that no long run is left alone at the end."""
    about = {job.name: job.instance for job in plan.jobs}
    by_effort = sorted(plan.jobs, key=lambda job: (-expected_effort(job.instance), job.name))
    results = run_jobs(by_effort, workers, listen, on_answer, work)
    answers = {answer.variant: answer for answer in results.answers}
    runs = tuple(
        RunRecord(name, about[name], digest(about[name]), answers[name].outcome, answers[name].seconds) for name in about if name in answers
    )
    return Batch(runs, results.interrupted)
