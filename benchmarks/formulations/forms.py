"""The forms of the problem that are compared, each as a function from an instance to a matrix.

The arc flows are the peer's (`benchmarks.peers`), the path columns the model's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pyomo.environ as pyo

from benchmarks.peers import arc_flow
from benchmarks.peers.links import Link, aggregated, disaggregated
from model.data.instance import Instance
from model.formulation import legs
from model.formulation.build import build
from model.formulation.undominated_paths import PathFinder
from model.solving.matrix import Matrix, Vector, compile_matrix

# Comparisons of two paths after which no more paths are listed: several seconds.
MOST_COMPARISONS = 10_000_000
# The name by which the legs look for paths.
FINDER = "PathFinder"


class TooManyPaths(Exception):
    """There are more paths than can be listed."""


@dataclass
class Form:
    """A built form. `mixed` tells, of the columns' values, which threads are divided among paths, and makes their flows whole
    for another round (an arc flow alone does that); it returns None where nothing is mixed."""

    matrix: Matrix
    mixed: Callable[[Vector], Matrix | None]


def arc_flow_form(link: Link) -> Callable[[Instance], Form]:
    """The compact arc flow with one of the two links."""

    def make(instance: Instance) -> Form:
        model = arc_flow.build(instance, link)
        matrix = compile_matrix(model)
        return Form(matrix, lambda values: _whole_again(model, matrix, values))

    return make


def _whole_again(model: pyo.ConcreteModel, matrix: Matrix, values: Vector) -> Matrix | None:
    for column, value in zip(matrix.columns, values, strict=True):
        column.set_value(value, skip_validation=True)
    mixed = arc_flow.mixed_threads(model)
    if not mixed:
        return None
    arc_flow.make_whole(model, mixed)
    return replace(matrix, whole=compile_matrix(model).whole)


def path_form(instance: Instance) -> Form:
    """Path columns between successive approvers, without those that another makes superfluous: the model as it is shipped."""
    return Form(compile_matrix(build(instance).variables.pyomo), lambda values: None)


class _EveryPath(PathFinder):
    """Lists every simple path that is not longer at its best than a sure one at its worst."""

    comparisons = 0

    def _makes_superfluous(self, *_: object) -> bool:
        _EveryPath.comparisons += 1
        if _EveryPath.comparisons > MOST_COMPARISONS:
            raise TooManyPaths
        return False


@contextmanager
def _every_path() -> Iterator[None]:
    setattr(legs, FINDER, _EveryPath)
    try:
        yield
    finally:
        setattr(legs, FINDER, PathFinder)


def every_path_form(instance: Instance) -> Form:
    """Path columns with superfluous paths left in. Raises TooManyPaths where there are too many to list."""
    with _every_path():
        return path_form(instance)


FORMS: dict[str, tuple[str, Callable[[Instance], Form]]] = {
    "arc flow, aggregated": ("(a)", arc_flow_form(aggregated)),
    "arc flow, disaggregated": ("(b)", arc_flow_form(disaggregated)),
    "every path": ("(c0)", every_path_form),
    "undominated paths": ("(c)", path_form),
    "undominated paths, pruned": ("(d)", path_form),
}
PRUNED = "undominated paths, pruned"
