"""What a run leaves behind, as reports take it, and how far it is while it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from model.data.instance import Instance
from model.solving.outcome import Outcome
from model.study.experiment import Result


@dataclass(frozen=True)
class Progress:
    """How far a solve is: its stage in words, the best delay found and the proven bound (h/day), wall seconds so far."""

    stage: str
    incumbent: float | None
    bound: float | None
    seconds: float


@dataclass(frozen=True)
class RunRecord:
    """A finished run with the instance it answers for (variant and settings applied) and that instance's digest. `other_foresight` is
    the outcome of a plan solved with the other foresight, where that was asked too; `unstated` the result without the decisions that
    are stated on the command line, where their price was asked."""

    variant: str
    instance: Instance
    digest: str
    outcome: Outcome
    seconds: float = 0.0
    other_foresight: Outcome | None = None
    unstated: Result | None = None

    @property
    def title(self) -> str:
        """The variant in words; the instance's title where there is no variant."""
        return self.instance.variant.title if self.instance.variant else self.instance.title

    @property
    def price_of_stated(self) -> float | None:
        """By how much (h/day) what is stated makes requests wait longer; None where it was not asked, or there is no posture with or
        without it."""
        evaluation, other = self.outcome.evaluation, self.unstated
        if evaluation is None or other is None or other.weighted_delay is None:
            return None
        return evaluation.weighted_delay - other.weighted_delay

    @property
    def political_score(self) -> int | None:
        """Ordinal political cost, where the variant states one."""
        return self.instance.variant.political_score if self.instance.variant else None
