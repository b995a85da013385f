"""The register is complete: whatever is built is declared, and whatever can be asked for has its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyomo.environ as pyo
import pytest

from model.data.reader import load_instance
from model.data.rule_kinds import RULE_KINDS
from model.data.variants import apply
from model.formulation.build import build
from model.formulation.optional_objectives import OPTIONAL, ObjectiveParameters, add_optional_objectives
from model.formulation.page import render
from model.formulation.register import FAMILIES, FRACTIONS, HOLDER_FILTERS, VARIABLES, Family, HolderFilter


def test_every_family_says_what_it_is() -> None:
    """A family without sentence, formula, unit or source would leave a hole on the page and in explanations."""
    for family in FAMILIES:
        assert family.says.endswith("."), family.name
        assert family.math, family.name
        assert family.unit, family.name
        assert family.source, family.name
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_every_rule_kind_is_either_a_family_or_a_filter() -> None:
    """A rule kind that planners can write but nobody builds would be silently ignored."""
    built = {family.rule_kind for family in FAMILIES if family.rule_kind} | set(HOLDER_FILTERS)
    assert built == set(RULE_KINDS)


@pytest.mark.parametrize(
    "made", [*(family for family in FAMILIES if family.rule_kind), *HOLDER_FILTERS.values()], ids=lambda made: made.name
)
def test_what_is_built_of_a_kind_is_in_its_module(made: Family | HolderFilter) -> None:
    """Filter and rows of a kind stand in the one file named as the kind. Would fail if a part of it were hidden in another's."""
    built = made.rows if isinstance(made, Family) else made.allows
    assert built.__module__ == f"model.formulation.rules.{made.rule_kind}"


@pytest.mark.parametrize("first", ["domains", "build", "page", "routing", "rules.span"])
def test_families_stand_in_one_order_whoever_is_imported_first(root: Path, first: str) -> None:
    """Rows are written, and so ties between equal optima broken, in the order of the register. Families that registered when they
    happen to be imported would give each caller another model."""
    order = "import model.formulation.domains; from model.formulation.register import FAMILIES; print(*(f.name for f in FAMILIES))"
    command = [sys.executable, "-c", f"import model.formulation.{first}; {order}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == [family.name for family in FAMILIES]


def test_the_model_has_exactly_the_registered_variables_and_rows(us_japan: Path) -> None:
    """A component added without being registered (or the other way round) fails here."""
    model = build(apply(load_instance(us_japan), "v01-jfhq-three-star")).variables.pyomo
    variables = {component.name for component in model.component_objects(pyo.Var)}
    rows = {component.name.removeprefix("row_") for component in model.component_objects(pyo.Constraint)}
    assert variables == {variable.name for variable in (*VARIABLES, *FRACTIONS)}
    assert rows == {family.name for family in FAMILIES}


def test_every_further_aim_brings_exactly_what_it_declares(us_japan: Path) -> None:
    """An aim that is asked for adds its registered variables and rows and its objective, and nothing else. Would fail if an aim
    built a row that the page does not show, or if ordinary runs carried any of it."""
    d = build(apply(load_instance(us_japan), "v01-jfhq-three-star")).variables
    before = {component.name for component in d.pyomo.component_objects((pyo.Var, pyo.Constraint, pyo.Objective))}
    parameters = ObjectiveParameters((frozenset({("opened", "2026", "USFJ")}),), 0.5)
    add_optional_objectives(d, [optional.objective.name for optional in OPTIONAL], parameters)
    added = {component.name for component in d.pyomo.component_objects((pyo.Var, pyo.Constraint, pyo.Objective))} - before
    rows = {f"row_{name}" for optional in OPTIONAL for name in optional.rows.split(", ") if name}
    variables = {variable.name for optional in OPTIONAL for variable in optional.variables}
    assert added == rows | variables | {optional.objective.name for optional in OPTIONAL}


def test_the_formulation_page_is_fresh(root: Path) -> None:
    """docs/formulation.md is what `solve.py math` writes now; an edited sentence without a new page fails here."""
    assert (root / "docs" / "formulation.md").read_text(encoding="utf-8") == render()


@pytest.mark.parametrize("item", HOLDER_FILTERS.values(), ids=lambda item: item.name)
def test_every_filter_is_on_the_page(item: HolderFilter) -> None:
    """What is left out before there are rows appears with its sentence, formula and source. It was told of in no generated line."""
    section = render().partition("## Holders left out")[2].partition("## Constraints")[0]
    assert f"### `{item.name}`\n\n{item.says}\n\n$${item.math}$$\n\nSource: {item.source}. Rule kind: `{item.rule_kind}`." in section


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_is_on_the_page(family) -> None:  # type: ignore[no-untyped-def]
    """Each family appears with its sentence and formula."""
    assert f"### `{family.name}`" in render()
    assert family.says in render()
    assert family.math in render()
