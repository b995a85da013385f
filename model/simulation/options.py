"""What a simulation is asked, and which of the model's simplifications it keeps."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum

CONFIDENCE = 0.99
DAYS_A_WEEK, HOURS_A_DAY = 7, 24
WEEK_HOURS = float(DAYS_A_WEEK * HOURS_A_DAY)
WEEKS_A_YEAR = 52


class Fidelity(str, Enum):
    """`model` keeps the model's assumptions and checks its arithmetic; `calendar` lives through real weeks."""

    MODEL = "model"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Assumptions:
    """What a calendar-true replay lives through. Each that is False is the model's simplification in its place.

    `chained`: requests arise in duty hours and each wait follows from the hour at which the one before ended; else they arise round
    the clock and each wait is drawn by itself. `duty_work`: staff and principals work on duty only. `fixed_boards`: boards meet at
    fixed hours; else the wait for one is anything up to the period. `holidays`, `summer_time`: as nations and zones have them.
    `urgent_first`: the more urgent overtakes at a desk; else first come, first served.
    """

    chained: bool = True
    duty_work: bool = True
    fixed_boards: bool = True
    holidays: bool = True
    summer_time: bool = True
    urgent_first: bool = True


# The simplifications given up one after the other, from the model's world to the calendar's: what each step adds is its bias.
LADDER: tuple[tuple[str, Assumptions], ...] = (
    ("queues of the requests' own services", Assumptions(False, False, False, False, False)),
    ("waits that follow from one another", Assumptions(True, False, False, False, False)),
    ("work in duty hours only", Assumptions(True, True, False, False, False)),
    ("boards at fixed hours", Assumptions(True, True, True, False, False)),
    ("public holidays", Assumptions(True, True, True, True, False)),
    ("summer time", Assumptions()),
)


@dataclass(frozen=True)
class SimulationOptions:
    """`days` are those of one replication, shared out among phases and conditions in whole weeks, each at least one."""

    fidelity: Fidelity = Fidelity.CALENDAR
    days: int = 365
    replications: int = 30
    seed: int = 0
    assumptions: Assumptions = Assumptions()

    def weeks(self, cells: int) -> list[int]:
        """Weeks that each of so many phases and conditions is watched; what does not share out evenly goes to the last."""
        each, rest = divmod(self.days // DAYS_A_WEEK, cells)
        return [max(1, each + (number >= cells - rest)) for number in range(cells)]

    def told(self) -> dict[str, object]:
        """For the manifest."""
        kept = {part.name: getattr(self.assumptions, part.name) for part in fields(self.assumptions)}
        about = {"fidelity": self.fidelity.value, "days": self.days, "replications": self.replications, "seed": self.seed}
        return about | ({"assumptions": kept} if self.fidelity is Fidelity.CALENDAR else {})
