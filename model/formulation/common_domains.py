"""Domains of decisions that several instances share: what is possible in every one of them.

The instances are the same alliance under other numbers (futures), with the same phases, conditions, headquarters and authorities. A
value that data, rules, mandates or pools of one of them rule out is ruled out for the decision that all of them share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.data.instance import Instance
from model.formulation.domains import Domains, build_domains


def common_domains(instances: Sequence[Instance]) -> list[Domains]:
    """The domains of each instance, narrowed to what is possible in all of them."""
    own = [build_domains(instance) for instance in instances]
    openings = _shared([one.open_options for one in own])
    grades = _shared([one.grades for one in own])
    for key, options in grades.items():
        if not options and any(one.grades[key] for one in own):
            openings[key] = tuple(option for option in openings[key] if not option)
    holders = _shared([one.holders for one in own])
    levels = _shared([one.levels for one in own])
    there = {key for key, options in openings.items() if True in options}
    holders = {key: tuple(hq for hq in options if (key[0], hq) in there) for key, options in holders.items()}
    for phase, channel in levels:
        if not all((phase, hq) in there for hq in channel):
            levels[phase, channel] = tuple(level for level in levels[phase, channel] if level == 0)
    officers = _shared([one.officers for one in own])
    return [replace(one, open_options=openings, grades=grades, holders=holders, levels=levels, officers=officers) for one in own]


def _shared(options: Sequence[Mapping[Any, tuple[Any, ...]]]) -> dict[Any, tuple[Any, ...]]:
    """By decision the values that are among the options of every instance, in the order of the first."""
    first, *others = options
    return {key: tuple(value for value in values if all(value in other[key] for other in others)) for key, values in first.items()}
