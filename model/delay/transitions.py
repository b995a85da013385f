"""What changes from phase to phase under a posture, and which desks have to absorb it.

Before the first phase things are as they are today: today's holders hold in every condition, existing HQs are open under today's
grades, channels have today's levels.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.data.instance import Instance
from model.data.standing import Standing
from model.delay.posture import Posture


@dataclass(frozen=True)
class Transition:
    """A phase with what stands in it and what stood before. `first` tells that before is today."""

    phase: str
    first: bool
    before: Standing
    after: Standing

    @property
    def taken_over(self) -> frozenset[tuple[str, str, str]]:
        """(condition, authority, hq) of what an HQ holds that it did not hold before."""
        return frozenset(
            (condition, authority, hq)
            for (condition, authority), holders in self.after.holders.items()
            for hq in holders
            if hq not in self.before.holders.get((condition, authority), ())
        )

    @property
    def transferred(self) -> tuple[str, ...]:
        """Authorities that change hands: in some condition their holders differ. One that nobody held before is new."""
        return tuple(
            sorted(
                {
                    authority
                    for (condition, authority), holders in self.after.holders.items()
                    if (old := self.before.holders.get((condition, authority), ())) and set(old) != set(holders)
                }
            )
        )

    @property
    def opened(self) -> tuple[str, ...]:
        """HQs that open."""
        return tuple(sorted(self.after.open_hqs - self.before.open_hqs))

    @property
    def closed(self) -> tuple[str, ...]:
        """HQs that close."""
        return tuple(sorted(self.before.open_hqs - self.after.open_hqs))

    @property
    def regraded(self) -> tuple[str, ...]:
        """HQs that stay open under a commander of another grade."""
        return tuple(sorted(hq for hq, grade in self.after.grades.items() if self.before.grades.get(hq, grade) != grade))

    @property
    def relevelled(self) -> tuple[tuple[str, str], ...]:
        """Channels whose liaison level changes."""
        return tuple(sorted(key for key, level in self.after.levels.items() if self.before.levels.get(key, level) != level))

    @property
    def changes(self) -> int:
        """All of them counted: what is taken over in each condition, grades, levels, HQs that open and, after the first phase, close."""
        hqs = len(self.opened) + (0 if self.first else len(self.closed))
        return len(self.taken_over) + len(self.regraded) + len(self.relevelled) + hqs


def before_all(instance: Instance) -> Standing:
    """What stands before the first phase. A planned HQ with a grade today counts by it where it opens."""
    return today(instance) if instance.standing is None else instance.standing


def today(instance: Instance) -> Standing:
    """What stands today."""
    hqs = instance.headquarters.values()
    return Standing(
        {(c, a.authority): a.holder_now for c in instance.conditions for a in instance.authorities.values()},
        frozenset(hq.hq for hq in hqs if hq.status == "existing"),
        {hq.hq: hq.grade_now for hq in hqs if hq.grade_now is not None},
        {key: channel.level_now for key, channel in instance.channels.items()},
    )


def standing(posture: Posture, phase: str) -> Standing:
    """What stands in a phase of a posture."""
    return Standing(
        {(c, a): holders for (t, c, a), holders in posture.holders.items() if t == phase},
        frozenset(hq for (t, hq), is_open in posture.active.items() if t == phase and is_open),
        {hq: grade for (t, hq), grade in posture.grades.items() if t == phase},
        {key: level for (t, key), level in posture.levels.items() if t == phase},
    )


def transitions(instance: Instance, posture: Posture) -> tuple[Transition, ...]:
    """The transition into each phase, in their order."""
    states = [before_all(instance), *(standing(posture, phase.id) for phase in instance.phases)]
    since_today = instance.standing is None
    return tuple(Transition(phase.id, not at and since_today, states[at], states[at + 1]) for at, phase in enumerate(instance.phases))


def absorbing_desks(instance: Instance, posture: Posture) -> frozenset[tuple[str, str]]:
    """(phase, desk) of the desks of which an HQ takes over an authority in the phase, and which so lose a share of their capacity. Where
    there is one phase there is no way to tell of, and none does."""
    if not instance.is_plan:
        return frozenset()
    return frozenset(
        (transition.phase, desk)
        for transition in transitions(instance, posture)
        for _, _, hq in transition.taken_over
        if (desk := instance.at(transition.phase).headquarters[hq].desk) is not None
    )
