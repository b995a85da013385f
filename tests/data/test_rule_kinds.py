"""Each kind of rule asks for what its declaration says, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.rule_kinds import RULE_KINDS, RuleKind
from tests.data.conftest import findings_of, only
from tests.data.test_checks import RULE

CELLS = ("authority", "relation", "holder", "condition", "limit", "thread")
NAMES = {"authority": "north_opcon|south_opcon", "condition": "routine|crisis", "holder": "HOST", "thread": "warning"}


def least_cells(kind: RuleKind) -> dict[str, str]:
    """The fewest cells that make a row of the kind sound."""
    named = (*kind.needs, *([kind.pair] if kind.pair else []))
    limit = {"limit": str(kind.limit.bounds[0] if kind.limit.bounds else 0)} if kind.limit else {}
    return {**dict.fromkeys(CELLS, ""), **limit, **{name: NAMES[name] for name in named}, "kind": kind.name}


def add(folder: Path, cells: dict[str, str]) -> None:
    """Append the rule to the folder's rules."""
    with (folder / "rules.csv").open("a") as file:
        file.write(RULE.format(**cells))


@pytest.mark.parametrize("kind", RULE_KINDS.values(), ids=lambda kind: kind.name)
def test_what_a_kind_declares_is_enough(folder: Path, kind: RuleKind) -> None:
    """A row with the fewest cells is accepted. Would fail if a check asked for what the declaration, and so the page, does not tell."""
    add(folder, least_cells(kind))
    assert findings_of(folder) == ()


NEEDED = [(kind, cell) for kind in RULE_KINDS.values() for cell, text in least_cells(kind).items() if text and cell != "kind"]


@pytest.mark.parametrize("kind, cell", NEEDED, ids=lambda part: part if isinstance(part, str) else part.name)
def test_what_a_kind_declares_is_asked_for(folder: Path, kind: RuleKind, cell: str) -> None:
    """Each of those cells left empty is a finding there. Would pass unseen if a check did not read the declaration."""
    add(folder, {**least_cells(kind), cell: ""})
    assert only(folder).column == cell


@pytest.mark.parametrize("kind", RULE_KINDS.values(), ids=lambda kind: kind.name)
def test_limits_are_refused_where_they_mean_nothing(folder: Path, kind: RuleKind) -> None:
    """A kind without limit takes none, one with bounds none beyond them, any other none below 0."""
    beyond = kind.limit.bounds[1] + 1 if kind.limit and kind.limit.bounds else -1
    add(folder, {**least_cells(kind), "limit": str(beyond)})
    assert only(folder).column == "limit"


@pytest.mark.parametrize("kind", [kind for kind in RULE_KINDS.values() if kind.about != "requests"], ids=lambda kind: kind.name)
def test_threads_are_for_kinds_about_requests(folder: Path, kind: RuleKind) -> None:
    """A thread in the row of another kind is a finding: it would be ignored."""
    add(folder, {**least_cells(kind), "thread": NAMES["thread"]})
    assert only(folder).column == "thread"
