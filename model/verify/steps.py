"""What changes with each phase, read off the rows and the instance; not taken from the code that tells of transitions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from model.data.instance import Instance
from model.data.records import Phase
from model.verify.claim import Claim


@dataclass(frozen=True)
class PhaseStep:
    """A phase of a claim with the one before it; None: before it stands what is given, which is today's where nothing else is."""

    claim: Claim
    phase: Phase
    before: Phase | None

    @property
    def view(self) -> Instance:
        """The instance as it is in the phase."""
        return self.claim.at(self.phase.id)

    @property
    def from_today(self) -> bool:
        """Whether today's state is what stands before the phase."""
        return self.before is None and self.claim.instance.standing is None

    # What stood before -----------------------------------------------------------------------------------------------

    def held_before(self, condition: str, authority: str) -> frozenset[str]:
        """Who held the authority."""
        given = self.claim.instance.standing
        if self.before is not None:
            return frozenset(self.claim.held_by(self.before.id, condition, authority))
        if given is not None:
            return frozenset(given.holders.get((condition, authority), ()))
        return frozenset(self.claim.instance.authorities[authority].holder_now)

    def was_open(self, hq: str) -> bool:
        """Whether the HQ was open."""
        given = self.claim.instance.standing
        if self.before is not None:
            return self.claim.is_open(self.before.id, hq)
        return self.claim.instance.headquarters[hq].status == "existing" if given is None else hq in given.open_hqs

    def grade_before(self, hq: str) -> int | None:
        """The grade of its commander. A planned HQ may have one today, and then counts by it."""
        given = self.claim.instance.standing
        if self.before is not None:
            return self.claim.grade(self.before.id, hq)
        return self.claim.instance.headquarters[hq].grade_now if given is None else given.grades.get(hq)

    def level_before(self, ends: tuple[str, str]) -> int:
        """The liaison level of the channel."""
        given = self.claim.instance.standing
        if self.before is not None:
            return self.claim.level(self.before.id, ends)
        return self.claim.instance.channels[ends].level_now if given is None else given.levels.get(ends, 0)

    # What changes ----------------------------------------------------------------------------------------------------

    def held(self, condition: str, authority: str) -> frozenset[str]:
        """Who holds the authority in the phase."""
        return frozenset(self.claim.held_by(self.phase.id, condition, authority))

    def taken_over(self) -> list[tuple[str, str, str]]:
        """(condition, authority, hq) of each HQ that holds what it did not hold before."""
        places = [(condition, authority) for condition in self.view.conditions for authority in self.view.authorities]
        return [(*place, hq) for place in places for hq in sorted(self.held(*place) - self.held_before(*place))]

    def moved(self) -> list[str]:
        """Authorities that have other holders than before in some condition in which anybody held them."""
        return [
            authority
            for authority in self.view.authorities
            if any(
                before and before != self.held(condition, authority)
                for condition in self.view.conditions
                for before in (self.held_before(condition, authority),)
            )
        ]

    def opened(self) -> list[str]:
        """HQs that are open and were not."""
        return [hq for hq in self.view.headquarters if self.claim.is_open(self.phase.id, hq) and not self.was_open(hq)]

    def closed(self) -> list[str]:
        """HQs that were open and are not."""
        return [hq for hq in self.view.headquarters if self.was_open(hq) and not self.claim.is_open(self.phase.id, hq)]

    def regraded(self) -> list[tuple[str, int, int]]:
        """(hq, grade before, grade) of HQs whose commanders have another grade."""
        pairs = [(hq, self.grade_before(hq), self.claim.grade(self.phase.id, hq)) for hq in self.view.headquarters]
        return [(hq, one, other) for hq, one, other in pairs if one is not None and other is not None and one != other]

    def relevelled(self) -> list[tuple[str, str]]:
        """Channels whose liaison level is another than before."""
        return [ends for ends in self.view.channels if self.claim.level(self.phase.id, ends) != self.level_before(ends)]

    def changes(self) -> int:
        """All that the last aim counts. That an HQ which exists today is closed in the first phase is no change."""
        hqs = len(self.opened()) + (0 if self.from_today else len(self.closed()))
        return len(self.taken_over()) + len(self.regraded()) + len(self.relevelled()) + hqs


@lru_cache(maxsize=1)
def steps(claim: Claim) -> tuple[PhaseStep, ...]:
    """The steps of a claim from phase to phase."""
    phases = claim.instance.phases
    return tuple(PhaseStep(claim, phase, before) for phase, before in zip(phases, (None, *phases), strict=False))
