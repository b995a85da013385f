"""A small alliance for tests, and changes that can be made to it one after the other.

Numbers are round and made up; what matters is that every feature an instance may have decides something in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from model.data.instance import Instance
from model.data.mandates import HolderMandate
from model.data.records import (
    Authority,
    Calendar,
    Channel,
    Condition,
    Demand,
    Desk,
    Headquarters,
    LiaisonLevel,
    Parameter,
    Phase,
    Pool,
    Rule,
    Site,
    Thread,
)
from tests.rows import by_key

MADE_UP = {"source": "made up"}
# What a test changes in an instance.
Change = Callable[[Instance], Instance]


# A small alliance -----------------------------------------------------------------------------------------------


def headquarters(
    hq: str, nation: str, site: str, superior: str | None, grades: tuple[int, ...], desk: str | None, **more: Any
) -> Headquarters:
    """An HQ of the alliance, existing and with office hours unless said otherwise."""
    row: dict[str, Any] = {"decision_factor": 1.0, "calendar": "office", "status": "existing", "grade_now": min(grades, default=None)}
    return Headquarters(hq=hq, name=hq, nation=nation, site=site, superior=superior, grades=grades, desk=desk, **(row | more), **MADE_UP)


def _authority(authority: str, relation: str, nation: str, now: str, component: str | None = None, most: int = 1) -> Authority:
    fields: dict[str, Any] = {"relation": relation, "nation": nation, "holder_now": (now,), "component": component, "holders_max": most}
    return Authority(authority=authority, name=authority, **fields, **MADE_UP)


def channel(one: str, other: str, levels: tuple[int, ...], **more: Any) -> Channel:
    """A liaison channel that is open without a team unless said otherwise."""
    row: dict[str, Any] = {"kind": "liaison", "pool": "US", "level_now": 0, "open_without_team": True}
    return Channel(from_hq=one, to_hq=other, levels=levels, **(row | more), **MADE_UP)


def _thread(thread: str, origin: str, approvals: tuple[str, ...], destination: str, work: float) -> Thread:
    return Thread(
        thread=thread, name=thread, function="any", origin=origin, approvals=approvals, destination=destination, work_hours=work, **MADE_UP
    )


def _desk(desk: str, officers: tuple[int, ...], **more: Any) -> Desk:
    row: dict[str, Any] = {"officers_now": officers[0], "background_hours_per_day": 1.0, "mean_service_hours": 2.0}
    return Desk(desk=desk, officers=officers, **(row | more), **MADE_UP)


def _condition(condition: str, tempo: float, calendar: str, period: float) -> Condition:
    hours = {"decision_period_hours": period, "approval_hours": 2.0, "effective_hours_per_week": 35.0}
    return Condition(condition=condition, name=condition, share=0.5, tempo=tempo, calendar=calendar, **hours, **MADE_UP)


def _level(level: int, staff: int, handling: float, release: float, factor: float, continuous: bool) -> LiaisonLevel:
    hours = {"handling_hours": handling, "release_hours": release, "language_factor": factor}
    return LiaisonLevel(level=level, name=str(level), staff=staff, continuous=continuous, **hours, **MADE_UP)


def rule(kind: str, authority: str = "", **more: Any) -> Change:
    """Add a rule of that kind."""
    names = tuple(authority.split("|")) if authority else ()
    row = Rule(rule=f"new_{kind}", kind=kind, says="so", basis="law", citation="none", authority=names, active=True, **more)
    return lambda instance: replace(instance, rules=by_key([*instance.rules.values(), row]))


def set_row(table: str, key: Any, **fields: Any) -> Change:
    """Change fields of one row."""

    def change(instance: Instance) -> Instance:
        rows = dict(getattr(instance, table))
        rows[key] = rows[key].model_copy(update=fields)
        return replace(instance, **{table: rows})

    return change


def add_hq(row: Headquarters) -> Change:
    """Add an HQ."""
    return lambda instance: replace(instance, headquarters=by_key([*instance.headquarters.values(), row]))


def add_channel(row: Channel) -> Change:
    """Add a channel."""
    return lambda instance: replace(instance, channels=by_key([*instance.channels.values(), row]))


def pool(nation: str, resource: Any, amount: float) -> Change:
    """Add a pool."""
    row = Pool(phase="now", nation=nation, resource=resource, amount=amount, **MADE_UP)
    return lambda instance: replace(instance, pools={**instance.pools, ("now", nation, resource): row})


def mandate(made: Any) -> Change:
    """Add a mandate."""
    return lambda instance: replace(instance, mandates=(*instance.mandates, made))


@cache
def alliance() -> Instance:
    """Six HQs of two nations, one of them planned and one civil; four threads, one of which asks the same holder twice."""
    rows = [
        headquarters("HAWAII", "US", "hawaii", None, (10,), "HAWAII"),
        headquarters("FORCE", "US", "tokyo", "HAWAII", (9, 10), "FORCE", decision_factor=0.5),
        headquarters("FLEET", "US", "tokyo", "HAWAII", (9,), None),
        headquarters("CIVIL", "JP", "tokyo", None, (), None),
        headquarters("JOINT", "JP", "tokyo", "CIVIL", (10,), "JOINT"),
        headquarters("NEW", "JP", "tokyo", "JOINT", (9, 10), "NEW", status="planned", grade_now=None, decision_factor=0.5),
    ]
    authorities = [
        _authority("us_command", "OPCON", "US", "HAWAII", "FLEET"),
        _authority("us_release", "COORD", "US", "HAWAII"),
        _authority("jp_command", "OPCON", "JP", "JOINT"),
        _authority("jp_approval", "COORD", "JP", "CIVIL"),
    ]
    channels = [
        channel("HAWAII", "JOINT", (0, 1, 2)),
        channel("FORCE", "JOINT", (0, 1, 2)),
        channel("FORCE", "NEW", (0, 1, 2)),
        channel("FORCE", "FLEET", (0, 1), open_without_team=False),
        channel("NEW", "FLEET", (0,), kind="direct", hours=30.0),
    ]
    threads = [
        _thread("operations", "JOINT", ("jp_command", "us_command"), "FLEET", 4.0),
        _thread("intelligence", "FLEET", ("us_release", "us_release"), "JOINT", 2.0),
        _thread("policy", "HAWAII", ("us_release", "jp_command", "us_release"), "JOINT", 1.0),
        _thread("warning", "FLEET", (), "CIVIL", 1.0),
    ]
    laws: list[dict[str, Any]] = [
        {"rule": "us_law", "authority": ("us_command", "us_release"), "holder": ("JP", "FLEET")},
        {"rule": "jp_law", "authority": ("jp_command", "jp_approval"), "holder": ("US",)},
        {"rule": "civil_law", "authority": ("jp_command",), "holder": ("CIVIL",)},
    ]
    parameters = {"referral_probability": 0.3, "relay_hours": 1.0, "command_handling_hours": 1.0, "service_cv": 1.0}
    return Instance(
        name="alliance",
        title="",
        description="",
        as_of=dt.date(2026, 1, 5),
        utilisation_bands=(0.5, 0.8),
        phases=(Phase(id="now", name="now", start=dt.date(2026, 1, 5), weight=1.0),),
        parameters={name: Parameter(value=value, unit="", **MADE_UP) for name, value in parameters.items()},
        conditions=by_key([_condition("crisis", 0.5, "watch", 8.0), _condition("peace", 1.0, "office", 48.0)]),
        calendars=by_key(
            [
                Calendar(calendar="office", days="mon-fri", start="08:00", end="18:00"),
                Calendar(calendar="watch", days="mon-sun", start="06:00", end="22:00"),
            ]
        ),
        sites=by_key(
            Site(site=site, name=site, latitude=0, longitude=0, timezone=zone, **MADE_UP)
            for site, zone in (("hawaii", "Pacific/Honolulu"), ("tokyo", "Asia/Tokyo"))
        ),
        headquarters=by_key(rows),
        desks=by_key([_desk("FORCE", (4, 8)), _desk("HAWAII", (10,)), _desk("JOINT", (8,)), _desk("NEW", (5,))]),
        authorities=by_key(authorities),
        channels=by_key(channels),
        liaison_levels=by_key([_level(0, 0, 4, 6, 1.5, False), _level(1, 2, 2, 3, 1.25, False), _level(2, 4, 1, 1, 1, True)]),
        threads=by_key(threads),
        demand=by_key(
            Demand(thread=row.thread, condition=c, requests_per_day=0.5, urgency=u, deadline_hours=None, **MADE_UP)
            for row in threads
            for c, u in (("crisis", 4.0), ("peace", 1.0))
        ),
        rules={law["rule"]: Rule(kind="forbid_holder", says="so", basis="law", citation="none", active=True, **law) for law in laws},
        pools=by_key([Pool(phase="now", nation="US", resource="liaison_staff", amount=4, **MADE_UP)]),
        ranges={},
    )


# What is changed in it, case by case ------------------------------------------------------------------------------


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(instance: Instance) -> Instance:
        for one in changes:
            instance = one(instance)
        return instance

    return change


def transfers(most: int) -> Change:
    """Let that many authorities change holder."""
    return lambda instance: replace(instance, phases=(instance.phases[0].model_copy(update={"transfers_max": most}),))


def held_only_by(holder: str, authority: str) -> Change:
    """A mandate on one authority."""
    return mandate(HolderMandate(kind="holder", id="held", says="so", authority=(authority,), holder=(holder,)))


def as_it_is(instance: Instance) -> Instance:
    """No change."""
    return instance
