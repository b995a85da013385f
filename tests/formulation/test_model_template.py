"""What models of one structure share is the same in each of them, row by row."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.data.instance import Instance
from model.data.reader import load_instance
from model.formulation.build import build
from model.formulation.model_template import structure_of
from model.formulation.register import FAMILIES
from model.solving.matrix import Compiled, compile_template
from tests.solving.test_model_cache import questions


@dataclass(frozen=True)
class Shared:
    """The rows that a model shares with others of its `structure`, with their names."""

    structure: Hashable
    names: tuple[str, ...]
    rows: Compiled

    @property
    def families(self) -> list[str]:
        """The family of each row."""
        return [name.partition("[")[0].removeprefix("row_") for name in self.names]


def shared_rows(instance: Instance) -> Shared:
    """The structural rows of a model that is built afresh."""
    built = build(instance)
    rows = compile_template(built.template)
    return Shared(structure_of(built.variables), tuple(row.name for row in rows.constraints), rows)


def differing(one: Shared, other: Shared) -> set[str]:
    """Families in whose rows two models of one structure differ."""
    if one.names != other.names:
        return {name.partition("[")[0] for name in set(one.names) ^ set(other.names)} or {"the order of rows"}
    coefficients = (one.rows.rows - other.rows.rows).toarray().any(axis=1)
    sides = (one.rows.row_lower != other.rows.row_lower) | (one.rows.row_upper != other.rows.row_upper)
    return {one.families[row] for row in np.flatnonzero(coefficients | sides)}


def test_structural_families_have_the_same_rows_in_all_models_of_a_structure(teaching: Path) -> None:
    """Over points of all variants with numbers drawn at random: where two instances have one structure, each built afresh, every family
    marked structural has the same rows, coefficients and sides. Would fail if a family that writes a number of the instance into its
    rows were marked structural, or if the structure left out something that a structural family writes."""
    base = load_instance(teaching)
    seen: dict[Hashable, Shared] = {}
    compared: set[str] = set()
    for _, instance in questions(base, sorted(base.variants), 90, 3):
        shared = shared_rows(instance)
        known = seen.setdefault(shared.structure, shared)
        if known is not shared:
            assert differing(known, shared) == set()
            compared.update(shared.families)
    structural = {family.name for family in FAMILIES if family.structural}
    assert compared <= structural
    assert len(compared) > len(structural) / 2, f"never compared: {sorted(structural - compared)}"
