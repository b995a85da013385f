"""Domains of a design that is kept: each decision has the value of the design alone, and only routes and bands are left to decide."""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.delay.posture import Posture
from model.formulation.domains import Domains, build_domains


def kept_domains(instance: Instance, design: Posture) -> Domains | None:
    """The domains of the instance narrowed to the design; None where data, rules, mandates or pools of the instance rule out a value that
    the design has. (Rules and pools that tie decisions together are rows, and speak when the model is built.)"""
    own, active = build_domains(instance), design.active
    narrow = replace(
        own,
        open_options={key: tuple(option for option in options if option == active[key]) for key, options in own.open_options.items()},
        grades={
            key: tuple(grade for grade in options if active[key] and grade == design.grades.get(key)) for key, options in own.grades.items()
        },
        holders={key: tuple(hq for hq in options if hq in design.holders.get(key, ())) for key, options in own.holders.items()},
        levels={key: tuple(level for level in options if level == design.levels[key]) for key, options in own.levels.items()},
        officers={key: _officers(own, design, *key) for key in own.officers},
    )
    return narrow if _is_whole(narrow, design) else None


def _officers(own: Domains, design: Posture, phase: str, desk: str) -> tuple[int, ...]:
    """The size of an open desk; one whose HQs are all closed has none to choose."""
    options = own.officers[phase, desk]
    is_open = any(design.active[phase, hq] for hq in own.worlds[phase].desk_members[desk])
    return tuple(size for size in options if size == design.officers[phase, desk]) if is_open else options


def _is_whole(narrow: Domains, design: Posture) -> bool:
    """Whether every value of the design is still there."""
    return (
        all(narrow.open_options.values())
        and all(narrow.grades[key] == (grade,) for key, grade in design.grades.items() if design.active[key])
        and all(set(narrow.holders[key]) == set(holders) for key, holders in design.holders.items())
        and all(narrow.levels.values())
        and all(narrow.officers.values())
    )
