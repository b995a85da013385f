"""Designs that a search for one posture has found, each kept in all futures: what it costs there with the best routes and bands.

Each is tried by experiments of its own, so that runners share them, and stores keep them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from model.solving.outcome import Status, gap_of, proved
from model.solving.robust.futures import value_of
from model.solving.task import Decision
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.robust_answer import told_gap

Design = tuple[Decision, ...]
# Futures that are added at a time to those that are solved for together.
ADDED = 2


@dataclass(frozen=True)
class TriedDesign:
    """A design with the weighted delay in every future (h/day), and the results that say so."""

    design: Design
    delays: dict[str, float]
    parts: tuple[Result, ...]


@dataclass
class Stand:
    """How far a search has come: the designs that have been tried in all futures, what is proved of the aim (h/day; None: nothing), and the
    seconds that solves took."""

    known: list[Design]
    bound: float | None
    seconds: float = 0.0

    def raise_bound(self, proved: float | None, above: float = 0.0) -> None:
        """Take a bound that is proved of something `above` the aim by so much; the largest counts."""
        if proved is not None:
            self.bound = proved - above if self.bound is None else max(self.bound, proved - above)


class Designs:
    """What designs cost in the futures of a question; `together` is the most futures that one experiment takes."""

    def __init__(self, whole: Experiment, together: int) -> None:
        assert whole.robust is not None, "only one posture for several futures is sought"
        self._whole, self._together = whole, together
        self.question: OnePosture = whole.robust
        self.zero = self.zero_of(self.question.futures)

    def zero_of(self, futures: Sequence[FutureSettings]) -> float:
        """What a gap counts beside the aim, of some futures: of a regret the mean optimum, as a regret may be nothing."""
        return sum(one.weight * (one.optimum or 0.0) for one in futures) if self.question.aim == "regret" else 0.0

    def experiments(self, design: Design) -> tuple[Experiment, ...]:
        """What to ask about a design."""
        asked, size = self.question, self._together
        return tuple(
            replace(self._whole, robust=OnePosture("expected", asked.futures[at : at + size], asked.tail, 0.0, design, kept=True))
            for at in range(0, len(asked.futures), size)
        )

    def missing(self, designs: Sequence[Design], results: Mapping[Experiment, Result]) -> tuple[Experiment, ...]:
        """What is still to be asked about these designs."""
        return tuple(one for design in dict.fromkeys(designs) for one in self.experiments(design) if one not in results)

    def tried(self, design: Design, results: Mapping[Experiment, Result]) -> TriedDesign | None:
        """What a design costs; None where it does not hold in every future."""
        parts = tuple(results[one] for one in self.experiments(design))
        delays = _delays(parts)
        return TriedDesign(design, delays, parts) if len(delays) == len(self.question.futures) else None

    def not_held(self, design: Design, results: Mapping[Experiment, Result]) -> tuple[FutureSettings, ...]:
        """The futures in which a design does not hold."""
        delays = _delays([results[one] for one in self.experiments(design)])
        return tuple(one for one in self.question.futures if one.name not in delays)

    def value(self, delays: Mapping[str, float], futures: Sequence[FutureSettings] | None = None) -> float:
        """The aim where the delays are these; of some futures alone."""
        some = self.question.futures if futures is None else futures
        optima = [one.optimum for one in some]
        return value_of(self.question.aim, [delays[one.name] for one in some], [one.weight for one in some], optima, self.question.tail)

    def best(self, designs: Sequence[Design], results: Mapping[Experiment, Result]) -> TriedDesign | None:
        """The best of some designs, the first of equal ones; None where none holds in every future."""
        held = [tried for design in dict.fromkeys(designs) if (tried := self.tried(design, results)) is not None]
        return min(held, key=lambda one: self.value(one.delays), default=None)

    def is_near(self, found: Result | None) -> bool:
        """Whether a posture is as near to what is proved as was asked for."""
        return found is not None and found.aim_gap is not None and found.aim_gap <= self.question.gap

    def gap(self, value: float, bound: float) -> float:
        """The relative gap between a value and a bound of the aim; of a regret relative to itself and the mean optimum."""
        return gap_of(value + self.zero, bound + self.zero)

    def result(self, found: TriedDesign, bound: float | None, seconds: float) -> Result:
        """A design as the answer to the whole question, with what is proved of it. `people` and the like are those of the first future."""
        value, first = self.value(found.delays), found.parts[0]
        bound = None if bound is None else min(bound, value)
        gap = None if bound is None else self.gap(value, bound)
        mean = self.question.aim == "expected"
        status = Status.FEASIBLE if gap is None else proved(gap, self.question.gap)
        return replace(
            first,
            status=status.value,
            reason=told_gap(status, gap, self.question.gap),
            weighted_delay=sum(one.weight * found.delays[one.name] for one in self.question.futures),
            bound=bound if mean else None,
            gap=gap if mean else None,
            worst_thread_hours=max(part.worst_thread_hours or 0.0 for part in found.parts),
            decisions=found.design,
            tie_break_proved=False,
            delay_by_future=found.delays,
            aim_value=value,
            aim_bound=bound,
            aim_gap=gap,
            seconds=seconds,
        )


def among_themselves(futures: Sequence[FutureSettings]) -> tuple[FutureSettings, ...]:
    """Some futures by their weights among themselves."""
    total = sum(one.weight for one in futures)
    return tuple(replace(one, weight=one.weight / total) for one in futures)


def _delays(parts: Sequence[Result]) -> dict[str, float]:
    """The weighted delay in each future in which a design holds."""
    return {name: hours for part in parts for name, hours in (part.delay_by_future or {}).items()}
