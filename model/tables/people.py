"""What a posture asks of people: desks and pools. One function a table; rows lack the variant."""

from __future__ import annotations

import math
from typing import get_args

from model.data.instance import Instance
from model.data.records import Pool
from model.delay.people import phase_order, pool_uses
from model.delay.posture import DeskLoad, Evaluation, Posture
from model.tables.column import Column, Row, Table, choice, endless, integer, number
from model.tables.common import CONDITION, PHASE, VARIANT

DESKS = Table(
    "desks",
    "a desk in a condition: officers, load and wait",
    (
        VARIANT,
        PHASE,
        CONDITION,
        Column("desk", "desk of action officers"),
        integer("officers", "officers at the desk", "officers"),
        number("band", "most utilisation the plan allows the desk; empty where its wait is given", "1"),
        number("load_hours_per_day", "work asked of the desk", "officer-h/day"),
        endless("capacity_hours_per_day", "work the desk can do; inf where nothing limits it", "officer-h/day"),
        endless("wait_hours", "mean wait a service at the band's limit: what the delays count", "h"),
        endless("exact_wait_hours", "mean wait a service at the exact load", "h"),
        number("wait_overstated_hours", "wait_hours less exact_wait_hours", "h"),
        number("utilisation", "load over capacity", "1"),
        integer("officers_now", "today's officers", "officers"),
        Column("headquarters", "headquarters that share the desk (a|b)"),
    ),
    ("variant", "phase", "condition", "desk"),
)
POOL_MEANINGS = "liaison_staff (in all teams), desk_officers (above officers_now) or four_star (O-10 commanders above today's)"
PEOPLE = Table(
    "people",
    "a pool of people: how many the posture takes, and how many are left",
    (
        VARIANT,
        PHASE,
        Column("nation", "nation whose people they are"),
        choice("resource", POOL_MEANINGS, *get_args(Pool.model_fields["resource"].annotation)),
        integer("used", "how many the posture takes; below 0 for fewer four-star commanders than today", "people"),
        number("amount", "how many there are; only whole people count", "people"),
        integer("slack", "how many are left: amount rounded down, less used", "people"),
    ),
    ("variant", "phase", "nation", "resource"),
    filled=("used", "amount", "slack"),
)


def desks(instance: Instance, evaluation: Evaluation) -> list[Row]:
    """A row for each desk, phase and condition, with its load and waits."""
    order = phase_order(instance)
    loads = sorted(evaluation.desks, key=lambda load: (order[load.phase], load.condition, load.desk))
    return [_desk_row(instance, load) for load in loads]


def _desk_row(instance: Instance, load: DeskLoad) -> Row:
    view, capacity = instance.at(load.phase), load.capacity_hours_per_day
    used = load.load_hours_per_day / capacity if capacity > 0 else math.inf
    waits_forever = math.isinf(load.wait_hours) or math.isinf(load.exact_wait_hours)
    return {
        "phase": load.phase,
        "condition": load.condition,
        "desk": load.desk,
        "officers": load.officers,
        "band": load.band,
        "load_hours_per_day": load.load_hours_per_day,
        "capacity_hours_per_day": capacity,
        "wait_hours": load.wait_hours,
        "exact_wait_hours": load.exact_wait_hours,
        "wait_overstated_hours": None if waits_forever else load.wait_hours - load.exact_wait_hours,
        "utilisation": used if math.isfinite(used) else None,
        "officers_now": view.desks[load.desk].officers_now,
        "headquarters": "|".join(sorted(hq for hq, about in view.headquarters.items() if about.desk == load.desk)),
    }


def people(instance: Instance, posture: Posture) -> list[Row]:
    """A row for each pool, with what the posture takes of it."""
    return [
        {
            "phase": use.pool.phase,
            "nation": use.pool.nation,
            "resource": use.pool.resource,
            "used": use.used,
            "amount": use.pool.amount,
            "slack": use.slack,
        }
        for use in pool_uses(instance, posture)
    ]
