"""The delay of hops, services, approvals and referrals in many futures at once: `Physics`, with arrays for what futures move.

Every method says the same as its namesake there, in one sum of hours instead of parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np

from model.data.instance import key_text
from model.data.kinds import Record
from model.data.records import Channel
from model.delay.moved import Array, Cell, Numbers
from model.delay.physics import Physics


class ManyPhysics:
    """One instance in one phase, as `still` has it; `moved` are the cells that futures move there, by arrays with a value a future."""

    def __init__(self, still: Physics, moved: Mapping[Cell, Array]) -> None:
        self.still, self._moved = still, moved
        self.instance, self.phase = still.instance, still.phase
        # Asked again for every desk of a size, hop and thread.
        self._crowd = cache(self._waits)
        self.command_hop = cache(self._command_hop)
        self.work_hours = cache(self._work_hours)
        self.of_condition = cache(self._of_condition)
        self.slowed = cache(self._slowing)

    def cell(self, table: str, key: object, row: Record, column: str) -> Numbers | None:
        """What stands in a cell of a row."""
        found = self._moved.get((table, key_text(key), column)) if self._moved else None
        return getattr(row, column) if found is None else found

    def number(self, table: str, key: object, row: Record, column: str) -> Numbers:
        """The same where a number always stands."""
        found = self.cell(table, key, row, column)
        assert found is not None, "checked on reading"
        return found

    def parameter(self, name: str) -> Numbers:
        """Value of a parameter."""
        if name not in self.instance.parameters:
            return self.instance.parameter(name)
        return self.number("parameters", name, self.instance.parameters[name], "value")

    def _of_condition(self, condition: str, column: str) -> Numbers:
        """A number of a condition."""
        return self.number("conditions", condition, self.instance.conditions[condition], column)

    # Hops, services and approvals -------------------------------------------------------------------------------

    def _command_hop(self, condition: str, sender: str, receiver: str) -> Numbers:
        """Hours of a hop in the command chain."""
        handling = self.of_condition(condition, "tempo") * self.parameter("command_handling_hours")
        return handling + self.still.duty_wait(condition, sender, receiver)

    def channel_hop(self, condition: str, channel: Channel, level: int, sender: str, receiver: str) -> Numbers:
        """Hours of a hop on a channel at a liaison level."""
        explicit = self.cell("channels", (channel.from_hq, channel.to_hq), channel, "hours")
        if explicit is not None:
            return explicit
        team = self.instance.liaison_levels[level]
        hours = self.number("liaison_levels", level, team, "handling_hours")
        if self.instance.headquarters[sender].is_foreign_to(self.instance.headquarters[receiver]):
            release = self.number("liaison_levels", level, team, "release_hours")
            hours = (hours + release) * self.number("liaison_levels", level, team, "language_factor")
        wait = 0.0 if team.continuous else self.still.duty_wait(condition, sender, receiver)
        return self.of_condition(condition, "tempo") * hours + wait

    def _slowing(self, rest: float) -> Numbers:
        """Hours by the clock for each hour of work where staff is off duty for `rest` hours for each on duty."""
        return 1.0 + self.parameter("duty_bound_share") * rest

    def relay(self, condition: str, rest: float) -> Numbers:
        """Hours of one relay service by staff with that `rest`."""
        return self.relay_hours(condition) * self.slowed(rest)

    def staff_work(self, condition: str, thread: str, rest: float) -> Numbers:
        """Hours of the staff work for one approval by staff with that `rest`."""
        return self.work_hours(condition, thread) * self.slowed(rest)

    def relay_hours(self, condition: str) -> Numbers:
        """Officer-hours of one relay service."""
        return self.of_condition(condition, "tempo") * self.parameter("relay_hours")

    def _work_hours(self, condition: str, thread: str) -> Numbers:
        """Officer-hours of the staff work for one approval."""
        return self.of_condition(condition, "tempo") * self.number("threads", thread, self.instance.threads[thread], "work_hours")

    def decision(self, condition: str, hq: str) -> Numbers:
        """Hours of one approval at a holder."""
        factor = self.number("headquarters", hq, self.instance.headquarters[hq], "decision_factor")
        own_time = self.of_condition(condition, "approval_hours") * self.slowed(self.still.rest_per_hour(condition, hq))
        return factor * self.of_condition(condition, "decision_period_hours") / 2 + own_time

    def referral(self, condition: str, first: str, first_grade: int | None, second: str, second_grade: int | None) -> Numbers:
        """Expected hours added when `first` and then `second` approve."""
        headquarters = self.instance.headquarters
        if first_grade is None or second_grade is None or not headquarters[first].is_foreign_to(headquarters[second]):
            return 0.0
        gap = abs(first_grade - second_grade)
        junior, senior_grade = (first, second_grade) if first_grade < second_grade else (second, first_grade)
        chain = self.still.climb_chain(junior, senior_grade) if gap else ()
        if len(chain) < 2:
            return 0.0
        ways = (self.command_hop(condition, low, high) + self.command_hop(condition, high, low) for low, high in pairwise(chain))
        return self.parameter("referral_probability") * gap * (sum(ways, 0.0) + self.decision(condition, chain[-1]))

    # Desks ------------------------------------------------------------------------------------------------------

    def capacity_hours_per_day(self, condition: str, desk: str, officers: int, absorbing: bool) -> Numbers:
        """Officer-hours a day that a desk has."""
        explicit = self.cell("desks", desk, self.instance.desks[desk], "capacity_hours_per_day")
        if explicit is not None:
            return explicit * self._kept(absorbing)
        return officers * self.of_condition(condition, "effective_hours_per_week") * self._kept(absorbing) / 7

    def desk_wait(self, condition: str, desk: str, officers: int, utilisation: float, absorbing: bool) -> Numbers:
        """Mean hours by the clock that one service waits at a desk of that size and utilisation (Sakasegawa 1977, see `queues`)."""
        row = self.instance.desks[desk]
        explicit = self.cell("desks", desk, row, "wait_hours")
        if explicit is not None:
            return explicit
        if officers == 0 or utilisation == 0:
            return 0.0
        seats = officers / self.still.duty_hours(condition, desk)
        slowed = self.slowed(self.still.rest_per_hour(condition, self.still.desk_members[desk][0]))
        return self.number("desks", desk, row, "mean_service_hours") * self._crowd(condition, seats, utilisation, absorbing) * slowed

    def _waits(self, condition: str, seats: float, utilisation: float, absorbing: bool) -> Numbers:
        """Services of a mean length that one waits for; `seats` for each effective hour a week of an officer."""
        on_duty = seats * self.of_condition(condition, "effective_hours_per_week") * self._kept(absorbing)
        scatter = self.parameter("service_cv")
        share = utilisation ** (np.sqrt(2 * (on_duty + 1)) - 1) / (on_duty * (1 - utilisation))
        return self.of_condition(condition, "tempo") * (1 + scatter * scatter) / 2 * share

    def _kept(self, absorbing: bool) -> Numbers:
        """The share of a desk's capacity that is left for requests."""
        return 1.0 - self.parameter("transition_loss") if absorbing and self.instance.is_plan else 1.0
