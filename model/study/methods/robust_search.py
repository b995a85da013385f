"""How one posture is sought: in one solve, by groups of futures, or by the few that decide; each solve is an experiment, so that runners
share them.

For the mean and the tail mean, futures that are more than one solve takes are solved in groups: the mean over the groups of what each
could have for itself is a bound for all of them together (B. Sandikci, N. Kong and A. J. Schaefer, A hierarchy of bounds for stochastic
mixed-integer programs, Mathematical Programming 138, 2013; of the tail mean too, as the tails of groups together are part of what is a
tail of all). The largest delay and the largest regret are sought by `robust_worst`. Every design found is kept in all futures, and the
best one is taken: its hours are those of an evaluation, and what is between them and the bound is the gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from model.data.instance import Instance
from model.solving.outcome import Status
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.methods.robust_designs import Designs
from model.study.methods.robust_worst import FINE, WorstSearch

# Aims of which a few futures decide.
LARGEST = ("regret", "worst")


@dataclass(frozen=True)
class SearchStep:
    """Where a search stands: the experiments that it asks next (none: it is at its end), and the best posture for all futures so far."""

    asked: tuple[Experiment, ...] = ()
    found: Result | None = None


class RobustSearch:
    """The search of one variant: `whole` asks about all its futures, `together` is the most that one solve takes; `alone` are the results
    of the base values and of each future for itself."""

    def __init__(self, base: Instance, whole: Experiment, together: int, alone: Mapping[str, Result] | None = None) -> None:
        assert whole.robust is not None, "only one posture for several futures is sought"
        self._whole, self._together = whole, together
        self._question: OnePosture = whole.robust
        self._designs = Designs(whole, together)
        self._worst = WorstSearch(base, whole, self._designs, alone or {})

    def step(self, results: Mapping[Experiment, Result]) -> SearchStep:
        """What to ask next, by the results there are."""
        few = len(self._question.futures) <= self._together
        if self._question.aim in LARGEST and len(self._question.futures) > 1 and not (few and self._question.gap <= FINE):
            return SearchStep(*self._worst.step(results))
        if few:
            return SearchStep((), results[self._whole]) if self._whole in results else SearchStep((self._whole,))
        return self._by_groups(results)

    def _by_groups(self, results: Mapping[Experiment, Result]) -> SearchStep:
        """Groups that are as unlike each other inside as they can be: each takes futures from end to end of the order of weight."""
        count = -(-len(self._question.futures) // self._together)
        groups = [self._about(self._question.futures[start::count]) for start in range(count)]
        if any(group not in results for group in groups):
            return SearchStep(tuple(groups))
        answers = [results[group] for group in groups]
        for answer in answers:
            if answer.status == Status.INFEASIBLE.value:
                return SearchStep((), answer)
        designs = [answer.decisions for answer in answers if answer.decisions]
        if missing := self._designs.missing(designs, results):
            return SearchStep(missing)
        best = self._designs.best(designs, results)
        if best is None:
            return SearchStep()
        shares = [sum(one.weight for one in self._question.futures[start::count]) for start in range(count)]
        bounds = [answer.aim_bound for answer in answers]
        bound = None if None in bounds else sum(share * (one or 0.0) for share, one in zip(shares, bounds, strict=True))
        return SearchStep((), self._designs.result(best, bound, sum(answer.seconds for answer in answers)))

    def _about(self, futures: tuple[FutureSettings, ...]) -> Experiment:
        """The question about some of the futures, by their weights among themselves."""
        total = sum(one.weight for one in futures)
        some = tuple(replace(one, weight=one.weight / total) for one in futures)
        return replace(self._whole, robust=replace(self._question, futures=some))
