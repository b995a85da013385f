"""Solve one posture for many futures to a proven gap.

The extensive form (`whole_matrix.py`) is a matrix like that of an ordinary run, and docs/proofs.md holds for it: given a design, the
routes of each future are its own, and every aim grows with the hours of each request. So the same branch and bound, reduced-cost fixing
and cover inequalities serve, and the same later levels. Where the aim is not the mean delay, the mean comes next: the largest of many
delays says nothing of the others.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyomo.common.gc_manager import PauseGC

from model.delay.evaluate import evaluate
from model.delay.posture import Evaluation, Posture
from model.errors import ModelFault
from model.formulation.allowance import Allowance, OutOfTime
from model.solving.highs import SolverResult
from model.solving.lexicographic import Reached, later_levels, without_idle
from model.solving.matrix import Vector
from model.solving.objective_level import ObjectiveLevel, levels_of
from model.solving.options import SolveOptions
from model.solving.outcome import AGREEMENT, SolveCount, Status, gap_of, proved
from model.solving.robust.aims import with_aim, zero_of
from model.solving.robust.futures import Future, RobustAim, RobustOutcome, value_of
from model.solving.robust.start import start_at
from model.solving.robust.whole_matrix import NoPosture, WholeMatrix, build_whole
from model.solving.routes import read_posture
from model.solving.search import COMPILING, Clock, Search, StageProgress
from model.solving.solve import Known, first_level
from model.solving.units import in_units, unit_of

# Where a larger gap is asked for it is not known which posture is the best, and nothing is gained by seeking which of equal ones to take.
FINE = 1e-6


@dataclass(frozen=True)
class KnownBefore:
    """What is known of the answer beforehand: a design to start from, and a value of the aim (h/day) above which nothing is looked for."""

    start: Posture | None = None
    ceiling: float = math.inf


def solve_robust(
    futures: Sequence[Future],
    aim: RobustAim,
    options: SolveOptions,
    *,
    tail: float = 0.2,
    on_progress: StageProgress | None = None,
    known: KnownBefore = KnownBefore(),
) -> RobustOutcome:
    """The posture whose design is best for all `futures` by the `aim`; `tail` is the share of the weight over which `cvar` averages. The
    posture in each future has been evaluated independently of the solver and agrees with it (ModelFault otherwise). Where no posture is
    at or below the ceiling of what is `known`, that is the bound, and the posture is that of the start; without a start there is none."""
    # That of the heaviest future: in any other its hours would be too large for the solver's tolerances.
    unit = min(unit_of(one.instance) for one in futures)
    scaled = [
        replace(one, instance=in_units(one.instance, unit), optimum=None if one.optimum is None else one.optimum * unit) for one in futures
    ]
    search = Search(options, Clock(time.perf_counter(), options.time_limit), _as_it_is(on_progress, aim, unit, zero_of(aim, scaled)))
    with PauseGC():
        outcome = _solve(scaled, aim, tail, search, replace(known, ceiling=known.ceiling * unit))
    return _out_of_units(outcome, futures, unit)


def _solve(futures: Sequence[Future], aim: RobustAim, tail: float, search: Search, known: KnownBefore) -> RobustOutcome:
    try:
        whole = build_whole(futures, Allowance.of(search.clock.left()))
        search.clock.check_room_for(COMPILING * search.clock.passed())
    except NoPosture as why:
        return RobustOutcome(Status.INFEASIBLE, {}, {}, reason=str(why), count=SolveCount(build_seconds=search.clock.passed()))
    except OutOfTime as end:
        return RobustOutcome(Status.NO_ANSWER, {}, {}, reason=f"time is up: {end}", count=SolveCount(build_seconds=search.clock.passed()))
    matrix, objectives, weights = with_aim(whole, aim, tail)
    search.count = SolveCount(columns=len(matrix.columns), rows=matrix.rows.shape[0], build_seconds=search.clock.passed())
    first, *later = levels_of(matrix, objectives, weights)
    start = None if known.start is None else start_at(matrix, first, known.start, search)
    points = [] if start is None else [start]
    answer, reached, _ = first_level(matrix, first, Known(points, []), search, known.ceiling + zero_of(aim, futures))
    if reached is None:
        return _without_posture(answer, known.ceiling, search)
    all_proved = True
    fine = search.options.gap <= FINE
    if aim != "expected" and not search.out_of_time:
        mean = later.pop(0)
        reached, all_proved = _mean_next(reached, mean, search) if fine else (reached, False)
    if not fine:
        point, others_proved = without_idle(reached, later, search), False
    else:
        point, others_proved = later_levels(reached, later, search)
    return _outcome(whole, answer, point, aim, tail, all_proved and others_proved, search)


def _without_posture(answer: SolverResult, ceiling: float, search: Search) -> RobustOutcome:
    """The end of a search that came to no posture. Below a ceiling that says nothing of what is above it."""
    if math.isfinite(ceiling) and answer.status in (Status.OPTIMAL, Status.INFEASIBLE):
        why = "nothing is as good as was looked for, and no posture was known beforehand"
        return RobustOutcome(Status.NO_ANSWER, {}, {}, bound=ceiling, reason=why, count=search.count)
    return RobustOutcome(answer.status, {}, {}, reason=f"HiGHS: {answer.code}", count=search.count)


def _mean_next(reached: Reached, expected: ObjectiveLevel, search: Search) -> tuple[Reached, bool]:
    """The least mean delay among postures as good by the aim, and whether it is proved."""
    lower, upper = reached.fixed_bounds
    capped = reached.matrix.capped(reached.level.costs, reached.level.limit(reached.value) - reached.level.offset)
    answer, then, _ = first_level(replace(capped, lower=lower, upper=upper), expected, Known([reached.point], []), search)
    return (reached, False) if then is None else (then, answer.status is Status.OPTIMAL)


def _outcome(
    whole: WholeMatrix, answer: SolverResult, point: Vector, aim: RobustAim, tail: float, all_proved: bool, search: Search
) -> RobustOutcome:
    """The outcome, after what the evaluations of the posture come to has been held against what the solver claims."""
    postures: dict[str, Posture] = {}
    evaluations: dict[str, Evaluation] = {}
    for model in whole.models:
        model.show(point)
        postures[model.future.name] = posture = read_posture(model.built.variables)
        evaluations[model.future.name] = evaluate(model.future.instance, posture)
    futures = [model.future for model in whole.models]
    delays = [evaluation.weighted_delay for evaluation in evaluations.values()]
    shares = [future.weight for future in futures]
    value = value_of(aim, delays, shares, [future.optimum for future in futures], tail)
    assert answer.objective is not None, "the first level ended with a posture"
    zero = zero_of(aim, [model.future for model in whole.models])
    claimed, bound = answer.objective - zero, None if answer.bound is None else answer.bound - zero
    allowed = AGREEMENT * max(1.0, abs(claimed), *delays)
    if value > claimed + allowed or (bound is not None and value < bound - allowed):
        raise ModelFault(f"the {aim} of the posture is {value}, the solver claims {claimed} with bound {bound}")
    expected = value_of("expected", delays, shares, [], tail)
    if bound is None:
        return RobustOutcome(Status.FEASIBLE, postures, evaluations, value, expected=expected, count=search.count)
    bound = min(bound, value)
    gap = gap_of(value + zero, bound + zero)
    status = proved(gap, search.options.gap)
    proved_last = all_proved and status is Status.OPTIMAL
    return RobustOutcome(status, postures, evaluations, value, bound, gap, expected, proved_last, count=search.count)


def _as_it_is(tell: StageProgress | None, aim: RobustAim, unit: float, zero: float) -> StageProgress | None:
    """A listener that is told of hours as they are: without the unit, and of the aim without `zero`, which its level counts more."""
    if tell is None:
        return None
    less = {"weighted delay": 0.0, "expected": 0.0, aim: zero}

    def told(stage: str, incumbent: float | None, bound: float | None, seconds: float) -> None:
        values = (incumbent, bound)
        if stage in less:
            incumbent, bound = (None if value is None else (value - less[stage]) / unit for value in values)
        tell(stage, incumbent, bound, seconds)

    return told


def _out_of_units(outcome: RobustOutcome, futures: Sequence[Future], unit: float) -> RobustOutcome:
    """The outcome with delays as they are."""
    evaluations = {one.name: evaluate(one.instance, outcome.postures[one.name]) for one in futures if one.name in outcome.postures}

    def plain(hours: float | None) -> float | None:
        return None if hours is None else hours / unit

    root = plain(outcome.count.root_bound)
    return replace(
        outcome,
        evaluations=evaluations,
        value=plain(outcome.value),
        bound=plain(outcome.bound),
        expected=plain(outcome.expected),
        count=replace(outcome.count, root_bound=root),
    )
