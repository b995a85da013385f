"""The hours and loads of a claim, worked out anew from the instance and the claimed decisions.

Written from the meaning of each part (design: delay of one request), not from the code that evaluates postures; only the
arithmetic of duty weeks and of the queue is shared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from model.data.instance import Instance
from model.data.records import Calendar, Channel, Phase
from model.delay.calendars import DutyWeek, duty_week, expected_wait, weekly_hours
from model.delay.posture import Parts
from model.delay.queues import mean_wait
from model.verify.claim import Claim, PathStop, Place, members
from model.verify.rows import Row
from model.verify.steps import steps

WEEK_DAYS = 7


class Recomputed:
    """Parts of every hop (by route and step), load of every desk (officer-hours a day), weight of every route (1/day). Every number is
    that of its phase. `absorbing` are the desks (phase, desk) of HQs that take over an authority in a phase of a plan."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.at: Callable[[str], Instance] = claim.at
        self._duty_wait = cache(self._uncached_duty_wait)
        self.phases: dict[str, Phase] = {phase.id: phase for phase in claim.instance.phases}
        self.absorbing = self._absorbing()
        self.loads = self._loads()
        self.hops: dict[Place, dict[int, Parts]] = {key: dict(self._route(key, stops)) for key, stops in claim.stops.items()}
        self.routes: dict[Place, Parts] = {key: _sum(hops.values()) for key, hops in self.hops.items()}
        self.weights: dict[Place, float] = {key: self._weight(key) for key in claim.routes}

    def _weight(self, key: Place) -> float:
        phase, condition, thread = key
        demand = self.at(phase).demand[thread, condition]
        return self.phases[phase].weight * self.at(phase).conditions[condition].share * demand.requests_per_day * demand.urgency

    # Desks ----------------------------------------------------------------------------------------------------------

    def _loads(self) -> dict[Place, float]:
        loads = {key: self._background(key) for key in self.claim.desks}
        for (phase, condition, thread), stops in self.claim.stops.items():
            requests = self.at(phase).demand[thread, condition].requests_per_day
            for number, stop in enumerate(stops):
                desk = self.at(phase).headquarters[stop.hq].desk
                if desk is not None:
                    work = self._service_hours(phase, condition, thread, stop, number)
                    loads[phase, condition, desk] += requests * work * _services(stop, number)
        return loads

    def _background(self, key: Place) -> float:
        phase, _, desk = key
        return self.at(phase).desks[desk].background_hours_per_day if self.is_staffed(phase, desk) else 0.0

    def is_staffed(self, phase: str, desk: str) -> bool:
        """Whether some HQ that the desk works for is open."""
        return any(self.claim.is_open(phase, hq) for hq in members(self.at(phase), desk))

    def _absorbing(self) -> set[tuple[str, str]]:
        takers = {(step.phase.id, hq) for step in steps(self.claim) for _, _, hq in step.taken_over()}
        desks = {(phase, desk) for phase, hq in takers if (desk := self.at(phase).headquarters[hq].desk) is not None}
        return desks if self.claim.instance.is_plan else set()

    def _left(self, phase: str, desk: str) -> float:
        """The share of its capacity that a desk has left for requests."""
        return 1.0 - self.at(phase).parameter("transition_loss") if (phase, desk) in self.absorbing else 1.0

    def capacity(self, key: Place) -> float:
        """Officer-hours a day that the desk can give."""
        phase, condition, desk = key
        explicit = self.at(phase).desks[desk].capacity_hours_per_day
        weekly = self.officers(key) * self.at(phase).conditions[condition].effective_hours_per_week
        return self._left(phase, desk) * (weekly / WEEK_DAYS if explicit is None else explicit)

    def officers(self, key: Place) -> int:
        """Officers the desk is said to have."""
        return self.claim.desks[key].whole("officers") or 0

    def wait(self, key: Place, utilisation: float) -> float:
        """Hours one service waits at that utilisation; infinite where the desk is saturated."""
        phase, condition, desk = key
        row, state = self.at(phase).desks[desk], self.at(phase).conditions[condition]
        if row.wait_hours is not None:
            return row.wait_hours
        if self.officers(key) == 0:
            return 0.0
        if utilisation >= 1:
            return float("inf")
        assert row.mean_service_hours is not None, "a desk with a queue says so"
        on_duty = self._longest_duty(phase, condition, members(self.at(phase), desk))
        seats = self._left(phase, desk) * self.officers(key) * state.effective_hours_per_week / on_duty
        wait = mean_wait(row.mean_service_hours * state.tempo, self.at(phase).parameter("service_cv"), seats, max(0.0, utilisation))
        return wait * self._slowing(phase, on_duty)

    # Routes ---------------------------------------------------------------------------------------------------------

    def _route(self, key: Place, stops: tuple[PathStop, ...]) -> Iterator[tuple[int, Parts]]:
        """(step, parts) of each hop that has a row: the hop itself and all that happens at the HQ it enters."""
        phase, condition, _ = key
        approver = ""
        for number, stop in enumerate(stops):
            parts = self._hop(phase, condition, stops[number - 1].hq, stop) if number else Parts()
            parts += self._services_at(key, stop, number)
            for _ in range(stop.approvals):
                parts += Parts(referral=self._referral(phase, condition, approver, stop.hq)) + self._decision(phase, condition, stop.hq)
                approver = stop.hq
            if stop.hop is not None:
                yield number, parts

    def _hop(self, phase: str, condition: str, sender: str, stop: PathStop) -> Parts:
        """The movement alone. A hop on a channel that the instance does not have costs nothing here; another check tells."""
        assert stop.hop is not None, "every stop but the first is entered by a hop"
        tempo = self.at(phase).conditions[condition].tempo
        wait = self._duty_wait(phase, condition, sender, stop.hq)
        if stop.hop.text("channel") == "command":
            return Parts(handling=tempo * self.at(phase).parameter("command_handling_hours"), duty_wait=wait)
        channel = self.channel(stop.hop)
        team = self.at(phase).liaison_levels.get(stop.hop.whole("level") or 0)
        if channel is None or team is None:
            return Parts()
        if channel.hours is not None:
            return Parts(handling=channel.hours)
        foreign = not self._nations(sender) & self._nations(stop.hq)
        handling, release = tempo * team.handling_hours, tempo * team.release_hours * foreign
        language = (handling + release) * (team.language_factor - 1) * foreign
        return Parts(handling=handling, release=release, language=language, duty_wait=0.0 if team.continuous else wait)

    def channel(self, hop: Row) -> Channel | None:
        """The channel of the instance that a hop's row names: a direct one in its direction, a liaison one in either."""
        channels = self.at(hop.text("phase")).channels
        one, other, kind = hop.text("from_hq"), hop.text("to_hq"), hop.text("channel")
        ways = [(one, other)] if kind == "direct" else [(one, other), (other, one)]
        return next((row for way in ways if (row := channels.get(way)) and row.kind == kind), None)

    def _service_hours(self, phase: str, condition: str, thread: str, stop: PathStop, number: int) -> float:
        """Officer-hours of one service at a stop."""
        effort = self.at(phase).threads[thread].work_hours if stop.approvals else self.at(phase).parameter("relay_hours")
        return self.at(phase).conditions[condition].tempo * effort if _services(stop, number) else 0.0

    def _services_at(self, key: Place, stop: PathStop, number: int) -> Parts:
        phase, condition, thread = key
        count = _services(stop, number)
        work = count * self._service_hours(phase, condition, thread, stop, number)
        desk = self.at(phase).headquarters[stop.hq].desk
        queue = 0.0
        if desk is not None:
            place = (phase, condition, desk)
            queue = count * self.wait(place, self.claim.desks[place].number("band") or 0.0)
        rest = work * (self._slowing(phase, self._on_duty(phase, condition, stop.hq)) - 1)
        done = Parts(approval_work=work) if stop.approvals else Parts(relay_work=work)
        return done + Parts(desk_queue=queue, duty_wait=rest)

    def _decision(self, phase: str, condition: str, hq: str) -> Parts:
        state = self.at(phase).conditions[condition]
        board = state.decision_period_hours * self.at(phase).headquarters[hq].decision_factor
        rest = state.approval_hours * (self._slowing(phase, self._on_duty(phase, condition, hq)) - 1)
        return Parts(decision_wait=board / 2, approval_work=state.approval_hours, duty_wait=rest)

    def _referral(self, phase: str, condition: str, first: str, second: str) -> float:
        """Probability x steps x climb of the junior of two successive approvers of different nations and grades."""
        if not first or self._nations(first) & self._nations(second):
            return 0.0
        one, other = self.claim.grade(phase, first), self.claim.grade(phase, second)
        if one is None or other is None or one == other:
            return 0.0
        junior = first if one < other else second
        climb = self._climb(phase, condition, junior, max(one, other))
        return self.at(phase).parameter("referral_probability") * abs(one - other) * climb

    def _climb(self, phase: str, condition: str, junior: str, grade: int) -> float:
        """Up to the first superior of that grade (a civil one always is), a decision there, and down again."""
        hours, below = 0.0, junior
        while (above := self.at(phase).headquarters[below].superior) is not None:
            tempo = self.at(phase).conditions[condition].tempo
            hours += 2 * tempo * self.at(phase).parameter("command_handling_hours")
            hours += self._duty_wait(phase, condition, below, above) + self._duty_wait(phase, condition, above, below)
            below = above
            hq = self.at(phase).headquarters[above]
            today = hq.grade_now if hq.grade_now is not None else min(hq.grades, default=None)
            if today is None or today >= grade:
                break
        return 0.0 if below == junior else hours + self._decision(phase, condition, below).total

    # Duty hours -----------------------------------------------------------------------------------------------------

    def _slowing(self, phase: str, on_duty: float) -> float:
        """Hours by the clock for each hour of work of staff that is on duty for so many hours a week: the share of it that is bound to duty
        is spread over the whole week."""
        bound = self.at(phase).parameter("duty_bound_share")
        return bound * WEEK_DAYS * 24 / on_duty + (1 - bound)

    def _on_duty(self, phase: str, condition: str, hq: str) -> float:
        """Weekly duty hours of who works at an HQ: its desk, or it itself."""
        desk = self.at(phase).headquarters[hq].desk
        return self._longest_duty(phase, condition, [hq] if desk is None else members(self.at(phase), desk))

    def _longest_duty(self, phase: str, condition: str, hqs: Iterable[str]) -> float:
        return max(weekly_hours(self._calendar(phase, condition, hq)) for hq in hqs)

    def _uncached_duty_wait(self, phase: str, condition: str, sender: str, receiver: str) -> float:
        return expected_wait(self._week(phase, condition, sender), self._week(phase, condition, receiver))

    def _week(self, phase: str, condition: str, hq: str) -> DutyWeek:
        zone = self.at(phase).sites[self.at(phase).headquarters[hq].site].timezone
        return duty_week(self._calendar(phase, condition, hq), zone, self.phases[phase].start)

    def _calendar(self, phase: str, condition: str, hq: str) -> Calendar:
        """The longer of the HQ's own calendar, if it has one, and the condition's; its own where both are as long."""
        own = self.at(phase).headquarters[hq].calendar
        names = [name for name in (own, self.at(phase).conditions[condition].calendar) if name is not None]
        return max((self.at(phase).calendars[name] for name in names), key=weekly_hours)

    def _nations(self, hq: str) -> set[str]:
        return set(self.claim.instance.headquarters[hq].nation.split("|"))


def _services(stop: PathStop, number: int) -> int:
    """Services at a stop: one for each approval, else one for passing on; the origin passes nothing on."""
    return stop.approvals or int(number > 0)


def _sum(parts: Iterable[Parts]) -> Parts:
    total = Parts()
    for some in parts:
        total += some
    return total


@lru_cache(maxsize=1)
def recomputed(claim: Claim) -> Recomputed:
    """The recomputation of a claim, done once for all checks of it."""
    return Recomputed(claim)
