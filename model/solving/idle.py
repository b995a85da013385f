"""Teams that no request needs go home."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from model.delay.posture import Posture
from model.formulation.domains import Domains


def without_idle_teams(domains: Domains, posture: Posture) -> Posture:
    """The posture without teams on channels that no request uses, as far as the channel may have fewer people. No request is slower."""
    if any(phase.teams_max is not None for phase in domains.instance.phases):
        return posture  # to send one home is a change too
    staff = {(t, level): row.staff for t, world in domains.worlds.items() for level, row in world.instance.liaison_levels.items()}
    used = {(route.phase, frozenset((one.hq, other.hq))) for route in posture.routes for one, other in pairwise(route.steps)}
    levels = dict(posture.levels)
    for (phase, channel), level in posture.levels.items():
        if (phase, frozenset(channel)) not in used:
            levels[phase, channel] = min((staff[phase, option], option) for option in (level, *domains.levels[phase, channel]))[1]
    return replace(posture, levels=levels)
