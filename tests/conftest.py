"""What tests share: where the shipped instances are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def instances() -> Path:
    """The folder of the shipped instances."""
    return ROOT / "instances"


@pytest.fixture(scope="session")
def us_japan(instances: Path) -> Path:
    """The folder of the full instance."""
    return instances / "us-japan"


@pytest.fixture(scope="session")
def us_japan_one_phase(instances: Path) -> Path:
    """The folder of the full instance without its calendar: one phase."""
    return instances / "us-japan-one-phase"


@pytest.fixture(scope="session")
def teaching(instances: Path) -> Path:
    """The folder of the small instance whose numbers can be checked by hand."""
    return instances / "teaching"
