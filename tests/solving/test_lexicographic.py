"""The later levels: an incumbent that no challenger beats is the point that the levels in turn would have given."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.reader import load_instance
from model.solving import branch_and_bound, lexicographic
from model.solving.highs import Solver, SolverResult
from model.solving.lexicographic import Reached, improving_points_only, later_levels, preferred
from model.solving.matrix import Matrix, Vector
from model.solving.objective_level import ObjectiveLevel
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.search import Clock, Search
from model.solving.solve import solve
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from tests.oracle.tiny import tiny_instances
from tests.solving.test_branch_and_bound import level, points, random_matrix


def counts(matrix: Matrix, number: int) -> list[ObjectiveLevel]:
    """Three levels that count whole things, with many ties in the first two."""
    draw = np.random.default_rng(number)
    size = len(matrix.columns)
    return [
        ObjectiveLevel("many", draw.integers(0, 3, size).astype(float), 2.0, True),
        ObjectiveLevel("some", draw.integers(-1, 2, size).astype(float), 0.0, True),
        ObjectiveLevel("checks", draw.permutation(1 << np.arange(size)).astype(float), 0.0, True),
    ]


def search(limit: float | None = None) -> Search:
    """A search that begins now."""
    return Search(SolveOptions(limit), Clock(time.perf_counter(), limit))


def split(matrix: Matrix, number: int) -> Matrix:
    """The matrix with some columns marked as staffing and some as following."""
    draw = np.random.default_rng(number)
    follows = draw.random(len(matrix.columns)) < 0.2
    return replace(matrix, follows=follows, staffing=draw.random(len(matrix.columns)) < 0.3)


@pytest.mark.parametrize("number", range(60))
def test_a_search_ends_in_the_first_by_all_levels(number: int) -> None:
    """Against all 512 points: of those of the least aim, the one first by the levels in order, proved, wherever the search begins. A row
    of the no-good cut with a wrong sign proves an incumbent that is none."""
    matrix = random_matrix(number)
    own, levels = level(matrix), counts(matrix, number)
    feasible = points(matrix)
    if not feasible:
        return
    best = min(own.value_at(point) for point in feasible)
    tied = [point for point in feasible if own.value_at(point) <= best + 1e-9]
    first = min(tied, key=lambda point: [each.value_at(point) for each in levels])
    marked = split(matrix, number)
    for begin in (tied[0], tied[-1]):
        reached = Reached(marked, own, best, begin, (matrix.lower, matrix.upper), searched=True)
        found, proved = later_levels(reached, levels, search())
        assert proved
        assert list(np.round(found)) == list(first)


@pytest.mark.parametrize("number", range(40))
def test_the_no_good_cut_leaves_the_points_that_the_levels_would_rather_take(number: int) -> None:
    """Against all points: with the columns that tell, some whole choice of them satisfies the rows exactly where the levels take the
    point before the given one. The last row keeps the given one out by itself, lest it come back by rounding."""
    matrix = random_matrix(number)
    levels = counts(matrix, number)
    feasible = points(matrix)
    if not feasible:
        return
    given_ = feasible[number % len(feasible)]
    others = improving_points_only(matrix, levels, given_)
    assert (others.rows[[-1]] @ np.append(given_, np.zeros(len(levels))))[0] == others.row_upper[-1] + 1
    for point in feasible:
        challenger = any(
            (others.rows @ (whole := np.append(point, tells)) <= others.row_upper + 1e-9).all()
            and (others.rows @ whole >= others.row_lower - 1e-9).all()
            for tells in np.eye(len(levels))
        )
        assert challenger == preferred(levels, point, given_)


def test_without_proof_the_levels_follow_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no challenge ends in a proof the outcome is the same as ever: here the solver is made to say nothing each time."""
    asked = []

    def silent(self: Solver, costs: Vector, offset: float, most: float, **rest: object) -> object:
        asked.append(most)
        answer = self.minimise(costs, offset, gap=0.0)
        return replace(answer, status=Status.NO_ANSWER, values=None, objective=None, bound=None)

    matrix = random_matrix(3)
    own, levels = level(matrix), counts(matrix, 3)
    feasible = points(matrix)
    best = min(own.value_at(point) for point in feasible)
    tied = [point for point in feasible if own.value_at(point) <= best + 1e-9]
    reached = Reached(matrix, own, best, tied[-1], (matrix.lower, matrix.upper), searched=True)
    monkeypatch.setattr(Solver, "best_within", silent)
    found, proved = later_levels(reached, levels, search())
    assert asked
    assert proved
    assert list(np.round(found)) == list(min(tied, key=lambda point: [each.value_at(point) for each in levels]))


def test_a_pool_short_of_officers_has_the_same_posture_by_challenge_and_in_turn(us_japan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The four-star headquarters with a sixth fewer officers and liaison staff: its desk runs short, and after one relaxation the tree
    leaves much open. The incumbent is proved, and the levels in turn, which take longer, end at the same posture."""
    monkeypatch.setattr(branch_and_bound, "RELAXATIONS", 1)
    short = (("pools.2025@US.desk_officers", "33"), ("pools.2025@US.liaison_staff", "25"))
    instance = instance_for(load_instance(us_japan), Experiment("v02-jfhq-four-star", short))
    proved = []
    whole = lexicographic._improve_incumbent

    def watched(*given_: object) -> tuple[Vector, bool]:
        found = whole(*given_)  # type: ignore[arg-type]
        proved.append(found[1])
        return found

    monkeypatch.setattr(lexicographic, "_improve_incumbent", watched)
    challenged = solve(instance, SolveOptions())
    assert proved == [True]
    monkeypatch.setattr(lexicographic, "_countable", lambda matrix, levels: False)
    in_turn = solve(instance, SolveOptions())
    assert proved == [True]
    assert challenged.tie_break_proved
    assert (challenged.posture, challenged.evaluation) == (in_turn.posture, in_turn.evaluation)


def test_a_run_whose_tree_never_grows_has_the_same_posture(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 tiny instances, solved as ever and with everything left to searches: status, posture and proofs are the same. The second way
    meets incumbents that a challenger beats, and all but a few incumbents are proved without the levels in turn."""
    met: Counter[str] = Counter()
    whole = lexicographic._improve_incumbent

    def watched(*given_: object) -> tuple[Vector, bool]:
        found = whole(*given_)  # type: ignore[arg-type]
        met["proved" if found[1] else "not proved"] += 1
        return found

    asked = Solver.best_within

    def counted(*given_: object, **named: object) -> SolverResult:
        answer = asked(*given_, **named)  # type: ignore[arg-type]
        met["beaten"] += answer.values is not None
        return answer

    monkeypatch.setattr(lexicographic, "_improve_incumbent", watched)
    monkeypatch.setattr(Solver, "best_within", counted)

    @seed(5)
    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def compare(instance: Instance) -> None:
        usual = solve(instance, SolveOptions())
        with monkeypatch.context() as patch:
            patch.setattr(branch_and_bound, "RELAXATIONS", 0)
            searched = solve(instance, SolveOptions())
        assert (searched.status, searched.posture, searched.tie_break_proved) == (usual.status, usual.posture, usual.tie_break_proved)

    compare()
    assert met["proved"] >= 50, met
    assert met["beaten"] >= 5, met
    assert met["not proved"] <= met["proved"] / 20, met
