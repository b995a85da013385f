"""Where requests go on the real calendar: who is on duty when, when boards meet, and how a referral climbs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from model.simulation.duty import ALWAYS, Boards, RoundTheClock, duty_of, local_midnight
from model.simulation.options import Assumptions
from model.simulation.plan import Cell, Climb, Home, Sitting


@dataclass
class Principal:
    """Whoever decides: when boards meet, and when there is time for an approval."""

    boards: Boards | None
    duty: RoundTheClock
    approval: float

    def decided(self, hour: float, random_wait: float) -> tuple[float, float]:
        """When the board sits, and when the principal is done, for what is ready at `hour`."""
        board = hour + random_wait if self.boards is None else self.boards.next(hour)
        if self.duty is ALWAYS:
            return board, board + self.approval
        return board, self.duty.after(self.duty.next_on(board), self.approval)


class Places:
    """The headquarters of a phase and condition, as far as the assumptions let them keep hours."""

    def __init__(self, cell: Cell, assumptions: Assumptions) -> None:
        self.cell, self.assumptions = cell, assumptions
        self._principals: dict[Sitting, Principal] = {}

    def _duty(self, home: Home) -> RoundTheClock:
        return duty_of(home, self.cell.start, self.assumptions.holidays, self.assumptions.summer_time)

    def taking_in(self, hq: str) -> RoundTheClock:
        """When messages are taken in at an HQ."""
        return self._duty(self.cell.homes[hq]) if self.assumptions.chained else ALWAYS

    def working(self, home: Home) -> RoundTheClock:
        """When work goes on that keeps this duty."""
        return self._duty(home) if self.assumptions.duty_work else ALWAYS

    def principal(self, sitting: Sitting) -> Principal:
        """The principal of an HQ with its boards."""
        if sitting not in self._principals:
            self._principals[sitting] = self._principal(sitting)
        return self._principals[sitting]

    def _principal(self, sitting: Sitting) -> Principal:
        home, boards = self.cell.homes[sitting.hq], None
        if self.assumptions.fixed_boards:
            boards = Boards(sitting.period, self._duty(home), local_midnight(home, self.cell.start))
        return Principal(boards, self.working(home), sitting.approval)

    def climbed(self, climb: Climb, hour: float, drawn: float) -> float:
        """When a referral that begins at `hour` is back; `drawn` are its hours that do not follow from the clock."""
        hour += drawn
        if not self.assumptions.chained:
            return hour
        for upper in climb.chain[1:]:
            hour = self.taking_in(upper).next_on(hour + climb.hop)
        _, hour = self.principal(climb.top).decided(hour, climb.top.period / 2)
        for _, lower in pairwise(reversed(climb.chain)):
            hour = self.taking_in(lower).next_on(hour + climb.hop)
        return hour
