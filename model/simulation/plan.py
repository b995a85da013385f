"""A posture as a simulation needs it: for each phase and condition the ways of the requests, and the desks on them.

Plain data, so that it travels to workers; who reads it from a report is `replay.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.data.records import Calendar
from model.delay.calendars import weekly_hours
from model.simulation.options import WEEK_HOURS


@dataclass(frozen=True)
class Home:
    """Where and when a headquarters is on duty. `nation` is the one whose holidays it keeps."""

    calendar: Calendar
    timezone: str
    nation: str


@dataclass(frozen=True)
class Sitting:
    """The decision of one principal: hours between two of its boards, and of its own time on one approval."""

    hq: str
    period: float
    approval: float


@dataclass(frozen=True)
class Climb:
    """A matter that goes up from the junior of two principals and down again: how often on the mean, the HQs from the junior upward, hours
    of one hop between them, and the decision at the top."""

    expected: float
    chain: tuple[str, ...]
    hop: float
    top: Sitting


@dataclass(frozen=True)
class Stage:
    """A hop and the service behind it (or, of several services at one HQ, one with no hop before it), in hours.

    `sender` is empty where there is no hop; `waits` tells that the request waits for the receiver's duty. `work` is the mean service,
    `sitting` the decision after it (None: it is passed on), `climb` the referral before that.
    """

    sender: str
    hq: str
    handling: float = 0.0
    release: float = 0.0
    language: float = 0.0
    waits: bool = False
    desk: str | None = None
    work: float = 0.0
    sitting: Sitting | None = None
    climb: Climb | None = None

    @property
    def travel(self) -> float:
        """Hours of the hop without any wait."""
        return self.handling + self.release + self.language


@dataclass(frozen=True)
class ThreadPlan:
    """A thread's requests: how many a day, how much an hour of one weighs in the objective (`weight`, of all of a day), and their way.
    `model` are the reported hours by part, `exact` the same with each desk's wait at its exact load."""

    thread: str
    origin: str
    requests_per_day: float
    urgency: float
    weight: float
    deadline: float | None
    legs: tuple[Stage, ...]
    model: Mapping[str, float]
    exact: Mapping[str, float]


@dataclass(frozen=True)
class DeskPlan:
    """A desk. `seats` work at a time while `home` is on duty; `given_wait` stands for its queue where not None. `service` are mean hours
    of one service, `background` officer-hours a day of other work; `load` and `capacity` are officer-hours a day."""

    desk: str
    home: Home
    seats: float
    service: float
    background: float
    load: float
    capacity: float
    exact_wait: float
    given_wait: float | None = None

    @property
    def utilisation(self) -> float:
        """Load over capacity, as the report has it."""
        return self.load / self.capacity if self.capacity > 0 else 0.0 if self.load == 0 else float("inf")


@dataclass(frozen=True)
class Cell:
    """A phase and condition of a posture. `longest` are the most hours that the model gives any request there in any variant of the report.

    `duty_bound` is the share of work that the model lets go on in duty hours only, `staff` whose those are: of an HQ with a desk the
    desk's."""

    phase: str
    condition: str
    start: dt.date
    cv: float
    homes: Mapping[str, Home]
    desks: Mapping[str, DeskPlan]
    threads: tuple[ThreadPlan, ...]
    longest: float
    duty_bound: float = 0.0
    staff: Mapping[str, Home] = field(default_factory=dict)

    def staff_of(self, hq: str) -> Home:
        """Whose duty hours the work at an HQ keeps."""
        return self.staff.get(hq) or self.homes[hq]

    def slowing(self, home: Home) -> float:
        """Mean hours by the clock, in the model, of an hour of work that keeps this duty."""
        return 1 + self.duty_bound * (WEEK_HOURS / weekly_hours(home.calendar) - 1)


@dataclass(frozen=True, eq=False)
class VariantPlan:
    """A variant: its cells by phase and condition, and its reported weighted delay (h/day). Equal only to itself."""

    variant: str
    weighted_delay: float
    cells: tuple[Cell, ...]
