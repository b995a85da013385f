"""A small instance solved, for what is verified in memory."""

from __future__ import annotations

import pytest

from model.data.instance import Instance
from model.delay.posture import Posture
from model.solving.outcome import Outcome
from tests.verify.small import solved, write_small


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Instance, Outcome]:
    """The small instance under its variant with the standing staff, solved.

    STAFF is open under four stars, with a team of 12 at HOST; it holds fleet_opcon and north_opcon, HOST south_opcon, REAR (four stars)
    north_cocom and planning, MINISTRY (civil) consent; FORWARD has three stars."""
    return solved(write_small(tmp_path_factory.mktemp("posture") / "small"), "staffed")


@pytest.fixture(scope="module")
def posture(staffed: tuple[Instance, Outcome]) -> Posture:
    """The posture alone."""
    assert staffed[1].posture is not None
    return staffed[1].posture
