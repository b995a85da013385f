"""What a posture takes of the people a nation has: a sum for each resource of `pools.csv`, as numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from model.data.commanders import commands
from model.data.instance import Instance
from model.data.kinds import FOUR_STAR
from model.data.records import Headquarters, Pool
from model.delay.posture import Posture

# Room for rounding of an amount that was computed.
ROUNDING = 1e-9


@dataclass(frozen=True)
class PoolUse:
    """A pool and how many of its people a posture takes; `used` is below 0 where a nation has fewer four-star commanders than
    today. `slack` are the people left: whole ones, so that of 2.5 people of whom 2 are used none is left."""

    pool: Pool
    used: int

    @property
    def slack(self) -> int:
        return people_in(self.pool) - self.used


def phase_order(instance: Instance) -> dict[str, int]:
    """Position of each phase: phases are listed in calendar order, not by name."""
    return {phase.id: position for position, phase in enumerate(instance.phases)}


def people_in(pool: Pool) -> int:
    """People of a pool: whole ones."""
    return math.floor(pool.amount + ROUNDING)


def pool_uses(instance: Instance, posture: Posture) -> tuple[PoolUse, ...]:
    """The use of each pool, by phase in calendar order, then by nation and resource."""
    order = phase_order(instance)
    keys = sorted(instance.pools, key=lambda key: (order[key[0]], *key[1:]))
    return tuple(PoolUse(instance.pools[key], USED[key[2]](instance, posture, key[0], key[1])) for key in keys)


def liaison_staff(instance: Instance, posture: Posture) -> int:
    """People in all liaison teams, summed over phases."""
    return sum(instance.at(phase).liaison_levels[level].staff for (phase, _), level in posture.levels.items())


def team_staff(instance: Instance, posture: Posture, phase: str, nation: str) -> int:
    """Staff of all liaison teams that a nation supplies in a phase."""
    view = instance.at(phase)
    teams = ((ends, level) for (t, ends), level in posture.levels.items() if t == phase)
    return sum(view.liaison_levels[level].staff for ends, level in teams if view.channels[ends].pool == nation)


def added_officers(instance: Instance, posture: Posture, phase: str, nation: str) -> int:
    """Officers above today's at each of a nation's desks in a phase, added up; a shared desk is of its first HQ's nation."""
    headquarters = instance.at(phase).headquarters
    first = {hq.desk: hq.lead for _, hq in sorted(headquarters.items(), reverse=True) if hq.desk is not None}
    sizes = ((desk, size) for (t, desk), size in posture.officers.items() if t == phase)
    return sum(max(0, size - instance.desks[desk].officers_now) for desk, size in sizes if first.get(desk) == nation)


def added_stars(instance: Instance, posture: Posture, phase: str, nation: str) -> int:
    """Commanders of four stars or more in a phase above a nation's number today; below 0 where there are fewer."""
    return _stars(_led_by(instance.at(phase), nation), _grades(posture, phase)) - four_stars_today(instance, nation)


def four_stars(instance: Instance, posture: Posture) -> int:
    """Commanders of four stars or more, summed over phases; one of several HQs counts once in each."""
    return sum(_stars(instance.at(phase.id).headquarters, _grades(posture, phase.id)) for phase in instance.phases)


def new_four_stars(instance: Instance, posture: Posture) -> int:
    """Commanders of four stars or more above each nation's number today, summed over phases and nations."""
    nations = {hq.lead for hq in instance.headquarters.values()}
    return sum(max(0, added_stars(instance, posture, phase.id, nation)) for phase in instance.phases for nation in nations)


def four_stars_today(instance: Instance, nation: str) -> int:
    """Commanders of four stars or more that a nation has today, at its existing HQs."""
    led = _led_by(instance, nation)
    return _stars(led, {name: hq.grade_now or 0 for name, hq in led.items() if hq.status == "existing"})


def _led_by(instance: Instance, nation: str) -> dict[str, Headquarters]:
    return {name: hq for name, hq in instance.headquarters.items() if hq.lead == nation}


def _grades(posture: Posture, phase: str) -> dict[str, int]:
    return {hq: grade for (t, hq), grade in posture.grades.items() if t == phase}


def _stars(headquarters: Mapping[str, Headquarters], grades: Mapping[str, int]) -> int:
    return sum(any(grades.get(hq, 0) >= FOUR_STAR for hq in hqs) for hqs in commands(headquarters))


USED: dict[str, Callable[[Instance, Posture, str, str], int]] = {
    "liaison_staff": team_staff,
    "desk_officers": added_officers,
    "four_star": added_stars,
}
