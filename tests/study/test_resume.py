"""`run` given again: what is known is not solved again, what has changed is, and the report is the same whoever solved it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from model import cli
from model.cli.answers import STORES
from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome
from model.study.runner_protocol import Attempt, Begun, Ended, Listen, Stopping
from model.study.store import Store
from tests.study import trial
from tests.study.here import Here

SETTINGS = ("--set", f"{trial.PATH}=0.5")
VARIANTS = {"today", "liaison", "delegate", "four-star", "combined"}


class Counting(Here):
    """Answers in this process, and notes whom it was asked about."""

    asked: list[str | None]

    def __init__(self, base: Instance, options: SolveOptions, workers: int, listen: Listen) -> None:
        super().__init__(base, options)

    def run(self, questions: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        self.asked += [asked.experiment.variant for asked in questions]
        super().run(questions, on_begun, on_ended, stopping)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The variants that are solved from now on."""
    found: list[str | None] = []
    monkeypatch.setattr(Counting, "asked", found, raising=False)
    monkeypatch.setattr("model.cli.answers.LocalRunner", Counting)
    return found


def report(out: Path, instance: str = "teaching") -> dict[str, bytes]:
    """All files of the report but the manifest, which holds times."""
    return {path.name: path.read_bytes() for path in (out / instance / "run").iterdir() if path.name != "manifest.json"}


def test_a_run_given_again_solves_nothing_and_writes_the_same_report(
    teaching: Path, tmp_path: Path, asked: list[str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Five variants, then none; every file the same to the byte, the infeasible one's reason too; the summary says where from."""
    assert cli.main(["run", str(teaching), "--out", str(tmp_path)]) == 1
    assert set(asked) == VARIANTS
    assert "kept from before" not in capsys.readouterr().out
    first = report(tmp_path)
    asked.clear()
    assert cli.main(["run", str(teaching), "--out", str(tmp_path)]) == 1
    assert asked == []
    assert f"5 of these results were kept from before, in {tmp_path / 'teaching' / STORES / 'run.sqlite'}" in capsys.readouterr().out
    assert report(tmp_path) == first


def test_only_what_has_changed_is_solved(
    teaching: Path, tmp_path: Path, asked: list[str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two variants of five are known: three are solved. With another seed, or a number set, all are, and going back none."""
    assert cli.main(["run", str(teaching), "--out", str(tmp_path), "--variant", "today", "--variant", "combined", "--quiet"]) == 1
    asked.clear()
    assert cli.main(["run", str(teaching), "--out", str(tmp_path), "--json"]) == 1
    assert set(asked) == VARIANTS - {"today", "combined"}
    assert json.loads(capsys.readouterr().out)["from_store"] == 2
    for more in (["--seed", "1"], list(SETTINGS)):
        asked.clear()
        assert cli.main(["run", str(teaching), "--out", str(tmp_path), "--quiet", *more]) == 1
        assert set(asked) == VARIANTS
    asked.clear()
    assert cli.main(["run", str(teaching), "--out", str(tmp_path), "--quiet"]) == 1
    assert asked == []


def test_a_run_that_failed_is_tried_again_when_asked(
    teaching: Path, tmp_path: Path, asked: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of memory once: the row stays failed until --retry-failed, as in a study; then it is optimal."""
    command = ["run", str(teaching), "--out", str(tmp_path), "--variant", "today", "--quiet"]
    with monkeypatch.context() as short_of_memory:
        short_of_memory.setattr("model.study.evaluate.solved", _no_memory)
        assert cli.main(command) == 1
        assert cli.main(command) == 1
    assert asked == ["today"]
    assert cli.main(command) == 1
    assert cli.main([*command, "--retry-failed"]) == 0
    assert asked == ["today", "today"]


def _no_memory(*about: object) -> Outcome:
    raise MemoryError


def test_two_runs_at_once_are_refused(teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second driver of the same run: exit 2 and says why; two would solve everything twice."""
    with Store(tmp_path / "teaching" / STORES / "run.sqlite"):
        assert cli.main(["run", str(teaching), "--out", str(tmp_path)]) == 2
    assert "being run by another process" in capsys.readouterr().err


def test_a_cluster_and_this_machine_give_the_same_report(root: Path, teaching: Path, tmp_path: Path, asked: list[str | None]) -> None:
    """The same run both ways: the same bytes, and nothing is solved here while the cluster does it."""
    pytest.importorskip("distributed", reason="NOT TESTED: a run on a cluster; install command-posture[cluster]")
    from tests.study.test_dask import cluster

    with cluster(root, tmp_path) as (address, *_):
        assert cli.main(["run", str(teaching), "--out", str(tmp_path / "there"), "--scheduler", address, "--quiet"]) == 1
    assert asked == []
    assert cli.main(["run", str(teaching), "--out", str(tmp_path / "here"), "--quiet"]) == 1
    assert report(tmp_path / "there") == report(tmp_path / "here")
