"""Studies carried out: known answers are not asked for again, and who stops one goes on with it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.shut_out import Forbid
from model.study.engine import StudyRun
from model.study.evaluate import answer, completed_shares, key
from model.study.experiment import Experiment, Result
from model.study.runner_protocol import Attempt, Begun, ClusterLost, Ended, Stopping
from tests.study import trial
from tests.study.here import Here
from tests.study.trial_run import OPTIONS, SAMPLES, Quiet, carry_out, never, table, two_processes


def test_values_are_those_of_single_solves(base: Instance, undisturbed: StudyRun) -> None:
    """Each row from a worker process equals the same question answered here; the infeasible one is a result with its reason."""
    assert len(undisturbed.planned) == SAMPLES + 1
    for question in (undisturbed.planned[0][0], undisturbed.planned[-1][0], trial.NOBODY):
        here = answer(base, question, OPTIONS)
        assert replace(undisturbed.results[question], seconds=0.0) == replace(here, seconds=0.0)
    assert undisturbed.results[trial.NOBODY].blocked_by == ("cap people 0",)


def test_the_last_round_follows_from_the_first(undisturbed: StudyRun) -> None:
    """The method was sent the results: its last question has the settings of the least delay, here the quickest work."""
    first = [question for question, _ in undisturbed.planned[: SAMPLES - 1]]
    delays = [undisturbed.results[question].weighted_delay or 0.0 for question in first]
    assert delays == sorted(delays)
    assert delays[0] < delays[-1]
    assert undisturbed.planned[-1][0] == Experiment("forward", first[0].settings)


def test_a_study_carried_out_twice_runs_nothing_twice(folder: Path, tmp_path: Path) -> None:
    """The second time every answer comes from the store: no runner is made, and the table is the same."""
    first = carry_out(folder, tmp_path / "s.sqlite")
    second = carry_out(folder, tmp_path / "s.sqlite", never)
    assert second.fresh == 0
    assert first.fresh == SAMPLES + 1
    assert table(second) == table(first)


def test_two_ways_of_asking_have_one_key_and_different_questions_different_ones(base: Instance) -> None:
    """Setting a number to what it is changes no key; a value, a part left out, a holder shut out, a gap or a seed does."""
    plain = key(base, Experiment(None), OPTIONS)
    now = base.conditions["crisis"].tempo
    assert key(base, Experiment("base", ((trial.PATH, f"{now}"),)), OPTIONS) == plain
    some_rule = next(iter(base.rules))
    some_authority = next(iter(base.authorities))
    others = {
        key(base, Experiment("forward"), OPTIONS),
        key(base, Experiment(None, ((trial.PATH, "0.3"),)), OPTIONS),
        key(base, Experiment(None, without=(("rule", some_rule),)), OPTIONS),
        key(base, Experiment(None, forbids=(Forbid(some_authority, (next(iter(base.headquarters)),)),)), OPTIONS),
        key(base, trial.NOBODY, OPTIONS),
        key(base, Experiment(None), replace(OPTIONS, gap=0.5)),
        key(base, Experiment(None), replace(OPTIONS, seed=1)),
    }
    others.add(key(base, Experiment(None, whole=True), OPTIONS))
    assert len(others | {plain}) == 9
    assert key(base, Experiment(None), replace(OPTIONS, time_limit=5.0, threads=2)) == plain
    assert key(replace(base, ranges={}), Experiment(None), OPTIONS) == plain


def test_a_shut_out_holder_does_not_hold(base: Instance) -> None:
    """The holder of the optimum is shut out: another holds, at no less delay. Without the rule it would stay."""
    free = answer(base, Experiment(None), OPTIONS)
    held = [decision for decision in free.decisions if decision[0] == "holds"]
    for decision in held:
        authority, hq = str(decision[3]), str(decision[4])
        flipped = answer(base, Experiment(None, forbids=(Forbid(authority, (hq,)),)), OPTIONS)
        assert not [one for one in flipped.decisions if one[0] == "holds" and one[3:] == (authority, hq)]
        if flipped.weighted_delay is not None and free.weighted_delay is not None:
            assert flipped.weighted_delay >= free.weighted_delay - 1e-6
        else:
            assert flipped.blocked_by


def test_other_shares_make_room(base: Instance) -> None:
    """Two conditions: setting one to 0.9 leaves 0.1 for the other; both set to 0.6 become halves. Else the input would be refused."""
    one, other = sorted(base.conditions)
    paths = [f"conditions.{name}.share" for name in (one, other)]
    made = dict(completed_shares(base, None, ((paths[0], "0.9"),)))
    assert float(made[paths[1]]) == pytest.approx(0.1)
    assert dict(completed_shares(base, None, ((paths[0], "0.6"), (paths[1], "0.6")))) == dict.fromkeys(paths, "0.5")
    assert completed_shares(base, None, ((trial.PATH, "1"),)) == ((trial.PATH, "1"),)


def test_impossible_settings_fail_alone(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value below nothing: its row says what is wrong with it, the others are answered."""
    monkeypatch.setattr(trial, "NOBODY", Experiment(None, (("parameters.relay_hours", "-1"),)))
    run = carry_out(folder, tmp_path / "s.sqlite")
    assert [result.status for result in run.results.values()].count("failed") == 1
    assert "relay_hours" in run.results[trial.NOBODY].reason
    assert len(run.results) == SAMPLES + 1


# Stopping -------------------------------------------------------------------------------------------------------


def test_a_first_stop_ends_what_is_under_way_and_the_same_study_goes_on(folder: Path, tmp_path: Path, undisturbed: StudyRun) -> None:
    """Someone says stop after four results: at most the two under way follow, and going on makes the undisturbed table."""
    watcher = Quiet()
    run = carry_out(folder, tmp_path / "s.sqlite", two_processes, lambda: int(len(watcher.results) >= 4), watcher=watcher)
    assert run.interrupted
    assert 4 <= len(run.results) <= 6
    rest = carry_out(folder, tmp_path / "s.sqlite")
    assert rest.fresh == SAMPLES + 1 - len(run.results)
    assert table(rest) == table(undisturbed)


class Failing(Here):
    """Has no answer to anything."""

    def run(self, questions: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        for asked in questions:
            on_ended(asked, Result("failed"))


def test_a_stop_before_failed_questions_are_tried_again_is_an_interruption(folder: Path, tmp_path: Path) -> None:
    """All have failed and are to be tried again, but someone says stop at once: interrupted, and nothing is new. By whether each
    question has some result it would be called complete."""
    carry_out(folder, tmp_path / "s.sqlite", lambda base: Failing(base, OPTIONS))
    again = carry_out(folder, tmp_path / "s.sqlite", never, lambda: 1, retry_failed=True)
    assert (again.interrupted, again.fresh) == (True, 0)


def test_a_stop_when_all_have_ended_is_none(folder: Path, tmp_path: Path) -> None:
    """Someone says stop while the last questions are under way: they end, and the study is complete, with its last round known."""
    carry_out(folder, tmp_path / "s.sqlite")
    assert not carry_out(folder, tmp_path / "s.sqlite", never, lambda: 1).interrupted


class Falling(Here):
    """Answers three questions and is lost."""

    def run(self, questions: Sequence[Attempt], on_begun: Begun, on_ended: Ended, stopping: Stopping) -> None:
        super().run(questions[:3], on_begun, on_ended, stopping)
        raise ClusterLost("the scheduler is gone")


def test_what_answers_is_lost_and_the_study_goes_on_later(folder: Path, tmp_path: Path, undisturbed: StudyRun) -> None:
    """Interrupted with the reason, three results kept; the same study then asks only for the others and ends with the same table.
    An error that travels on would lose the summary, one that is swallowed would send the method half the results."""
    stopped = carry_out(folder, tmp_path / "s.sqlite", lambda base: Falling(base, OPTIONS))
    assert (stopped.interrupted, stopped.lost, len(stopped.results)) == (True, "the scheduler is gone", 3)
    resumed = carry_out(folder, tmp_path / "s.sqlite")
    assert resumed.fresh == len(undisturbed.planned) - 3
    assert table(resumed) == table(undisturbed)
