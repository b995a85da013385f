"""One run: which errors become a row, and which do not."""

from __future__ import annotations

import sys
import types

import pytest

from model.errors import Finding, InputError, ModelFault, SolverFailure
from model.explain import conflict
from model.explain.conflict import Conflict, Part
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.study import worker
from model.study.records import Job, Progress
from tests.reporting.builders import run_record, tiny_instance

JOB = Job("v00", tiny_instance(), SolveOptions())


def stub(monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> None:
    """A solver that raises `error`, or tells of progress and answers."""

    def solve(instance: object, options: object, on_progress: worker.Callable[..., None], memory: object) -> object:
        if error is not None:
            raise error
        on_progress("first stage", 3.0, 1.0, 0.1)
        return run_record("v00").outcome

    module = types.ModuleType("model.solving.solve")
    module.solve = solve  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "model.solving.solve", module)


def test_a_run_answers_and_tells_of_progress_under_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver's report arrives with the variant's name; without it a reader could not tell whose bound moved."""
    stub(monkeypatch, None)
    heard: list[Progress] = []
    answer = worker.run_job(JOB, heard.append)
    assert answer.outcome.status is Status.OPTIMAL
    assert heard == [Progress("v00", "first stage", 3.0, 1.0, 0.1)]


@pytest.mark.parametrize(
    "error, word",
    [
        (SolverFailure("no status"), "no status"),
        (MemoryError(), "memory"),
    ],
)
def test_what_is_not_our_fault_becomes_a_failed_row_with_its_reason(monkeypatch: pytest.MonkeyPatch, error: Exception, word: str) -> None:
    """The run fails with its reason and the study can go on; without the catch one bad run would end them all."""
    stub(monkeypatch, error)
    answer = worker.run_job(JOB, lambda report: None)
    assert answer.outcome.status is Status.FAILED
    assert word in answer.outcome.reason


@pytest.mark.parametrize("error", [TypeError("ours"), ModelFault("ours"), InputError([Finding("x", 0, "", "", "y")]), KeyboardInterrupt()])
def test_faults_of_the_program_and_interruptions_travel_on(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """A TypeError, a broken promise, input that was checked and is called bad, or Ctrl-C is no row of a report: a wider catch would
    make it one."""
    stub(monkeypatch, error)
    with pytest.raises(type(error)):
        worker.run_job(JOB, lambda report: None)


def test_an_infeasible_run_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer names what cannot hold together and says how many; without the question the reader learns only that it is so."""
    stub(monkeypatch, None)
    sys.modules["model.solving.solve"].solve = lambda *asked, **more: Outcome(Status.INFEASIBLE, reason="bare")  # type: ignore[attr-defined]
    found = Conflict((Part("rule", "law1"), Part("request", "warning@crisis")), certain=False, remark="by the way")
    monkeypatch.setattr(conflict, "find_conflict", lambda instance, options: found)
    outcome = worker.run_job(JOB, lambda report: None).outcome
    assert outcome.status is Status.INFEASIBLE
    assert [(item.kind, item.name) for item in outcome.conflict] == [("rule", "law1"), ("request", "warning@crisis")]
    assert outcome.conflict[0].says == "=A general must command"
    assert outcome.reason.startswith("2 things cannot hold together; by the way; time ran out")


def test_an_explanation_that_fails_leaves_the_run_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof of infeasibility stands though its explanation failed; a failed row would throw it away."""
    stub(monkeypatch, None)
    sys.modules["model.solving.solve"].solve = lambda *asked, **more: Outcome(Status.INFEASIBLE, reason="proved")  # type: ignore[attr-defined]

    def give_up(instance: object, options: object) -> Conflict:
        raise SolverFailure("gave up")

    monkeypatch.setattr(conflict, "find_conflict", give_up)
    answer = worker.run_job(JOB, lambda report: None)
    assert answer.outcome.status is Status.INFEASIBLE
    assert answer.outcome.reason == "proved; no explanation: gave up"
