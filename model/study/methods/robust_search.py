"""How one posture is sought for more futures than one solve takes together; each solve is an experiment, so that runners share them.

For the mean and the tail mean futures are solved in groups: the mean over the groups of what each could have for itself is a bound for
all of them together (B. Sandikci, N. Kong and A. J. Schaefer, A hierarchy of bounds for stochastic mixed-integer programs, Mathematical
Programming 138, 2013; of the tail mean too, as the tails of groups together are part of what is a tail of all). For the largest delay and
the largest regret a few futures are solved for, and those in which their posture does worst are added, until no other is worse: what is
the worst over some futures is a bound for all (B. Zeng and L. Zhao, Solving two-stage robust optimization problems using a
column-and-constraint generation method, Operations Research Letters 41, 2013). Every posture found is tried in all futures, and the best
one is taken: its hours are those of an evaluation, and what is between them and the bound is the gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from model.data.instance import Instance
from model.solving.outcome import AGREEMENT, Status, gap_of, proved
from model.solving.robust.futures import value_of
from model.study.evaluate import future_experiment, instance_for
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.fixed_design import adapted, design_of

# Aims of which a few futures decide.
LARGEST = ("regret", "worst")
# What a few futures are solved to, in parts of the gap asked for: the rest is left for how much worse the others are.
FINER = 0.25


@dataclass(frozen=True)
class SearchStep:
    """Where a search stands: the experiments that it asks next (none: it is at its end), and the best posture for all futures so far."""

    asked: tuple[Experiment, ...] = ()
    found: Result | None = None


class RobustSearch:
    """The search of one variant: `whole` asks about all its futures, `together` is the most that one solve takes."""

    def __init__(self, base: Instance, whole: Experiment, together: int) -> None:
        assert whole.robust is not None, "only one posture for several futures is sought"
        self._base, self._whole, self._together = base, whole, together
        self._question: OnePosture = whole.robust
        self._tried: dict[tuple[object, ...], dict[str, float] | None] = {}

    def step(self, results: Mapping[Experiment, Result]) -> SearchStep:
        """What to ask next, by the results there are."""
        if len(self._question.futures) <= self._together:
            return SearchStep((), results[self._whole]) if self._whole in results else SearchStep((self._whole,))
        return self._by_the_worst(results) if self._question.aim in LARGEST else self._by_groups(results)

    # Ways to search --------------------------------------------------------------------------------------------------

    def _by_groups(self, results: Mapping[Experiment, Result]) -> SearchStep:
        """Groups that are as unlike each other inside as they can be: each takes futures from end to end of the order of weight."""
        count = -(-len(self._question.futures) // self._together)
        groups = [self._about(self._question.futures[start::count], self._question.gap) for start in range(count)]
        if any(group not in results for group in groups):
            return SearchStep(tuple(groups))
        shares = [sum(one.weight for one in self._question.futures[start::count]) for start in range(count)]
        answers = [results[group] for group in groups]
        bounds = [answer.aim_bound for answer in answers]
        bound = None if None in bounds else sum(share * (one or 0.0) for share, one in zip(shares, bounds, strict=True))
        return SearchStep((), self._best(answers, bound))

    def _by_the_worst(self, results: Mapping[Experiment, Result]) -> SearchStep:
        """From the slowest and the quickest future on, by what is possible in each where that is known."""
        ordered = sorted(self._question.futures, key=lambda one: (-(one.optimum or 0.0), one.name))
        taken = {one.name for one in (ordered[0], ordered[-1])}
        answers: list[Result] = []
        while True:
            experiment = self._about(tuple(one for one in self._question.futures if one.name in taken), FINER * self._question.gap)
            if experiment not in results:
                return SearchStep((experiment,), self._best(answers, _highest(answers)) if answers else None)
            answers.append(results[experiment])
            delays = self._delays(answers[-1])
            best = self._best(answers, _highest(answers))
            if delays is None or best is None or best.status == Status.OPTIMAL.value or self._near(best) or len(taken) == len(ordered):
                return SearchStep((), best if best is not None else answers[-1])
            others = [one for one in self._question.futures if one.name not in taken]
            taken.add(max(others, key=lambda one: self._value(delays, (one,))).name)

    def _near(self, best: Result) -> bool:
        return best.aim_gap is not None and best.aim_gap <= self._question.gap

    def _about(self, futures: tuple[FutureSettings, ...], gap: float) -> Experiment:
        """The question about some of the futures, by their weights among themselves, to be proved to that gap."""
        total = sum(one.weight for one in futures)
        some = tuple(replace(one, weight=one.weight / total) for one in futures)
        return replace(self._whole, robust=replace(self._question, futures=some, gap=gap))

    # What is found ---------------------------------------------------------------------------------------------------

    def _best(self, answers: list[Result], bound: float | None) -> Result | None:
        """The best posture of the answers in all futures, with what is proved of it; the first answer without one where some group has
        none, and None where no posture does in all futures."""
        for answer in answers:
            if answer.status == Status.INFEASIBLE.value:
                return answer
        tried = [(self._value(delays), at, delays) for at, answer in enumerate(answers) if (delays := self._delays(answer)) is not None]
        if not tried:
            return None
        value, at, delays = min(tried, key=lambda one: one[:2])
        zero = sum(one.weight * (one.optimum or 0.0) for one in self._question.futures) if self._question.aim == "regret" else 0.0
        bound = None if bound is None else min(bound, value)
        gap = None if bound is None else gap_of(value + zero, bound + zero)
        status = Status.FEASIBLE if gap is None else proved(gap, AGREEMENT)
        expected = sum(one.weight * delays[one.name] for one in self._question.futures)
        mean = self._question.aim == "expected"
        return replace(
            answers[at],
            status=status.value,
            weighted_delay=expected,
            bound=bound if mean else None,
            gap=gap if mean else None,
            tie_break_proved=False,
            delay_by_future=delays,
            aim_value=value,
            aim_bound=bound,
            aim_gap=gap,
            seconds=sum(answer.seconds for answer in answers),
        )

    def _value(self, delays: Mapping[str, float], futures: tuple[FutureSettings, ...] | None = None) -> float:
        """The aim where the delays are these; of some futures alone."""
        some = self._question.futures if futures is None else futures
        optima = [one.optimum for one in some]
        return value_of(self._question.aim, [delays[one.name] for one in some], [one.weight for one in some], optima, self._question.tail)

    def _delays(self, answer: Result) -> dict[str, float] | None:
        """The weighted delay of an answer's design in every future; None where it does not hold in one of them."""
        if not answer.decisions:
            return None
        if answer.decisions not in self._tried:
            self._tried[answer.decisions] = self._in_all(answer)
        return self._tried[answer.decisions]

    def _in_all(self, answer: Result) -> dict[str, float] | None:
        known, delays = answer.delay_by_future or {}, dict[str, float]()
        design = design_of(self._base, answer.decisions)
        for one in self._question.futures:
            if one.name not in known:
                evaluation = adapted(instance_for(self._base, future_experiment(self._whole, one)), design)
                if evaluation is None:
                    return None
                delays[one.name] = evaluation.weighted_delay
            else:
                delays[one.name] = known[one.name]
        return delays


def _highest(answers: list[Result]) -> float | None:
    """The highest of the bounds: each is one of all futures."""
    return max((answer.aim_bound for answer in answers if answer.aim_bound is not None), default=None)
