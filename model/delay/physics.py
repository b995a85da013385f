"""The delay of hops, services, approvals and referrals in one phase, in hours (design: delay of one request).

`Physics` reads an instance once and answers questions; every answer is a pure function of its arguments. Nothing here
knows which decisions are free.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from model.data.instance import Instance
from model.data.records import Calendar, Channel, Headquarters, Phase
from model.delay.calendars import DutyWeek, duty_week, expected_wait, rest_per_hour, weekly_hours
from model.delay.posture import Parts, Route
from model.delay.queues import mean_wait

# The relations by which an HQ commands the component of an authority.
COMMAND = ("OPCON", "TACON")
# Relative slack when a load is compared with a capacity: both are sums of floats.
ROUNDING = 1e-9


class Physics:
    """Delays of one instance in one phase; `instance` is as it is in the phase. All results are hours at full precision; keys are ids of
    the instance."""

    def __init__(self, instance: Instance, phase: Phase) -> None:
        self.instance = instance = instance.at(phase.id)
        self.phase = phase
        # The share of its capacity that a desk loses while it absorbs a transfer; with one phase there is no way to tell of.
        self.transition_loss = instance.parameter("transition_loss") if instance.is_plan else 0.0
        self._duty_bound = instance.parameter("duty_bound_share")
        desks: dict[str, list[str]] = {}
        for hq in instance.headquarters.values():
            if hq.desk is not None:
                desks.setdefault(hq.desk, []).append(hq.hq)
        self.desk_members = {desk: tuple(sorted(members)) for desk, members in desks.items()}
        # Caches live as long as the object; methods stay free of hidden state otherwise.
        self.duty_wait = cache(self._duty_wait)
        self.climb = cache(self._climb)
        self._week = cache(self._duty_week)
        self.duty_hours = cache(self._desk_duty_hours)
        self.rest_per_hour = cache(self._rest_per_hour)

    # Duty hours -------------------------------------------------------------------------------------------------

    def calendar(self, condition: str, hq: str) -> Calendar:
        """The longer, by weekly hours, of the HQ's own calendar and the condition's; the HQ's own where they tie, and the condition's
        where it has none."""
        kept = self._hq(hq).calendar
        demanded = self.instance.calendars[self.instance.conditions[condition].calendar]
        if kept is None:
            return demanded
        own = self.instance.calendars[kept]
        return demanded if weekly_hours(demanded) > weekly_hours(own) else own

    def _duty_week(self, condition: str, hq: str) -> DutyWeek:
        timezone = self.instance.sites[self._hq(hq).site].timezone
        return duty_week(self.calendar(condition, hq), timezone, self.phase.start)

    def _duty_wait(self, condition: str, sender: str, receiver: str) -> float:
        return expected_wait(self._week(condition, sender), self._week(condition, receiver))

    # Hops -------------------------------------------------------------------------------------------------------

    def command_hop(self, condition: str, sender: str, receiver: str) -> Parts:
        """A hop in the command chain: handling and duty wait, no liaison, release or language."""
        handling = self.instance.conditions[condition].tempo * self.instance.parameter("command_handling_hours")
        return Parts(handling=handling, duty_wait=self.duty_wait(condition, sender, receiver))

    def channel_hop(self, condition: str, channel: Channel, level: int, sender: str, receiver: str) -> Parts:
        """A hop on a channel at a liaison level; an explicit `hours` stands for all of it."""
        if channel.hours is not None:
            return Parts(handling=channel.hours)
        tempo = self.instance.conditions[condition].tempo
        team = self.instance.liaison_levels[level]
        foreign = self._hq(sender).is_foreign_to(self._hq(receiver))
        handling = tempo * team.handling_hours
        release = tempo * team.release_hours if foreign else 0.0
        language = (team.language_factor - 1) * (handling + release) if foreign else 0.0
        wait = 0.0 if team.continuous else self.duty_wait(condition, sender, receiver)
        return Parts(handling=handling, release=release, language=language, duty_wait=wait)

    # Services and approvals -------------------------------------------------------------------------------------

    def _rest_per_hour(self, condition: str, hq: str) -> float:
        """Hours that the HQ's desk (the HQ, where it has none) is off duty for each that it is on duty."""
        desk = self._hq(hq).desk
        members = (hq,) if desk is None else self.desk_members[desk]
        return min(rest_per_hour(self.calendar(condition, member)) for member in members)

    def rest(self, condition: str, hq: str, hours: float) -> float:
        """Expected hours of rest that so many hours of work at an HQ meet, by the clock; they are booked as duty wait."""
        return self._duty_bound * self.rest_per_hour(condition, hq) * hours

    def relay(self, condition: str, hq: str) -> Parts:
        """One relay service at an HQ, without its queue."""
        hours = self.relay_hours(condition)
        return Parts(relay_work=hours, duty_wait=self.rest(condition, hq, hours))

    def staff_work(self, condition: str, thread: str, hq: str) -> Parts:
        """The staff work for one approval at an HQ, without its queue."""
        hours = self.work_hours(condition, thread)
        return Parts(approval_work=hours, duty_wait=self.rest(condition, hq, hours))

    def relay_hours(self, condition: str) -> float:
        """Officer-hours of one relay service."""
        return self.instance.conditions[condition].tempo * self.instance.parameter("relay_hours")

    def work_hours(self, condition: str, thread: str) -> float:
        """Officer-hours of the staff work for one approval."""
        return self.instance.conditions[condition].tempo * self.instance.threads[thread].work_hours

    def services(self, route: Route) -> list[tuple[str, float]]:
        """(desk, officer-hours) of every service a request gets on its route; HQs without a desk are left out."""
        services: list[tuple[str, float]] = []
        for position, step in enumerate(route.steps):
            desk = self._hq(step.hq).desk
            if desk is None:
                continue
            if step.approvals:
                services += [(desk, self.work_hours(route.condition, route.thread))] * step.approvals
            elif position > 0:
                services.append((desk, self.relay_hours(route.condition)))
        return services

    def decision(self, condition: str, hq: str) -> Parts:
        """One approval at a holder: half its decision period, then the principal's own time (counted as approval work) with its rest."""
        state = self.instance.conditions[condition]
        return Parts(
            decision_wait=self._hq(hq).decision_factor * state.decision_period_hours / 2,
            approval_work=state.approval_hours,
            duty_wait=self.rest(condition, hq, state.approval_hours),
        )

    # Referral ---------------------------------------------------------------------------------------------------

    def referral(self, condition: str, first: str, first_grade: int | None, second: str, second_grade: int | None) -> float:
        """Expected hours added when `first` and then `second` approve: probability x grade gap x climb of the junior.

        Zero where they have a nation in common, between equals, and where either is a civil principal (grade None).
        """
        if first_grade is None or second_grade is None or not self._hq(first).is_foreign_to(self._hq(second)):
            return 0.0
        gap = abs(first_grade - second_grade)
        if gap == 0:
            return 0.0
        junior, senior_grade = (first, second_grade) if first_grade < second_grade else (second, first_grade)
        return self.instance.parameter("referral_probability") * gap * self.climb(condition, junior, senior_grade)

    def _climb(self, condition: str, junior: str, senior_grade: int) -> float:
        """Hours up the chain to the first superior of at least `senior_grade` (else the top), one decision, and back.

        A civil superior has no grade and ends the climb, as civil principals satisfy every grade rule. A junior without
        a superior has nobody to refer to: 0.
        """
        chain = self.climb_chain(junior, senior_grade)
        if len(chain) == 1:
            return 0.0
        hops = sum(
            self.command_hop(condition, lower, upper).total + self.command_hop(condition, upper, lower).total
            for lower, upper in pairwise(chain)
        )
        return hops + self.decision(condition, chain[-1]).total

    def climb_chain(self, junior: str, senior_grade: int) -> tuple[str, ...]:
        """The HQs from the junior up to the first superior of at least `senior_grade` (else the top); the junior alone where it has no
        superior."""
        chain = [junior]
        superior = self._hq(junior).superior
        while superior is not None:
            chain.append(superior)
            grade = _grade_for_climb(self._hq(superior))
            if grade is None or grade >= senior_grade:
                break
            superior = self._hq(superior).superior
        return tuple(chain)

    # Desks ------------------------------------------------------------------------------------------------------

    def capacity_hours_per_day(self, condition: str, desk: str, officers: int, absorbing: bool = False) -> float:
        """Officer-hours a day a desk has; its explicit capacity where it gives one. Less of either while it is absorbing a transfer."""
        explicit = self.instance.desks[desk].capacity_hours_per_day
        if explicit is not None:
            return explicit * self._kept(absorbing)
        return officers * self.instance.conditions[condition].effective_hours_per_week * self._kept(absorbing) / 7

    def holds(
        self, condition: str, desk: str, officers: int, load: float, band: float = 1.0, slack: float = ROUNDING, absorbing: bool = False
    ) -> bool:
        """Whether a desk of that size holds a load (officer-hours a day) within a utilisation band, but for a slack relative to the larger
        of 1 and its capacity."""
        capacity = self.capacity_hours_per_day(condition, desk, officers, absorbing)
        return load <= band * capacity + slack * max(1.0, capacity)

    def desk_wait(self, condition: str, desk: str, officers: int, utilisation: float, absorbing: bool = False) -> float:
        """Mean hours by the clock that one service waits at a desk of that size and utilisation (its explicit wait where it gives one): the
        queue rests when its desk does. While it is absorbing a transfer fewer of its officers are free for requests, so that fewer seats
        work at them.

        A desk without officers can give no service, so nothing waits there: 0.
        """
        row = self.instance.desks[desk]
        if row.wait_hours is not None:
            return row.wait_hours
        if officers == 0:
            return 0.0
        assert row.mean_service_hours is not None, "checked on reading"
        state = self.instance.conditions[condition]
        seats = officers * state.effective_hours_per_week * self._kept(absorbing) / self.duty_hours(condition, desk)
        wait = mean_wait(row.mean_service_hours * state.tempo, self.instance.parameter("service_cv"), seats, utilisation)
        return wait + self.rest(condition, self.desk_members[desk][0], wait)

    def _kept(self, absorbing: bool) -> float:
        """The share of a desk's capacity that is left for requests."""
        return 1.0 - self.transition_loss if absorbing else 1.0

    def _desk_duty_hours(self, condition: str, desk: str) -> float:
        """Weekly hours of the longest duty among the HQs of the desk."""
        return max(weekly_hours(self.calendar(condition, hq)) for hq in self.desk_members[desk])

    def _hq(self, hq: str) -> Headquarters:
        return self.instance.headquarters[hq]


def _grade_for_climb(hq: Headquarters) -> int | None:
    """Today's grade; for a planned HQ, which has none today, the lowest it may open with; None for civil principals."""
    if hq.grade_now is not None:
        return hq.grade_now
    return min(hq.grades) if hq.grades else None
