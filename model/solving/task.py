"""What a solve is asked for, beyond the instance: which aims in which order, within which limits, how far from what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AimName = Literal["weighted_delay", "people", "four_stars", "changes", "worst_thread", "cvar", "distance"]
# The order of an ordinary run.
ORDINARY: tuple[AimName, ...] = ("weighted_delay", "people", "four_stars", "changes")
# A whole decision as it is named in a design: ("holds", phase, condition, authority, hq), ("level", phase, from, to, level) ...
Decision = tuple[str | int | float, ...]


@dataclass(frozen=True)
class Cap:
    """An upper limit on one aim, in the aim's unit."""

    aim: AimName
    most: float


@dataclass(frozen=True)
class Task:
    """Aims are minimised in order (`distance` is maximised: the least number of decisions in which the posture differs from
    any of `away_from`); `caps` hold throughout. `cvar_tail` is the share of the worst conditions, by weight, over which the
    aim `cvar` averages (0 < tail <= 1; 1 is the mean)."""

    aims: tuple[AimName, ...] = ORDINARY
    caps: tuple[Cap, ...] = ()
    away_from: tuple[frozenset[Decision], ...] = ()
    cvar_tail: float = 0.2


RUN = Task()
