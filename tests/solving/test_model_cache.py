"""Solving with what earlier solves left behind gives what solving afresh gives, point after point."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import InputError
from model.formulation.build import build
from model.solving.matrix import Matrix, compile_matrix
from model.solving.model_cache import ModelCache, satisfies
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, SolveCount
from model.solving.solve import solve
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from model.study.methods.factors import text


def told(outcome: Outcome) -> Outcome:
    """The outcome without what merely tells of the search."""
    return replace(outcome, count=SolveCount(), bound=None, gap=None)


def questions(base: Instance, variants: list[str], number: int, seed: int) -> Iterator[tuple[Experiment, Instance]]:
    """Questions that change one to three numbers of a variant within their ranges, or leave a rule, mandate or pool out; like the
    points of a study, but in random order, so that structures come and go."""
    draw = random.Random(seed)
    while number:
        name = draw.choice(variants)
        if draw.random() < 0.25:
            variant = apply(base, name)
            parts = [("rule", rule) for rule, row in variant.rules.items() if row.active]
            parts += [("mandate", mandate.id) for mandate in variant.mandates] + [("pool", "@".join(key)) for key in variant.pools]
            question = Experiment(name, without=(draw.choice(parts),))
        else:
            moved = draw.sample(list(base.ranges.values()), draw.randint(1, 3))
            settings = {row.path: text(row.path, row.low + draw.random() * (row.high - row.low)) for row in moved}
            question = Experiment(name, tuple(sorted(settings.items())))
        try:
            instance = instance_for(base, question)
        except InputError:
            continue  # numbers that cannot hold together
        number -= 1
        yield question, instance


def templates_met_again(base: Instance, variants: list[str], number: int, seed: int) -> int:
    """Ask the questions with one cache and afresh, and compare; how often the cache had the template."""
    cache, met = ModelCache(), 0
    for question, instance in questions(base, variants, number, seed):
        met += build(instance, templates=cache.templates).template in cache._known
        assert told(solve(instance, SolveOptions(), cache=cache)) == told(solve(instance, SolveOptions())), question
    return met


def test_two_hundred_points_of_the_small_instance(teaching: Path) -> None:
    """All variants mixed: the same posture, hours and status whether solved afresh or after the others. A row, objective or bound left over
    from another point would show; so would a point kept although it breaks a row."""
    base = load_instance(teaching)
    assert templates_met_again(base, sorted(base.variants), 200, 1) > 70


def test_points_of_the_full_instance(us_japan_one_phase: Path) -> None:
    """The same on the instance that planners sweep."""
    base = load_instance(us_japan_one_phase)
    assert templates_met_again(base, ["v01-jfhq-three-star", "v11-upgrade-cancelled"], 12, 2) > 2


@pytest.mark.slow
def test_many_points_of_the_full_instance(us_japan_one_phase: Path) -> None:
    """The same with every variant that has a posture."""
    base = load_instance(us_japan_one_phase)
    templates_met_again(base, [name for name in sorted(base.variants) if name != "v08-combined-command"], 200, 3)


def test_a_used_frame_gives_the_matrix_that_a_fresh_one_gives(us_japan_one_phase: Path) -> None:
    """Bit for bit, after two other points of the same structure: were `requests_per_day` compiled into a template, the desks' rows would
    hold the number of the point before."""
    base, cache = load_instance(us_japan_one_phase), ModelCache()
    for requests in ("2", "3", "4"):
        question = Experiment("v02-jfhq-four-star", (("demand.island_defence@important_influence.requests_per_day", requests),))
        instance = instance_for(base, question)
        used, fresh = (keeper.matrix(build(instance, templates=keeper.templates)) for keeper in (cache, ModelCache()))
        assert len(cache._known) == 1
        assert alike(used, fresh)


def alike(one: Matrix, other: Matrix) -> bool:
    """Whether two matrices are equal in every number and name."""
    arrays = ("objectives", "offsets", "row_lower", "row_upper", "lower", "upper", "whole", "follows")
    same_arrays = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays)
    same_rows = one.rows.shape == other.rows.shape and (one.rows != other.rows).nnz == 0
    return same_arrays and same_rows and one.column_names == other.column_names and one.row_names == other.row_names


def test_only_points_that_satisfy_the_matrix_are_used_again() -> None:
    """x + y >= 1 with x, y whole: (1, 0) stays a point when the row becomes x + y <= 1, and is none once x is at most 0; a point of
    another length is none."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var([1, 2], domain=pyo.Binary)
    model.row = pyo.Constraint(expr=model.x[1] + model.x[2] >= 1)
    model.aim = pyo.Objective(expr=model.x[1])
    matrix = compile_matrix(model)
    assert satisfies(matrix, np.array([1.0, 0.0]))
    assert not satisfies(matrix, np.array([0.0, 0.0]))
    assert not satisfies(replace(matrix, upper=np.array([0.0, 1.0])), np.array([1.0, 0.0]))
    assert not satisfies(matrix, np.array([1.0]))
