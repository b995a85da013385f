"""A posture: one complete answer, and what its requests cost in hours, part by part.

These records know no solver: a posture can be read back from the tables and evaluated again years later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

ChannelKind = Literal["command", "liaison", "direct"]


@dataclass(frozen=True)
class Parts:
    """The parts of a delay, all in hours. They add up to `total`; adding two adds part by part."""

    handling: float = 0.0
    release: float = 0.0
    language: float = 0.0
    duty_wait: float = 0.0
    referral: float = 0.0
    relay_work: float = 0.0
    approval_work: float = 0.0
    desk_queue: float = 0.0
    decision_wait: float = 0.0

    @property
    def total(self) -> float:
        """Sum of the parts, hours."""
        return float(sum(vars(self).values(), 0.0))

    def __add__(self, other: Parts) -> Parts:
        return Parts(*(getattr(self, name) + getattr(other, name) for name in PART_NAMES))

    def scaled(self, factor: float) -> Parts:
        """Every part times `factor`."""
        return Parts(*(getattr(self, name) * factor for name in PART_NAMES))


PART_NAMES: tuple[str, ...] = tuple(part.name for part in fields(Parts))


@dataclass(frozen=True, order=True)
class Step:
    """A request's stay at one HQ: how it came (`via`, `level`; empty at the origin) and how many approvals it got there.

    `via` is the kind of channel it arrived on; `level` the liaison level of that channel (None for command channels).
    """

    hq: str
    approvals: int = 0
    via: ChannelKind | None = None
    level: int | None = None


@dataclass(frozen=True, order=True)
class Route:
    """The one path of a thread's requests in a phase and condition, origin first."""

    phase: str
    condition: str
    thread: str
    steps: tuple[Step, ...]

    @property
    def path(self) -> str:
        """The path as planners read it: `FLEET > HOST* > STAFF* > FORWARD`, one star an approval given there."""
        return " > ".join(step.hq + "*" * step.approvals for step in self.steps)


@dataclass(frozen=True, repr=False)
class Posture:
    """Every decision. Keys: phase, condition, authority, hq, channel (from_hq, to_hq), desk as in the instance.

    `grades` has an entry for each open HQ with a military commander; `bands` the utilisation limit of each desk that
    has bands; `holders` lists are sorted.
    """

    holders: Mapping[tuple[str, str, str], tuple[str, ...]]
    active: Mapping[tuple[str, str], bool]
    grades: Mapping[tuple[str, str], int]
    levels: Mapping[tuple[str, tuple[str, str]], int]
    officers: Mapping[tuple[str, str], int]
    bands: Mapping[tuple[str, str, str], float]
    routes: tuple[Route, ...]

    def __repr__(self) -> str:
        """How large it is; whole, it is longer than anybody reads."""
        phases = len({phase for phase, _ in self.active})
        opened = sum(self.active.values())
        teams = sum(level > 0 for level in self.levels.values())
        parts = (f"phases: {phases}", f"open headquarters: {opened}", f"authorities held: {len(self.holders)}", f"liaison teams: {teams}")
        return f"Posture({', '.join(parts)}, desk officers: {sum(self.officers.values())}, routes: {len(self.routes)})"


@dataclass(frozen=True)
class HopDelay:
    """One hop of a route. `step` counts from 1; the parts hold what the hop itself costs plus, on the hop that enters an
    HQ, the services, queue, decisions and referral there, so that a route's hops add up to the route. A route whose
    origin approves, or which never moves, has a step 0 with the origin's own work (`from_hq` empty)."""

    step: int
    from_hq: str
    to_hq: str
    channel: ChannelKind | Literal["origin"]
    level: int | None
    parts: Parts


@dataclass(frozen=True)
class RouteDelay:
    """A route with its delay: `parts` is the sum over `hops`."""

    route: Route
    parts: Parts
    hops: tuple[HopDelay, ...]


@dataclass(frozen=True)
class DeskLoad:
    """How busy a desk is: officer-hours a day asked and available, and the waits (h) of its band and of its exact load.

    `band` is None and both waits equal for a desk with an explicit capacity or for none (infinite capacity)."""

    phase: str
    condition: str
    desk: str
    officers: int
    band: float | None
    load_hours_per_day: float
    capacity_hours_per_day: float
    wait_hours: float
    exact_wait_hours: float


@dataclass(frozen=True)
class Evaluation:
    """What a posture costs: every route, every desk, and the totals that `runs` reports.

    `weighted_delay` is urgency-weighted hours a day (the first objective); `people` liaison staff plus desk officers,
    summed over phases; `four_stars` commanders of four stars or more; `changes` from phase to phase, in the first from today."""

    routes: tuple[RouteDelay, ...]
    desks: tuple[DeskLoad, ...]
    weighted_delay: float
    people: int
    four_stars: int
    changes: int
    weights: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    """Objective weight of each routed (phase, condition, thread): phase weight x share x requests a day x urgency."""
