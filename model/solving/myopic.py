"""A plan made phase after phase, each the best for itself and bound by what the ones before decided, as if nobody looked ahead.

What it comes to more than the plan of all phases together is the price of myopia. Status, bound and gap of the outcome are of this way
of planning: each phase is proved best after the ones before it, and nothing is said of plans made otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from model.data.instance import Instance
from model.data.mandates import ActiveMandate
from model.data.standing import Standing
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.delay.transitions import standing
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, SolveCount, Status, gap_of, proved

SolvePhase = Callable[[Instance, SolveOptions], Outcome]
NOBODY = Posture({}, {}, {}, {}, {}, {}, ())


def solve_myopically(instance: Instance, options: SolveOptions, solve_phase: SolvePhase) -> Outcome:
    """The plan that `solve_phase` makes phase after phase; without a posture, and told in which phase, where one has none."""
    began, stands, whole = time.perf_counter(), None, NOBODY
    ends: list[Outcome] = []
    for number, phase in enumerate(instance.phases):
        left = None if options.time_limit is None else max(0.001, options.time_limit - (time.perf_counter() - began))
        end = solve_phase(phase_alone(instance, number, stands), replace(options, time_limit=left))
        ends.append(end)
        if end.posture is None:
            reason = f"in phase {phase.id}, after what the phases before it decided: {end.reason or end.status.value}"
            return Outcome(end.status, reason=reason, count=_counted(ends), method=end.method, foresight="myopic")
        whole, stands = _together(whole, end.posture), standing(end.posture, phase.id)
    evaluation = evaluate(instance, whole)
    bound, gap = None, None
    if all(end.bound is not None for end in ends):
        bound = min(evaluation.weighted_delay, sum(end.bound or 0.0 for end in ends))
        gap = gap_of(evaluation.weighted_delay, bound)
    return Outcome(
        Status.FEASIBLE if gap is None else proved(gap, options.gap),
        whole,
        evaluation,
        bound,
        gap,
        all(end.tie_break_proved for end in ends),
        count=_counted(ends),
        method="|".join(dict.fromkeys(end.method for end in ends)),
        foresight="myopic",
    )


def phase_alone(instance: Instance, number: int, stands: Standing | None) -> Instance:
    """The instance of one phase of a plan (by its number), before which `stands` what the phase before has left; None: what is today."""
    phase, view = instance.phases[number], instance.at(instance.phases[number].id)
    later = {one.id for one in instance.phases[number + 1 :]}
    absent = tuple(name for name, hq in view.headquarters.items() if hq.available_from in later)
    there = {name: hq.model_copy(update={"available_from": None}) for name, hq in view.headquarters.items()}
    closed = ActiveMandate(id="not-there-yet", kind="active", hq=absent, active=False, says="They are not there before a later phase.")
    return replace(
        view,
        phases=(phase,),
        headquarters=there,
        pools={key: pool for key, pool in view.pools.items() if key[0] == phase.id},
        mandates=(*view.mandates, closed) if absent else view.mandates,
        phase_values=(),
        standing=stands,
        part_of_plan=True,
    )


def _together(one: Posture, other: Posture) -> Posture:
    """Two postures of different phases as one."""
    return Posture(
        {**one.holders, **other.holders},
        {**one.active, **other.active},
        {**one.grades, **other.grades},
        {**one.levels, **other.levels},
        {**one.officers, **other.officers},
        {**one.bands, **other.bands},
        (*one.routes, *other.routes),
    )


def _counted(ends: list[Outcome]) -> SolveCount:
    """What all phases took; the largest model, and no bound of a relaxation of them all."""
    counts = [end.count for end in ends]
    return SolveCount(
        max(count.columns for count in counts),
        max(count.rows for count in counts),
        sum(count.nodes for count in counts),
        None,
        sum(count.solver_seconds for count in counts),
        sum(count.build_seconds for count in counts),
    )
