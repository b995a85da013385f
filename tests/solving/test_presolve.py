"""HiGHS's presolve against models that it once lost: each has its optimum in its name.

They were drawn at random among small instances of full models. With HiGHS 1.15.1 the first three came out infeasible and the last with a
worse optimum, one of its rules (the aggregator) taking part in each; since 1.16 none does. The program leaves presolve off where it
searches for whole points all the same (`model/solving/highs.py`), and on for relaxations, whose bounds it proves itself.
"""

from __future__ import annotations

from pathlib import Path

import highspy
import pytest

MODELS = sorted((Path(__file__).parent / "presolve").glob("*.mps"))


@pytest.mark.parametrize("presolve", ["on", "off"])
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_presolve_loses_no_optimum(path: Path, presolve: str) -> None:
    """The installed HiGHS finds the optimum with presolve and without; a release in which the fault comes back fails here."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("presolve", presolve), ("threads", 1), ("mip_rel_gap", 1e-9)):
        assert highs.setOptionValue(option, value) == highspy.HighsStatus.kOk
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    assert highs.getInfo().objective_function_value == pytest.approx(float(path.stem.rpartition("-")[2]), abs=1e-4)


def test_the_models_are_there() -> None:
    """Four models; an empty folder would prove nothing."""
    assert len(MODELS) == 4
