"""The posture of the least largest delay, or of the least largest regret: sought by the few futures that decide it.

What is the worst over some futures is a bound for all of them; so a few are solved for, and those in which what comes out does worst are
added (B. Zeng and L. Zhao, Solving two-stage robust optimization problems using a column-and-constraint generation method, Operations
Research Letters 41, 2013). Four things keep each solve short. The designs that are best for one future alone, and that of the base
values, are tried in all futures before anything is solved: the best of them is a value to beat. The futures to begin with are those that
no mixture of these designs avoids: the support of the mixed strategy of the game in which one side picks a design and the other a future
(J. von Neumann, Zur Theorie der Gesellschaftsspiele, Mathematische Annalen 100, 1928). The least mean over that mixture is a bound as well,
since no mean is above the largest, and it is found with far less branching than the largest; the design that has it is a new row of the
game, which is mixed anew (H. B. McMahan, G. J. Gordon and A. Blum, Planning in the presence of cost functions controlled by an adversary,
ICML 2003). And a solve for the largest looks only for what beats the best value by more than the gap: where there is nothing, that is the
bound, and the search is at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linprog

from model.data.instance import Instance
from model.delay.moved import Array
from model.study.experiment import Experiment, Result
from model.study.methods.robust_candidates import Candidate, nearest_to_all
from model.study.methods.robust_designs import ADDED, Design, Designs, Stand, TriedDesign, among_themselves

# What a few futures are solved to, in parts of the gap asked for: the rest is left for how much worse the others are.
FINER = 0.25
# Designs that are tried in all futures beforehand.
CANDIDATES = 6
# Where a larger gap is asked for, nothing is proved of the aims that come after the first, for which one solve of all futures is needed.
FINE = 1e-6
# How often futures are mixed before a few of them are solved for together.
MIXTURES = 4
# The least share of the mixed strategy with which a future is one of the first; and so much of the gap is asked for, lest rounding leave
# a hair of it unproved.
LEAST, WITHIN = 0.01, 0.999


class WorstSearch:
    """The search of one variant. `alone` are the results at the base values ("") and of each future for itself, by its name."""

    def __init__(self, base: Instance, whole: Experiment, designs: Designs, alone: Mapping[str, Result]) -> None:
        self._base, self._whole, self._designs, self._alone = base, whole, designs, alone
        self._question = designs.question
        self._candidates: tuple[Candidate, ...] | None = None

    def step(self, results: Mapping[Experiment, Result]) -> tuple[tuple[Experiment, ...], Result | None]:
        """What to ask next (nothing: the search is at its end), and the best posture so far."""
        stand = Stand(self.known_designs(), self._least())
        if missing := self._designs.missing(stand.known, results):
            return missing, None
        if asked := self._mix(stand, results):
            return asked, self._found(stand, results)
        return self._add_futures(stand, results)

    def _mix(self, stand: Stand, results: Mapping[Experiment, Result]) -> tuple[Experiment, ...]:
        """Bounds and designs from mixtures of futures: what to ask next, nothing where that is at its end."""
        for _ in range(MIXTURES):
            tried, best = self._tried(stand.known, results), self._designs.best(stand.known, results)
            if best is None or len(tried) < 2 or self._question.gap <= FINE or self._designs.is_near(self._found(stand, results)):
                break
            mixture, zero = self._mixture(tried, best)
            if mixture not in results:
                return (mixture,)
            answer = results[mixture]
            stand.seconds += answer.seconds
            stand.raise_bound(answer.aim_bound, zero)
            if not answer.decisions or answer.decisions in stand.known:
                break
            if missing := self._designs.missing([answer.decisions], results):
                return missing
            stand.known.append(answer.decisions)
        return ()

    def _add_futures(self, stand: Stand, results: Mapping[Experiment, Result]) -> tuple[tuple[Experiment, ...], Result | None]:
        """The largest over a few futures, and over those that are added to them."""
        taken = self._first(self._tried(stand.known, results))
        while True:
            found = self._found(stand, results)
            if self._designs.is_near(found) or not taken:
                return (), found
            experiment = self._about(taken, self._designs.best(stand.known, results))
            if experiment not in results:
                return (experiment,), found
            answer = results[experiment]
            stand.raise_bound(answer.aim_bound)
            if not answer.decisions:
                return (), answer if found is None else self._found(stand, results)
            if missing := self._designs.missing([answer.decisions], results):
                return missing, found
            stand.seconds += answer.seconds
            stand.known.append(answer.decisions)
            taken = self._more(taken, answer, results)

    def _found(self, stand: Stand, results: Mapping[Experiment, Result]) -> Result | None:
        """The best posture of what is known, with what is proved of it; None where none holds in every future."""
        best = self._designs.best(stand.known, results)
        return None if best is None else self._designs.result(best, stand.bound, stand.seconds)

    def known_designs(self) -> list[Design]:
        """Designs known from the base values and from futures alone: the few that are nearest to being good in all futures."""
        return [one.design for one in self._known_beforehand()[:CANDIDATES]]

    def _known_beforehand(self) -> tuple[Candidate, ...]:
        if self._candidates is None:
            self._candidates = nearest_to_all(self._base, self._whole, self._designs, self._alone)
        return self._candidates

    def _least(self) -> float:
        """What is known before anything is solved: no posture is better in a future than what is proved of that future alone."""
        found = [-np.inf]
        for one in self._question.futures:
            alone = self._alone.get(one.name)
            if alone is not None and alone.bound is not None:
                found.append(alone.bound - ((one.optimum or 0.0) if self._question.aim == "regret" else 0.0))
        return float(max(found))

    def _tried(self, designs: Sequence[Design], results: Mapping[Experiment, Result]) -> dict[Design, dict[str, float]]:
        """What those of the designs cost in each future that hold in all."""
        return {design: tried.delays for design in designs if (tried := self._designs.tried(design, results)) is not None}

    # Futures that are solved for --------------------------------------------------------------------------------------

    def _shares(self, tried: Mapping[Design, dict[str, float]]) -> dict[str, float]:
        """The mixture of futures under which the best design does worst, as shares by name; what is not tried counts as about known."""
        about = {**{one.design: one.delays for one in self._known_beforehand() if one.delays}, **tried}
        costs = np.array([[self._designs.value(delays, (future,)) for future in self._question.futures] for delays in about.values()])
        shares = zip(self._question.futures, mixed_strategy(costs), strict=True)
        return {future.name: float(share) for future, share in shares if share >= LEAST}

    def _mixture(self, tried: Mapping[Design, dict[str, float]], best: TriedDesign) -> tuple[Experiment, float]:
        """The question about the least mean over a mixture of futures, and by how much that mean is above the bound of the aim."""
        shares = self._shares(tried)
        some = among_themselves([replace(one, weight=shares[one.name]) for one in self._question.futures if one.name in shares])
        zero = self._designs.zero_of(some)
        asked = replace(self._question, aim="expected", futures=some, gap=FINER * self._question.gap, start=best.design)
        return replace(self._whole, robust=asked), zero

    def _first(self, tried: Mapping[Design, dict[str, float]]) -> tuple[str, ...]:
        """The futures that no mixture of the designs avoids, by what was tried and what is about known of the others, and that in which the
        best does worst; two at least. Without designs, those that take longest and least by themselves."""
        futures = self._question.futures
        if not tried:
            ordered = sorted(futures, key=lambda one: (-(one.optimum or 0.0), one.name))
            return tuple(sorted({ordered[0].name, ordered[-1].name}))
        best = min(tried.values(), key=self._designs.value)
        worst = sorted(futures, key=lambda one: -self._designs.value(best, (one,)))
        taken = set(self._shares(tried))
        taken |= {worst[0].name} if taken - {worst[0].name} else {one.name for one in worst[:2]}
        return tuple(one.name for one in futures if one.name in taken)

    def _more(self, taken: tuple[str, ...], answer: Result, results: Mapping[Experiment, Result]) -> tuple[str, ...]:
        """The futures with those added in which the answer's design does worse than it was solved for; none where there are no such."""
        tried = self._designs.tried(answer.decisions, results)
        others = [one for one in self._question.futures if one.name not in taken]
        if tried is not None:
            solved_for = -np.inf if answer.aim_value is None else answer.aim_value
            others = [one for one in others if self._designs.value(tried.delays, (one,)) > solved_for]
            others.sort(key=lambda one: -self._designs.value(tried.delays, (one,)))
        return (*taken, *(one.name for one in others[:ADDED])) if others else ()

    def _about(self, taken: tuple[str, ...], best: TriedDesign | None) -> Experiment:
        """The question about some of the futures, by their weights among themselves: is there what beats the best design by the gap?"""
        weighted = among_themselves([one for one in self._question.futures if one.name in taken])
        asked = replace(self._question, futures=weighted, gap=FINER * self._question.gap)
        if best is not None:
            value = self._designs.value(best.delays)
            whole, few = abs(value + self._designs.zero), abs(value + self._designs.zero_of(weighted))
            # A gap of a regret counts the mean optimum too, and that of a few futures may be many times that of all.
            asked = replace(asked, gap=asked.gap * min(1.0, whole / few) if few else asked.gap)
            asked = replace(asked, start=best.design, ceiling=value - WITHIN * self._question.gap * whole)
        return replace(self._whole, robust=asked)


def mixed_strategy(costs: Array) -> Array:
    """The shares with which futures (columns) are best mixed against one who then picks the design (row) of the least mean cost."""
    rows, columns = costs.shape
    found = linprog(
        np.append(np.zeros(columns), -1.0),
        A_ub=np.hstack([-costs, np.ones((rows, 1))]),
        b_ub=np.zeros(rows),
        A_eq=[np.append(np.ones(columns), 0.0)],
        b_eq=[1.0],
        bounds=[(0.0, 1.0)] * columns + [(None, None)],
        method="highs",
    )
    assert found.x is not None, "every game has a value"
    return np.asarray(found.x[:columns], dtype=float)
