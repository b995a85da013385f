"""The posture of the least mean delay, or tail mean, of more futures than one solve takes: sought by groups of them.

The mean over the groups of what each could have for itself is a bound for all of them together (B. Sandikci, N. Kong and A. J. Schaefer,
A hierarchy of bounds for stochastic mixed-integer programs, Mathematical Programming 138, 2013; of the tail mean too, as the tails of
groups together are part of what is a tail of all). Each group's design is tried in all futures. Where the best of them is not near enough
to the bound, or none holds everywhere, designs that are best for one future alone are tried as well; where none of those holds either, a
group is solved anew with futures added in which its design does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from model.solving.outcome import Status
from model.study.experiment import Experiment, FutureSettings, Result
from model.study.methods.robust_designs import ADDED, Design, Designs, Stand, among_themselves

Futures = tuple[FutureSettings, ...]


class GroupSearch:
    """The search of one variant in groups of at most `together` futures; `known_designs` tells what is known from futures alone."""

    def __init__(self, whole: Experiment, designs: Designs, together: int, known_designs: Callable[[], list[Design]]) -> None:
        self._whole, self._designs, self._together, self._known_designs = whole, designs, together, known_designs
        self._question = designs.question

    def step(self, results: Mapping[Experiment, Result]) -> tuple[tuple[Experiment, ...], Result | None]:
        """What to ask next (nothing: the search is at its end), and the best posture so far."""
        groups = self._groups()
        asked = tuple(self._about(some) for some in groups)
        if any(one not in results for one in asked):
            return asked, None
        answers = [results[one] for one in asked]
        for answer in answers:
            if answer.status == Status.INFEASIBLE.value:
                return (), answer
        by_design = {answer.decisions: some for some, answer in zip(groups, answers, strict=True) if answer.decisions}
        stand = Stand(list(by_design), _mean_bound(groups, answers), sum(answer.seconds for answer in answers))
        if missing := self._designs.missing(stand.known, results):
            return missing, None
        if not self._designs.is_near(self._found(stand, results)):
            stand.known += self._known_designs()
            if missing := self._designs.missing(stand.known, results):
                return missing, None
            larger, impossible = self._grow(stand, by_design, results)
            if larger or impossible is not None:
                return larger, impossible
        return (), self._found(stand, results)

    def _groups(self) -> list[Futures]:
        """Groups that are as unlike each other inside as they can be: each takes futures from end to end of the order of weight."""
        futures = self._question.futures
        count = -(-len(futures) // self._together)
        return [futures[start::count] for start in range(count)]

    def _grow(
        self, stand: Stand, by_design: Mapping[Design, Futures], results: Mapping[Experiment, Result]
    ) -> tuple[tuple[Experiment, ...], Result | None]:
        """Larger groups until a design holds in every future: what to ask for that, or the answer that there is no such posture."""
        grown = dict(by_design)
        while grown and self._designs.best(stand.known, results) is None:
            nearest = min(grown, key=lambda design: len(self._designs.not_held(design, results)))
            more = (*grown.pop(nearest), *self._designs.not_held(nearest, results)[:ADDED])
            some = tuple(one for one in self._question.futures if one in more)
            larger = self._about(some)
            if larger not in results:
                return (larger,), None
            answer = results[larger]
            stand.seconds += answer.seconds
            if answer.status == Status.INFEASIBLE.value:
                return (), answer
            if some == self._question.futures:
                stand.raise_bound(answer.aim_bound)
            if answer.decisions:
                if missing := self._designs.missing([answer.decisions], results):
                    return missing, None
                stand.known.append(answer.decisions)
                grown[answer.decisions] = some
        return (), None

    def _found(self, stand: Stand, results: Mapping[Experiment, Result]) -> Result:
        """The best posture of what is known, with what is proved of it."""
        best = self._designs.best(stand.known, results)
        if best is None:
            reason = "no design that was found holds in every future"
            return Result(Status.NO_ANSWER.value, reason, aim_bound=stand.bound, seconds=stand.seconds)
        found = self._designs.result(best, stand.bound, stand.seconds)
        return found if self._designs.is_near(found) else replace(found, reason=f"groups of {self._together} futures bound it no nearer")

    def _about(self, futures: Futures) -> Experiment:
        """The question about some of the futures, by their weights among themselves."""
        return replace(self._whole, robust=replace(self._question, futures=among_themselves(futures)))


def _mean_bound(groups: list[Futures], answers: list[Result]) -> float | None:
    """The mean of the groups' bounds by their weights; None where one has none."""
    total = 0.0
    for some, answer in zip(groups, answers, strict=True):
        if answer.aim_bound is None:
            return None
        total += sum(one.weight for one in some) * answer.aim_bound
    return total
