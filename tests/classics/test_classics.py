"""Problems that others have solved for decades, put to the program: its optima must be those of plain enumeration.

The p-median exercises authorities with several holders and, in its other form, planned headquarters and exclusive_active; the
p-hub median repeated approvals by one authority; the capacitated p-median explicit desk capacity and one path a thread.
Left out: fixed charges for opening, which the program has no hours for; the number of centres takes their place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from model.data.reader import load_instance
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.verify import verify_posture
from tests.classics.problems import (
    Problem,
    Row,
    best_capacitated,
    best_hubs,
    best_median,
    capacitated_tables,
    hub_tables,
    median_tables,
    random_problem,
    write_problem,
)

SEEDS = range(20)
EXACT = 1e-8
FAR = 30.0  # hours; no distance is as long


def some_fast(fast: int) -> list[object]:
    """All seeds, of which the first few run every time."""
    return [seed if seed < fast else pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS]


def answer(folder: Path, tables: Mapping[str, Sequence[Row]], relay_hours: float = 0) -> Outcome:
    """The program's outcome, verified where there is a posture."""
    instance = load_instance(write_problem(folder / "classic", tables, relay_hours))
    outcome = solve(instance, SolveOptions())
    assert outcome.posture is None or not verify_posture(instance, outcome)
    return outcome


def delay(outcome: Outcome) -> float:
    """The proved optimum, hours a day."""
    assert outcome.status is Status.OPTIMAL, outcome.reason
    assert outcome.evaluation is not None
    return outcome.evaluation.weighted_delay


def chosen(outcome: Outcome) -> tuple[str, ...]:
    """The holders of the one authority."""
    assert outcome.posture is not None
    return outcome.posture.holders["now", "c", "centre"]


@pytest.mark.parametrize("seed", some_fast(8))
@pytest.mark.parametrize("by_opening", [False, True])
def test_p_median(tmp_path: Path, seed: int, by_opening: bool) -> None:
    """At most p holders, or p openings, and each client by its nearest: a holder too many or too few changes the sum."""
    problem = random_problem(seed)
    outcome = answer(tmp_path, median_tables(problem, by_opening))
    assert delay(outcome) == pytest.approx(best_median(problem), rel=EXACT)
    assert len(chosen(outcome)) <= problem.p
    assert {int(hq[1:]) for hq in chosen(outcome)} <= set(problem.candidates)


@pytest.mark.parametrize("seed", some_fast(5))
def test_p_hub_median(tmp_path: Path, seed: int) -> None:
    """Two approvals by hubs with a discount in between: were one holder forced to give both approvals, or two holders to share
    them, some flow would go a longer way."""
    problem, discount = random_problem(seed), (0.2, 0.5, 0.8)[seed % 3]
    outcome = answer(tmp_path, hub_tables(problem, discount), FAR)
    relays = FAR * sum(map(sum, problem.flow))
    assert delay(outcome) == pytest.approx(relays + best_hubs(problem, discount), rel=EXACT)


def test_hub_paths_are_of_both_kinds(tmp_path: Path) -> None:
    """Some requests are approved twice at one hub, others at two hubs; if all were alike, the test above would prove little."""
    outcome = answer(tmp_path, hub_tables(random_problem(0), 0.2), FAR)
    assert outcome.posture is not None
    approvals = {tuple(step.approvals for step in route.steps if step.approvals) for route in outcome.posture.routes}
    assert approvals == {(2,), (1, 1)}


@pytest.mark.parametrize("seed", SEEDS)
def test_capacitated_p_median(tmp_path: Path, seed: int) -> None:
    """Clients are split between centres so that none is overloaded; where no split fits, the run is infeasible."""
    problem = tight(seed)
    best = best_capacitated(problem)
    outcome = answer(tmp_path, capacitated_tables(problem))
    if best is None:
        assert outcome.status is Status.INFEASIBLE
    else:
        assert delay(outcome) == pytest.approx(sum(problem.weight) + best, rel=EXACT)


def tight(seed: int) -> Problem:
    """A random problem with few enough places for every assignment to be tried."""
    return next(problem for number in range(seed * 100, seed * 100 + 100) if len((problem := random_problem(number)).weight) <= 6)


def test_capacity_binds_and_is_sometimes_too_small() -> None:
    """Among the cases above capacity lengthens some optima and rules out others; else they would only be p-medians again."""
    optima = [(best_capacitated(tight(seed)), best_median(tight(seed))) for seed in SEEDS]
    assert sum(best is None for best, _ in optima) >= 3
    assert sum(best is not None and best > free + 1e-6 for best, free in optima) >= 3
