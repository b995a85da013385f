"""Carries a study out: rounds of experiments, known answers from the store, the others from a runner. `run` is a study of one round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from model.data.instance import Instance
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.study.evaluate import key as key_of
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.runner_protocol import Attempt, ClusterLost, Runner, Stopping
from model.study.store import Kept, Store


class Watcher(Protocol):
    """Hears how a study goes on."""

    def round(self, planned: int, known: int) -> None:
        """A round begins: how many experiments are planned in all so far, and how many of them have an answer."""

    def ended(self, experiment: Experiment, result: Result) -> None:
        """An experiment has ended."""

    def fault(self, difference: str) -> None:
        """A second result of an experiment is not the first over again."""


@dataclass(frozen=True)
class StudyRun:
    """How far a study came: every planned experiment in its order with its key, and the results there are.

    `fresh` counts results found now. `interrupted` tells that others are missing, or stay as they were, because someone said stop, or
    because what answers them was lost; `lost` then says how."""

    planned: tuple[tuple[Experiment, str], ...]
    results: dict[Experiment, Result]
    fresh: int
    interrupted: bool
    lost: str = ""


@dataclass(frozen=True)
class Need:
    """What a round needs: the key of each experiment, and what is kept of each key. `refused` are experiments whose settings are
    not possible together; they fail without being run."""

    keys: dict[Experiment, str]
    kept: dict[str, Kept]
    refused: dict[Experiment, str]


def keys_of(
    base: Instance, experiments: Sequence[Experiment], options: SolveOptions
) -> tuple[dict[Experiment, str], dict[Experiment, str]]:
    """The key of each experiment that is possible, and why each other one is not."""
    keys: dict[Experiment, str] = {}
    refused: dict[Experiment, str] = {}
    for experiment in dict.fromkeys(experiments):
        try:
            keys[experiment] = key_of(base, experiment, options)
        except InputError as error:
            refused[experiment] = str(error)
    return keys, refused


def need(base: Instance, experiments: Sequence[Experiment], options: SolveOptions, store: Store) -> Need:
    """What a round of experiments needs, by what the store has."""
    keys, refused = keys_of(base, experiments, options)
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
        planned: dict[Experiment, str] = {}
        results: dict[Experiment, Result] = {}
        lost = ""
        runner: Runner | None = None
        try:
            experiments = next(steps, None)
            while experiments is not None:
                about = need(self.base, experiments, self.options, self.store)
                self.store.plan({key: experiment for experiment, key in about.keys.items()})
                planned |= {experiment: about.keys.get(experiment, "") for experiment in dict.fromkeys(experiments)}
                results |= {experiment: Result(Status.FAILED.value, why) for experiment, why in about.refused.items()}
                todo = self._unknown(about)
                self.watcher.round(len(planned), len(planned) - len(todo))
                if todo and not self.stopping():
                    runner = runner or self.runner()
                    try:
                        runner.run(todo, lambda attempt: self.store.begun(attempt.key), self._keep, self.stopping)
                    except ClusterLost as error:
                        lost = str(error)
                kept = self.store.kept(about.keys.values())
                ended = {experiment: kept[key].result for experiment, key in about.keys.items()}
                results |= {experiment: result for experiment, result in ended.items() if result is not None}
                if lost or (self.stopping() and any(attempt.key not in self._fresh for attempt in todo)):
                    return StudyRun(tuple(planned.items()), results, len(self._fresh), interrupted=True, lost=lost)
                experiments = _next(steps, results)
        finally:
            if runner is not None:
                runner.close()
        return StudyRun(tuple(planned.items()), results, len(self._fresh), interrupted=False)

    def _unknown(self, about: Need) -> list[Attempt]:
        """The experiments of a round that must be run, one for each key."""
        found: dict[str, Attempt] = {}
        for experiment, key in about.keys.items():
            kept = about.kept.get(key)
            if kept is None or not kept.final(self.options.time_limit, self.retry_failed):
                unfinished = kept is not None and kept.result is None
                found.setdefault(key, Attempt(key, experiment, kept.tries if kept is not None and unfinished else 0))
        return list(found.values())

    def _keep(self, attempt: Attempt, result: Result) -> None:
        difference = self.store.ended(attempt.key, result, self.options.time_limit)
        if difference:
            self.watcher.fault(difference)
        self._fresh.add(attempt.key)
        self.watcher.ended(attempt.solve, result)


def _next(steps: Steps, results: dict[Experiment, Result]) -> list[Experiment] | None:
    """The next round, once the method has seen the results; None at its end."""
    try:
        return steps.send(dict(results))
    except StopIteration:
        return None
