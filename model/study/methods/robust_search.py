"""How one posture is sought: in one solve, by groups of futures, or by the few that decide; each solve is an experiment, so that runners
share them.

Every design found is kept in all futures, and the best one is taken: its hours are those of an evaluation, and what is between them and
the bound is the gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.data.instance import Instance
from model.study.experiment import Experiment, OnePosture, Result
from model.study.methods.robust_designs import Designs
from model.study.methods.robust_groups import GroupSearch
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
        designs = Designs(whole, together)
        self._worst = WorstSearch(base, whole, designs, alone or {})
        self._groups = GroupSearch(whole, designs, together, self._worst.known_designs)

    def step(self, results: Mapping[Experiment, Result]) -> SearchStep:
        """What to ask next, by the results there are."""
        few = len(self._question.futures) <= self._together
        if self._question.aim in LARGEST and len(self._question.futures) > 1 and not (few and self._question.gap <= FINE):
            return SearchStep(*self._worst.step(results))
        if few:
            return SearchStep((), results[self._whole]) if self._whole in results else SearchStep((self._whole,))
        return SearchStep(*self._groups.step(results))
