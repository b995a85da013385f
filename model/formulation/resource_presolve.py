"""Presolve by resources: an option that takes more people than its nation has left when everything else takes the fewest is left out.

Such an option is in no posture, but half of it and half of a smaller one could be in a relaxation: leaving it out is the fixing of a
column by the activity of one knapsack row, done before there are columns. Where even the fewest are too many nothing is left out, so
that the row of the pool says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from model.data.commanders import commands
from model.data.instance import Instance
from model.data.kinds import FOUR_STAR
from model.delay.people import four_stars_today, people_in

ChannelKey = tuple[str, str]
Key = TypeVar("Key")


def affordable_levels(
    instance: Instance, phase: str, levels: Mapping[ChannelKey, tuple[int, ...]]
) -> dict[tuple[str, ChannelKey], tuple[int, ...]]:
    """The liaison levels of each channel that its pool can staff."""

    def staff(channel: ChannelKey, level: int) -> int:
        return instance.liaison_levels[level].staff

    kept = dict(levels)
    for nation, room in _rooms(instance, phase, "liaison_staff"):
        supplied = {key: options for key, options in levels.items() if instance.channels[key].pool == nation}
        kept |= _within(supplied, staff, room, ())
    return {(phase, key): options for key, options in kept.items()}


def affordable_officers(
    instance: Instance, phase: str, officers: Mapping[str, tuple[int, ...]], nations: Mapping[str, str], may_close: Iterable[str]
) -> dict[tuple[str, str], tuple[int, ...]]:
    """The sizes of each desk that its nation (`nations` by desk) has billets for; desks that `may_close` may have none."""

    def added(desk: str, size: int) -> int:
        return max(0, size - instance.desks[desk].officers_now)

    kept = dict(officers)
    for nation, room in _rooms(instance, phase, "desk_officers"):
        kept |= _within({desk: options for desk, options in officers.items() if nations[desk] == nation}, added, room, may_close)
    return {(phase, desk): options for desk, options in kept.items()}


def affordable_grades(
    instance: Instance, phase: str, grades: Mapping[str, tuple[int, ...]], may_close: Iterable[str]
) -> dict[tuple[str, str], tuple[int, ...]]:
    """The grades of each HQ's commander that its nation has stars for; HQs that `may_close` may have none."""

    def star(hq: str, grade: int) -> int:
        return int(grade >= FOUR_STAR)

    kept = dict(grades)
    for nation, room in _rooms(instance, phase, "four_star"):
        led = [hqs for hqs in commands(instance.headquarters) if instance.headquarters[hqs[0]].lead == nation]
        # A commander of several HQs keeps the grades that each of them allows, and takes the star that one open HQ takes for sure.
        alone = {hqs[0]: grades[hqs[0]] for hqs in led if len(hqs) == 1}
        taken = sum(max(_least(star, hqs, grades, may_close).values()) for hqs in led if len(hqs) > 1)
        kept |= _within(alone, star, room + four_stars_today(instance, nation) - taken, may_close)
    return {(phase, hq): options for hq, options in kept.items()}


def _rooms(instance: Instance, phase: str, resource: str) -> list[tuple[str, int]]:
    return [(nation, people_in(pool)) for (t, nation, what), pool in instance.pools.items() if t == phase and what == resource]


def _within(
    options: Mapping[Key, tuple[int, ...]], use: Callable[[Key, int], int], room: int, may_use_none: Iterable[Key]
) -> dict[Key, tuple[int, ...]]:
    """The options that fit into the room while all others take the least; all of them where even the least does not fit."""
    least = _least(use, options, options, may_use_none)
    spare = room - sum(least.values())
    if spare < 0:
        return dict(options)
    return {key: tuple(one for one in several if use(key, one) - least[key] <= spare) for key, several in options.items()}


def _least(
    use: Callable[[Key, int], int], keys: Iterable[Key], options: Mapping[Key, tuple[int, ...]], may_use_none: Iterable[Key]
) -> dict[Key, int]:
    """The fewest people that each takes."""
    none = set(may_use_none)
    return {key: 0 if key in none else min((use(key, one) for one in options[key]), default=0) for key in keys}
