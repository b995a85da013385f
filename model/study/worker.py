"""One experiment, answered: what a worker process does.

This is the only place where an error becomes a row of the report, and only errors that are no fault of the program: settings
of an experiment that are not possible together, a solver that gave up, memory that ran out. Anything else travels on and stops the study.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from model.data.instance import Instance
from model.errors import InputError, SolverFailure
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.study.experiment import Experiment, OtherQuestion, Result
from model.study.runs import Progress
from model.study.whole import text_of

if TYPE_CHECKING:
    from model.solving.model_cache import ModelCache
    from model.solving.search import StageProgress

Listener = Callable[[Progress], None]


class _Kept(threading.local):
    """What a worker keeps from one solve to the next; a thread has its own."""

    memory: ModelCache | None = None


_kept = _Kept()


def _memory() -> ModelCache:
    # Loaded here, not above: checking input, and handing out jobs, must not wait for the solver's libraries.
    from model.solving.model_cache import ModelCache

    _kept.memory = _kept.memory or ModelCache()
    return _kept.memory


def get_ready() -> None:
    """What a worker process does before its first task: load what every solve needs, and tell the garbage collector that all of it
    stays, so that it is not looked through again and again."""
    import model.solving.solve
    import model.verify  # noqa: F401

    gc.freeze()


def run_experiment(base: Instance, experiment: Experiment | OtherQuestion, options: SolveOptions, listen: Listener | None = None) -> Result:
    """Answer one experiment about `base`. `listen` hears of progress a few times a second."""
    from threadpoolctl import threadpool_limits

    from model.study.evaluate import answer

    begun = time.monotonic()
    tell = None if listen is None else lambda *told: listen(Progress(*told))
    try:
        # How many threads share a sum decides how it is rounded, and where a gap is left, rounding may decide which posture is found.
        with threadpool_limits(limits=1, user_api="blas"):
            if not isinstance(experiment, Experiment):
                return experiment.answer()
            return (_whole if experiment.whole else answer)(base, experiment, options, _memory(), tell)
    except (InputError, SolverFailure) as error:
        reason = str(error)
    except MemoryError:
        reason = "the machine ran out of memory"
    return Result(Status.FAILED.value, reason, seconds=time.monotonic() - begun)


def _whole(base: Instance, experiment: Experiment, options: SolveOptions, memory: ModelCache, tell: StageProgress | None) -> Result:
    """The answer with its whole outcome; where it is infeasible the conflict is looked for to the end."""
    from model.study.evaluate import instance_for, result_of, solved

    begun = time.monotonic()
    instance = instance_for(base, experiment)
    outcome = solved(instance, experiment, options, memory, tell)
    if outcome.status is Status.INFEASIBLE and not outcome.conflict:
        if tell is not None:
            tell("looking for what cannot hold together", None, None, time.monotonic() - begun)
        outcome = explained(instance, outcome, options, options.left_at_the_end(time.monotonic() - begun))
    blocked = tuple(f"{item.kind} {item.name}" for item in outcome.conflict)
    result = result_of(instance, outcome, blocked, outcome.reason, time.monotonic() - begun)
    return replace(result, outcome=text_of(outcome))


def explained(instance: Instance, outcome: Outcome, options: SolveOptions, seconds: float | None = None) -> Outcome:
    """The infeasible `outcome` with the conflict behind it, as far as that is found in `seconds` (None: without end); as it was where
    the solver gives up on finding one."""
    from model.explain.conflict import find_conflict, in_words

    try:
        conflict = find_conflict(instance, options, seconds)
    except SolverFailure as error:
        return replace(outcome, reason=f"{outcome.reason}; no explanation: {error}")
    told = []
    if conflict.parts:
        told.append(f"{len(conflict.parts)} things cannot hold together")
    if conflict.remark:
        told.append(conflict.remark)
    if not conflict.certain:
        told.append("time ran out while explaining, so some of this may be superfluous")
    items = tuple(in_words(instance, part) for part in conflict.parts)
    return replace(outcome, conflict=items, reason="; ".join(told))
