"""Where the verifier stands guard: every worker's result, and the verb `verify`."""

from __future__ import annotations

import json
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest

from model import cli
from model.data.reader import load_instance
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome
from model.study.experiment import Experiment
from model.study.whole import outcome_of
from model.study.worker import run_experiment
from tests.verify.small import SETTINGS, alter, report, solved, write_small


def test_a_worker_does_not_hand_out_a_result_that_does_not_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that miscounts people by one: the run ends with a fault of ours that says so, not with a row called optimal."""
    folder = write_small(tmp_path / "small")
    instance, right = solved(folder, "forward")
    assert right.evaluation is not None
    wrong: Outcome = replace(right, evaluation=replace(right.evaluation, people=right.evaluation.people + 1))
    base, question = load_instance(folder), Experiment("forward", whole=True)
    for outcome in (right, wrong):
        module = types.ModuleType("model.solving.solve")
        module.solve = lambda *asked, outcome=outcome, **more: outcome  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "model.solving.solve", module)
        if outcome is right:
            kept = run_experiment(base, question, SolveOptions()).outcome
            assert kept is not None
            assert outcome_of(kept, instance) == right
        else:
            with pytest.raises(ModelFault, match=r"(?s)forward.*people"):
                run_experiment(base, question, SolveOptions())


def test_the_verb_answers_by_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 and one line for a true report; 1 and the place for an altered one; 2 where there is no report, or none that can be read."""
    folder = write_small(tmp_path / "small")
    out = report(folder, tmp_path / "report", ("forward",), SETTINGS)
    assert cli.main(["verify", str(folder), str(out)]) == 0
    assert capsys.readouterr().out.endswith("no disagreement\n")
    alter(out, "runs", 2, "people", lambda text: str(int(text) + 1))
    assert cli.main(["verify", str(folder), str(out)]) == 1
    assert capsys.readouterr().out.startswith("runs.csv:2 people = ")
    assert cli.main(["verify", str(folder), str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], [item["column"] for item in told["violations"]]) == (False, ["people"])
    assert cli.main(["verify", str(folder), str(tmp_path / "nothing")]) == 2
    (out / "hops.csv").unlink()
    assert cli.main(["verify", str(folder), str(out)]) == 2
    assert capsys.readouterr().err.endswith("hops.csv: is missing\n")
