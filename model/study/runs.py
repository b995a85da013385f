"""What a run leaves behind, as reports take it, and how far it is while it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from model.data.instance import Instance
from model.solving.outcome import Outcome


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
    the outcome of a plan solved with the other foresight, where that was asked too."""

    variant: str
    instance: Instance
    digest: str
    outcome: Outcome
    seconds: float = 0.0
    other_foresight: Outcome | None = None

    @property
    def title(self) -> str:
        """The variant in words; the instance's title where there is no variant."""
        return self.instance.variant.title if self.instance.variant else self.instance.title

    @property
    def political_score(self) -> int | None:
        """Ordinal political cost, where the variant states one."""
        return self.instance.variant.political_score if self.instance.variant else None
