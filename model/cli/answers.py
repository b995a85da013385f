"""Where `run` and `sweep` get their answers and keep them, and how they are stopped: in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from model.data.instance import Instance
from model.progress import Display
from model.solving.options import SolveMethod, SolveOptions
from model.study.local_runner import LocalRunner, worker_count
from model.study.runner_protocol import Runner
from model.study.stopping import FINISH, NOW
from model.surface.carried_out import STORES, store_of

__all__ = ["STOPPING", "STORES", "HowToSolve", "RetryFailed", "Scheduler", "Workers", "runner_of", "store_of"]

MANY = 1_000_000

Workers = Annotated[int | None, typer.Option(min=1, help="Processes to use. Default: one a core.")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Use the Dask cluster of this scheduler, as tcp://host:8786.")]
HowToSolve = Annotated[
    SolveMethod, typer.Option("--method", help="The whole model, a decomposition for large alliances, or whichever its size asks for.")
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Try questions again that failed before.")]

STOPPING = {
    FINISH: "Stopping when the runs under way have ended; press Ctrl-C again to stop now.",
    NOW: "Stopping now; what was under way is lost, what had ended is kept.",
}


def runner_of(base: Instance, options: SolveOptions, workers: int | None, scheduler: str | None, display: Display) -> Callable[[], Runner]:
    """Makes the runner, once something is to be run: processes of this machine, or the cluster of the scheduler."""

    def make() -> Runner:
        if scheduler is None:
            # Workers start as questions need them, and a later round may need more than the first.
            return LocalRunner(base, options, worker_count(MANY, workers, options.threads), display.listen)
        from model.study.dask_runner import DaskRunner

        return DaskRunner(base, options, scheduler, display.say)

    return make
