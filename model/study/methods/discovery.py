"""Scenario discovery: where in the factors' ranges a variant fails, as the leaves of a small decision tree.

Needs scikit-learn (the extra `studies`); without it the table is empty.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from model.study.methods.designs import Point
from model.study.methods.refusals import Refuse, needs
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, integer, number
from model.tables.common import VARIANT

# A leaf holds at least this many samples, or this share of all of them.
FEWEST, FEWEST_SHARE = 3, 0.05
# Questions in a row; with leaves of such size there are hardly more.
MOST_DEPTH = 20
DISCOVERY = Table(
    "discovery",
    "a part of the factors' ranges and how often a variant fails in it",
    (
        VARIANT,
        Column("where", "part of the factors' ranges (value of each factor's first path)"),
        integer("samples", "samples there", "samples"),
        integer("failed", "those in which the variant does not satisfice", "samples"),
        number("density", "failed in parts of samples", "1"),
        number("coverage", "failed in parts of all samples in which it fails", "1"),
    ),
)


def check_depth(refuse: Refuse, depth: int) -> None:
    """Refuses a tree that asks nothing, or more than there can be to ask."""
    needs(refuse, 1 <= depth <= MOST_DEPTH, "depth", depth, f"must be a number of questions from 1 to {MOST_DEPTH}")


def discovered(study: Study, fails: Mapping[str, Sequence[tuple[Point, bool]]], depth: int) -> list[Row]:
    """A row for each leaf of each variant that fails in some samples and not in others, the most failing leaf first."""
    if importlib.util.find_spec("sklearn") is None or not study.factors:
        return []
    names, firsts = [factor.name for factor in study.factors], [factor.paths[0] for factor in study.factors]
    rows: list[Row] = []
    for variant, outcomes in fails.items():
        values = [[float(dict(point.settings)[path]) for path in firsts] for point, _ in outcomes]
        rows += leaves(variant, names, values, [bad for _, bad in outcomes], depth, study.seed)
    return rows


def leaves(variant: str, names: Sequence[str], values: Any, failed: Sequence[bool], depth: int, seed: int) -> list[Row]:
    """A row for each leaf, from the values of so many factors (samples x factors); none where the variant fails everywhere or nowhere."""
    if importlib.util.find_spec("sklearn") is None or not names or all(failed) or not any(failed):
        return []
    trees = importlib.import_module("sklearn.tree")
    fewest = max(FEWEST, round(FEWEST_SHARE * len(failed)))
    model = trees.DecisionTreeClassifier(max_depth=depth, min_samples_leaf=fewest, random_state=seed).fit(values, failed)
    leaf_of = [int(leaf) for leaf in model.apply(values)]
    conditions = dict(_conditions(model.tree_, names))
    rows: list[Row] = []
    for leaf, words in conditions.items():
        inside = [bool(bad) for bad, own in zip(failed, leaf_of, strict=True) if own == leaf]
        rows.append(
            {
                "variant": variant,
                "where": words,
                "samples": len(inside),
                "failed": sum(inside),
                "density": sum(inside) / len(inside),
                "coverage": sum(inside) / sum(failed),
            }
        )
    return sorted(rows, key=lambda row: (-float(str(row["density"])), -float(str(row["coverage"])), str(row["where"])))


def _conditions(tree: Any, names: Sequence[str], node: int = 0, before: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """Every leaf with the way that leads to it, in words."""
    if tree.children_left[node] == tree.children_right[node]:
        return [(node, " and ".join(before) or "anywhere")]
    name, value = names[tree.feature[node]], f"{tree.threshold[node]:.6g}"
    low = _conditions(tree, names, int(tree.children_left[node]), (*before, f"{name} <= {value}"))
    return low + _conditions(tree, names, int(tree.children_right[node]), (*before, f"{name} > {value}"))
