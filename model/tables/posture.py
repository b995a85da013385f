"""Who holds, commands and reaches whom: authorities, commanders, liaison teams. One function a table; rows lack the variant."""

from __future__ import annotations

from typing import get_args

from model.data.instance import Instance
from model.data.records import Relation
from model.delay.people import phase_order
from model.delay.posture import Posture
from model.tables.column import Column, Row, Table, choice, flag, integer
from model.tables.common import CONDITION, PHASE, VARIANT

AUTHORITIES = Table(
    "authorities",
    "a holder of an authority",
    (
        VARIANT,
        PHASE,
        CONDITION,
        Column("authority", "command authority"),
        Column("holder", "headquarters that holds it"),
        Column("holder_now", "today's holder (a|b where several)"),
        flag("changed", "whether this holder is not one of today's"),
        choice("relation", "kind of command relationship", *get_args(Relation)),
        Column("nation", "nation whose forces the authority is about"),
        Column("holder_nation", "nation of the holder"),
        integer("holder_grade", "grade of the holder's commander; empty for civil principals"),
        Column("authority_name", "the authority in words"),
    ),
    ("variant", "phase", "condition", "authority", "holder"),
)
COMMANDERS = Table(
    "commanders",
    "a headquarters and its commander's grade",
    (
        VARIANT,
        PHASE,
        Column("hq", "headquarters"),
        flag("active", "whether it is open"),
        integer("grade", "grade of its commander; empty where closed or civil"),
        integer("grade_now", "today's grade; empty for civil principals"),
        Column("nation", "nation whose forces it belongs to"),
        choice("status_now", "existing or planned", "existing", "planned"),
        Column("hq_name", "the headquarters in words"),
        Column("commander", "officer who commands several headquarters, this one among them; empty where it has one of its own"),
    ),
    ("variant", "phase", "hq"),
)
LIAISON = Table(
    "liaison",
    "a channel and its liaison team",
    (
        VARIANT,
        PHASE,
        Column("from_hq", "one end of the channel"),
        Column("to_hq", "the other end"),
        integer("level", "liaison level; 0 is no team"),
        integer("staff", "people in the team", "people"),
        integer("level_now", "today's level"),
        flag("changed", "whether the level is not today's"),
        choice("kind", "liaison (both ways) or direct (one way)", "liaison", "direct"),
        Column("pool", "nation that supplies the team"),
        Column("level_name", "the level in words"),
    ),
    ("variant", "phase", "from_hq", "to_hq"),
)


def authorities(instance: Instance, posture: Posture) -> list[Row]:
    """A row for each holder of each authority, by phase, condition, authority and holder."""
    order = phase_order(instance)
    keys = sorted(posture.holders, key=lambda key: (order[key[0]], *key[1:]))
    return [_holder_row(instance, posture, key, holder) for key in keys for holder in sorted(posture.holders[key])]


def _holder_row(instance: Instance, posture: Posture, key: tuple[str, str, str], holder: str) -> Row:
    phase, condition, authority = key
    view = instance.at(phase)
    about = view.authorities[authority]
    return {
        "phase": phase,
        "condition": condition,
        "authority": authority,
        "holder": holder,
        "holder_now": "|".join(about.holder_now),
        "changed": holder not in about.holder_now,
        "relation": about.relation,
        "nation": about.nation,
        "holder_nation": view.headquarters[holder].nation,
        "holder_grade": posture.grades.get((phase, holder)),
        "authority_name": about.name,
    }


def commanders(instance: Instance, posture: Posture) -> list[Row]:
    """A row for each headquarters and phase, open or closed."""
    return [
        {
            "phase": phase.id,
            "hq": hq,
            "active": bool(posture.active.get((phase.id, hq), False)),
            "grade": posture.grades.get((phase.id, hq)),
            "grade_now": about.grade_now,
            "nation": about.nation,
            "status_now": about.status,
            "hq_name": about.name,
            "commander": about.commander or "",
        }
        for phase in instance.phases
        for hq, about in instance.at(phase.id).headquarters.items()
    ]


def liaison(instance: Instance, posture: Posture) -> list[Row]:
    """A row for each channel and phase, with its level and team."""
    order = phase_order(instance)
    keys = sorted(posture.levels, key=lambda key: (order[key[0]], key[1]))
    return [_liaison_row(instance, phase, ends, posture.levels[phase, ends]) for phase, ends in keys]


def _liaison_row(instance: Instance, phase: str, ends: tuple[str, str], level: int) -> Row:
    view = instance.at(phase)
    channel, team = view.channels[ends], view.liaison_levels.get(level)
    return {
        "phase": phase,
        "from_hq": ends[0],
        "to_hq": ends[1],
        "level": level,
        "staff": team.staff if team else 0,
        "level_now": channel.level_now,
        "changed": level != channel.level_now,
        "kind": channel.kind,
        "pool": channel.pool or "",
        "level_name": team.name if team else "",
    }
