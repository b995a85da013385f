"""The hops, services and decisions of a route, read from its rows and the instance: what each takes, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.instance import Instance
from model.data.records import Channel
from model.delay.calendars import weekly_hours
from model.simulation.plan import Climb, Home, Sitting, Stage
from model.verify.claim import Claim, PathStop
from model.verify.rows import Row


def home_of(view: Instance, condition: str, hq: str) -> Home:
    """Where an HQ stands and the longer of its own calendar and the condition's; its own where they are as long."""
    about = view.headquarters[hq]
    names = [name for name in (about.calendar, view.conditions[condition].calendar) if name is not None]
    calendar = max((view.calendars[name] for name in names), key=weekly_hours)
    return Home(calendar, view.sites[about.site].timezone, about.lead)


def legs_of(claim: Claim, key: tuple[str, str, str], stops: tuple[PathStop, ...]) -> tuple[Stage, ...]:
    """The legs of a route: one for each service, and one for each hop to an HQ without."""
    return tuple(_legs(_Place(claim, *key), stops))


def _legs(place: _Place, stops: tuple[PathStop, ...]) -> Iterator[Stage]:
    approver = ""
    for number, stop in enumerate(stops):
        hop = place.hop(stops[number - 1].hq, stop) if number else Stage("", stop.hq)
        desk = place.view.headquarters[stop.hq].desk
        if not stop.approvals and number:
            yield _served(hop, desk, place.relay)
        for approval in range(stop.approvals):
            arrived = hop if approval == 0 else Stage("", stop.hq)
            yield _served(arrived, desk, place.work, place.sitting(stop.hq), place.climb(approver, stop.hq))
            approver = stop.hq


def _served(hop: Stage, desk: str | None, work: float, sitting: Sitting | None = None, climb: Climb | None = None) -> Stage:
    return Stage(hop.sender, hop.hq, hop.handling, hop.release, hop.language, hop.waits, desk, work, sitting, climb)


class _Place:
    """One thread in a phase and condition: the numbers that hold there."""

    def __init__(self, claim: Claim, phase: str, condition: str, thread: str) -> None:
        self.claim, self.phase = claim, phase
        self.view = view = claim.at(phase)
        self.state = view.conditions[condition]
        self.relay = self.state.tempo * view.parameter("relay_hours")
        self.work = self.state.tempo * view.threads[thread].work_hours
        self.command = self.state.tempo * view.parameter("command_handling_hours")

    def hop(self, sender: str, stop: PathStop) -> Stage:
        """The way to a stop, without what happens there."""
        assert stop.hop is not None, "every stop but the first is entered by a hop"
        if stop.hop.text("channel") == "command":
            return Stage(sender, stop.hq, self.command, waits=True)
        channel = self._channel(stop.hop)
        if channel.hours is not None:
            return Stage(sender, stop.hq, channel.hours)
        team = self.view.liaison_levels[stop.hop.whole("level") or 0]
        foreign = self._foreign(sender, stop.hq)
        handling, release = self.state.tempo * team.handling_hours, self.state.tempo * team.release_hours * foreign
        return Stage(sender, stop.hq, handling, release, foreign * (team.language_factor - 1) * (handling + release), not team.continuous)

    def _channel(self, hop: Row) -> Channel:
        ends = (hop.text("from_hq"), hop.text("to_hq"))
        ways = (ends,) if hop.text("channel") == "direct" else (ends, ends[::-1])
        return next(self.view.channels[way] for way in ways if way in self.view.channels)

    def _foreign(self, one: str, other: str) -> bool:
        return self.view.headquarters[one].is_foreign_to(self.view.headquarters[other])

    def sitting(self, hq: str) -> Sitting:
        """A decision at an HQ."""
        factor = self.view.headquarters[hq].decision_factor
        return Sitting(hq, factor * self.state.decision_period_hours, self.state.approval_hours)

    def climb(self, first: str, second: str) -> Climb | None:
        """The referral between two approvers one after the other, where their ranks differ; None where none can be."""
        if not first or not self._foreign(first, second):
            return None
        one, other = self.claim.grade(self.phase, first), self.claim.grade(self.phase, second)
        if one is None or other is None or one == other:
            return None
        chain = self._chain(first if one < other else second, max(one, other))
        expected = self.view.parameter("referral_probability") * abs(one - other)
        if expected == 0 or len(chain) == 1:
            return None
        return Climb(expected, chain, self.command, self.sitting(chain[-1]))

    def _chain(self, junior: str, grade: int) -> tuple[str, ...]:
        """The HQs from the junior up to the first of that grade (civil ones are), or to the top."""
        chain = [junior]
        while (above := self.view.headquarters[chain[-1]].superior) is not None:
            chain.append(above)
            about = self.view.headquarters[above]
            today = about.grade_now if about.grade_now is not None else min(about.grades, default=None)
            if today is None or today >= grade:
                break
        return tuple(chain)
