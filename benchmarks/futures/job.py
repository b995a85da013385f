"""Today's design under every variant, settled without a solver, in many futures: what the main job adds, and `evaluate` in some of them."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.cases import folder_of
from model.data.digest import digest
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.delay.settle import settle
from model.delay.transitions import today
from model.delay.vectorised import FixedPosture
from model.solving.outcome import Outcome, Status
from model.study.fragility import fragility
from model.study.futures import for_variant, sample
from model.study.runs import RunRecord

# Of hours that both ways work out for one future, relative.
SAME = 1e-9
ONE_BY_ONE = 10  # futures that are evaluated one after the other


def design_of_today(instance: Instance) -> Posture:
    """What stands today, in every phase."""
    now, phases = today(instance), [phase.id for phase in instance.phases]
    return Posture(
        holders={(phase, *key): tuple(sorted(holders)) for phase in phases for key, holders in now.holders.items()},
        active={(phase, hq): hq in now.open_hqs for phase in phases for hq in instance.headquarters},
        grades={(phase, hq): grade for phase in phases for hq, grade in now.grades.items() if hq in now.open_hqs},
        levels={(phase, key): level for phase in phases for key, level in now.levels.items()},
        officers={(phase, desk): row.officers_now for phase in phases for desk, row in instance.desks.items()},
        bands={},
        routes=(),
    )


def job(instance: str, futures: int) -> dict[str, Any]:
    """CPU seconds of all tables of many futures, of one posture in all of them, and of one future by `evaluate`."""
    base = load_instance(folder_of(instance))
    runs = []
    for variant in base.variants:
        world = apply(base, variant)
        posture = settle(world, design_of_today(world))
        if posture is not None:
            outcome = Outcome(Status.FEASIBLE, posture=posture, evaluation=evaluate(world, posture))
            runs.append(RunRecord(variant, world, digest(world), outcome))
    began = time.process_time()
    fragility(base, runs, futures, 0)
    whole = time.process_time() - began
    return {"variants": len(runs), "futures": futures, "whole_cpu": whole, **_single(base, runs[0], futures)}


def _single(base: Instance, run: RunRecord, futures: int) -> dict[str, Any]:
    posture = run.outcome.posture
    assert posture is not None
    began = time.process_time()
    own = for_variant(sample(base, futures, 0), base, run.instance)
    many = FixedPosture(run.instance, posture).hours(own.paths, own.values)
    at_once = time.process_time() - began
    held = [number for number in range(futures) if many.busiest[number] < 1][:ONE_BY_ONE]
    one_by_one = 0.0
    for number in held:
        world = run.instance
        for path, value in own.settings(number).items():
            world = replaced(world, path, f"{value:.15g}")
        began = time.process_time()
        alone = evaluate(world, posture).weighted_delay
        one_by_one += time.process_time() - began
        assert abs(alone - many.weighted[number]) <= SAME * alone, f"future {number}: {alone} alone, {many.weighted[number]} among many"
    return {"at_once_cpu": at_once, "one_cpu": one_by_one / len(held), "held_alike": len(held)}
