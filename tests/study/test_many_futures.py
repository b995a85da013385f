"""Lots of futures as questions of a study: shared out anyhow, killed and resumed, the tables are the same, and nothing is asked twice."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import cli
from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.study import lots
from model.study.evaluate import key
from model.study.experiment import EVALUATED, Experiment, GivenPosture, ManyFutures, Result
from model.study.many_futures import PART, answer_many, futures_of
from model.study.methods import stress
from model.study.runner_protocol import Attempt, Begun, Ended, Listen, Stopping
from model.study.store_faults import Damage
from model.study.store_rows import parsed, question_text, result_text
from model.study.whole import posture_within
from model.study.worker import run_experiment
from tests.study.here import Here
from tests.study.methods.driver import carry_out, study, teaching

STUDY = """
title = "Do the postures hold up in many futures?"
why = "to see what is kept"
method = "stress"
variants = ["delegate", "four-star"]

[settings]
futures = {futures}
"""


def folder_with(home: Path, teaching_folder: Path, futures: int) -> Path:
    """The teaching instance with a study `crowd` of so many futures."""
    folder = home / "teaching"
    shutil.copytree(teaching_folder, folder)
    (folder / "studies" / "crowd.toml").write_text(STUDY.format(futures=futures), encoding="utf-8")
    return folder


def report(out: Path) -> dict[str, bytes]:
    """All files of the report but the manifest, which holds times."""
    return {path.name: path.read_bytes() for path in (out / "teaching" / "crowd").iterdir() if path.name != "manifest.json"}


def manifest(out: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((out / "teaching" / "crowd" / "manifest.json").read_text(encoding="utf-8"))
    return found


class StopsSoon(Here):
    """Answers in this process, and breaks off after five questions as a killed driver would."""

    def __init__(self, base: Instance, options: SolveOptions, workers: int, listen: Listen) -> None:
        super().__init__(base, options)
        self.left = 5

    def run(self, experiments: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        super().run(experiments[: self.left], on_begun, on_ended, stopping)
        self.left -= len(experiments)
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def contenders() -> tuple[GivenPosture, ...]:
    """Two postures of the teaching instance."""
    found = {name: run_experiment(teaching(), Experiment(name, whole=True), SolveOptions()) for name in ("delegate", "four-star")}
    return tuple(GivenPosture(name, name, one.status, posture_within(one.outcome or "")) for name, one in found.items())


def asked(contenders: tuple[GivenPosture, ...], **more: object) -> ManyFutures:
    return replace(ManyFutures(contenders, 0, 50, 0, 5.0, 0.1), **more)  # type: ignore[arg-type]


def test_one_worker_two_and_a_study_broken_off_give_the_same_bytes(teaching: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine lots: in one process, in two, and broken off after three lots and gone on with. Two postures and six lots are then newly run;
    a lot evaluated twice, or left out, would change the count, and futures that depend on who draws them the tables. Nothing is run
    where all is known, also without the time limit that there was before."""
    monkeypatch.setattr(stress, "LOT", 700)
    folder = folder_with(tmp_path, teaching, 6_000)
    command = ["sweep", str(folder), "crowd", "--quiet", "--out"]
    assert cli.main([*command, str(tmp_path / "one"), "--workers", "1", "--time-limit", "600"]) == 0
    assert manifest(tmp_path / "one")["newly_run"] == 2 + 9
    assert cli.main([*command, str(tmp_path / "one")]) == 0
    assert manifest(tmp_path / "one")["newly_run"] == 0
    assert cli.main([*command, str(tmp_path / "two"), "--workers", "2"]) == 0
    with monkeypatch.context() as interrupted:
        interrupted.setattr("model.cli.answers.LocalRunner", StopsSoon)
        assert cli.main([*command, str(tmp_path / "stopped")]) == 130
    assert not (tmp_path / "stopped" / "teaching" / "crowd").exists()
    assert cli.main([*command, str(tmp_path / "stopped"), "--workers", "2"]) == 0
    assert (manifest(tmp_path / "stopped")["questions"], manifest(tmp_path / "stopped")["newly_run"]) == (2 + 9, 6)
    assert report(tmp_path / "one") == report(tmp_path / "two") == report(tmp_path / "stopped")


def test_a_killed_study_goes_on_where_it_was(root: Path, teaching: Path, tmp_path: Path) -> None:
    """The real command line, SIGKILL when the first lot has ended: the same command runs less than all, and writes what a study that
    nobody killed writes."""
    folder = folder_with(tmp_path, teaching, 60_000)
    words = [sys.executable, str(root / "solve.py"), "sweep", str(folder), "crowd", "--workers", "2", "--out"]
    driver = subprocess.Popen([*words, str(tmp_path / "killed")], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert driver.stderr is not None
    assert any("evaluated" in line for line in driver.stderr)
    driver.send_signal(signal.SIGKILL)
    driver.communicate(timeout=60)
    for out in ("killed", "whole"):
        subprocess.run([*words, str(tmp_path / out), "--quiet"], check=True)
    assert manifest(tmp_path / "killed")["newly_run"] < manifest(tmp_path / "whole")["newly_run"] == 2 + 6
    assert report(tmp_path / "killed") == report(tmp_path / "whole")


def test_the_futures_are_the_same_however_they_are_shared_out() -> None:
    """Futures 1,900 to 4,099 lie in three parts: one question about them and three with other bounds have the same values."""
    (first, number), cuts = (PART - 100, PART + 200), (40, 1_500, 660)
    whole = np.concatenate([part.values for part in futures_of(teaching(), first, number, 7)])
    parts, at = [], first
    for cut in cuts:
        parts += [part.values for part in futures_of(teaching(), at, cut, 7)]
        at += cut
    assert len(whole) == number == sum(cuts)
    assert np.array_equal(np.concatenate(parts), whole)


def test_a_lot_comes_back_as_it_was_written(contenders: tuple[GivenPosture, ...]) -> None:
    """Through the store's text: counts, sketches and the futures one by one."""
    text = answer_many(teaching(), asked(contenders, singly=True)).lot
    assert text is not None
    found = lots.lot_in(text)
    assert lots.text_of(found) == text
    assert (found.futures, found.competes, found.behind.shape) == (50, (True, True), (2, 50))
    assert found.behind.sum(axis=1).tolist() == [50 - near for near in found.counts["near"]]


def test_a_lot_of_ten_thousand_takes_little_room(contenders: tuple[GivenPosture, ...]) -> None:
    """Less than 25 kB a posture, so that a million futures of 17 postures take 40 MB in the store; all their hours would take 180."""
    text = answer_many(teaching(), asked(contenders, number=10_000)).lot
    assert text is not None
    assert len(text) < 25_000 * len(contenders)


def test_the_store_names_postures_and_does_not_repeat_them(contenders: tuple[GivenPosture, ...]) -> None:
    """Hundreds of questions share postures of many thousand letters: each is written with their digests."""
    told = question_text(Experiment(many=asked(contenders)))
    assert min(len(one.text) for one in contenders) > 2_000
    assert len(told) < 1_000
    assert set(json.loads(told)["many"]["postures"]) == {"delegate", "four-star"}


def test_a_result_that_lacks_its_lot_is_damaged(contenders: tuple[GivenPosture, ...]) -> None:
    """A row that says its futures are evaluated and has none of them would leave them out of the tables without a word."""
    result = answer_many(teaching(), asked(contenders))
    assert parsed(result_text(result)) == result
    with pytest.raises(Damage, match="lacks what postures come to"):
        parsed(result_text(replace(result, lot=None)))


def test_what_a_lot_depends_on_is_in_its_key(contenders: tuple[GivenPosture, ...]) -> None:
    """Asked again it has the same key; with another number, another posture, another range of an assumption, it has another. An answer
    kept from before would else be given to another question."""
    base, options = teaching(), SolveOptions()
    first = Experiment(many=asked(contenders))
    assert key(base, first, options) == key(base, Experiment(many=asked(tuple(map(replace, contenders)))), options)
    changed = [
        dict[str, object](change)
        for change in ({"first": 1}, {"number": 51}, {"seed": 1}, {"within": 4.0}, {"tail": 0.2}, {"singly": True}, {"reroute": True})
    ]
    others = {key(base, Experiment(many=asked(contenders, **change)), options) for change in changed}
    swapped = (replace(contenders[0], text=contenders[1].text), contenders[1])
    others.add(key(base, Experiment(many=asked(swapped)), options))
    path, row = next(iter(base.ranges.items()))
    wider = replace(base, ranges={**base.ranges, path: row.model_copy(update={"high": row.high * 1.5})})
    others.add(key(wider, first, options))
    assert len(others) == len(changed) + 2
    assert key(base, first, options) not in others


def test_a_lot_without_an_answer_is_not_counted(contenders: tuple[GivenPosture, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of three lots failed: the row says that it is about two of them, not about all."""
    monkeypatch.setattr(stress, "LOT", 100)

    def solve(question: Experiment) -> Result:
        if question.many is not None and question.many.first == 100:
            return Result("failed", "the machine ran out of memory")
        return run_experiment(teaching(), question, SolveOptions())

    made, results = carry_out(study("stress", ["four-star"], settings={"futures": 300}), solve)
    assert [row["futures"] for row in made["stress"]] == [200]
    assert sorted(result.status for result in results.values()) == sorted(["optimal", EVALUATED, "failed", EVALUATED])
