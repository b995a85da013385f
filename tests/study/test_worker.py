"""One run: which errors become a row, and which do not."""

from __future__ import annotations

import sys
import types

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from model.errors import ModelFault, SolverFailure
from model.explain import conflict
from model.explain.conflict import Conflict, Part
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.study import worker
from model.study.experiment import Experiment, Result
from model.study.runs import Progress
from model.study.whole import outcome_of
from tests.reporting.builders import run_record, tiny_instance

BASE = tiny_instance()
WHOLE = Experiment(None, whole=True)


def run(listen: worker.Listener | None = None) -> Result:
    """The tiny instance as it stands, with its whole outcome."""
    return worker.run_experiment(BASE, WHOLE, SolveOptions(), listen)


def stub(monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> None:
    """A solver that raises `error`, or tells of progress and answers; it takes the tiny instance, which has more phases than one."""

    def solve(instance: object, options: object, on_progress: worker.Callable[..., None], task: object, memory: object) -> object:
        if error is not None:
            raise error
        if on_progress:
            on_progress("first stage", 3.0, 1.0, 0.1)
        return run_record("v00").outcome

    module = types.ModuleType("model.solving.solve")
    module.solve = solve  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "model.solving.solve", module)
    monkeypatch.setattr("model.study.evaluate.instance_for", lambda base, question: base)


def test_a_run_answers_and_tells_of_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver's report arrives, and the whole outcome, equal to the solver's own to the last digit, with the plain result."""
    stub(monkeypatch, None)
    heard: list[Progress] = []
    result = run(heard.append)
    assert heard == [Progress("first stage", 3.0, 1.0, 0.1)]
    assert result.status == "optimal"
    assert result.outcome is not None
    assert outcome_of(result.outcome, BASE) == run_record("v00").outcome


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
    result = run()
    assert result.status == "failed"
    assert word in result.reason


@pytest.mark.parametrize("error", [TypeError("ours"), ModelFault("ours"), KeyboardInterrupt()])
def test_faults_of_the_program_and_interruptions_travel_on(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """A TypeError, a broken promise or Ctrl-C is no row of a report: a wider catch would make it one."""
    stub(monkeypatch, error)
    with pytest.raises(type(error)):
        run()


def test_an_infeasible_run_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer names what cannot hold together and says how many; without the question the reader learns only that it is so."""
    stub(monkeypatch, None)
    sys.modules["model.solving.solve"].solve = lambda *asked, **more: Outcome(Status.INFEASIBLE, reason="bare")  # type: ignore[attr-defined]
    found = Conflict((Part("rule", "law1"), Part("request", "warning@crisis")), certain=False, remark="by the way")
    monkeypatch.setattr(conflict, "find_conflict", lambda instance, options, seconds: found)
    result = run()
    assert result.status == "infeasible"
    assert result.blocked_by == ("rule law1", "request warning@crisis")
    assert result.outcome is not None
    outcome = outcome_of(result.outcome, BASE)
    assert outcome.status is Status.INFEASIBLE
    assert [(item.kind, item.name) for item in outcome.conflict] == [("rule", "law1"), ("request", "warning@crisis")]
    assert outcome.conflict[0].says == "=A general must command"
    assert outcome.reason.startswith("2 things cannot hold together; by the way; time ran out")


def test_an_explanation_that_fails_leaves_the_run_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof of infeasibility stands though its explanation failed; a failed row would throw it away."""
    stub(monkeypatch, None)
    sys.modules["model.solving.solve"].solve = lambda *asked, **more: Outcome(Status.INFEASIBLE, reason="proved")  # type: ignore[attr-defined]

    def give_up(instance: object, options: object, seconds: object) -> Conflict:
        raise SolverFailure("gave up")

    monkeypatch.setattr(conflict, "find_conflict", give_up)
    result = run()
    assert result.status == "infeasible"
    assert result.reason == "proved; no explanation: gave up"


class Threads:
    """A question about how many threads share a sum."""

    def answer(self) -> Result:
        return Result("optimal", reason=str(shared_by()))


def shared_by() -> int:
    return int(max(library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"))


def test_sums_are_rounded_alike_on_every_worker() -> None:
    """One thread does a sum during a question, however many did before and will after."""
    with threadpool_limits(limits=2, user_api="blas"):
        assert worker.run_experiment(BASE, Threads(), SolveOptions()).reason == "1"
        assert shared_by() == 2
