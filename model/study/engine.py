"""Carries a study out: rounds of questions, known answers from the store, the others from a runner. `run` is a study of one round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from model.data.instance import Instance
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.study.ask import key as key_of
from model.study.asking import Asked, ClusterLost, Runner, Stopping
from model.study.methods import Steps
from model.study.question import Question, Result
from model.study.store import Kept, Store


class Watcher(Protocol):
    """Hears how a study goes on."""

    def round(self, planned: int, known: int) -> None:
        """A round begins: how many questions are planned in all so far, and how many of them have an answer."""

    def ended(self, question: Question, result: Result) -> None:
        """A question has ended."""

    def fault(self, difference: str) -> None:
        """A second result of a question is not the first over again."""


@dataclass(frozen=True)
class StudyRun:
    """How far a study came: every planned question in its order with its key, and the results there are.

    `fresh` counts results found now. `interrupted` tells that others are missing, or stay as they were, because someone said stop, or
    because what answers them was lost; `lost` then says how."""

    planned: tuple[tuple[Question, str], ...]
    results: dict[Question, Result]
    fresh: int
    interrupted: bool
    lost: str = ""


@dataclass(frozen=True)
class Need:
    """What a round needs: the key of each question, and what is kept of each key. `refused` are questions whose settings are
    not possible together; they fail without being run."""

    keys: dict[Question, str]
    kept: dict[str, Kept]
    refused: dict[Question, str]


def keys_of(base: Instance, questions: Sequence[Question], options: SolveOptions) -> tuple[dict[Question, str], dict[Question, str]]:
    """The key of each question that is possible, and why each other one is not."""
    keys: dict[Question, str] = {}
    refused: dict[Question, str] = {}
    for question in dict.fromkeys(questions):
        try:
            keys[question] = key_of(base, question, options)
        except InputError as error:
            refused[question] = str(error)
    return keys, refused


def need(base: Instance, questions: Sequence[Question], options: SolveOptions, store: Store) -> Need:
    """What a round of questions needs, by what the store has."""
    keys, refused = keys_of(base, questions, options)
    return Need(keys, store.kept(keys.values()), refused)


@dataclass
class Engine:
    """All that running a study takes. `stopping` says how often someone asked for an end (see `Stopping`)."""

    base: Instance
    options: SolveOptions
    store: Store
    runner: Callable[[], Runner]
    watcher: Watcher
    stopping: Stopping = lambda: 0
    retry_failed: bool = False
    _fresh: set[str] = field(default_factory=set, init=False)

    def run(self, steps: Steps) -> StudyRun:
        """Carry the study of these steps out, or on from where it stopped. Every result is in the store before the next is looked at."""
        planned: dict[Question, str] = {}
        results: dict[Question, Result] = {}
        lost = ""
        runner: Runner | None = None
        try:
            questions = next(steps, None)
            while questions is not None:
                about = need(self.base, questions, self.options, self.store)
                self.store.plan({key: question for question, key in about.keys.items()})
                planned |= {question: about.keys.get(question, "") for question in dict.fromkeys(questions)}
                results |= {question: Result(Status.FAILED.value, why) for question, why in about.refused.items()}
                todo = self._unknown(about)
                self.watcher.round(len(planned), len(planned) - len(todo))
                if todo and not self.stopping():
                    runner = runner or self.runner()
                    try:
                        runner.run(todo, lambda asked: self.store.begun(asked.key), self._keep, self.stopping)
                    except ClusterLost as error:
                        lost = str(error)
                kept = self.store.kept(about.keys.values())
                ended = {question: kept[key].result for question, key in about.keys.items()}
                results |= {question: result for question, result in ended.items() if result is not None}
                if lost or (self.stopping() and any(asked.key not in self._fresh for asked in todo)):
                    return StudyRun(tuple(planned.items()), results, len(self._fresh), interrupted=True, lost=lost)
                questions = _next(steps, results)
        finally:
            if runner is not None:
                runner.close()
        return StudyRun(tuple(planned.items()), results, len(self._fresh), interrupted=False)

    def _unknown(self, about: Need) -> list[Asked]:
        """The questions of a round that must be run, one for each key."""
        found: dict[str, Asked] = {}
        for question, key in about.keys.items():
            kept = about.kept.get(key)
            if kept is None or not kept.final(self.options.time_limit, self.retry_failed):
                unfinished = kept is not None and kept.result is None
                found.setdefault(key, Asked(key, question, kept.tries if kept is not None and unfinished else 0))
        return list(found.values())

    def _keep(self, asked: Asked, result: Result) -> None:
        difference = self.store.ended(asked.key, result, self.options.time_limit)
        if difference:
            self.watcher.fault(difference)
        self._fresh.add(asked.key)
        self.watcher.ended(asked.question, result)


def _next(steps: Steps, results: dict[Question, Result]) -> list[Question] | None:
    """The next round, once the method has seen the results; None at its end."""
    try:
        return steps.send(dict(results))
    except StopIteration:
        return None
