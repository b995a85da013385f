"""What tests of the Python surface share: the teaching alliance, and its answers, found once."""

from __future__ import annotations

from pathlib import Path

import pytest

import model


@pytest.fixture(scope="session")
def alliance(teaching: Path) -> model.Alliance:
    """The teaching alliance as its folder says."""
    return model.load(teaching)


@pytest.fixture(scope="session")
def answers(alliance: model.Alliance) -> model.Answers:
    """All variants of the teaching alliance, solved."""
    return model.solve_all(alliance)


@pytest.fixture(scope="session")
def four_star(answers: model.Answers) -> model.VariantAnswer:
    """The variant with the fourth star."""
    return answers["four-star"]
