"""What a study asks for and what it gets back: jobs and run records. Both travel between processes."""

from __future__ import annotations

from dataclasses import dataclass

from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome

BASE = "base"  # name in reports of the instance as it stands, without a variant


@dataclass(frozen=True)
class Job:
    """One run that is asked for: an instance, checked and with its variant and settings applied. `name` is the variant's in reports."""

    name: str
    instance: Instance
    options: SolveOptions


@dataclass(frozen=True)
class Progress:
    """How far a run is: its stage in words, the best delay found and the proven bound (h/day), wall seconds so far."""

    variant: str
    stage: str
    incumbent: float | None
    bound: float | None
    seconds: float


@dataclass(frozen=True)
class Answer:
    """What a worker sends back. `seconds` is the run's wall time."""

    variant: str
    outcome: Outcome
    seconds: float


@dataclass(frozen=True)
class RunRecord:
    """A finished run with the instance it answers for (variant and settings applied) and that instance's digest."""

    variant: str
    instance: Instance
    digest: str
    outcome: Outcome
    seconds: float = 0.0

    @property
    def title(self) -> str:
        """The variant in words; the instance's title where there is no variant."""
        return self.instance.variant.title if self.instance.variant else self.instance.title

    @property
    def political_score(self) -> int | None:
        """Ordinal political cost, where the variant states one."""
        return self.instance.variant.political_score if self.instance.variant else None
