"""Nodes of the branch-and-bound tree, the best bound first."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.solving.matrix import Vector


@dataclass(frozen=True)
class Branching:
    """A column branched on, to which side, by how much, and the bound before."""

    column: int
    up: bool
    moved: float
    before: float


@dataclass(frozen=True, order=True)
class Node:
    """A node of the tree. `bound` and `reduced_costs` were proved for it or for an ancestor."""

    bound: float
    number: int
    lower: Vector = field(compare=False)
    upper: Vector = field(compare=False)
    reduced_costs: Vector | None = field(compare=False, default=None)
    by: Branching | None = field(compare=False, default=None)
