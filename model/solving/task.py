"""What a solve is asked for, beyond the instance: which aims in which order, within which limits, how far from what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.delay.measure import Decision, Slots

AimName = Literal["weighted_delay", "people", "four_stars", "changes", "liaison_staff", "worst_thread", "cvar", "distance"]
Foresight = Literal["perfect", "myopic"]
# The order of an ordinary run.
ORDINARY: tuple[AimName, ...] = ("weighted_delay", "people", "four_stars", "changes")

__all__ = ["MYOPIC", "ORDINARY", "RUN", "AimName", "Cap", "Decision", "Foresight", "Task"]


@dataclass(frozen=True)
class Cap:
    """An upper limit on one aim, in the aim's unit."""

    aim: AimName
    most: float


@dataclass(frozen=True)
class Task:
    """Aims are minimised in order (`distance` is maximised: the least number of decisions in which the posture differs from
    any of `away_from`); `caps` hold throughout (one of -n on `distance` asks for n decisions at least). Where `among` is given,
    `distance` counts these decisions alone. `worst_thread` is in hours of one request, `cvar`
    in urgency-weighted h/day, averaged over the share `cvar_tail` of the worst conditions, by weight (0 < tail <= 1; 1 is the mean).
    With the `foresight` of the myopic a plan is made phase after phase; that is for the ordinary aims alone."""

    aims: tuple[AimName, ...] = ORDINARY
    caps: tuple[Cap, ...] = ()
    away_from: tuple[frozenset[Decision], ...] = ()
    cvar_tail: float = 0.2
    foresight: Foresight = "perfect"
    among: Slots = None


RUN = Task()
# The ordinary aims of a plan, phase after phase.
MYOPIC = Task(foresight="myopic")
